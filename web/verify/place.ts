// The order of all records: by depth (one more than the deepest record in the signer's view), then log, then index.
// It depends on each record's own past only. With it goes what is proven of each record's time.
import { compare } from "./bytes.js";
import { isEntry, type Blank, type Entry, type Head } from "./entry.js";
import { KINDS } from "./records.js";

const LATENESS_MS = 5 * 60_000;

/** A record in its place in the one order. `notBeforeMs` is proven. */
export interface Placed {
  entry: Entry;
  depth: number;
  notBeforeMs: number;
}

export interface Bracket {
  claimedMs: number;
  notBeforeMs: number;
  notAfterMs: number | null;
  isLate: boolean;
}

/** Whether a claimed time is before the proven one by more than the bound: late-entered. */
export function isLate(claimedMs: number, notBeforeMs: number): boolean {
  return claimedMs + LATENESS_MS < notBeforeMs;
}

/** The record's claimed time, or the earliest possible where the claim is too old to be true. */
export function provenMs({ entry, notBeforeMs }: Placed): number {
  return isLate(entry.record.atMs, notBeforeMs) ? notBeforeMs : entry.record.atMs;
}

interface Line {
  entries: readonly (Entry | Blank)[];
  depths: number[];
  notBefore: number[];
  vouched: number[];
  completeTo: number;
  ids: Set<string>;
}

interface Cosigned {
  size: number;
  atMs: number;
  place: Placed;
}

export class Order {
  readonly all: Placed[] = [];
  private readonly lines = new Map<string, Line>();
  private readonly byId = new Map<string, Placed>();
  private readonly cosigned = new Map<string, Map<string, Cosigned[]>>();

  /** ends: where a log is cut; what it holds beyond does not exist. */
  constructor(logs: ReadonlyMap<string, readonly (Entry | Blank)[]>, private readonly ends: ReadonlyMap<string, number>) {
    for (const [log, all] of logs) this.lines.set(log, { entries: all.slice(0, ends.get(log)), depths: [], notBefore: [], vouched: [], completeTo: 0, ids: new Set() });
    for (let moved = true; moved; ) {
      moved = false;
      for (const line of this.lines.values()) {
        while (line.depths.length < line.entries.length && this.place(line)) moved = true;
      }
    }
    this.all.sort((a, b) => a.depth - b.depth || compare(a.entry.log, b.entry.log) || a.entry.index - b.entry.index);
  }

  /** How many entries of that log have their place. Entries past that have seen what is not here. */
  placed(log: string): number {
    return this.lines.get(log)?.depths.length ?? 0;
  }

  find(record: string): Placed | undefined {
    return this.byId.get(record);
  }

  /** What is proven of the record's time. counts: whether a cosigning record counts. */
  bracket({ entry, notBeforeMs }: Placed, counts: (placed: Placed) => boolean): Bracket {
    let notAfterMs: number | null = null;
    for (const held of this.cosigned.get(entry.log)?.values() ?? []) {
      const first = held.find((each) => each.size > entry.index && counts(each.place));
      if (first && (notAfterMs === null || first.atMs < notAfterMs)) notAfterMs = first.atMs;
    }
    const claimedMs = entry.record.atMs;
    return { claimedMs, notBeforeMs, notAfterMs, isLate: isLate(claimedMs, notBeforeMs) };
  }

  private place(line: Line): boolean {
    const index = line.depths.length;
    const entry = line.entries[index]!;
    const before = { depth: line.depths.at(-1) ?? 0, notBefore: line.notBefore.at(-1) ?? 0, vouched: line.vouched.at(-1) ?? 0 };
    if (!isEntry(entry) || line.ids.has(entry.id)) { // nobody can say again what stands already, to undo it
      this.push(line, before.depth + 1, before.notBefore, before.vouched);
      return true;
    }
    const { record, log } = entry;
    let depth = before.depth, notBefore = Math.max(before.notBefore, line.completeTo);
    for (const head of record.seen) {
      const size = Math.min(head.size, this.ends.get(head.origin) ?? head.size);
      if (size === 0 || head.origin === log) continue;
      const other = this.lines.get(head.origin);
      if (!other || other.depths.length < size) return false;
      depth = Math.max(depth, other.depths[size - 1]!);
      notBefore = Math.max(notBefore, other.vouched[size - 1]!);
    }
    const signers = KINDS.get(record.type)!.signers;
    const isNode = signers.length === 1 && signers[0] === "node";
    const placed = { entry, depth: depth + 1, notBeforeMs: notBefore };
    if (record.type === "log.completed/1") line.completeTo = Math.max(line.completeTo, record.body.complete_to_ms as number);
    if (record.type === "log.cosigned/1") this.note(placed);
    line.ids.add(entry.id);
    this.byId.set(entry.id, placed);
    this.push(line, depth + 1, notBefore, isNode ? Math.max(before.vouched, record.atMs) : before.vouched);
    this.all.push(placed);
    return true;
  }

  private push(line: Line, depth: number, notBefore: number, vouched: number): void {
    line.depths.push(depth);
    line.notBefore.push(notBefore);
    line.vouched.push(vouched);
  }

  /** Of each party only cosignatures of growing heads matter. */
  private note(placed: Placed): void {
    const head = placed.entry.record.body.head as unknown as Head;
    const parties = this.cosigned.get(head.origin) ?? new Map<string, Cosigned[]>();
    this.cosigned.set(head.origin, parties);
    const held = parties.get(placed.entry.record.party) ?? [];
    parties.set(placed.entry.record.party, held);
    if (!held.length || head.size > held.at(-1)!.size) {
      held.push({ size: head.size, atMs: placed.entry.record.body.cosigned_ms as number, place: placed });
    }
  }
}
