// The kinds of record: what each may hold, who may sign it, which object it changes, how it ranks among rivals.
import { type JsonObject } from "./canonical.js";
import { DISCLOSURE_KINDS } from "./disclosure-kinds.js";
import { INCIDENT_KINDS } from "./incident-kinds.js";
import { JOINT_KINDS } from "./joint-kinds.js";
import { kind, type Kind } from "./kind.js";
import {
  checkpoint, content, fact, feedKind, gate, group, handover, haven, head, key, leg, names, place, plannedRoute, point,
  ratio, recipient, records, role, sealed, secret, terms, zone,
} from "./parts.js";
import { RESPONSE_KINDS } from "./response-kinds.js";
import { RISK_KINDS } from "./risk-kinds.js";
import { flag, integer, list, object, oneOf, orNull, table, text, tuple } from "./shape.js";
import { chosen, hash, INT_MAX, keyId, lang, metres, ms, name, objectId, origin, prose, vkey } from "./units.js";
import { VOICE_KINDS } from "./voice-kinds.js";

const onDraw = (body: JsonObject, what: string, party: string) => `draw/${(body.order as string).slice(0, 32)}/${what}/${party}`;
const onLeg = (body: JsonObject, what: string, party: string) => onDraw(body, `${body.leg}/${body.of}/${what}`, party);
const onHour = (body: JsonObject, party: string) => `history/${body.hour_ms}/${party}`;
const onReceipt = (body: JsonObject, party: string) => `feed-receipt/${body.feed}/${body.owner}/${party}`;
const onAlarm = (body: JsonObject, party: string) => `alarm/${body.alarm}/${party}`;
const lent = oneOf("security", "operator", "liaison", "keeper");
const onAuthority = (body: JsonObject, party: string) => `authority/${body.role}/${body.deputy}/${party}`;
const onMovement = (body: JsonObject) => `movement/${body.movement}`;
const onApproval = (body: JsonObject, party: string) => `movement/${body.movement}/approval/${party}`;
const onStop = (body: JsonObject, party: string) => `movement/${body.movement}/stop/${party}`;

