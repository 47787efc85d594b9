// The kinds of record about the response to an incident.
import { incident } from "./incident-kinds.js";
import { kind, type Kind } from "./kind.js";
import { reservation, taken } from "./parts.js";
import { integer, list, object, oneOf, orNull, text } from "./shape.js";
import { chosen, hash, lang, ms, name, prose } from "./units.js";

const ROOM = "operator security liaison";
const OFFICERS = "security liaison";
const said = text(1, 8_000);
const finding = object({
  text: said, clause: orNull(chosen), verdict: orNull(hash), action: chosen, todo: name, owner: chosen, due_ms: ms,
});

export const RESPONSE_KINDS: Readonly<Record<string, Kind>> = {
  "board.noted/1": kind({ incident, text: said, happened_ms: ms }, ROOM, (body, party) => `board/${(body.incident as string).replace("~", "/")}/${party}`),
  "task.set/1": kind(
    { task: chosen, incident, text: said, owner: chosen, due_ms: ms },
    ROOM,
    (body) => `task/${body.task}`,
  ),
  "task.taken/1": kind({ task: chosen, due_ms: ms }, ROOM, (body, party) => `task/${body.task}/taken/${party}`),
  "task.done/1": kind({ task: chosen, note: prose }, ROOM, (body, party) => `task/${body.task}/done/${party}`),
  "resource.placed/1": kind(
    { resource: chosen, incident, what: name, count: integer(1, 10_000), place: oneOf("ready", "on_the_way", "there", "out") },
    ROOM,
    (body, party) => `resource/${body.resource}/${party}`,
  ),
  "review.drafted/1": kind(
    { review: chosen, incident, lang, summary: prose, findings: list(finding, 1, 100) },
    OFFICERS,
    (body, party) => `review/${body.review}/draft/${party}`,
  ),
  "review.signed/1": kind(
    { review: chosen, draft: hash, takes: list(taken, 0, 100), reservations: list(reservation, 0, 100) },
    OFFICERS,
    (body, party) => `review/${body.review}/signed/${party}`,
  ),
};
