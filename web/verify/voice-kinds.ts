// The kinds of record about confidential reports: desks, what came to them, and whose name was asked for.
import { kind, type Kind } from "./kind.js";
import { recipient, sealed } from "./parts.js";
import { integer, list, object, text } from "./shape.js";
import { chosen, hash, keyId, ms, name, prose } from "./units.js";

const OFFICERS = "admin security liaison operator keeper";
const keeperShares = object({ keeper: keyId, sealed: list(sealed, 1, 10) });

export const VOICE_KINDS: Readonly<Record<string, Kind>> = {
  "desk.opened/1": kind(
    {
      desk: chosen, title: name, readers: list(keyId, 1, 6), keepers: list(keyId, 2, 6), threshold: integer(2, 6),
      keep_days: integer(1, 3_650),
    },
    "security",
    (body, party) => `desk/${body.desk}/${party}`,
  ),
  "desk.joined/1": kind({ opened: hash, officer: keyId, recipient }, OFFICERS, (body) => `desk/${body.opened}/${body.officer}`),
  "desk.closed/1": kind({ desk: chosen, reason: prose }, "security", (body, party) => `desk/${body.desk}/${party}`, 1),
  "voice.heard/1": kind({ voice: hash, opened: hash, keep_until_ms: ms }, "node", (body) => `voice/${body.voice}`),
  "voice.continued/1": kind({ voice: hash, content: hash, keep_until_ms: ms }, "node", (body) => `voice/${body.voice}/source`),
  "voice.answered/1": kind({ voice: hash, content: hash, keep_until_ms: ms }, OFFICERS, (body) => `voice/${body.voice}/desk`),
  "voice.barred/1": kind({ voice: hash, officer: keyId }, OFFICERS, (body) => `voice/${body.voice}/barred/${body.officer}`, 1),
  "identity.asked/1": kind(
    { voice: hash, asker: keyId, reason: text(1, 8_000), shares: list(keeperShares, 2, 6) },
    OFFICERS,
    (body) => `identity/${body.voice}`,
  ),
  "identity.answered/1": kind(
    { voice: hash, asked: hash, keeper: keyId, shares: list(sealed, 0, 10), reason: prose },
    OFFICERS,
    (body) => `identity/${body.asked}/${body.keeper}`,
  ),
};
