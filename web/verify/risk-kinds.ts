// The kinds of record about risks of places and journeys.
import { type JsonObject } from "./canonical.js";
import { kind, type Kind } from "./kind.js";
import { integer, list, matching } from "./shape.js";
import { chosen, hash, ms, name, prose } from "./units.js";

const grade = integer(1, 5);
const subject = matching(/^(movement|site|zone)\/[a-z0-9][a-z0-9._-]{0,63}$/, "what is at risk");
const onRating = (body: JsonObject, party: string) => `risk/${body.risk}/${party}`;

export const RISK_KINDS: Readonly<Record<string, Kind>> = {
  "risk.rated/1": kind(
    {
      risk: chosen, subject, threat: name, vulnerability: prose, likelihood: grade, impact: grade, measures: list(name, 0, 20),
      residual_likelihood: grade, residual_impact: grade, owner: chosen, expires_ms: ms,
    },
    "security",
    onRating,
  ),
  "risk.accepted/1": kind({ risk: chosen, rating: hash, note: prose }, "security", (body, party) => `risk/${body.risk}/accepted/${party}`),
  "risk.closed/1": kind({ risk: chosen, reason: prose }, "security", onRating, 1),
  "risk.lapsed/1": kind(
    { risk: chosen, subject, rating: hash, since_ms: ms },
    "node",
    (body, party) => `risk/${body.risk}/lapsed/${party}`,
  ),
};
