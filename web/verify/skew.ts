// Two clocks: judging a duty when the other logs' clocks may be off by one unknown constant within a bound. It is met
// (broken) when it is so for each such constant. A formula changes only where a shifted record crosses an interval's
// end, so only these shifts are tried.
import { children, ends, type Formula } from "./formula.js";
import { FALSE, judge, OPEN, TRUE, type Env, type Value } from "./judge.js";
import { View } from "./view.js";

/** Status and value over all shifts. own: the logs whose clock the duty arose by. */
export function judgeShifted(
  must: Formula, view: View, at: number, env: Env, own: ReadonlySet<string>, skewMs: number,
): [string, Value] {
  const shifts = [...shiftsOf(must, view, at, env, own, skewMs)].sort((a, b) => Math.abs(a) - Math.abs(b) || a - b);
  const values = shifts.map((shift) => judge(must, moved(view, own, shift), at, env));
  const truths = new Set(values.map((value) => value.truth));
  if (truths.has(OPEN)) return ["pending", values[0]!];
  if (truths.size === 2) return ["within_skew", values.find((value) => value.truth === TRUE)!];
  const isFinal = values.every((value) => value.isFinal);
  return [truths.has(FALSE) ? "violated" : "satisfied", { ...values[0]!, isFinal }];
}

/** Every sum of interval ends along a path through the formula; 0 is always among them. */
function sums(formula: Formula): number[] {
  const inner = [...new Set([0, ...children(formula).flatMap(sums)])];
  let steps: readonly number[];
  switch (formula.type) {
    case "eventually": {
      const [lo, hi] = ends(formula.within);
      steps = [lo, hi ?? lo];
      break;
    }
    case "once":
    case "since": {
      const [lo, hi] = ends(formula.within);
      steps = [0, -lo, -(hi ?? lo)];
      break;
    }
    case "around":
      steps = [-formula.before_ms, formula.after_ms];
      break;
    default:
      return inner;
  }
  return [...new Set([0, ...steps.flatMap((step) => inner.map((end) => step + end))])];
}

function shiftsOf(must: Formula, view: View, at: number, env: Env, own: ReadonlySet<string>, skewMs: number): Set<number> {
  const rows = [...view.rows.values()].flat();
  const bases = new Set([at, ...[...env.values()].filter((value) => typeof value === "number")]);
  const others = new Set<number>();
  for (const { proof } of rows) (own.has(proof.log) ? bases : others).add(proof.t);
  const found = new Set([0, -skewMs, skewMs]);
  const note = (shift: number) => {
    for (const step of [-1, 0, 1]) if (-skewMs <= shift + step && shift + step <= skewMs) found.add(shift + step);
  };
  for (const end of sums(must)) {
    for (const t of others) {
      for (const base of bases) note(base + end - t);
      for (const u of others) note(t - u + end);
    }
  }
  return found;
}

function moved(view: View, own: ReadonlySet<string>, shift: number): View {
  const shifted = new View(view.watermark + Math.min(0, shift));
  for (const row of [...view.rows.values()].flat()) {
    shifted.add(own.has(row.proof.log) ? row : { ...row, proof: { ...row.proof, t: row.proof.t + shift } });
  }
  for (const t of view.times) if (!view.rows.has(t)) shifted.instant(t);
  return shifted;
}
