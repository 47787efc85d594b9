// The kinds of record that two parties make together: meetings, statements, dispatches.
import { kind, type Kind } from "./kind.js";
import { agendaItem, line, lineAnswer, reservation, taken } from "./parts.js";
import { flag, integer, list, oneOf, orNull } from "./shape.js";
import { chosen, hash, lang, ms, name, prose } from "./units.js";

export const JOINT_KINDS: Readonly<Record<string, Kind>> = {
  "meeting.called/1": kind(
    { meeting: chosen, title: name, place: name, begins_ms: ms, ends_ms: ms, agenda: list(agendaItem, 0, 100) },
    "security liaison",
    (body, party) => `meeting/${body.meeting}/call/${party}`,
  ),
  "meeting.cancelled/1": kind(
    { meeting: chosen, reason: prose },
    "security liaison",
    (body, party) => `meeting/${body.meeting}/call/${party}`,
    1,
  ),
  "meeting.answered/1": kind(
    { meeting: chosen, call: hash, answer: oneOf("accepted", "tentative", "declined"), note: prose },
    "security liaison",
    (body, party) => `meeting/${body.meeting}/answer/${party}`,
  ),
  "meeting.attended/1": kind(
    { meeting: chosen, people: list(chosen, 1, 100) },
    "security liaison",
    (body, party) => `meeting/${body.meeting}/attendance/${party}`,
  ),
  "minutes.drafted/1": kind(
    { meeting: chosen, lang, lines: list(line, 1, 200) },
    "security liaison",
    (body, party) => `meeting/${body.meeting}/draft/${party}`,
  ),
  "minutes.signed/1": kind(
    { meeting: chosen, draft: hash, takes: list(taken, 0, 200), reservations: list(reservation, 0, 200) },
    "security liaison",
    (body, party) => `meeting/${body.meeting}/minutes/${party}`,
  ),
  "action.done/1": kind(
    { action: chosen, note: prose },
    "security liaison operator",
    (body, party) => `action/${body.action}/${party}`,
  ),
  "statement.drafted/1": kind(
    { statement: chosen, title: name, lang, lines: list(prose, 1, 100), embargo_ms: orNull(ms) },
    "security liaison",
    (body, party) => `statement/${body.statement}/draft/${party}`,
  ),
  "statement.answered/1": kind(
    { statement: chosen, draft: hash, answers: list(lineAnswer, 1, 100) },
    "security liaison",
    (body, party) => `statement/${body.statement}/answer/${party}`,
  ),
  "statement.issued/1": kind(
    { statement: chosen, draft: hash, lines: list(integer(1, 100), 1, 100), is_joint: flag },
    "liaison",
    (body, party) => `statement/${body.statement}/issue/${party}`,
  ),
  "dispatch.requested/1": kind(
    {
      dispatch: chosen, mandate: chosen, why: prose, people: name, count: integer(1, 500), site: chosen, from_ms: ms,
      to_ms: ms, command: chosen, equipment: prose,
    },
    "security liaison",
    (body, party) => `dispatch/${body.dispatch}/request/${party}`,
  ),
  "dispatch.discussed/1": kind(
    { dispatch: chosen, text: prose },
    "security liaison",
    (body, party) => `dispatch/${body.dispatch}/talk/${party}`,
  ),
  "dispatch.answered/1": kind(
    {
      dispatch: chosen, request: hash, consent: oneOf("granted", "refused"), count: integer(0, 500), from_ms: ms,
      to_ms: ms, conditions: prose,
    },
    "security",
    (body, party) => `dispatch/${body.dispatch}/consent/${party}`,
  ),
  "dispatch.rostered/1": kind(
    { dispatch: chosen, request: hash, badges: list(chosen, 1, 500) },
    "security liaison",
    (body, party) => `dispatch/${body.dispatch}/roster/${party}`,
  ),
  "dispatch.recalled/1": kind(
    { dispatch: chosen, reason: prose },
    "security liaison",
    (body, party) => `dispatch/${body.dispatch}/recall/${party}`,
    2,
  ),
  "badge.shown/1": kind(
    { badge: chosen, site: chosen, way: oneOf("in", "out", "turned_away", "met"), gate: orNull(chosen) },
    "keeper security operator",
    (body, party) => `badge/${body.badge}/${party}`,
  ),
  "grant.turned/1": kind(
    { badge: chosen, site: chosen, is_live: flag, is_here: flag, since_ms: ms },
    "node",
    (body, party) => `grant/${body.badge}/${party}`,
  ),
};
