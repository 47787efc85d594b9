// The draw of a movement's route: commitments, salts, openings leg by leg, and what they decide. See movement/draw.py.
import { type JsonObject } from "./canonical.js";
import { sha256, sha256Hex } from "./sha256.js";
import { type Placed } from "./place.js";

const GRACE_MS = 90_000;
const ODDS = 2 ** 32;

export interface Route {
  odds: number;
  length_m: number;
  legs: readonly string[];
  depart_s: number;
}

export interface Order {
  parties: readonly [string, string];
  legs: readonly number[];
  approve_by_ms: number;
  depart_ms: number;
  depart_to_ms: number | null;
  witness: { party: string } | null;
}

interface Opened {
  log: string;
  index: number;
  by: string;
}

interface Committed {
  nonces: readonly string[];
  fallback: string;
}

/** Why nothing can be drawn from these routes; null if it can. */
export function faultOf(routes: readonly Route[]): string | null {
  const total = routes.reduce((sum, route) => sum + route.odds, 0);
  if (total !== ODDS) return `the odds add up to ${total}, not 2^32`;
  if (new Set(routes.map((route) => route.legs.length)).size !== 1) return "the routes have different numbers of legs";
  if (new Set(routes.map((route) => route.legs.join(" "))).size !== routes.length) return "two routes have the same legs";
  return null;
}

export class Draw {
  private readonly committed = new Map<string, Committed>();
  private isWitnessed = false;
  private readonly salts = new Map<string, string>();
  private readonly opened = new Map<string, Opened>();
  private readonly disputed = new Set<string>();
  private refused: { leg: number; party: string } | null = null;
  private readonly lines: string[] = [];
  private lateMs = 0;
  private readonly published = new Map<string, Committed>();

  constructor(
    private readonly id: string,
    readonly order: Order,
    private readonly routes: readonly Route[],
  ) {}

  /** Both have committed: nothing may be chosen any more. */
  get hasBegun(): boolean {
    return this.order.parties.every((party) => this.committed.has(party));
  }

  get isReady(): boolean {
    return this.order.parties.every((party) => this.salts.has(party));
  }

  /** Takes a step; gives why it does not count, or null. */
  take(placed: Placed): string | null {
    const { type, body, party } = placed.entry.record;
    switch (type) {
      case "draw.committed/1":
        return this.commit(party, body);
      case "draw.witnessed/1":
        return this.witness(party);
      case "draw.salted/1":
        return this.salt(party, body.salt as string);
      case "draw.opened/1":
        return this.open(placed);
      case "draw.disputed/1":
        return this.dispute(`${body.leg}/${body.of}`);
      case "leg.started/1":
        return this.start(body);
      default:
        return this.publish(party, body as unknown as Committed);
    }
  }

  /** The place in the plan of the route that was drawn; null until both have published. */
  outcome(): number | null {
    const [first, second] = this.order.parties.map((party) => this.published.get(party)) as [Committed?, Committed?];
    if (!first || !second) return null;
    let standing = this.routes.map((_, at) => at);
    let before = "";
    this.order.legs.forEach((_, i) => {
      const leg = i + 1;
      let seed = this.hash("both", `leg ${leg}`, first.nonces[i]!, second.nonces[i]!);
      if (this.refused?.leg === leg) {
        const by = this.other(this.refused.party);
        seed = this.hash("fallback", `leg ${leg}`, by, this.published.get(by)!.fallback, this.salts.get(this.refused.party)!, before);
      }
      before = hex(seed);
      standing = this.step(standing, i, seed);
    });
    return standing[0]!;
  }

  private commit(party: string, body: JsonObject): string | null {
    const legs = this.order.legs.length;
    const { nonces, sealed } = body as unknown as { nonces: readonly string[]; sealed: readonly string[] };
    if (!this.order.parties.includes(party)) return `${party} has no part in this draw`;
    if (this.committed.has(party)) return `${party} has committed already`;
    if (nonces.length !== legs) return `${nonces.length} commitments for ${legs} legs`;
    if (sealed.length !== (this.order.witness ? legs : 0)) return "the nonces are not sealed as the order asks";
    this.committed.set(party, body as unknown as Committed);
    return null;
  }

  private witness(party: string): string | null {
    if (this.order.witness?.party !== party) return `${party} is not the witness of this draw`;
    if (!this.hasBegun) return "not both parties have committed";
    this.isWitnessed = true;
    return null;
  }

  private salt(party: string, salt: string): string | null {
    if (!this.order.parties.includes(party) || this.salts.has(party)) return `${party} has no salt to give`;
    if (!this.hasBegun) return "not both parties have committed";
    if (this.order.witness && !this.isWitnessed) return `the witness ${this.order.witness.party} has not looked at the sealed nonces`;
    this.salts.set(party, salt);
    return null;
  }

  private open(placed: Placed): string | null {
    const { log, index, record } = placed.entry;
    const { leg, of, what } = record.body as unknown as { leg: number; of: string; what: string };
    if (leg > this.order.legs.length || !this.order.parties.includes(of)) return "there is nothing of that kind to open";
    const isWitness = this.order.witness?.party === record.party;
    if (of !== record.party && !(isWitness && what === "nonce")) return `${record.party} cannot open what ${of} committed to`;
    if (!this.isReady) return "the draw is not ready: commitments or salts are missing";
    if (record.atMs < this.releaseMs(leg)) return `leg ${leg} was opened before its time`;
    if (leg !== this.lines.length + 1) return `leg ${this.lines.length + 1} is next, not ${leg}`;
    const known = this.opened.get(`${leg}/${of}/${what}`);
    const isMended = isWitness && this.disputed.has(`${leg}/${of}`) && known?.by !== record.party;
    if (known && !isMended) return "that is open already";
    if (what === "fallback") {
      const fault = this.noFallback(placed, leg, of);
      if (fault !== null) return fault;
      this.refused = { leg, party: this.other(of) };
    }
    this.opened.set(`${leg}/${of}/${what}`, { log, index, by: record.party });
    return null;
  }

