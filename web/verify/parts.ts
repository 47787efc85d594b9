// Parts of records: what several kinds hold, or what is too large to be written where it is held.
import { either, integer, list, matching, object, oneOf, orNull, table, tagged, text, tuple, withOptional } from "./shape.js";
import { chosen, hash, INT_MAX, keyId, lang, latE7, lonE7, metres, ms, name, objectId, origin, prose } from "./units.js";

export const role = oneOf("admin", "security", "operator", "liaison", "keeper", "node");
export const arg = either(text(), integer());
export const fact = object({
  t_ms: ms,
  name: matching(/^[a-z][a-z_]{0,39}$/, "the name of a fact"),
  args: list(arg, 0, 8),
});
export const head = object({ origin, size: integer(0, INT_MAX), root: hash });
export const point = tuple(latE7, lonE7);
export const outline = list(point, 3, 500);
export const names = table(lang, name);
export const texts = table(lang, prose, 1);
export const dayHours = object({ from_min: integer(0, 1_440), to_min: integer(0, 1_440), offset_min: integer(-840, 840) });
export const zone = withOptional(
  { zone: chosen, name, kind: text(), outline, names, holes: list(outline, 0, 50) },
  { hours: dayHours, speed_kmh: integer(1, 400) },
);
export const gate = object({ gate: chosen, name, ring: chosen, at: point });
export const checkpoint = object({ checkpoint: chosen, at: point, progress_m: metres, due_ms: ms });
export const terms = object({
  begins_ms: orNull(ms), ends_ms: orNull(ms), renew_ms: orNull(integer(60_000, INT_MAX)), notice_ms: integer(0, INT_MAX),
  suspends: oneOf("after_notice", "at_once"), levels: list(integer(1, 9), 0, 9),
  silence: orNull(object({ runs: oneOf("never", "only"), after_ms: integer(0, INT_MAX) })),
});
export const content = tagged("kind", {
  text: { authentic: lang, texts },
  word: { authentic: lang, words: table(lang, name, 1), texts },
  levels: { of: integer(2, 9), stated_by: integer(1, 16) },
  definition: { site: chosen, drawn: hash, texts },
  protocol: { rule: text(2, 16_000) },
  mandate: {
    act: oneOf("accompany", "attend_meetings", "be_present", "read_documents", "see_facts", "see_feed"), party: chosen, role,
    on: list(matching(/^(feed|site|zone)\/[a-z0-9][a-z0-9._-]{0,63}$/, "what a mandate is limited to"), 0, 50),
    at_most: orNull(integer(1, 500)),
    hours: orNull(dayHours),
    resolution_m: orNull(integer(1, 100_000)),
  },
});
export const line = tagged("kind", {
  note: { text: prose, item: integer(0, 100) },
  decision: { text: prose, clause: orNull(chosen) },
  action: { text: prose, action: chosen, owner: chosen, due_ms: ms, clause: orNull(chosen) },
});
export const agendaItem = object({ kind: oneOf("clause", "finding", "action", "topic"), title: name, about: text(0, 64) });
export const taken = object({ action: chosen, due_ms: ms });
export const reservation = object({ line: integer(1, 200), text: prose });
export const lineAnswer = object({ line: integer(1, 100), clearance: oneOf("cleared", "edited", "refused", "no_comment"), text: prose });
export const leg = integer(1, 12);
export const secret = matching(/^[0-9a-f]{64}$/, "64 hexadecimal digits");
export const sealed = matching(/^[A-Za-z0-9+/]{1,1400}={0,2}$/, "base64");
export const ciphertext = matching(/^[A-Za-z0-9+/]{1,40000}={0,2}$/, "base64");
export const nested = matching(/^[A-Za-z0-9+/]{1,4000}={0,2}$/, "base64");
export const ratio = matching(/^(0|[1-9][0-9]{0,40})\/[1-9][0-9]{0,40}$/, "a fraction");
export const recipient = matching(/^age1[02-9ac-hj-np-z]{58}$/, "an age key");
export const shares = table(chosen, sealed, 2, 2);
export const recoveryKey = object({ node: chosen, holders: tuple(keyId, keyId), sealed: nested });
export const reading = object({ reader: keyId, subject: objectId, at_ms: ms });
export const place = object({ kind: oneOf("secured", "guarded", "closed", "mandatory"), name, at: point, radius_m: metres });
export const plannedRoute = object({ odds: integer(1, 2 ** 32), length_m: metres, legs: list(hash, 1, 12), depart_s: integer(0, 86_400) });
export const haven = object({ name, at: point });
export const handover = object({ name, at: point, to: chosen });
export const feedKind = matching(/^[a-z][a-z0-9-]{0,39}$/, "a kind of feed");
export const group = object({ group: chosen, content: hash, keep_until_ms: orNull(ms) });
export const key = table(text(), arg, 0, 8);
export const records = list(hash, 0, 100);
