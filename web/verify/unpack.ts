// Reading a pack strictly: limits first, then form. Nothing in the result may be believed before `verify`.
import { readArchive } from "./archive.js";
import { compare, textOf, type Bytes } from "./bytes.js";
import { decode, type Json, type JsonObject } from "./canonical.js";
import { unbundle } from "./entry.js";
import { PackRefused, Refused } from "./refusal.js";
import { arg } from "./parts.js";
import { list, object, oneOf, orNull, table, tagged, text, type Shape } from "./shape.js";
import { sha256Hex } from "./sha256.js";
import { chosen, hash, keyId, ms, origin, vkey } from "./units.js";

const LOGS_MAX = 64;
const SMALL_BYTES_MAX = 1024 * 1024;
const MANIFEST_BYTES_MAX = 4 * SMALL_BYTES_MAX;
const ENTRIES_MAX = 2_000_000;
const LOG = /^logs\/([a-z0-9._-]+\+[a-z0-9._-]+\+[1-9][0-9]{0,18})\/(checkpoint|entries)$/;
const BLOB = /^blobs\/([0-9a-f]{64})$/;
const TEXTS = ["accord.txt", "rule.txt", "summary.txt"];
const NEEDED = ["claim.json", "manifest.json", "policy.json", "accord.txt", "summary.txt"];

export interface LogKeys {
  origin: string;
  party: string;
  founder: string;
  log_vkey: string;
  witness_vkey: string;
}

export interface PackedLog {
  origin: string;
  checkpoint: Bytes;
  entries: readonly Bytes[];
}

export interface RoomClaim {
  party: string;
  raised: string | null;
  raised_ms: number | null;
  acknowledged: string | null;
  acknowledged_ms: number | null;
  resolved: string | null;
  resolved_ms: number | null;
  because: string | null;
}

export type Key = Readonly<Record<string, string | number>>;
export type VerdictClaim = {
  kind: "verdict"; verdict: string; duty: string; clause: string; rule: string; key: Key; at_ms: number; due_ms: number; status: string;
};
export type AlarmClaim = {
  kind: "alarm"; alarm: string; clause: string; rule: string; key: Key; due_ms: number; status: string | null;
  verdict: string | null; rooms: readonly RoomClaim[];
};
export type LateClaim = {
  kind: "late"; record: string; type: string; party: string; by: string; claimed_ms: number; not_before_ms: number;
  not_after_ms: number | null;
};
export type Claimed = VerdictClaim | AlarmClaim | LateClaim;

export interface Claim {
  by: string;
  packs: 1;
  claimed: Claimed;
}

export interface Pack {
  claim: Claim;
  policy: readonly LogKeys[];
  logs: readonly PackedLog[];
  blobs: ReadonlyMap<string, Bytes>;
  texts: ReadonlyMap<string, string>;
}

const status = oneOf("pending", "satisfied", "violated", "superseded", "within_skew");
const anyKey = table(text(), arg);
const room = object({
  party: chosen, raised: orNull(hash), raised_ms: orNull(ms), acknowledged: orNull(hash), acknowledged_ms: orNull(ms),
  resolved: orNull(hash), resolved_ms: orNull(ms), because: orNull(hash),
});
const CLAIM = object({
  packs: oneOf(1),
  by: chosen,
  claimed: tagged("kind", {
    verdict: { verdict: hash, duty: hash, clause: chosen, rule: hash, key: anyKey, at_ms: ms, due_ms: ms, status },
    alarm: {
      alarm: hash, clause: chosen, rule: hash, key: anyKey, due_ms: ms, status: orNull(status), verdict: orNull(hash), rooms: list(room),
    },
    late: { record: hash, type: text(), party: chosen, by: keyId, claimed_ms: ms, not_before_ms: ms, not_after_ms: orNull(ms) },
  }),
});
export const POLICY = object({ logs: list(object({ origin, party: chosen, founder: hash, log_vkey: vkey, witness_vkey: vkey })) });
const MANIFEST = table(text(), text());

export function folder(log: string): string {
  return `logs/${log.replaceAll("/", "+")}`;
}

