// Facts by instant, seen from a watermark: up to it nothing can be added, beyond it any fact may still come.
import { compare } from "./bytes.js";
import { type Arg } from "./facts.js";

/** Later than any time. */
export const FAR = 2 ** 62;

/** A record that decides. */
export interface Proof {
  t: number;
  log: string;
  seq: number;
  id: string;
}

export interface Row {
  name: string;
  args: readonly Arg[];
  proof: Proof;
}

export function byProof(a: Proof, b: Proof): number {
  return a.t - b.t || compare(a.log, b.log) || a.seq - b.seq || compare(a.id, b.id);
}

export class View {
  readonly rows = new Map<number, Row[]>();
  readonly times: number[] = [];

  constructor(readonly watermark: number) {}

  /** Rows of an instant stand in the order of their proofs. */
  add(row: Row): void {
    const here = this.rows.get(row.proof.t);
    if (!here) {
      this.rows.set(row.proof.t, [row]);
      this.instant(row.proof.t);
      return;
    }
    let at = here.length;
    while (at > 0 && byProof(row.proof, here[at - 1]!.proof) < 0) at--;
    here.splice(at, 0, row);
  }

  /** Some record, perhaps of no interest here, stands at this instant. */
  instant(t: number): void {
    const at = this.from(t);
    if (this.times[at] !== t) this.times.splice(at, 0, t);
  }

  /** Whether nothing can be added at t any more. */
  passed(t: number): boolean {
    return t <= this.watermark;
  }

  isKnown(t: number): boolean {
    return this.times[this.from(t)] === t;
  }

  /** Instants from lo to hi; `also` counts as one, record or not. */
  between(lo: number, hi: number, also: number): number[] {
    const found = this.times.slice(this.from(lo), this.from(hi + 1));
    if (lo <= also && also <= hi && !this.isKnown(also)) {
      const at = found.findIndex((t) => t > also);
      found.splice(at < 0 ? found.length : at, 0, also);
    }
    return found;
  }

  /** Instants that may still come from lo to hi, enough of them: between two, no formula changes its value.
   * offsets: every sum of interval ends inside the formula; empty when it looks at one instant only. */
  probes(low: number, hi: number, offsets: readonly number[]): number[] {
    const lo = Math.max(low, this.watermark + 1);
    if (lo > hi) return [];
    if (!offsets.length) {
      let last = hi;
      while (last >= lo && this.isKnown(last)) last--;
      return last >= lo ? [last] : [];
    }
    const turns = new Set([lo, hi]);
    for (const base of [...this.times, this.watermark]) {
      for (const offset of offsets) for (const step of [-1, 0, 1]) turns.add(base - offset + step);
    }
    return [...turns].filter((t) => lo <= t && t <= hi && !this.isKnown(t)).sort((a, b) => a - b);
  }

  /** Where the first instant that is not before t stands. */
  private from(t: number): number {
    let low = 0, high = this.times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[middle]! < t) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
