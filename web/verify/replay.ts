// The logs of a pack, folded and judged again.
import { readEntry, isEntry, type Blank, type Entry } from "./entry.js";
import { factsOf, type Arg } from "./facts.js";
import { fold, type Fold } from "./fold.js";
import { Judgement } from "./judgement.js";
import { Lexicon } from "./lexicon.js";
import { type Placed } from "./place.js";
import { type PackedLog } from "./unpack.js";
import { type Row } from "./view.js";

export class Replay {
  readonly logs: ReadonlyMap<string, readonly (Entry | Blank)[]>;
  readonly fold: Fold;
  readonly judgement: Judgement;
  readonly lexicon: Lexicon;

  constructor(logs: readonly PackedLog[]) {
    this.logs = entriesOf(logs);
    this.fold = fold(this.logs);
    this.judgement = new Judgement(this.fold);
    this.lexicon = Lexicon.of(this.fold.sites, this.fold.parties);
  }

  get order(): readonly Placed[] {
    return this.fold.order.all;
  }

  /** Every record, log by log, whether it counts or not. */
  get entries(): Entry[] {
    return [...this.logs.values()].flat().filter(isEntry);
  }

  /** How many entries of that log can count: all that are here, or those before its end. */
  end(log: string): number {
    return Math.min(this.logs.get(log)?.length ?? 0, this.fold.parties.closed.get(log) ?? Infinity);
  }

  /** Entries that are no records of a kind known here. */
  blanks(): Blank[] {
    return [...this.logs.values()].flat().filter((each): each is Blank => !isEntry(each));
  }

  /** Those of the records that are here. */
  records(ids: Iterable<string>): Placed[] {
    return [...ids].flatMap((id) => this.fold.order.find(id) ?? []);
  }

  /** What these records say to the judge. */
  rows(ids: Iterable<string>): Row[] {
    return this.records(ids).flatMap((placed) => this.judgement.rows(placed));
  }

  /** What all records that name one of these say to the judge. */
  rowsAbout(key: ReadonlySet<Arg>): Row[] {
    const isAbout = (placed: Placed) => factsOf(placed).some((fact) => fact.args.some((arg) => key.has(arg)));
    return this.order.filter(isAbout).flatMap((placed) => this.judgement.rows(placed));
  }
}

export function entriesOf(logs: readonly PackedLog[]): Map<string, (Entry | Blank)[]> {
  return new Map(logs.map((log) => [log.origin, log.entries.map((raw, index) => readEntry(log.origin, index, raw))]));
}
