// Formulas of metric first-order temporal logic: what a rule means. They are read as they are signed: canonical JSON.
// Point-based semantics over the instants that have a record; times are whole milliseconds. A variable named `id_...`
// in the last place of an event stands for that record's id.
import { flag, integer, later, list, object, orNull, tagged, text, type Shape } from "./shape.js";
import { type Arg } from "./facts.js";
import { arg } from "./parts.js";
import { LAST_MS } from "./units.js";

export type Term = { type: "var"; name: string } | { type: "const"; value: Arg } | { type: "any" };

export interface Within {
  lo_ms: number;
  hi_ms: number | null;
  lo_open: boolean;
  hi_open: boolean;
}

export interface Event {
  type: "event";
  name: string;
  args: readonly Term[];
}

export type Formula =
  | Event
  | { type: "same"; left: Term; right: Term }
  | { type: "not"; body: Formula }
  | { type: "and" | "or"; parts: readonly Formula[] }
  | { type: "at_least"; n: number; var: string; body: Formula }
  | { type: "exists"; var: string; body: Formula }
  | { type: "eventually" | "once"; within: Within; body: Formula }
  | { type: "since"; hold: Formula; within: Within; start: Formula }
  | { type: "around"; var: string; before_ms: number; after_ms: number; body: Formula };

/** Whenever the trigger stands (and the guard holds), `must` holds at that instant. */
export interface Duty {
  trigger: Event;
  guard: Formula | null;
  must: Formula;
  until: Formula | null;
}

const term = tagged("type", { var: { name: text() }, const: { value: arg }, any: {} });
const span = integer(-LAST_MS, LAST_MS);
const within = object({ lo_ms: span, hi_ms: orNull(span), lo_open: flag, hi_open: flag });
const formula: Shape = later(() => anyFormula);
const EVENT = { name: text(), args: list(term) };
const anyFormula = tagged("type", {
  event: EVENT,
  same: { left: term, right: term },
  not: { body: formula },
  and: { parts: list(formula) },
  or: { parts: list(formula) },
  at_least: { n: integer(), var: text(), body: formula },
  exists: { var: text(), body: formula },
  eventually: { within, body: formula },
  once: { within, body: formula },
  since: { hold: formula, within, start: formula },
  around: { var: text(), before_ms: span, after_ms: span, body: formula },
});
export const DUTY = object({ trigger: tagged("type", { event: EVENT }), guard: orNull(formula), must: formula, until: orNull(formula) });

/** First and last millisecond inside the interval; empty when last < first; null without end. */
export function ends(interval: Within): [number, number | null] {
  return [interval.lo_ms + Number(interval.lo_open), interval.hi_ms === null ? null : interval.hi_ms - Number(interval.hi_open)];
}

export function children(formula: Formula): readonly Formula[] {
  switch (formula.type) {
    case "and":
    case "or":
      return formula.parts;
    case "since":
      return [formula.hold, formula.start];
    case "event":
    case "same":
      return [];
    default:
      return [formula.body];
  }
}

/** Every event atom, in order of reading. */
export function events(formula: Formula): Event[] {
  return formula.type === "event" ? [formula] : children(formula).flatMap(events);
}

/** Events whose presence helps to make the formula true. */
export function wanted(formula: Formula, isWanted = true): Event[] {
  if (formula.type === "event") return isWanted ? [formula] : [];
  if (formula.type === "not") return wanted(formula.body, !isWanted);
  return children(formula).flatMap((child) => wanted(child, isWanted));
}

export function isId(name: string): boolean {
  return name.startsWith("id_");
}

/** Whether the event's last term stands for the record's id, not for an argument. */
export function endsInId(event: Event): boolean {
  const last = event.args.at(-1);
  return last?.type === "var" && isId(last.name);
}

/** The trigger's variables, each once: the key of its verdicts. */
export function keyNames(trigger: Event): string[] {
  return [...new Set(trigger.args.flatMap((each) => (each.type === "var" ? [each.name] : [])))];
}

/** Everything in a duty, trigger first. */
export function whole(duty: Duty): Formula[] {
  return [duty.trigger, duty.guard, duty.must, duty.until].filter((part) => part !== null);
}

export function looksAhead(formula: Formula): boolean {
  return formula.type === "eventually" || formula.type === "around" || children(formula).some(looksAhead);
}

/** Whether, turning true, it has its last record at the instant that made it so. What looks back from a later instant, or
 * waits for something not to come, turns true by records from before. */
export function isPrompt(formula: Formula): boolean {
  switch (formula.type) {
    case "eventually":
    case "around":
      return !isTemporal(formula.body);
    case "or":
      return formula.parts.every(isPrompt);
    case "exists":
    case "at_least":
      return isPrompt(formula.body);
    default:
      return !isTemporal(formula);
  }
}

function isTemporal(formula: Formula): boolean {
  return ["eventually", "once", "since", "around"].includes(formula.type) || children(formula).some(isTemporal);
}

/** Whether instants without any of its events make no difference to it. */
export function isSparse(formula: Formula): boolean {
  let own = true;
  if (formula.type === "eventually" || formula.type === "once" || formula.type === "around") own = inSilence(formula.body, false);
  if (formula.type === "since") own = inSilence(formula.start, false) && inSilence(formula.hold, true);
  return own && children(formula).every(isSparse);
}

/** Whether it is surely true (or surely false) at an instant with none of its events. */
function inSilence(formula: Formula, truth: boolean): boolean {
  switch (formula.type) {
    case "event":
      return !truth;
    case "and":
      return truth ? formula.parts.every((part) => inSilence(part, true)) : formula.parts.some((part) => inSilence(part, false));
    case "or":
      return truth ? formula.parts.some((part) => inSilence(part, true)) : formula.parts.every((part) => inSilence(part, false));
    case "exists":
    case "at_least":
      return !truth && inSilence(formula.body, false);
    case "not":
      return inSilence(formula.body, !truth);
    default:
      return false;
  }
}
