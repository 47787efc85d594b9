// An entry of a log: a DSSE envelope (v1) around a canonical payload, and the record in it.
import { hex, unbase64, unhex, utf8, join, type Bytes } from "./bytes.js";
import { decode, type Json, type JsonObject } from "./canonical.js";
import { leafHash } from "./merkle.js";
import { KINDS, OUTER } from "./records.js";
import { Refused } from "./refusal.js";
import { list, object, oneOf, text } from "./shape.js";
import { sha256 } from "./sha256.js";
import { isSigned, type Signed } from "./signatures.js";

const ENTRY_BYTES_MAX = 65_535;
const PAYLOAD_TYPE = "application/vnd.safeconduct.record+json";
const ENVELOPE = object({
  payload: text(),
  payloadType: oneOf(PAYLOAD_TYPE),
  signatures: list(object({ keyid: text(), sig: text() }), 1, 16),
});

export interface Head {
  origin: string;
  size: number;
  root: string;
}

export interface LogRecord {
  type: string;
  party: string;
  by: string;
  atMs: number;
  object: string;
  prev: string | null;
  seen: readonly Head[];
  body: JsonObject;
}

interface Signature {
  keyId: string;
  raw: Bytes;
}

export interface Entry {
  id: string;
  log: string;
  index: number;
  record: LogRecord;
  /** What is signed (DSSE's pre-authentication encoding), and by which keys. */
  message: Bytes;
  signatures: readonly Signature[];
}

/** Bytes in a log that are no record known here. They keep their place. */
export interface Blank {
  id: string;
  log: string;
  index: number;
  reason: string;
}

export function isEntry(each: Entry | Blank): each is Entry {
  return "record" in each;
}

/** The party whose log it is: the first part of its origin. */
export function partyOf(log: string): string {
  return log.slice(0, log.indexOf("/"));
}

/** The first 16 bytes of SHA-256 of the raw key. */
export function keyIdOf(key: string): string {
  return hex(sha256(unhex(key)).subarray(0, 16));
}

/** The record in those bytes; a blank with the reason where there is none. Never throws. */
export function readEntry(log: string, index: number, raw: Bytes): Entry | Blank {
  const id = hex(leafHash(raw));
  try {
    return { id, log, index, ...open(log, raw) };
  } catch (error) {
    if (error instanceof Refused) return { id, log, index, reason: error.message };
    throw error;
  }
}

function open(log: string, raw: Bytes): Pick<Entry, "record" | "message" | "signatures"> {
  if (raw.length > ENTRY_BYTES_MAX) throw new Refused(`an envelope has at most ${ENTRY_BYTES_MAX} bytes`);
  const envelope = asEnvelope(raw);
  const payload = fromBase64(envelope.payload as string);
  const signatures = (envelope.signatures as readonly JsonObject[]).map((each) => ({
    keyId: each.keyid as string,
    raw: fromBase64(each.sig as string),
  }));
  if (new Set(signatures.map((each) => each.keyId)).size < signatures.length) throw new Refused("two signatures by one key");
  const message = join(utf8(`DSSEv1 ${utf8(PAYLOAD_TYPE).length} ${PAYLOAD_TYPE} ${payload.length} `), payload);
  return { record: readRecord(log, payload), message, signatures };
}

function asEnvelope(raw: Bytes): JsonObject {
  const value = decode(raw);
  ENVELOPE(value, "$");
  return value as JsonObject;
}

function fromBase64(spelt: string): Bytes {
  const raw = unbase64(spelt);
  if (raw === null) throw new Refused("not canonical base64");
  return raw;
}

function readRecord(log: string, payload: Bytes): LogRecord {
  const value: Json = decode(payload);
  OUTER(value, "$");
  const outer = value as JsonObject;
  const type = outer.type as string, party = outer.party as string;
  const kind = KINDS.get(type);
  if (!kind) throw new Refused(`this version does not know records of type ${JSON.stringify(type)}`);
  kind.shape(outer.body!, "$.body");
  const body = outer.body as JsonObject;
  const about = kind.about(body, party);
  if (party !== partyOf(log)) throw new Refused(`a record of ${party} in the log of ${partyOf(log)}`);
  if (about !== outer.object) throw new Refused(`a ${type} of ${party} changes ${about}, not ${String(outer.object)}`);
  return {
    type, party, body, object: about,
    by: outer.by as string,
    atMs: outer.at_ms as number,
    prev: outer.prev as string | null,
    seen: outer.seen as unknown as readonly Head[],
  };
}

/** Every signature in the envelope that would be by this key. */
export function signedBy(entry: Entry, key: string): Signed[] {
  const id = keyIdOf(key);
  return entry.signatures
    .filter((each) => each.keyId === id)
    .map((each) => ({ key: unhex(key), message: entry.message, signature: each.raw }));
}

export function isSignedBy(entry: Entry, key: string): boolean {
  return signedBy(entry, key).some(isSigned);
}

/** Entries after their lengths, each a big-endian uint16 (the framing of C2SP entry bundles). */
export function unbundle(raw: Bytes): Bytes[] | null {
  const entries: Bytes[] = [];
  for (let at = 0; at < raw.length; ) {
    if (at + 2 > raw.length) return null;
    const end = at + 2 + raw[at]! * 256 + raw[at + 1]!;
    if (end > raw.length) return null;
    entries.push(raw.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