export const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries({
    "alarm.raised/1": kind(
      { alarm: hash, severity: oneOf("note", "alarm", "stop"), clause: chosen, rule: hash, key, anchor: records, due_ms: ms },
      "node",
      onAlarm,
    ),
    "alarm.acknowledged/1": kind({ alarm: hash, note: prose }, "operator security liaison", onAlarm),
    "alarm.escalated/1": kind({ alarm: hash, to: name, reason: prose }, "operator security liaison node", onAlarm),
    "alarm.resolved/1": kind({ alarm: hash, because: orNull(hash), note: prose }, "operator security", onAlarm),
    "authority.delegated/1": kind(
      { deputy: keyId, role: lent, from_ms: ms, to_ms: ms, reason: prose },
      "security operator liaison keeper",
      onAuthority,
    ),
    "authority.withdrawn/1": kind({ deputy: keyId, role: lent, reason: prose }, "admin security operator liaison keeper", onAuthority, 1),
    "clause.proposed/1": kind(
      { clause: chosen, number: integer(1, 9_999), title: name, content },
      "security liaison",
      (body) => `clause/${body.clause}`,
      0,
      {
        titles: table(lang, name, 1), terms, answer_by_ms: ms, replaces: list(chosen, 1, 20), checked: list(lang, 1, 3),
      },
    ),
    "clause.position/1": kind(
      { clause: chosen, meaning: hash, stand: oneOf("agreed", "reserved", "refused"), reason: prose },
      "security liaison",
      (body, party) => `clause/${body.clause}/${party}`,
      0,
      { conditions: list(name, 1, 20) },
    ),
    "clause.countered/1": kind(
      { clause: chosen, against: hash, title: name, content, reason: prose },
      "security liaison",
      (body, party) => `clause/${body.clause}/counter/${party}`,
      0,
      { terms },
    ),
    "clause.withdrawn/1": kind(
      { clause: chosen, what: oneOf("clause", "counter"), reason: prose },
      "security liaison",
      (body, party) => `clause/${body.clause}${body.what === "counter" ? `/counter/${party}` : ""}`,
    ),
    "clause.discussed/1": kind(
      { clause: chosen, text: text(1, 8_000), on: orNull(hash) },
      "security liaison",
      (body, party) => `clause/${body.clause}/thread/${party}`,
    ),
    "seat.given/1": kind(
      { party: chosen, seat: oneOf("full", "observer", "review") },
      "admin",
      (body, party) => `seat/${body.party}/${party}`,
    ),
    "level.stated/1": kind({ level: integer(1, 9), reason: prose }, "security", (_, party) => `level/${party}`),
    "silence.noted/1": kind(
      { party: chosen, since_ms: ms, is_over: flag },
      "node",
      (body, party) => `silence/${body.party}/${party}`,
    ),
    "rule.loaded/1": kind({ clause: chosen, meaning: hash }, "node", (body, party) => `rule/${body.clause}/${party}`),
    "log.completed/1": kind({ complete_to_ms: ms }, "node", (_, party) => `heartbeat/${party}`),
    "log.cosigned/1": kind(
      { head, cosigned_ms: ms, cosignature: text(0, 400) },
      "node",
      (body, party) => `cosignature/${party}/${(body.head as JsonObject).origin}`,
    ),
    "log.forked/1": kind(
      { origin, kept: integer(0, INT_MAX), proof: text(0, 16_384) },
      "node",
      (body, party) => `fork/${party}/${body.origin}`,
    ),
    "log.rolled_back/1": kind({ held: head, shown: head }, "node", (body, party) => `rollback/${party}/${(body.held as JsonObject).origin}`),
    "log.succeeded/1": kind(
      { old: head, reason: prose, log_vkey: vkey, witness_vkey: vkey, node: hash },
      "admin",
      (_, party) => `log/${party}`,
    ),
    "movement.requested/1": kind(
      {
        movement: chosen, purpose: name, start: name, destination: name, depart_from_ms: ms, depart_to_ms: ms,
        travellers: list(chosen, 1, 500), lead_s: integer(0, 604_800),
      },
      "security liaison operator",
      onMovement,
    ),
    "movement.ordered/1": kind(
      {
        movement: chosen, depart_ms: ms, vehicles: list(chosen, 1, 50), escort: list(chosen, 0, 50),
        route: list(point, 2, 1_500), half_width_m: metres, checkpoints: list(checkpoint, 0, 100),
      },
      "security",
      onMovement,
    ),
    "movement.approved/1": kind({ movement: chosen, order: hash }, "security", onApproval),
    "movement.refused/1": kind({ movement: chosen, order: hash, reason: prose }, "security", onApproval, 1),
    "movement.released/1": kind({ movement: chosen, order: hash }, "security operator", onMovement),
    "movement.stopped/1": kind({ movement: chosen, reason: prose }, "security operator liaison", onStop, 2),
    "movement.resumed/1": kind({ movement: chosen, reason: prose }, "security", onStop),
    "movement.reported/1": kind(
      {
        movement: chosen, report: oneOf("departed", "checked_in", "passed", "arrived"), checkpoint: orNull(chosen),
        headcount: orNull(integer(0, 10_000)),
      },
      "operator security keeper",
      (body, party) => `movement/${body.movement}/reports/${party}`,
    ),
    "movement.ordered/2": kind(
      {
        movement: chosen, plan: hash, parties: tuple(chosen, chosen), leader: recipient, legs: list(ms, 1, 12), depart_ms: ms,
        arrive_by_ms: ms, approve_by_ms: ms, vehicles: list(chosen, 1, 50), escort: list(chosen, 0, 50), half_width_m: metres,
        check_in_s: integer(60, 86_400), havens: list(haven, 0, 20), handovers: list(handover, 0, 20),
        contacts: list(name, 0, 10), witness: orNull(object({ party: chosen, recipient })), depart_to_ms: orNull(ms),
      },
      "security",
      onMovement,
    ),
    "movement.planned/1": kind(
      {
        movement: chosen, plan: hash, roads: hash, ground: list(hash, 0, 8), routes: list(plannedRoute, 1, 60), shortest_m: metres,
        lower: ratio, upper: ratio, after_refusal: ratio,
      },
      "security",
      (body) => `movement/${body.movement}/plan`,
    ),
    "movement.diverted/1": kind(
      { movement: chosen, haven: name, reason: prose },
      "operator security",
      (body, party) => `movement/${body.movement}/diversion/${party}`,
    ),
    "movement.confirmed/1": kind(
      { movement: chosen, what: oneOf("welfare", "debrief"), headcount: orNull(integer(0, 10_000)), note: prose },
      "operator security liaison",
      (body, party) => `movement/${body.movement}/${body.what}/${party}`,
    ),
    "ground.listed/1": kind(
      { movement: chosen, places: list(place, 0, 100) },
      "security",
      (body, party) => `movement/${body.movement}/ground/${party}`,
    ),
    "roster.kept/1": kind(
      { movement: chosen, travellers: list(chosen, 1, 500), names: orNull(hash), keep_until_ms: ms },
      "security liaison operator",
      (body, party) => `movement/${body.movement}/roster/${party}`,
    ),
    "traveller.spoke/1": kind(
      { movement: chosen, traveller: chosen, word: oneOf("safe", "help"), said_ms: ms, key: hash },
      "node operator",
      (body, party) => `traveller/${body.key}/${party}`,
    ),
    "crew.spoke/1": kind(
      { movement: chosen, crew: chosen, word: oneOf("check_in", "duress", "clear"), said_ms: ms, key: hash },
      "node operator security",
      (body, party) => `crew/${body.key}/${party}`,
    ),
    "draw.committed/1": kind(
      { movement: chosen, order: hash, nonces: list(hash, 1, 12), fallback: hash, sealed: list(sealed, 0, 12) },
      "node",
      (body, party) => onDraw(body, "commitment", party),
    ),
    "draw.witnessed/1": kind({ movement: chosen, order: hash }, "node", (body, party) => onDraw(body, "witness", party)),
    "draw.salted/1": kind({ movement: chosen, order: hash, salt: secret }, "node", (body, party) => onDraw(body, "salt", party)),
    "draw.opened/1": kind(
      { movement: chosen, order: hash, leg, of: chosen, what: oneOf("nonce", "fallback"), sealed },
      "node",
      (body, party) => onLeg(body, body.what as string, party),
    ),
    "draw.disputed/1": kind({ movement: chosen, order: hash, leg, of: chosen }, "operator security", (body, party) => onLeg(body, "dispute", party)),
    "draw.published/1": kind(
      { movement: chosen, order: hash, nonces: list(secret, 1, 12), fallback: secret },
      "node",
      (body, party) => onDraw(body, "published", party),
    ),
    "leg.started/1": kind(
      { movement: chosen, order: hash, leg, line: list(point, 1, 1_500), depart_ms: orNull(ms) },
      "operator security",
      (body) => `draw/${(body.order as string).slice(0, 32)}/${body.leg}/start`,
    ),
    "officer.enrolled/1": kind(
      { key: hash, key_id: keyId, name, roles: list(role) },
      "admin",
      (body, party) => `officer/${party}/${body.key_id}`,
    ),
    "officer.revoked/1": kind(
      { key_id: keyId, reason: prose, doubted_from_ms: orNull(ms) },
      "admin",
      (body, party) => `officer/${party}/${body.key_id}`,
    ),
    "party.removed/1": kind({ party: chosen, reason: prose }, "admin", (body, party) => `admission/${body.party}/${party}`),
    "party.rekeyed/1": kind({ node: hash, witness_vkey: vkey, reason: prose }, "admin", (_, party) => `keys/${party}`),
    "party.admitted/1": kind(
      { party: chosen, origin, founder: hash, log_vkey: vkey, witness_vkey: vkey },
      "admin",
      (body, party) => `admission/${body.party}/${party}`,
    ),
    "party.founded/1": kind(
      { party: chosen, name, founder: hash, founder_name: name, node: hash, log_vkey: vkey, witness_vkey: vkey, names },
      "admin",
      (_, party) => `party/${party}`,
    ),
    "site.drawn/1": kind(
      { site: chosen, name, zones: list(zone, 1, 200), gates: list(gate, 0, 100) },
      "security",
      (body) => `site/${body.site}`,
    ),
    "verdict.reached/1": kind(
      {
        verdict: hash, clause: chosen, rule: hash, duty: integer(0, 100), key, anchor: records, at_ms: ms, due_ms: ms,
        status: oneOf("satisfied", "violated", "superseded"), witness: records,
      },
      "node",
      (body, party) => `verdict/${body.verdict}/${party}`,
    ),
    "verdict.contested/1": kind(
      { verdict: hash, reason: text(1, 8_000) },
      "security liaison",
      (body, party) => `contest/${body.verdict}/${party}`,
    ),
    "verdict.answered/1": kind(
      { contest: hash, answer: oneOf("upheld", "withdrawn", "disputed"), text: text(1, 8_000) },
      "security liaison",
      (body, party) => `answer/${body.contest}/${party}`,
    ),
    "observation.batch/1": kind(
      { feed: chosen, count: integer(1, 100_000), from_ms: ms, to_ms: ms, content: hash },
      "node",
      (body, party) => `feed/${body.feed}/${party}`,
      0,
      { keep_until_ms: ms },
    ),
    "content.committed/1": kind(
      { subject: objectId, groups: list(group, 1, 50) },
      "security liaison operator",
      (body, party) => `commitment/${body.subject}/${party}`,
    ),
    "content.erased/1": kind({ contents: list(hash, 1, 500) }, "node", (_, party) => `content/${party}`),
    "device.enrolled/1": kind(
      {
        kind: feedKind, device: chosen, keep_until_ms: ms, asset: orNull(chosen), proof: oneOf("password", "encryption", "none"),
        secret_sha256: orNull(hash), name: orNull(name),
      },
      "admin security operator",
      (body, party) => `device/${body.kind}/${body.device}/${party}`,
    ),
    "history.stored/1": kind({ hour_ms: ms, count: integer(1), content: hash, keep_until_ms: ms }, "node", onHour),
    "feed.shared/1": kind(
      {
        feed: chosen, to: chosen, role: oneOf("admin", "security", "operator", "liaison", "keeper"), clauses: list(chosen, 1, 50),
        resolution_m: integer(0, 100_000), count: integer(1, 5_000), from_ms: ms, to_ms: ms, content: hash,
      },
      "node",
      (body, party) => `feed-share/${body.feed}/${body.to}/${party}`,
    ),
    "feed.received/1": kind({ feed: chosen, owner: chosen, shared: hash, content: hash }, "node", onReceipt),
    "device.retired/1": kind(
      { kind: feedKind, device: chosen, reason: prose },
      "admin security operator",
      (body, party) => `device/${body.kind}/${body.device}/${party}`,
    ),
    "facts.derived/1": kind({ facts: list(fact, 1, 500) }, "node", (_, party) => `facts/${party}`),
    ...DISCLOSURE_KINDS,
    ...INCIDENT_KINDS,
    ...RESPONSE_KINDS,
    ...RISK_KINDS,
    ...VOICE_KINDS,
    ...JOINT_KINDS,
    ...Object.fromEntries(
      ["asset.joined/1", "asset.parted/1"].map((type) => [
        type,
        kind({ other: chosen, kept: chosen, reason: prose }, "security operator", (body, party) => `asset/${body.other}/${party}`),
      ]),
    ),
    "check.made/1": kind(
      { asset: chosen, zone: chosen, finding: oneOf("clear", "suspicious", "dangerous"), note: prose },
      "keeper security operator",
      (body, party) => `check/${body.asset}/${party}`,
    ),
  }),
);

/** The signed payload, before its body's kind is looked at. */
export const OUTER = object({
  type: text(),
  party: chosen,
  by: keyId,
  at_ms: ms,
  object: objectId,
  prev: orNull(hash),
  seen: list(head, 0, 64),
  accord: orNull(hash),
  body: () => undefined,
});
