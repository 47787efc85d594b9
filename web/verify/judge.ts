// Three-valued judging of a formula at an instant: true, false, or open while the logs may still grow; with the records
// that make it so, and whether these can still change.
import { type Arg } from "./facts.js";
import { children, ends, endsInId, events, isPrompt, looksAhead, type Event, type Formula, type Term } from "./formula.js";
import { byProof, FAR, type Proof, type Row, type View } from "./view.js";

export const FALSE = 0;
export const OPEN = 1;
export const TRUE = 2;

export interface Value {
  truth: number;
  proofs: readonly Proof[];
  isFinal: boolean;
}

/** A value that no record names so far; equal only to itself. */
class Fresh {
  constructor(readonly of: string) {}
}

type Worth = Arg | Fresh;
export type Env = ReadonlyMap<string, Worth>;

const NOT_YET: Value = { truth: OPEN, proofs: [], isFinal: false };
const NO: Value = { truth: FALSE, proofs: [], isFinal: true };

/** Equality of values: a text is never a number. */
export function isSame(a: Worth | undefined, b: Worth | undefined): boolean {
  return a instanceof Fresh && b instanceof Fresh ? a.of === b.of : a === b;
}

/** What the formula is worth at instant t. */
export function judge(formula: Formula, view: View, t: number, env: Env): Value {
  switch (formula.type) {
    case "event": {
      const row = view.rows.get(t)?.find((each) => fits(formula, each, env));
      if (row) return { truth: TRUE, proofs: [row.proof], isFinal: view.passed(t) };
      return view.passed(t) ? NO : NOT_YET;
    }
    case "same":
      return { truth: isSame(worth(formula.left, env), worth(formula.right, env)) ? TRUE : FALSE, proofs: [], isFinal: true };
    case "not": {
      const inner = judge(formula.body, view, t, env);
      return { ...inner, truth: 2 - inner.truth };
    }
    case "and":
      return all(formula.parts.map((part) => judge(part, view, t, env)));
    case "or":
      return any(formula, formula.parts.map((part) => judge(part, view, t, env)), view);
    case "exists":
      return atLeast(1, formula.var, formula.body, view, t, env);
    case "at_least":
      return atLeast(formula.n, formula.var, formula.body, view, t, env);
    case "eventually": {
      const [lo, hi] = ends(formula.within);
      return earliest(formula.body, view, [t + lo, t + (hi ?? lo - 1)], t, env);
    }
    case "around": {
      const at = env.get(formula.var);
      return typeof at === "number" ? earliest(formula.body, view, [at - formula.before_ms, at + formula.after_ms], t, env) : NO;
    }
    case "once": {
      const [lo, hi] = ends(formula.within);
      return latest(formula.body, view, [hi === null ? -FAR : t - hi, t - lo], t, env);
    }
    case "since": {
      const [lo, hi] = ends(formula.within);
      return since(formula, view, [hi === null ? -FAR : t - hi, t - lo], t, env);
    }
  }
}

/** The last instant that matters for the formula's value at t. */
export function due(formula: Formula, t: number, env: Env): number {
  switch (formula.type) {
    case "event":
    case "same":
      return t;
    case "and":
    case "or":
      return Math.max(...formula.parts.map((part) => due(part, t, env)));
    case "not":
      return due(formula.body, t, env);
    case "exists":
    case "at_least":
      return due(formula.body, t, new Map([...env, [formula.var, new Fresh(formula.var)]]));
    case "eventually": {
      const [lo, hi] = ends(formula.within);
      return due(formula.body, t + (hi ?? lo - 1), env);
    }
    case "around": {
      const at = env.get(formula.var);
      return typeof at === "number" ? due(formula.body, at + formula.after_ms, env) : t;
    }
    case "once":
      return Math.max(t, due(formula.body, t - ends(formula.within)[0], env));
    case "since":
      return Math.max(t, due(formula.hold, t, env), due(formula.start, t - ends(formula.within)[0], env));
  }
}

function worth(term: Term, env: Env): Worth | undefined {
  if (term.type === "any") return new Fresh("_");
  return term.type === "const" ? term.value : env.get(term.name);
}

function fits(event: Event, row: Row, env: Env): boolean {
  const byId = endsInId(event);
  const terms = byId ? event.args.slice(0, -1) : event.args;
  if (row.name !== event.name || row.args.length !== terms.length) return false;
  if (!terms.every((term, at) => term.type === "any" || isSame(worth(term, env), row.args[at]))) return false;
  return !byId || isSame(worth(event.args.at(-1)!, env), row.proof.id);
}

function all(values: readonly Value[]): Value {
  const broken = values.filter((value) => value.truth === FALSE);
  const isFinal = values.every((value) => value.isFinal);
  if (broken.length) return { truth: FALSE, proofs: joined(broken), isFinal };
  if (values.some((value) => value.truth === OPEN)) return NOT_YET;
  return { truth: TRUE, proofs: joined(values), isFinal };
}

