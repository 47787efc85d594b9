// Signed notes (c2sp.org/signed-note), checkpoints (tlog-checkpoint) and cosignatures (tlog-cosignature), read
// strictly: writing what was read gives the same bytes.
import { base64, isEqual, join, textOf, unbase64, utf8, hex, type Bytes } from "./bytes.js";
import { EMPTY_ROOT } from "./merkle.js";
import { Refused } from "./refusal.js";
import { sha256 } from "./sha256.js";
import { isSigned, type Signed } from "./signatures.js";

const ED25519 = 0x01;
const COSIGNATURE = 0x04;
const NOTE_BYTES_MAX = 1_000_000;
const SIGNATURES_MAX = 100;
/** What Unicode counts as space, and every control character. */
const NOT_IN_A_NAME = /[\u0000-\u0020+\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

export interface Key {
  name: string;
  kind: number;
  public: Bytes;
  id: string;
}

interface Line {
  name: string;
  keyId: string;
  sig: Bytes;
  text: string;
}

export interface Note {
  text: string;
  lines: readonly Line[];
}

export interface Checkpoint {
  origin: string;
  size: bigint;
  root: Bytes;
  extensions: readonly string[];
}

/** A verifier key `<name>+<key id>+<base64>` of type 0x01 or 0x04. */
export function parseKey(vkey: string): Key {
  const [name, id, ...rest] = vkey.split("+");
  if (name === undefined || id === undefined || !rest.length) throw new Refused("a verifier key is <name>+<key id>+<base64>");
  const material = unbase64(rest.join("+"));
  if (!material?.length) throw new Refused("the verifier key is not base64, or empty");
  checkName(name);
  const kind = material[0]!;
  if (kind !== ED25519 && kind !== COSIGNATURE) throw new Refused(`${name} is a key of type ${kind}; known are 1 and 4`);
  if (material.length !== 33) throw new Refused(`an Ed25519 public key has 32 bytes, that of ${name} has ${material.length - 1}`);
  const true_id = hex(sha256(join(utf8(`${name}\n`), material)).subarray(0, 4));
  if (id !== true_id) throw new Refused(`the key id of ${name} is ${true_id}, the verifier key says ${id}`);
  return { name, kind, public: material.slice(1), id };
}

function checkName(name: string): void {
  if (!name || NOT_IN_A_NAME.test(name)) throw new Refused(`${JSON.stringify(name)} is no key name`);
}

export function readNote(raw: Bytes): Note {
  if (raw.length > NOTE_BYTES_MAX) throw new Refused(`a note has at most ${NOTE_BYTES_MAX} bytes`);
  const content = textOf(raw);
  if (content === null) throw new Refused("not UTF-8");
  if (/[\u0000-\u0009\u000b-\u001f]/.test(content)) throw new Refused("a note holds no control character but the newline");
  const blank = content.lastIndexOf("\n\n");
  if (blank < 0 || !content.endsWith("\n")) throw new Refused("a note is a text, an empty line, and signature lines");
  return { text: content.slice(0, blank + 1), lines: readLines(content.slice(blank + 2)) };
}

/** Signature lines, each ending in a newline. */
export function readLines(lines: string): Line[] {
  const found = lines.replace(/\n$/, "").split("\n").map(readLine);
  if (found.length > SIGNATURES_MAX) throw new Refused(`a note has at most ${SIGNATURES_MAX} signatures`);
  return found;
}

function readLine(line: string): Line {
  const [mark, name = "", ...rest] = line.split(" ");
  if (mark !== "—") throw new Refused("a signature line begins with an em dash and a space");
  checkName(name);
  const blob = unbase64(rest.join(" "));
  if (!blob || blob.length < 5) throw new Refused(`the signature by ${name} is no base64, or too short`);
  return { name, keyId: hex(blob.subarray(0, 4)), sig: blob.slice(4), text: `— ${name} ${base64(blob)}\n` };
}

export function writeNote(note: Note): Bytes {
  return utf8(`${note.text}\n${note.lines.map((line) => line.text).join("")}`);
}

export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split("\n");
  if (lines.length < 4 || lines.pop() !== "" || lines.some((line) => !line)) throw new Refused("a checkpoint is three lines or more, none empty");
  const [origin, size, spelt, ...extensions] = lines as [string, string, string, ...string[]];
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(size) || BigInt(size) >= 1n << 63n) throw new Refused(`${JSON.stringify(size.slice(0, 40))} is not a tree size`);
  const root = unbase64(spelt);
  if (root?.length !== 32) throw new Refused("line 3 is not the base64 of a hash of 32 bytes");
  if (size === "0" && !isEqual(root, EMPTY_ROOT)) throw new Refused("an empty tree has the SHA-256 of nothing as its root");
  return { origin, size: BigInt(size), root, extensions };
}

/** The signatures in a note that claim to be by this key. */
export function ownSignatures(note: Note, key: Key): Signed[] {
  return linesBy(note, key).map((line) => ({ key: key.public, message: utf8(note.text), signature: line.sig }));
}

function linesBy(note: Note, key: Key): Line[] {
  return note.lines.filter((line) => line.name === key.name && line.keyId === key.id);
}

/** The checkpoint in a note that this log's key signed. */
export function openCheckpoint(raw: Bytes, key: Key, origin: string): Checkpoint {
  const note = readNote(raw);
  const signed = key.kind === ED25519 ? ownSignatures(note, key) : [];
  if (!signed.length) throw new Refused(`no signature by ${key.kind === ED25519 ? key.name : "any known key"}`);
  if (!signed.every(isSigned)) throw new Refused(`the signature by ${key.name} does not hold`);
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== origin) throw new Refused(`this is a checkpoint of ${JSON.stringify(checkpoint.origin)}, not of ${JSON.stringify(origin)}`);
  return checkpoint;
}

/** The note with no signature but the first of that key. */
export function strip(note: Note, key: Key): Note {
  return { text: note.text, lines: linesBy(note, key).slice(0, 1) };
}

/** What a witness signs of a checkpoint, for each of its lines. */
export function cosignatures(note: Note, witness: Key): (Signed & { atS: bigint })[] {
  return linesBy(note, witness).map((line) => {
    let atS = 0n;
    for (const byte of line.sig.subarray(0, 8)) atS = (atS << 8n) | BigInt(byte);
    return { atS, key: witness.public, message: utf8(`cosignature/v1\ntime ${atS}\n${note.text}`), signature: line.sig.slice(8) };
  });
}

/** When the witness cosigned the checkpoint in that note, UTC seconds; the earliest of several. */
export function cosignedAtS(note: Note, witness: Key): bigint {
  if (witness.kind !== COSIGNATURE) throw new Refused(`${witness.name} is a key of type ${witness.kind}, a witness has 4`);
  parseCheckpoint(note.text);
  const found = cosignatures(note, witness);
  if (!found.length) throw new Refused(`no cosignature by ${witness.name}`);
  for (const each of found) {
    if (each.atS >= 1n << 63n || !isSigned(each)) throw new Refused(`the cosignature by ${witness.name} does not hold`);
  }
  return found.map((each) => each.atS).reduce((first, next) => (next < first ? next : first));
}

/** A note with more signature lines; lines that it has already are not repeated. */
export function withLines(note: Note, more: string): Note {
  const lines = [...note.lines];
  for (const line of readLines(more)) if (!lines.some((each) => each.text === line.text)) lines.push(line);
  const joined = { text: note.text, lines };
  readNote(writeNote(joined));
  return joined;
}
