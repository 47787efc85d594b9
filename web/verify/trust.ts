// Keys that the reader holds already: invitations, as each party gave them, or the policy of an older pack.
import { type Bytes, textOf } from "./bytes.js";
import { fingerprint } from "./finding.js";
import { type Trust } from "./seals.js";
import { type LogKeys } from "./unpack.js";

const FIELDS = ["origin", "party", "founder", "log_vkey", "witness_vkey"] as const;

/** The keys in a file; null where it is no invitation and no policy. */
export function readTrust(raw: Bytes): Trust | null {
  const text = textOf(raw);
  if (text === null || raw.length > 1024 * 1024) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const all = (value as { logs?: unknown } | null)?.logs ?? [value];
  return Array.isArray(all) && all.length && all.every(isKeys) ? all : null;
}

function isKeys(value: unknown): value is LogKeys {
  const keys = value as Readonly<Record<string, unknown>> | null;
  return typeof keys === "object" && keys !== null && FIELDS.every((name) => typeof keys[name] === "string");
}

/** One line for each: whose keys, and the figures to compare. */
export function trustLines(trust: Trust): string[] {
  return trust.map((keys) => `${keys.party}: ${fingerprint(keys)}`);
}