/** True by its earliest true part where it looks ahead, by its first true part where it looks back, and by its first
 * record where it looks at one instant. */
function any(formula: Formula, values: readonly Value[], view: View): Value {
  const isAhead = looksAhead(formula);
  const kept = values.filter((value) => value.truth === TRUE);
  if (!kept.length) {
    if (values.some((value) => value.truth === OPEN)) return NOT_YET;
    return { truth: FALSE, proofs: joined(values), isFinal: values.every((value) => value.isFinal) };
  }
  const least = (difference: (a: Value, b: Value) => number) => kept.reduce((first, next) => (difference(next, first) < 0 ? next : first));
  const byRecord = offsets(formula).length ? kept[0]! : least((a, b) => byProofs(a.proofs, b.proofs));
  const best = isAhead ? least((a, b) => last(a) - last(b)) : byRecord;
  const isOpen = values.some((value) => value !== best && (value.truth === OPEN || !value.isFinal));
  const isSettled = !isOpen || (isPrompt(formula) && view.passed(last(best)));
  return { truth: TRUE, proofs: best.proofs, isFinal: best.isFinal && isSettled };
}

/** n different values of the variable make the body true. */
function atLeast(n: number, name: string, body: Formula, view: View, t: number, env: Env): Value {
  const kept: Value[] = [], broken: Value[] = [];
  let open = 0;
  for (const x of domain(name, body, view, env)) {
    const value = judge(body, view, t, new Map([...env, [name, x]]));
    if (value.truth === TRUE) kept.push(value);
    else if (value.truth === OPEN) open++;
    else broken.push(value);
  }
  const fresh = judge(body, view, t, new Map([...env, [name, new Fresh(name)]]));
  const isOpen = fresh.truth !== FALSE;
  const isAhead = looksAhead(body);
  if (kept.length >= n) {
    const way = isAhead ? 1 : -1;
    kept.sort((a, b) => way * (last(a) - last(b) || byProofs(a.proofs, b.proofs)));
    const best = kept.slice(0, n), others = kept.slice(n);
    let isFinal = best.every((value) => value.isFinal);
    if (open || isOpen || !others.every((value) => value.isFinal)) {
      isFinal = isFinal && isPrompt(body) && best.length > 0 && view.passed(last(best.at(-1)!));
    }
    return { truth: TRUE, proofs: joined(best), isFinal };
  }
  if (isOpen || kept.length + open >= n) return NOT_YET;
  const until = due(body, t, new Map([...env, [name, new Fresh(name)]]));
  const isFinal = view.passed(until) && [...broken, ...kept].every((value) => value.isFinal) && open === 0;
  return { truth: FALSE, proofs: joined([...broken, fresh]), isFinal };
}

/** Every value that can make a difference: those bound, those named, those that stand where the variable stands. */
function domain(name: string, body: Formula, view: View, env: Env): Worth[] {
  const found = new Map<string, Worth>();
  const note = (x: Worth) => found.set(order(x), x);
  for (const x of env.values()) note(x);
  for (const x of constants(body)) note(x);
  const places = events(body);
  for (const rows of view.rows.values()) {
    for (const row of rows) {
      for (const event of places) {
        const byId = endsInId(event);
        if (row.name !== event.name || row.args.length !== event.args.length - Number(byId)) continue;
        event.args.forEach((term, at) => {
          if (term.type === "var" && term.name === name) note(byId && at === event.args.length - 1 ? row.proof.id : row.args[at]!);
        });
      }
    }
  }
  return [...found].sort(([a, x], [b, y]) => (typeof x === "number" && typeof y === "number" ? x - y : a < b ? -1 : 1)).map(([, x]) => x);
}

function order(x: Worth): string {
  return x instanceof Fresh ? `0${x.of}` : typeof x === "number" ? `1${x}` : `2${x}`;
}

function constants(formula: Formula): Arg[] {
  const terms: readonly Term[] = formula.type === "event" ? formula.args : formula.type === "same" ? [formula.left, formula.right] : [];
  return [...terms.flatMap((term) => (term.type === "const" ? [term.value] : [])), ...children(formula).flatMap(constants)];
}

/** Whether the body holds at some instant of the span; the earliest one proves it. */
function earliest(body: Formula, view: View, [lo, hi]: readonly [number, number], t: number, env: Env): Value {
  const broken: Value[] = [];
  let isOpen = false;
  for (const at of view.between(lo, hi, t)) {
    const value = judge(body, view, at, env);
    if (value.truth === TRUE) {
      const earlier = isOpen || could(body, view, lo, at - 1, env);
      return { truth: TRUE, proofs: value.proofs, isFinal: value.isFinal && !earlier && view.passed(at) };
    }
    isOpen ||= value.truth === OPEN;
    broken.push(value);
  }
  if (isOpen || could(body, view, lo, hi, env)) return NOT_YET;
  return { truth: FALSE, proofs: joined(broken), isFinal: view.passed(hi) && broken.every((value) => value.isFinal) };
}

