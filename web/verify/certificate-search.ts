// The route that meets the least of an adversary's odds: exact, in whole numbers, and nothing clever before it.
// Labels in the order of cost plus the least cost still to come; a label that another is better than in all is dropped.
import { Refused } from "./refusal.js";

/** As in the plan file. Edges are numbered; a cover is [edge, slot or -1 for every slot, success in millionths]. */
export interface Game {
  readonly node_count: number;
  readonly edge_from: readonly number[];
  readonly edge_to: readonly number[];
  readonly edge_length: readonly number[];
  readonly origin: number;
  readonly destination: number;
  readonly slots: number;
  readonly length_max: number | null;
  readonly picks: number;
  readonly sites: readonly (readonly (readonly [number, number, number])[])[];
  readonly banned: readonly (readonly [number, number])[];
}

/** A whole number: a bigint at run time where sums could pass 2^53, which is slow. Never both in one search. */
type Cost = number;

interface Label {
  readonly node: number;
  readonly cost: Cost;
  /** Cost, and the least still to come. */
  readonly least: Cost;
  readonly length: number;
  /** Length, and the least still to come. */
  readonly whole: number;
  readonly edge: number;
  readonly before: Label | null;
  /** What was paid to sites that the way may meet again. */
  readonly paid: ReadonlyMap<number, Cost>;
  /** Which of the nodes that no way may repeat it has passed. */
  readonly passed: number;
}

/** A heap of the smallest. */
class Heap<T> {
  private readonly items: T[] = [];

  constructor(private readonly isBefore: (a: T, b: T) => boolean) {}

  push(item: T): void {
    const { items } = this;
    let at = items.push(item) - 1;
    for (let up = (at - 1) >> 1; at > 0 && this.isBefore(item, items[up]!); at = up, up = (at - 1) >> 1) items[at] = items[up]!;
    items[at] = item;
  }

  pop(): T | undefined {
    const { items } = this, top = items[0], last = items.pop();
    if (last === undefined || !items.length) return top;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down + 1 < items.length && this.isBefore(items[down + 1]!, items[down]!)) down++;
      if (down >= items.length || !this.isBefore(items[down]!, last)) break;
      items[at] = items[down]!;
      at = down;
    }
    items[at] = last;
    return top;
  }
}

const NOTHING: ReadonlyMap<number, Cost> = new Map();
const LOOPS_MAX = 31;

/** Edges by node: those of node v are order[first[v]] up to order[first[v + 1]], which is not among them. */
interface Hops {
  readonly first: Int32Array;
  readonly order: Int32Array;
}

function hops(nodes: readonly number[], count: number): Hops {
  const first = new Int32Array(count + 2), order = new Int32Array(nodes.length);
  for (const node of nodes) first[node + 2]!++;
  for (let at = 2; at < first.length; at++) first[at]! += first[at - 1]!;
  nodes.forEach((node, edge) => (order[first[node + 1]!++] = edge));
  return { first, order };
}

export class Search {
  private readonly out: Hops;
  private readonly into: Hops;
  private readonly toGo: Float64Array;
  private readonly limit: number;
  private readonly banned = new Map<number, Set<number>>();

  constructor(private readonly game: Game) {
    this.out = hops(game.edge_from, game.node_count);
    this.into = hops(game.edge_to, game.node_count);
    this.limit = game.length_max ?? Number.MAX_SAFE_INTEGER;
    this.toGo = this.lengthsTo(game.destination);
    for (const [first, second] of game.banned) this.banned.set(first, (this.banned.get(first) ?? new Set()).add(second));
  }

  /** The least of the slot's routes below the cutoff; null: there is none. watched: site -> odds. */
  cheapest(slot: number, watched: ReadonlyMap<number, bigint>, cutoff: bigint): bigint | null {
    const sum = [...watched.values()].reduce((total, odds) => total + odds, 0n) * 1_000_000n;
    const isLarge = sum + cutoff > BigInt(Number.MAX_SAFE_INTEGER);
    const cost = (value: bigint): Cost => (isLarge ? (value as unknown as Cost) : Number(value));
    const added = new Map<number, Cost>(), once = new Map<number, [number, Cost][]>();
    for (const [site, odds] of watched) {
      const most = new Map<number, number>();
      for (const [edge, only, ppm] of this.game.sites[site]!) if (only === -1 || only === slot) most.set(edge, Math.max(ppm, most.get(edge) ?? 0));
      const isOnce = this.isMetOnce([...most.keys()]);
      for (const [edge, ppm] of most) {
        const amount = cost(odds * BigInt(ppm));
        if (isOnce) added.set(edge, (added.get(edge) ?? cost(0n)) + amount);
        else once.set(edge, [...(once.get(edge) ?? []), [site, amount]]);
      }
    }
    const zero = cost(0n), ahead = this.costsToGo(added, zero);
    for (const repeated = new Set<number>(); ; ) {
      if (repeated.size > LOOPS_MAX) throw new Refused("the game has more banned turns, each worth a loop, than this page can check");
      const found = this.label(added, once, ahead, cost(cutoff), zero, [...repeated]);
      if (!found) return null;
      const again = this.repeats(found);
      if (!again.length) return BigInt(found.cost);
      for (const node of again) repeated.add(node);
    }
  }

