// Which rules have been in force, and when. Both ends of a span are proven times: nobody can date a suspension back to
// escape a duty, or an agreement back to create one.
import { Accord, type Clause } from "./accord.js";
import { type Fold } from "./fold.js";
import { introduce } from "./introduce.js";
import { Parties } from "./parties.js";
import { isLate, type Placed } from "./place.js";
import { Refused } from "./refusal.js";
import { loadRule, type Loaded } from "./rule.js";

const CHANGES_FORCE = new Set(["clause.proposed/1", "clause.position/1"]);
const CHANGES_MEMBERS = new Set(["party.founded/1", "party.admitted/1", "party.removed/1"]);

/** From included, to excluded; null while it lasts. */
export interface Span {
  fromMs: number;
  toMs: number | null;
}

/** A protocol clause that is or was in force, with its rule. */
export interface Running extends Loaded {
  clause: string;
  meaning: string;
  spans: readonly Span[];
}

/** Whether a duty that arises then arises under the rule. */
export function covers(running: Running, tMs: number): boolean {
  return running.spans.some((span) => span.fromMs <= tMs && (span.toMs === null || tMs < span.toMs));
}

export function isInForce(running: Running): boolean {
  return running.spans.at(-1)!.toMs === null;
}

/** The record's claimed time, or the earliest possible where the claim is too old to be true. */
function provenMs({ entry, notBeforeMs }: Placed): number {
  return isLate(entry.record.atMs, notBeforeMs) ? notBeforeMs : entry.record.atMs;
}

/** The rule of a protocol clause; null where this version cannot judge it. */
export function ruleOf(clause: Clause): Loaded | null {
  try {
    return loadRule(clause.content.rule as string);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** Every rule that has ever been in force, by its digest. */
export function runningOf(fold: Fold): Map<string, Running> {
  let parties = new Parties();
  const accord = new Accord();
  const proven = new Map<string, number>();
  const running = new Map<string, Running>();
  const rules = new Map<string, Loaded | null>();
  for (const placed of fold.order.all) {
    const { type } = placed.entry.record;
    if (!(CHANGES_FORCE.has(type) || CHANGES_MEMBERS.has(type)) || !fold.counts(placed)) continue;
    const atMs = provenMs(placed), isAboutMembers = CHANGES_MEMBERS.has(type);
    if (isAboutMembers) {
      const changed = introduce(parties, placed.entry);
      if (changed instanceof Parties) parties = changed;
    } else {
      if (accord.reduce(placed) !== null) continue;
      proven.set(placed.entry.id, atMs);
    }
    const members = parties.members();
    const now = new Map<string, [Clause, Loaded, number]>();
    for (const clause of accord.inForce(members)) {
      if (clause.content.kind !== "protocol") continue;
      if (!rules.has(clause.meaning)) rules.set(clause.meaning, ruleOf(clause));
      const loaded = rules.get(clause.meaning);
      if (!loaded || now.has(loaded.digest)) continue;
      // from the last signature of a member on; where that was there already, from when the members changed
      const signed = members.map((party) => proven.get(clause.positions.get(party)!.record)!);
      now.set(loaded.digest, [clause, loaded, Math.max(isAboutMembers ? atMs : 0, ...signed)]);
    }
    note(running, now, atMs);
  }
  return running;
}

/** Open the spans of rules that have come into force, close those of rules that are no longer. */
function note(running: Map<string, Running>, now: ReadonlyMap<string, [Clause, Loaded, number]>, atMs: number): void {
  for (const [digest, known] of running) {
    if (!isInForce(known) || now.has(digest)) continue;
    const { fromMs } = known.spans.at(-1)!;
    running.set(digest, { ...known, spans: [...known.spans.slice(0, -1), { fromMs, toMs: Math.max(atMs, fromMs) }] });
  }
  for (const [digest, [clause, loaded, fromMs]] of now) {
    const old = running.get(digest);
    if (old && isInForce(old)) continue;
    const spans = [...(old?.spans ?? []), { fromMs, toMs: null }];
    running.set(digest, { ...loaded, clause: clause.clause, meaning: clause.meaning, spans });
  }
}
