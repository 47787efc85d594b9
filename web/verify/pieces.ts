// The building blocks of what sentences mean.
import { type Arg } from "./facts.js";
import { type Duty, type Event, type Formula, type Term, type Within } from "./formula.js";
import { Refused } from "./refusal.js";
import { eventWord, type Happening } from "./slots.js";
import { type StateWord } from "./words.js";

export const variable = (name: string): Term => ({ type: "var", name });
export const constant = (value: Arg): Term => ({ type: "const", value });
export const ANY: Term = { type: "any" };
export const event = (name: string, ...args: readonly Term[]): Event => ({ type: "event", name, args });
export const not = (body: Formula): Formula => ({ type: "not", body });
export const and = (...parts: readonly Formula[]): Formula => ({ type: "and", parts });
export const or = (...parts: readonly Formula[]): Formula => ({ type: "or", parts });
export const both = (...parts: readonly Formula[]): Formula => (parts.length === 1 ? parts[0]! : and(...parts));
export const either = (...parts: readonly Formula[]): Formula => (parts.length === 1 ? parts[0]! : or(...parts));
export const exists = (name: string, body: Formula): Formula => ({ type: "exists", var: name, body });
export const atLeast = (n: number, name: string, body: Formula): Formula => ({ type: "at_least", n, var: name, body });
export const differ = (a: string, b: string): Formula => not({ type: "same", left: variable(a), right: variable(b) });
export const eventually = (within: Within, body: Formula): Formula => ({ type: "eventually", within, body });
export const once = (within: Within, body: Formula): Formula => ({ type: "once", within, body });
export const since = (hold: Formula, within: Within, start: Formula): Formula => ({ type: "since", hold, within, start });
export const duty = (trigger: Event, must: Formula, guard: Formula | null = null, until: Formula | null = null): Duty => ({ trigger, guard, must, until });

/** [lo, hi] in milliseconds, hi null = without end. */
export const within = (lo_ms: number, hi_ms: number | null): Within => ({ lo_ms, hi_ms, lo_open: false, hi_open: false });
/** The same without the instant itself. */
export const after = (hi_ms: number | null): Within => ({ ...within(0, hi_ms), lo_open: true });
export const EVER = within(0, null);

/** The event as a formula: an argument whose kind is in `key` is a variable of that name, others any. */
export function atom(happening: Happening, key: readonly string[], record?: string): Event {
  const args = eventWord(happening.event).kinds.map((kind) => {
    if (kind === "zone" && happening.zone) return constant(happening.zone);
    if (kind === "party" && happening.party) return constant(happening.party);
    return key.includes(kind) ? variable(kind) : ANY;
  });
  return event(happening.event, ...args, ...(record === undefined ? [] : [variable(record)]));
}

/** The kinds of argument that the sentence leaves open. */
export function openKinds(happening: Happening): string[] {
  const fixed: Readonly<Record<string, string>> = { zone: happening.zone, party: happening.party };
  return eventWord(happening.event).kinds.filter((kind) => !fixed[kind]);
}

/** The kinds that all events are about. */
export function shared(...happenings: readonly Happening[]): string[] {
  const [first, ...rest] = happenings.map(openKinds) as [string[], ...string[][]];
  const found = first.filter((kind) => kind !== "party" && rest.every((kinds) => kinds.includes(kind)));
  if (!found.length) throw new Refused("the events are not about the same thing, so one cannot answer the other");
  return found;
}

export function demand(kind: string, happening: Happening): void {
  if (!openKinds(happening).includes(kind)) throw new Refused(`${happening.event} says nothing about a ${kind}`);
}

const about = (state: StateWord, name: string): Event =>
  event(name, ...eventWord(name).kinds.map((kind) => (kind === state.kind ? variable(kind) : ANY)));

export const started = (state: StateWord): Event => about(state, state.starts);
export const stopped = (state: StateWord): Formula => either(...state.stops.map((name) => about(state, name)));
/** It started, this instant included, and has not stopped since. */
export const lasting = (state: StateWord): Formula => since(not(stopped(state)), EVER, started(state));

/** An approval of the movement by this party (or officer) that has not been taken back since. */
export function approval(by: Term, fresh: Within, isOfficer = false): Formula {
  const args = [variable("movement"), by];
  if (isOfficer) return since(not(event("revoked_by", ...args)), fresh, event("approved_by", ...args));
  return since(not(or(event("refused", ...args), event("revoked", ...args))), fresh, event("approved", ...args));
}

/** The act that needs approval, as a trigger: a movement's only. */
export function approvedAct(thing: string, act: Happening): Event {
  if (thing !== "movement" || !openKinds(act).includes("movement")) throw new Refused("approvals are recorded for movements");
  return atom(act, ["movement"]);
}