/** The same, looking back; the latest one proves it. */
function latest(body: Formula, view: View, [lo, hi]: readonly [number, number], t: number, env: Env): Value {
  const broken: Value[] = [];
  let isOpen = false;
  for (const at of view.between(lo, hi, t).reverse()) {
    const value = judge(body, view, at, env);
    if (value.truth === TRUE) {
      const newer = isOpen || could(body, view, at + 1, hi, env);
      return { truth: TRUE, proofs: value.proofs, isFinal: value.isFinal && !newer };
    }
    isOpen ||= value.truth === OPEN;
    broken.push(value);
  }
  if (isOpen || could(body, view, lo, hi, env)) return NOT_YET;
  return { truth: FALSE, proofs: joined(broken), isFinal: view.passed(hi) && broken.every((value) => value.isFinal) };
}

/** `start` at some j of the span, and `hold` at every instant after j up to t. */
function since(
  { hold, start }: Formula & { type: "since" }, view: View, [lo, hi]: readonly [number, number], t: number, env: Env,
): Value {
  let held = TRUE, result = FALSE, above = t + 1, isBroken = false, isSettled = true, couldStart = false;
  let breaker: readonly Proof[] = [];
  /** What instants that may still come between two known ones do. */
  const gap = (first: number, end: number) => {
    if (held === FALSE || first > end) return;
    if (could(start, view, first, Math.min(end, hi), env)) result = Math.max(result, OPEN);
    if (view.probes(first, end, offsets(hold)).some((u) => judge(hold, view, u, env).truth !== TRUE)) held = Math.min(held, OPEN);
  };
  for (const at of view.between(lo, t, t).reverse()) {
    gap(Math.max(at + 1, lo), above - 1);
    if (at <= hi) {
      const value = judge(start, view, at, env);
      if (value.truth === TRUE && held === TRUE) return { truth: TRUE, proofs: value.proofs, isFinal: value.isFinal && result === FALSE };
      if (value.truth === TRUE && held === FALSE) {
        isBroken = true;
        break;
      }
      result = Math.max(result, Math.min(value.truth, held));
      couldStart ||= value.truth === OPEN;
    }
    if (held !== FALSE) {
      const value = judge(hold, view, at, env);
      isSettled = value.truth !== FALSE || (value.isFinal && held === TRUE); // none later may still be the breaker
      held = Math.min(held, value.truth);
      breaker = value.truth === FALSE ? value.proofs : [];
    }
    above = at;
  }
  if (!isBroken) {
    gap(lo, above - 1);
    breaker = [];
    isSettled = !couldStart; // a start in doubt: broken by silence, or by a record
  }
  return result === OPEN ? NOT_YET : { truth: FALSE, proofs: breaker, isFinal: isSettled && view.passed(t) };
}

/** Whether a record that may still come could make the body true at a new instant of the span. */
function could(body: Formula, view: View, lo: number, hi: number, env: Env): boolean {
  return view.probes(lo, hi, offsets(body)).some((u) => judge(body, view, u, env).truth !== FALSE);
}

/** Sums of interval ends inside, 0 first; empty when it looks at one instant only. */
function offsets(formula: Formula): number[] {
  switch (formula.type) {
    case "eventually": {
      const [lo, hi] = ends(formula.within);
      return shifted(formula.body, [lo, hi ?? lo - 1]);
    }
    case "once": {
      const [lo, hi] = ends(formula.within);
      return shifted(formula.body, hi === null ? [-lo] : [-lo, -hi]);
    }
    case "since": {
      const [lo, hi] = ends(formula.within);
      const back = hi === null ? [0, -lo] : [0, -lo, -hi];
      return [...new Set([...shifted(formula.hold, back), ...shifted(formula.start, back)])];
    }
    case "around":
      return []; // it does not look from where it stands
    default:
      return [...new Set(children(formula).flatMap(offsets))];
  }
}

function shifted(body: Formula, by: readonly number[]): number[] {
  const inner = offsets(body);
  return [...new Set([0, ...by.flatMap((end) => (inner.length ? inner : [0]).map((offset) => end + offset))])];
}

function last(value: Value): number {
  return value.proofs.length ? Math.max(...value.proofs.map((proof) => proof.t)) : FAR;
}

function byProofs(a: readonly Proof[], b: readonly Proof[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = byProof(a[at]!, b[at]!);
    if (difference) return difference;
  }
  return a.length - b.length;
}

function joined(values: readonly Value[]): Proof[] {
  const found = new Map(values.flatMap((value) => value.proofs).map((proof) => [`${proof.t} ${proof.log} ${proof.seq} ${proof.id}`, proof]));
  return [...found.values()].sort(byProof);
}
