// From when to when a clause holds, by what has been said so far: an interval for each of its conditions, and the one that
// all of them share.
import { type JsonObject } from "./canonical.js";

/** The last millisecond of the year 9999. */
const LAST_MS = 253_402_300_799_999;

/** From included, to excluded; null: until something is said. */
export interface Window {
  fromMs: number;
  toMs: number | null;
}

export interface Stand {
  stand: string;
  meaning: string;
  provenMs: number;
  /** Where it takes back a signature under the same meaning: since when that held. */
  signedMs: number | null;
}

export interface Quiet {
  sinceMs: number;
  notedMs: number;
}

export interface Level {
  level: number;
  holds: Window;
}

export const ALWAYS: Window = { fromMs: 0, toMs: null };
const later = (atMs: number, byMs: number) => Math.min(atMs + byMs, LAST_MS);

/** What both share; null where that is nothing. */
export function meet(one: Window | null, other: Window | null): Window | null {
  if (!one || !other) return null;
  const fromMs = Math.max(one.fromMs, other.fromMs);
  const toMs = one.toMs === null ? other.toMs : other.toMs === null ? one.toMs : Math.min(one.toMs, other.toMs);
  return toMs === null || fromMs < toMs ? { fromMs, toMs } : null;
}

/** While that party's signature holds. */
export function ofNotice(position: Stand | undefined, meaning: string, terms: JsonObject | null): Window | null {
  if (position?.meaning !== meaning) return null;
  if (position.stand === "agreed") return { fromMs: position.provenMs, toMs: null };
  if (position.signedMs === null || !terms) return null;
  if (position.stand === "reserved" && terms.suspends === "at_once") return null;
  const ends = terms.ends_ms as number | null, renews = terms.renew_ms as number | null;
  let toMs = later(position.provenMs, terms.notice_ms as number);
  // the first end of a term that is not before then
  if (ends !== null && renews !== null) toMs = Math.min(ends + Math.max(0, Math.ceil((toMs - ends) / renews)) * renews, LAST_MS);
  return { fromMs: position.signedMs, toMs };
}

/** Between the dates of the clause itself. */
export function ofTerm(terms: JsonObject): Window | null {
  const toMs = terms.renew_ms === null ? (terms.ends_ms as number | null) : null;
  return meet(ALWAYS, { fromMs: (terms.begins_ms as number | null) ?? 0, toMs });
}

/** While a party is silent, or while none is. It takes effect when noted, at the earliest. */
export function ofSilence(silence: JsonObject | null, quiet: Quiet | null, heardMs: number): Window | null {
  if (!silence) return ALWAYS;
  const turnsMs = quiet && Math.max(later(quiet.sinceMs, silence.after_ms as number), quiet.notedMs);
  if (silence.runs === "only") return turnsMs === null ? null : { fromMs: turnsMs, toMs: null };
  return meet(ALWAYS, { fromMs: heardMs, toMs: turnsMs });
}
