// Which rules have been in force, and when. Both ends of a span are proven times: nobody can date a suspension back to
// escape a duty, or an agreement back to create one.
import { Accord, type Clause } from "./accord.js";
import { type Fold } from "./fold.js";
import { introduce } from "./introduce.js";
import { Parties } from "./parties.js";
import { provenMs } from "./place.js";
import { Refused } from "./refusal.js";
import { loadRule, type Loaded } from "./rule.js";
import { meet, type Window } from "./window.js";

const CHANGES_FORCE = new Set([
  "clause.proposed/1", "clause.position/1", "clause.countered/1", "clause.withdrawn/1", "seat.given/1", "level.stated/1", "silence.noted/1",
]);
const CHANGES_MEMBERS = new Set(["party.founded/1", "party.admitted/1", "party.removed/1"]);

/** A protocol clause that is or was in force, with its rule. */
export interface Running extends Loaded {
  clause: string;
  meaning: string;
  spans: readonly Window[];
  /** Whether the records that are there give it a time that nothing has cut short. */
  isInForce: boolean;
}

/** Whether a duty that arises then arises under the rule. */
export function covers(running: Running, tMs: number): boolean {
  return running.spans.some((span) => span.fromMs <= tMs && (span.toMs === null || tMs < span.toMs));
}

export function isInForce(running: Running): boolean {
  return running.isInForce;
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
  const running = new Map<string, Running>();
  const rules = new Map<string, Loaded | null>();
  for (const placed of fold.order.all) {
    const { type } = placed.entry.record;
    if (!(CHANGES_FORCE.has(type) || CHANGES_MEMBERS.has(type)) || !fold.counts(placed)) continue;
    if (CHANGES_MEMBERS.has(type)) {
      const changed = introduce(parties, placed.entry);
      if (changed instanceof Parties) parties = changed;
    } else if (accord.reduce(placed, parties.members()) !== null) continue;
    const members = parties.members();
    const now = new Map<string, [Clause, Loaded, Window]>();
    for (const clause of accord.inForce(members)) {
      if (clause.content.kind !== "protocol") continue;
      if (!rules.has(clause.meaning)) rules.set(clause.meaning, ruleOf(clause));
      const loaded = rules.get(clause.meaning);
      if (loaded && !now.has(loaded.digest)) now.set(loaded.digest, [clause, loaded, accord.window(clause, members)!]);
    }
    note(running, now, provenMs(placed));
  }
  return running;
}

/** Cut the spans of rules that are in force no longer, begin or go on with those that are. */
function note(running: Map<string, Running>, now: ReadonlyMap<string, [Clause, Loaded, Window]>, atMs: number): void {
  for (const [digest, known] of running) {
    if (known.isInForce && !now.has(digest)) running.set(digest, { ...known, spans: cut(known.spans, atMs), isInForce: false });
  }
  for (const [digest, [clause, loaded, window]] of now) {
    const old = running.get(digest);
    // what could have held before is in force only since this was said
    const begun = meet(window, { fromMs: atMs, toMs: null });
    if (!old?.isInForce && !begun) continue;
    const spans = old?.isInForce ? goingOn(old.spans, window, atMs) : [...(old?.spans ?? []), begun!];
    running.set(digest, { ...loaded, clause: clause.clause, meaning: clause.meaning, spans, isInForce: true });
  }
}

/** What was said now ends it now, and not later than it would have ended anyway. */
function cut(spans: readonly Window[], atMs: number): Window[] {
  const { fromMs, toMs } = spans.at(-1)!;
  const endMs = Math.max(atMs, fromMs);
  return [...spans.slice(0, -1), { fromMs, toMs: toMs === null ? endMs : Math.min(endMs, toMs) }];
}

/** A span that still lasts goes on with its new end; otherwise another one begins. */
function goingOn(spans: readonly Window[], window: Window, atMs: number): readonly Window[] {
  const last = spans.at(-1)!;
  if (last.toMs !== null && last.toMs < window.fromMs) return [...spans, window];
  if (window.toMs !== null && window.toMs <= last.fromMs) return cut(spans, atMs);
  return [...spans.slice(0, -1), { fromMs: last.fromMs, toMs: window.toMs }];
}
