// The kinds of record about secret documents, the keys to them, and inquiries.
import { type JsonObject } from "./canonical.js";
import { kind, type Kind } from "./kind.js";
import { ciphertext, group, nested, reading, recipient, recoveryKey, sealed, secret, shares } from "./parts.js";
import { integer, list, oneOf, orNull, tuple } from "./shape.js";
import { chosen, hash, keyId, lang, ms, name, objectId, prose } from "./units.js";

const onRelease = (what: string) => (body: JsonObject, party: string) => `release/${(body.release as string).slice(0, 32)}/${what}/${party}`;
const onInquiry = (what: string) => (body: JsonObject, party: string) => `inquiry/${body.inquiry}/${what}/${party}`;

export const DISCLOSURE_KINDS: Readonly<Record<string, Kind>> = {
  "reader.keyed/1": kind(
    { reader: keyId, recipient },
    "admin security operator liaison keeper node",
    (body, party) => `reader/${party}/${body.reader}`,
  ),
  "document.drafted/1": kind(
    {
      document: chosen, title: name, lang, subject: objectId, between: tuple(chosen, chosen), parts: list(group, 1, 20),
      holders: list(keyId, 0, 3), readers_max: orNull(integer(1, 500)),
    },
    "security liaison operator",
    (body) => `document/${body.document}`,
  ),
  "code.sealed/1": kind({ document: chosen, commitment: hash, sealed }, "node", (body, party) => `code/${body.document}/sealed/${party}`),
  "document.released/1": kind(
    {
      document: chosen, part: chosen, reader: keyId, purpose: prose, until_ms: ms, mandate: orNull(chosen), digest: hash,
      sealed: ciphertext, shares,
    },
    "security liaison operator",
    (body) => `release/${body.document}/${body.part}/${body.reader}`,
  ),
  "release.held/1": kind({ release: hash }, "node", onRelease("answer")),
  "release.refused/1": kind({ release: hash, reason: prose }, "security node", onRelease("answer"), 1),
  "release.opened/1": kind({ release: hash }, "admin security operator liaison keeper", onRelease("opened")),
  "share.given/1": kind({ release: hash, sealed }, "node", onRelease("share")),
  "release.recalled/1": kind({ release: hash, reason: prose }, "security liaison operator", onRelease("recall"), 2),
  "release.ended/1": kind({ release: hash, why: oneOf("recalled", "expired") }, "node", onRelease("end")),
  "recovery.sealed/1": kind(
    { document: chosen, part: chosen, digest: hash, sealed: ciphertext, keys: list(recoveryKey, 6, 6) },
    "security liaison operator",
    (body) => `recovery/${body.document}/${body.part}`,
  ),
  "glass.broken/1": kind(
    { document: chosen, part: chosen, holder: keyId, reason: prose },
    "admin security operator liaison keeper",
    (body) => `glass/${body.document}/${body.part}/${body.holder}`,
  ),
  "glass.opened/1": kind(
    { document: chosen, part: chosen, holders: tuple(keyId, keyId), sealed: nested },
    "node",
    (body, party) => `glass/${body.document}/${body.part}/opened/${party}`,
  ),
  "reading.logged/1": kind({ readings: list(reading, 1, 100) }, "node", (_, party) => `reading/${party}`),
  "inquiry.opened/1": kind(
    { inquiry: chosen, documents: list(chosen, 1, 20), leak: hash, found_ms: ms, reason: prose },
    "security",
    onInquiry("opened"),
  ),
  "code.revealed/1": kind(
    { inquiry: chosen, document: chosen, secret },
    "node",
    (body, party) => `code/${body.document}/revealed/${party}`,
  ),
  "inquiry.closed/1": kind({ inquiry: chosen, report: hash, finding: prose }, "security", onInquiry("closed")),
};