  private noFallback({ entry: { record } }: Placed, leg: number, of: string): string | null {
    const refuser = this.other(of);
    if (this.order.witness) return `the witness ${this.order.witness.party} opens what is missing: there is no fallback`;
    if (this.refused) return `${this.refused.party} has refused leg ${this.refused.leg} already: a second refusal cancels the movement`;
    if (!this.opened.has(`${leg}/${of}/nonce`)) return `${of} has not opened leg ${leg} itself`;
    if (this.disputed.has(`${leg}/${refuser}`)) return null;
    if (record.atMs < this.releaseMs(leg) + GRACE_MS) return `${refuser} still has time to open leg ${leg}`;
    const theirs = this.opened.get(`${leg}/${refuser}/nonce`);
    if (theirs && record.seen.some((head) => head.origin === theirs.log && head.size > theirs.index)) {
      return `${refuser} has opened leg ${leg}, and ${of} had seen it`;
    }
    return null;
  }

  private dispute(key: string): string | null {
    if (!this.opened.has(`${key}/nonce`) || this.disputed.has(key)) return `${key.split("/")[1]} has opened nothing there that could be disputed`;
    this.disputed.add(key);
    return null;
  }

  private start(body: JsonObject): string | null {
    const leg = body.leg as number;
    if (leg !== this.lines.length + 1) return `leg ${this.lines.length + 1} is next, not ${leg}`;
    const by = this.refused?.leg === leg ? [`${this.other(this.refused.party)}/fallback`] : this.order.parties.map((party) => `${party}/nonce`);
    if (!by.every((each) => this.opened.has(`${leg}/${each}`))) return `leg ${leg} is not open yet`;
    if ((body.depart_ms !== null) !== (leg === 1 && this.order.depart_to_ms !== null)) return "the departure is told with the first leg of a plan that has several";
    const lateMs = body.depart_ms === null ? 0 : (body.depart_ms as number) - this.order.depart_ms;
    const lines = [...this.lines, lateMs % 1000 ? "" : sha256Hex(text(lateMs ? [lateMs / 1000, body.line] : body.line))];
    if (!this.routes.some((route) => lines.every((line, at) => route.legs[at] === line))) return `the plan has no such leg ${leg}`;
    this.lines.push(lines.at(-1)!);
    if (leg === 1) this.lateMs = lateMs;
    return null;
  }

  private publish(party: string, body: Committed): string | null {
    const committed = this.committed.get(party);
    if (!committed || this.published.has(party)) return `${party} has nothing to publish`;
    if (body.nonces.length !== committed.nonces.length) return `${body.nonces.length} nonces for ${committed.nonces.length} commitments`;
    const isKept = (what: string, secret: string, digest: string) => hex(this.hash("commit", what, party, secret)) === digest;
    const wrong = body.nonces.findIndex((nonce, at) => !isKept(`leg ${at + 1}`, nonce, committed.nonces[at]!));
    if (wrong >= 0) return `the nonce of leg ${wrong + 1} is not what ${party} had committed to`;
    if (!isKept("fallback", body.fallback, committed.fallback)) return `the fallback is not what ${party} had committed to`;
    this.published.set(party, body);
    return null;
  }

  /** As much later as the convoy departs. */
  private releaseMs(leg: number): number {
    return this.order.legs[leg - 1]! + this.lateMs;
  }

  private other(party: string): string {
    const [first, second] = this.order.parties;
    return party === first ? second : first;
  }

  private step(standing: readonly number[], leg: number, seed: Uint8Array): number[] {
    const ways = new Map<string, number[]>();
    for (const at of standing) {
      const line = this.routes[at]!.legs[leg]!;
      ways.set(line, [...(ways.get(line) ?? []), at]);
    }
    const all = [...ways.values()];
    return all[pick(all.map((way) => way.reduce((sum, at) => sum + this.routes[at]!.odds, 0)), seed)]!;
  }

  private hash(...parts: readonly string[]): Uint8Array {
    return sha256(text(["safeconduct draw/3", this.id, ...parts]));
  }
}

/** Each with exactly its odds out of their sum. */
export function pick(odds: readonly number[], seed: Uint8Array): number {
  const total = BigInt(odds.reduce((sum, odd) => sum + odd, 0));
  const limit = (1n << 64n) - ((1n << 64n) % total);
  for (let turn = 0; ; turn++) {
    const turned = new Uint8Array(seed.length + 4);
    turned.set(seed);
    new DataView(turned.buffer).setUint32(seed.length, turn);
    const word = new DataView(Uint8Array.from(sha256(turned)).buffer).getBigUint64(0);
    if (word >= limit) continue;
    let left = Number(word % total);
    return odds.findIndex((odd) => left < odd || ((left -= odd), false));
  }
}

/** Texts and numbers only, so this spelling is the canonical one. */
function text(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value)) as Uint8Array<ArrayBuffer>;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
