// All duties of one form: which have arisen, and what each is worth at the watermark. Judged at once, from everything.
import { endsInId, events, isId, isSparse, keyNames, whole, type Duty, type Event } from "./formula.js";
import { due, FALSE, isSame, judge, OPEN, TRUE, type Value } from "./judge.js";
import { type Arg } from "./facts.js";
import { judgeShifted } from "./skew.js";
import { byProof, FAR, View, type Proof, type Row } from "./view.js";

export interface Verdict {
  rule: string;
  duty: number;
  at_ms: number;
  key: readonly { name: string; value: Arg }[];
  anchor: readonly string[];
  due_ms: number;
  status: string;
  witness: readonly string[] | null;
}

interface Anchor {
  at: number;
  env: Map<string, Arg>;
  proofs: Proof[];
}

interface Part {
  view: View;
  anchors: Map<string, Anchor>;
}

export interface Force {
  digest: string;
  skewMs: number;
  /** Duties arise from (included) to (excluded). */
  fromMs: number;
  toMs: number;
}

/** What is said of every duty of this form. rows: all facts that count. */
export function verdictsOf(force: Force, number: number, duty: Duty, rows: readonly Row[], watermark: number): Verdict[] {
  const parts = sliced(force, duty, rows, watermark);
  const found: Verdict[] = [];
  for (const { view, anchors } of parts) {
    for (const anchor of anchors.values()) {
      const verdict = verdictOf(force, number, duty, view, anchor);
      if (verdict) found.push(verdict);
    }
  }
  return found;
}

/** The facts in slices that can be judged alone: by those of the trigger's variables that stand in every event. */
function sliced(force: Force, duty: Duty, rows: readonly Row[], watermark: number): Iterable<Part> {
  const atoms = whole(duty).flatMap(events);
  const stands = (event: Event, name: string) => event.args.findIndex((term) => term.type === "var" && term.name === name);
  const names = keyNames(duty.trigger).filter((name) => !isId(name) && atoms.every((event) => stands(event, name) >= 0));
  const routes = atoms.map((event) => ({
    name: event.name,
    arity: event.args.length - Number(endsInId(event)),
    positions: names.map((name) => stands(event, name)),
  }));
  const parts = new Map<string, Part>();
  for (const row of rows) {
    const keys = new Set<string>();
    for (const route of routes) {
      if (route.name === row.name && route.arity === row.args.length) keys.add(JSON.stringify(route.positions.map((at) => row.args[at]!)));
    }
    for (const key of keys) {
      const part = parts.get(key) ?? { view: new View(watermark), anchors: new Map<string, Anchor>() };
      parts.set(key, part);
      part.view.add(row);
      arise(force, duty, row, part, names, key);
    }
  }
  if (!whole(duty).every(isSparse)) {
    const instants = new Set(rows.map((row) => row.proof.t));
    for (const { view } of parts.values()) for (const t of instants) view.instant(t);
  }
  return parts.values();
}

function arise(force: Force, duty: Duty, row: Row, part: Part, names: readonly string[], key: string): void {
  const t = row.proof.t;
  if (t < force.fromMs || t >= force.toMs) return;
  const env = bind(duty.trigger, row);
  if (!env || JSON.stringify(names.map((name) => env.get(name)!)) !== key) return;
  const place = JSON.stringify([t, ...keyNames(duty.trigger).map((name) => env.get(name)!)]);
  const anchor = part.anchors.get(place) ?? { at: t, env, proofs: [] };
  part.anchors.set(place, anchor);
  if (!anchor.proofs.some((proof) => byProof(proof, row.proof) === 0)) anchor.proofs.push(row.proof);
  anchor.proofs.sort(byProof);
}

/** The trigger's variables as this fact binds them; null when it is not the trigger. */
function bind(trigger: Event, row: Row): Map<string, Arg> | null {
  const args = endsInId(trigger) ? [...row.args, row.proof.id] : row.args;
  if (row.name !== trigger.name || args.length !== trigger.args.length) return null;
  const env = new Map<string, Arg>();
  for (const [at, term] of trigger.args.entries()) {
    const value = args[at]!;
    if (term.type === "const" && !isSame(term.value, value)) return null;
    if (term.type !== "var") continue;
    if (env.has(term.name) && !isSame(env.get(term.name), value)) return null;
    env.set(term.name, value);
  }
  return env;
}

function verdictOf(force: Force, number: number, duty: Duty, view: View, anchor: Anchor): Verdict | null {
  const { at, env } = anchor;
  const guard = duty.guard ? judge(duty.guard, view, at, env).truth : TRUE;
  if (guard === FALSE) return null;
  const until = due(duty.must, at, env);
  const [status, value] = guard === OPEN ? ["pending", null] : worthOf(force, duty, view, anchor, until);
  return {
    rule: force.digest,
    duty: number,
    at_ms: at,
    key: keyNames(duty.trigger).map((name) => ({ name, value: env.get(name)! })),
    anchor: [...new Set(anchor.proofs.map((proof) => proof.id))],
    due_ms: until,
    status,
    witness: value?.isFinal ? [...new Set(value.proofs.map((proof) => proof.id))] : null,
  };
}

/** What becomes of the duty: `must`, unless a later instant replaced it first. */
function worthOf(force: Force, duty: Duty, view: View, anchor: Anchor, until: number): [string, Value | null] {
  const { at, env } = anchor;
  let value: Value, status: string;
  if (force.skewMs) {
    const own = new Set(anchor.proofs.map((proof) => proof.log));
    [status, value] = judgeShifted(duty.must, view, at, env, own, force.skewMs);
  } else {
    value = judge(duty.must, view, at, env);
    status = value.truth === TRUE ? "satisfied" : value.truth === FALSE ? "violated" : "pending";
  }
  if (!duty.until) return [status, value];
  const met = value.truth === TRUE && value.proofs.length ? Math.min(...value.proofs.map((proof) => proof.t)) : FAR;
  for (const t of view.between(at + 1, until, at)) {
    if (t >= met || !view.passed(t)) break;
    const again = judge(duty.until, view, t, env);
    if (again.truth === TRUE) return ["superseded", again];
  }
  if (value.truth === TRUE && !view.passed(Math.max(met, at))) return ["pending", null];
  return [status, value];
}
