// The kinds of record about incidents.
import { type JsonObject } from "./canonical.js";
import { kind, type Kind } from "./kind.js";
import { point } from "./parts.js";
import { integer, list, matching, object, oneOf, orNull, text } from "./shape.js";
import { chosen, hash, metres, ms, name, prose } from "./units.js";

const batch = matching(/^[a-z0-9][a-z0-9._-]{0,47}$/, "the id of a batch");
export const incident = matching(/^[a-z0-9][a-z0-9._-]{0,63}(~[1-9][0-9]{0,7})?$/, "the id of an incident");
const number = orNull(integer(0, 1_000_000));
const source = object({
  kind: oneOf("confidential", "import", "news", "observed", "party", "protocol"), name, ref: text(0, 500), published_ms: orNull(ms),
});
const account = object({
  kind: oneOf("breach", "finding", "incident", "near_miss"),
  title: text(1, 300),
  event_type: oneOf(
    "abduction", "armed_attack", "bomb", "exercise", "explosion", "grenade", "ied_found", "illegal_checkpoint", "insider_leak",
    "intrusion", "landmine", "multiple", "other", "pipeline_sabotage", "protest_blockade", "road_accident", "roadside_bomb", "robbery",
    "shooting", "suspicious_activity", "talks", "vehicle_bomb",
  ),
  from_ms: orNull(ms),
  to_ms: orNull(ms),
  place: orNull(object({ name, at: orNull(point), within_m: metres })),
  counts: list(
    object({ what: oneOf("fatalities", "injured", "missing"), low: number, high: number, said_by: name, as_written: text(0, 200) }), 0, 12,
  ),
  claims: list(object({ name, status: oneOf("attributed", "claimed", "denied"), by: name }), 0, 6),
  source,
  text: prose,
});
const onGrouping = (body: JsonObject, party: string) => `grouping/${(body.incident as string).replace("~", "/")}/${party}`;

export const INCIDENT_KINDS: Readonly<Record<string, Kind>> = {
  "incident.reported/1": kind(
    {
      report: chosen, incident: orNull(incident), account, tlp: oneOf("AMBER", "CLEAR", "GREEN"), original: orNull(hash), keep_until_ms: ms,
    },
    "security operator liaison",
    (body, party) => `report/${body.report}/${party}`,
  ),
  "incident.imported/1": kind(
    {
      batch, source, tlp: oneOf("AMBER", "AMBER+STRICT", "CLEAR", "GREEN", "RED"), share_with: list(chosen, 0, 16),
      parts: list(object({ content: hash, count: integer(1, 100_000) }), 1, 400), keep_until_ms: ms,
    },
    "security liaison",
    (body, party) => `batch/${body.batch}/${party}`,
  ),
  "incident.joined/1": kind({ incident, others: list(incident, 1, 100), reason: prose }, "security operator liaison", onGrouping),
  "incident.split/1": kind({ incident, reports: list(incident, 1, 100), reason: prose }, "security operator liaison", onGrouping),
};