/** The contents of a pack. Throws PackRefused. */
export function unpack(raw: Bytes): Pack {
  const files = readArchive(raw);
  checkNames(files);
  checkSizes(files);
  checkManifest(files);
  const claim = json(files, "claim.json", CLAIM) as unknown as Claim;
  const policy = json(files, "policy.json", POLICY).logs as unknown as LogKeys[];
  const logs = readLogs(files);
  const blobs = new Map<string, Bytes>();
  for (const [name, content] of files) {
    const match = BLOB.exec(name);
    if (!match) continue;
    if (sha256Hex(content) !== match[1]) throw new PackRefused("is not the content that its name promises", name);
    blobs.set(match[1]!, content);
  }
  const texts = new Map<string, string>();
  for (const name of TEXTS) {
    const content = files.get(name);
    if (!content) continue;
    const written = textOf(content);
    if (written === null) throw new PackRefused("is no UTF-8 text", name);
    texts.set(name, written);
  }
  return { claim, policy, logs, blobs, texts };
}

function checkNames(files: ReadonlyMap<string, Bytes>): void {
  for (const name of NEEDED) if (!files.has(name)) throw new PackRefused("is missing", name);
  const logs = new Set<string>();
  for (const name of files.keys()) {
    const log = LOG.exec(name);
    if (log) logs.add(log[1]!);
    else if (!NEEDED.includes(name) && !TEXTS.includes(name) && !BLOB.test(name)) throw new PackRefused("does not belong in a pack", name);
  }
  if (logs.size > LOGS_MAX) throw new PackRefused(`more than ${LOGS_MAX} logs`, "logs");
  for (const log of logs) {
    for (const part of ["checkpoint", "entries"]) {
      if (!files.has(`logs/${log}/${part}`)) throw new PackRefused("is missing", `logs/${log}/${part}`);
    }
  }
}

function checkSizes(files: ReadonlyMap<string, Bytes>): void {
  for (const [name, content] of files) {
    if (name.endsWith("/entries") || name.startsWith("blobs/")) continue;
    const limit = name === "manifest.json" ? MANIFEST_BYTES_MAX : SMALL_BYTES_MAX;
    if (content.length > limit) throw new PackRefused(`has ${content.length} bytes, at most ${limit} are read`, name);
  }
}

function checkManifest(files: ReadonlyMap<string, Bytes>): void {
  const listed = json(files, "manifest.json", MANIFEST);
  const names = [...new Set([...Object.keys(listed), ...files.keys()])].filter((name) => name !== "manifest.json" || name in listed);
  for (const name of names.sort(compare)) {
    const content = name === "manifest.json" ? undefined : files.get(name);
    if (!content) throw new PackRefused(`${name} is listed and is not in the pack`, "manifest.json");
    if (!(name in listed)) throw new PackRefused("is not listed in manifest.json: somebody added it", name);
    if (listed[name] !== sha256Hex(content)) throw new PackRefused("is not the file that manifest.json lists: its SHA-256 differs", name);
  }
}

/** That file as JSON of that shape. Throws PackRefused. */
export function json(files: ReadonlyMap<string, Bytes>, name: string, shape: Shape): JsonObject {
  try {
    const value: Json = decode(files.get(name)!);
    shape(value, "$");
    return value as JsonObject;
  } catch (error) {
    if (error instanceof Refused) throw new PackRefused(`cannot be read: ${error.message}`, name);
    throw error;
  }
}

/** Every log that is in these files. Throws PackRefused. */
export function readLogs(files: ReadonlyMap<string, Bytes>): PackedLog[] {
  const found: PackedLog[] = [];
  const named = [...files.keys()].map((name) => LOG.exec(name)).filter((log) => log?.[2] === "entries");
  for (const log of named) {
    const name = log![1]!, path = `logs/${name}/entries`;
    const spelt = name.replaceAll("+", "/");
    try {
      origin(spelt, "$");
    } catch (error) {
      if (error instanceof Refused) throw new PackRefused("is not the name of a log", `logs/${name}`);
      throw error;
    }
    const entries = unbundle(files.get(path)!);
    if (!entries) throw new PackRefused("cannot be read: the bundle ends inside an entry", path);
    if (entries.length > ENTRIES_MAX) throw new PackRefused(`holds ${entries.length} entries, at most ${ENTRIES_MAX} are read`, path);
    found.push({ origin: spelt, checkpoint: files.get(`logs/${name}/checkpoint`)!, entries });
  }
  return found.sort((a, b) => compare(a.origin, b.origin));
}

