// Which records would have met a duty: what event, how many, by whom, and in which span of time.
import { type Arg } from "./facts.js";
import { children, ends, endsInId, wanted, type Event, type Formula, type Within } from "./formula.js";
import { type Happening } from "./slots.js";
import { EVENTS } from "./words.js";

export interface Span {
  name: "by" | "later" | "between" | "before" | "up_to" | "now" | "since" | "holds" | "held" | "fresh";
  from: number;
  to: number;
}

/** `happening` null: the event has no word. `parties`: who may make it, none: any. `n` of them that differ `by` a kind. */
export interface Demand {
  event: Event;
  happening: Happening | null;
  parties: readonly string[];
  n: number;
  by: string;
  span: Span;
}

interface Where {
  lo: number | null;
  hi: number;
  holds: boolean;
  turned: boolean;
  n: number;
  counted: string;
  barred: readonly (readonly [string, Arg])[];
}

type Env = ReadonlyMap<string, Arg>;

const HERE: Where = { lo: 0, hi: 0, holds: false, turned: false, n: 1, counted: "", barred: [] };

/** The records whose presence helps to make the formula true at `atMs`, each once, in order of reading. */
export function demands(formula: Formula, env: Env, atMs: number, parties: readonly string[]): Demand[] {
  return once(walk(formula, HERE, env, atMs, true).map(([event, where]) => demand(event, where, env, atMs, parties)));
}

/** Each once. */
export function once(found: readonly Demand[]): Demand[] {
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

function walk(formula: Formula, where: Where, env: Env, atMs: number, isWanted: boolean): [Event, Where][] {
  const into = (parts: readonly Formula[], there: Where, want = isWanted) => parts.flatMap((part) => walk(part, there, env, atMs, want));
  switch (formula.type) {
    case "event":
      return isWanted ? [[formula, where]] : [];
    case "not":
      return into([formula.body], { ...where, turned: true }, !isWanted);
    case "and":
      return into(telling(formula.parts), { ...where, barred: [...where.barred, ...barred(formula.parts, env)] });
    case "at_least":
      return into([formula.body], { ...where, n: formula.n, counted: formula.var });
    case "eventually": {
      const [lo, hi] = ends(formula.within);
      return into([formula.body], { ...where, lo: where.lo === null ? null : where.lo + lo, hi: where.hi + (hi ?? lo) });
    }
    case "once":
      return into([formula.body], back(where, formula.within));
    case "since": {
      const start = where.hi > 0 ? where : { ...back(where, formula.within), holds: true };
      return [...into([formula.hold], where), ...into([formula.start], start)];
    }
    case "around": {
      const value = env.get(formula.var), mid = typeof value === "number" ? value - atMs : 0;
      return into([formula.body], { ...where, lo: mid - formula.before_ms, hi: mid + formula.after_ms });
    }
    default:
      return into(children(formula), where);
  }
}

/** Without an event of which a neighbour demands several. */
function telling(parts: readonly Formula[]): readonly Formula[] {
  const counted = new Set(parts.filter((part) => part.type === "at_least").flatMap((part) => wanted(part).map(({ name }) => name)));
  return parts.filter((part) => part.type !== "event" || !counted.has(part.name));
}

function back(where: Where, within: Within): Where {
  const [lo, hi] = ends(within);
  return { ...where, lo: where.lo === null || hi === null ? null : where.lo - hi, hi: where.hi - lo };
}

/** Variables that must differ from a value of the key. */
function barred(parts: readonly Formula[], env: Env): [string, Arg][] {
  return parts.flatMap((part) => {
    if (part.type !== "not" || part.body.type !== "same") return [];
    const { left, right } = part.body;
    return [[left, right], [right, left]].flatMap(([one, other]): [string, Arg][] => {
      if (one!.type !== "var" || other!.type !== "var") return [];
      const value = env.get(other!.name);
      return value === undefined ? [] : [[one!.name, value]];
    });
  });
}

function demand(event: Event, where: Where, env: Env, atMs: number, parties: readonly string[]): Demand {
  const terms = endsInId(event) ? event.args.slice(0, -1) : event.args;
  const word = EVENTS.get(event.name), isKnown = word?.kinds.length === terms.length;
  let by = "", zone = "", allowed: readonly string[] = [];
  (isKnown ? word.kinds : []).forEach((kind, at) => {
    const term = terms[at]!, name = term.type === "var" ? term.name : "";
    const value = term.type === "const" ? term.value : (env.get(name) ?? "");
    if (name && name === where.counted) by = kind;
    if (kind === "zone") zone = String(value);
    if (kind === "party") {
      const never = new Set(where.barred.flatMap(([variable, worth]) => (variable === name ? [String(worth)] : [])));
      allowed = value !== "" ? [String(value)] : never.size ? parties.filter((party) => !never.has(party)) : [];
    }
  });
  const happening: Happening | null = isKnown ? { type: "event", event: event.name, zone, party: "" } : null;
  return { event, happening, parties: allowed, n: where.n, by: where.n > 1 ? by : "", span: spanOf(where, atMs) };
}

function spanOf(where: Where, atMs: number): Span {
  const to = atMs + where.hi, from = where.lo === null ? -1 : atMs + where.lo;
  const named = (name: Span["name"], fromMs = 0, toMs = 0): Span => ({ name, from: fromMs, to: toMs });
  if (where.turned) return named("since");
  if (where.holds) return from >= 0 ? named("fresh", from) : named(where.hi < 0 ? "held" : "holds");
  if (where.hi > 0 && (where.lo === 0 || where.lo === 1)) return named(where.lo ? "later" : "by", 0, to);
  if (from < 0) return where.hi > 0 ? named("by", 0, to) : named(where.hi < 0 ? "before" : "up_to");
  return from === atMs && to === atMs ? named("now") : named("between", from, to);
}
