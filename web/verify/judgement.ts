// The rules in force, judged over the fold: the same logs give the same verdicts, at a node and in a pack.
import { compare } from "./bytes.js";
import { digest, type Json } from "./canonical.js";
import { verdictsOf, type Verdict } from "./docket.js";
import { factsOf, type Arg } from "./facts.js";
import { type Fold } from "./fold.js";
import { covers, runningOf, type Running } from "./force.js";
import { isLate, type Placed } from "./place.js";
import { INT_MAX } from "./units.js";
import { FAR, type Row } from "./view.js";

export class Judgement {
  readonly running: ReadonlyMap<string, Running>;
  /** All logs are complete up to here; -1 before each has promised something. */
  readonly watermark: number;
  /** Records dated back behind an earlier promise of their own log: they never count. */
  readonly excluded = new Set<Placed>();
  private readonly verdicts = new Map<string, Verdict>();

  constructor(private readonly fold: Fold) {
    const [rows, watermark] = this.counted();
    this.watermark = watermark;
    this.running = runningOf(fold);
    for (const running of this.running.values()) {
      const { rule, spans } = running;
      const fromMs = Math.max(rule.from_ms ?? -FAR, spans[0]!.fromMs);
      const force = { digest: running.digest, skewMs: rule.skew_ms, fromMs, toMs: rule.to_ms ?? FAR };
      rule.duties.forEach((duty, number) => {
        for (const verdict of verdictsOf(force, number, duty, rows, watermark)) this.verdicts.set(dutyId(verdict), verdict);
      });
    }
  }

  /** What is said of that duty, if it arose under a rule in force. */
  verdict(duty: string): Verdict | null {
    const verdict = this.verdicts.get(duty);
    return verdict && covers(this.running.get(verdict.rule)!, verdict.at_ms) ? verdict : null;
  }

  all(): Verdict[] {
    return [...this.verdicts.keys()].flatMap((duty) => this.verdict(duty) ?? []);
  }

  /** What that record says to the judge, in rows. Records that do not count or came too late say nothing. */
  rows(placed: Placed): Row[] {
    const { entry, notBeforeMs } = placed;
    if (!this.fold.counts(placed) || isLate(entry.record.atMs, notBeforeMs)) return [];
    const { log, index, id } = entry;
    return factsOf(placed).map(({ name, args, t_ms }) => ({ name, args, proof: { t: t_ms, log, seq: index, id } }));
  }

  /** All facts that count, log by log, and the time up to which every log is complete. */
  private counted(): [Row[], number] {
    const logs = new Map<string, Placed[]>();
    for (const placed of this.fold.order.all) {
      const log = logs.get(placed.entry.log) ?? [];
      logs.set(placed.entry.log, log);
      log.push(placed);
    }
    const rows: Row[] = [];
    let watermark = Infinity;
    for (const [, log] of [...logs].sort(([a], [b]) => compare(a, b))) {
      let completeTo = -1;
      for (const placed of log) {
        if (placed.entry.record.type === "log.completed/1") {
          if (this.fold.counts(placed)) completeTo = Math.max(completeTo, placed.entry.record.body.complete_to_ms as number);
          continue;
        }
        for (const row of this.rows(placed)) {
          if (row.proof.t > completeTo) rows.push(row);
          else this.excluded.add(placed);
        }
      }
      const end = this.fold.parties.closed.get(log[0]!.entry.log); // nothing waits for a log that has ended
      const isWhole = end !== undefined && this.fold.order.placed(log[0]!.entry.log) >= end;
      watermark = Math.min(watermark, isWhole ? INT_MAX : completeTo);
    }
    return [rows, watermark === Infinity ? -1 : watermark];
  }
}

/** Which vehicle, which movement. */
export function keyOf(verdict: Verdict): Record<string, Arg> {
  return Object.fromEntries(verdict.key.map(({ name, value }) => [name, value]));
}

/** Names the duty, the same on every node, whatever has become of it. */
export function dutyId({ rule, duty, at_ms, ...verdict }: Verdict): string {
  return digest({ rule, duty, at_ms, key: keyOf({ rule, duty, at_ms, ...verdict }) });
}

/** Names the verdict. */
export function verdictDigest(verdict: Verdict): string {
  return digest(verdict as unknown as Json);
}