  /** No route drives two of the edges: it repeats no node, and they share one. */
  private isMetOnce(edges: readonly number[]): boolean {
    const starts = new Set(edges.map((edge) => this.game.edge_from[edge]!)), ends = new Set(edges.map((edge) => this.game.edge_to[edge]!));
    return edges.length < 2 || starts.size === 1 || ends.size === 1 || new Set([...starts, ...ends]).size === 2;
  }

  private repeats(found: Label): number[] {
    const times = new Map<number, number>();
    for (let label: Label | null = found; label; label = label.before) times.set(label.node, (times.get(label.node) ?? 0) + 1);
    return [...times].filter(([, count]) => count > 1).map(([node]) => node);
  }

  private label(
    added: ReadonlyMap<number, Cost>, once: ReadonlyMap<number, readonly (readonly [number, Cost])[]>,
    ahead: readonly (Cost | null)[], cutoff: Cost, zero: Cost, repeated: readonly number[],
  ): Label | null {
    const { game, out, toGo, limit } = this, bits = new Map(repeated.map((node, at) => [node, 1 << at]));
    const kept: (Label[] | undefined)[] = new Array<Label[] | undefined>(game.node_count);
    const heap = new Heap<Label>((a, b) => a.least < b.least || (a.least === b.least && a.whole < b.whole));
    const begin = ahead[game.origin] ?? null, shortest = toGo[game.origin]!;
    if (begin === null || shortest > limit) return null;
    heap.push({ node: game.origin, cost: zero, least: begin, length: 0, whole: shortest, edge: -1, before: null, paid: NOTHING, passed: bits.get(game.origin) ?? 0 });
    for (let label = heap.pop(); label && label.least < cutoff; label = heap.pop()) {
      if (label.node === game.destination) return label;
      const here = (kept[label.node] ??= []), bans = this.banned.get(label.edge);
      if (this.isDominated(here, label)) continue;
      here.push(label);
      for (let at = out.first[label.node]!; at < out.first[label.node + 1]!; at++) {
        const edge = out.order[at]!, node = game.edge_to[edge]!, length = label.length + game.edge_length[edge]!, whole = length + toGo[node]!;
        const rest = ahead[node] ?? null, bit = repeated.length ? (bits.get(node) ?? 0) : 0;
        if (rest === null || whole > limit || label.passed & bit || bans?.has(edge) || node === game.origin) continue;
        const extra = added.get(edge);
        let cost = extra === undefined ? label.cost : label.cost + extra, paid = label.paid;
        for (const [site, amount] of once.get(edge) ?? []) {
          const had = paid.get(site) ?? zero;
          if (amount > had) {
            cost += amount - had;
            paid = new Map(paid).set(site, amount);
          }
        }
        const next = { node, cost, least: cost + rest, length, whole, edge, before: label, paid, passed: label.passed | bit };
        if (next.least < cutoff && !this.isDominated(kept[node] ?? [], next)) heap.push(next);
      }
    }
    return null;
  }

  /** One of them is no longer, no dearer whatever is still to be paid, may turn wherever this one may, and has been nowhere else. */
  private isDominated(kept: readonly Label[], label: Label): boolean {
    for (let at = kept.length - 1; at >= 0; at--) {
      const other = kept[at]!;
      if (other.length > label.length || other.passed & ~label.passed) continue;
      if (other.edge !== label.edge && this.banned.has(other.edge)) continue;
      let cost = other.cost;
      for (const [site, amount] of label.paid) {
        const had = other.paid.get(site);
        if (had === undefined) cost += amount;
        else if (amount > had) cost += amount - had;
      }
      if (cost <= label.cost) return true;
    }
    return false;
  }

  /** The least added cost from each node on, whatever the length; null: the destination cannot be reached. */
  private costsToGo(added: ReadonlyMap<number, Cost>, zero: Cost): (Cost | null)[] {
    const { into } = this, { edge_from, destination, node_count } = this.game;
    const found: (Cost | null)[] = new Array<Cost | null>(node_count).fill(null);
    const heap = new Heap<[Cost, number]>((a, b) => a[0] < b[0]);
    heap.push([zero, destination]);
    for (let top = heap.pop(); top; top = heap.pop()) {
      const [level, root] = top;
      if (found[root] !== null) continue;
      found[root] = level;
      for (const flood = [root]; flood.length; ) {
        const node = flood.pop()!;
        for (let at = into.first[node]!; at < into.first[node + 1]!; at++) {
          const edge = into.order[at]!, before = edge_from[edge]!, extra = added.get(edge);
          if (found[before] !== null) continue;
          if (extra) heap.push([level + extra, before]);
          else {
            found[before] = level;
            flood.push(before);
          }
        }
      }
    }
    return found;
  }

  private lengthsTo(root: number): Float64Array {
    const { into } = this, { edge_from, edge_length, node_count } = this.game, found = new Float64Array(node_count).fill(Infinity);
    const heap = new Heap<[number, number]>((a, b) => a[0] < b[0]);
    heap.push([0, root]);
    found[root] = 0;
    for (let top = heap.pop(); top; top = heap.pop()) {
      const [reached, node] = top;
      if (reached > found[node]!) continue;
      for (let at = into.first[node]!; at < into.first[node + 1]!; at++) {
        const edge = into.order[at]!, length = reached + edge_length[edge]!, start = edge_from[edge]!;
        if (length < found[start]!) {
          found[start] = length;
          heap.push([length, start]);
        }
      }
    }
    return found;
  }
}
