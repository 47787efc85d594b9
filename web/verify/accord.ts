// The accord: its clauses, who has a voice, the threat level and who is silent; from these, what is in force.
import { compare } from "./bytes.js";
import { digest, type JsonObject } from "./canonical.js";
import { provenMs, type Placed } from "./place.js";
import { signatories, type Seats } from "./seats.js";
import { ALWAYS, meet, ofNotice, ofSilence, ofTerm, type Level, type Quiet, type Stand, type Window } from "./window.js";

export interface Position extends Stand {
  by: string;
  atMs: number;
  record: string;
}

export interface Clause {
  clause: string;
  number: number;
  title: string;
  content: JsonObject;
  meaning: string;
  positions: ReadonlyMap<string, Position>;
  proposedBy: string;
  terms: JsonObject | null;
  replaces: readonly string[];
  answerByMs: number | null;
  /** The meaning of each party's other version. */
  counters: ReadonlyMap<string, string>;
  isWithdrawn: boolean;
  endedMs: number | null;
}

interface Stated {
  level: number;
  provenMs: number;
}

const CHANGES_TABLE = new Set(["clause.proposed/1", "clause.countered/1", "clause.withdrawn/1"]);
const SPEAKS = new Set(["clause.position/1", "clause.discussed/1"]);

export class Accord {
  readonly clauses = new Map<string, Clause>();
  private readonly seats = new Map<string, Map<string, { seat: string; wasEarly: boolean }>>();
  private readonly levels = new Map<string, Stated>();
  private readonly quiet = new Map<string, Quiet>();
  private heardMs = 0;

  /** Applies a record; the reason where it is refused. */
  reduce(placed: Placed, members: readonly string[]): string | null {
    const { type, body, party } = placed.entry.record;
    if (CHANGES_TABLE.has(type) && !this.signers(members.includes(party) ? members : [...members, party]).includes(party)) {
      return `${party} sits here without a voice: it may not change what is on the table`;
    }
    if (SPEAKS.has(type) && this.isObserver(party, members)) return `${party} observes: it says nothing here; ask a party with a voice to say it`;
    switch (type) {
      case "clause.proposed/1":
        return this.propose(body, party);
      case "clause.countered/1":
        return this.counter(body, party);
      case "clause.withdrawn/1":
        return this.withdraw(body, party);
      case "clause.discussed/1":
        return this.clauses.has(body.clause as string) ? null : `there is no clause ${String(body.clause)}`;
      case "clause.position/1":
        return this.position(placed, body, members);
      case "seat.given/1":
        return this.seat(body, party, members);
      case "level.stated/1":
        this.levels.set(party, { level: body.level as number, provenMs: provenMs(placed) });
        return null;
      case "silence.noted/1":
        return this.silence(placed, body, party);
      default:
        return null; // rule.loaded/1 says what a node judges by; nothing follows from it here
    }
  }

  private propose(body: JsonObject, party: string): string | null {
    const clause = body.clause as string;
    const replaces = (body.replaces ?? []) as readonly string[];
    if (replaces.includes(clause)) return "a clause does not replace itself: amend it";
    const content = body.content as JsonObject, terms = (body.terms ?? null) as JsonObject | null;
    const before = this.clauses.get(clause);
    this.clauses.set(clause, {
      clause, content, terms, replaces, number: body.number as number, title: body.title as string, proposedBy: party,
      meaning: meaning(content, terms, replaces), answerByMs: (body.answer_by_ms ?? null) as number | null,
      positions: before?.positions ?? new Map(), counters: before?.counters ?? new Map(), isWithdrawn: false, endedMs: null,
    });
    return null;
  }

  private onTable(name: string): Clause | string {
    const clause = this.clauses.get(name);
    if (!clause) return `there is no clause ${name}`;
    return clause.isWithdrawn ? `clause ${name} was withdrawn: propose it again` : clause;
  }

  private counter(body: JsonObject, party: string): string | null {
    const clause = this.onTable(body.clause as string);
    if (typeof clause === "string") return clause;
    const other = meaning(body.content as JsonObject, (body.terms ?? null) as JsonObject | null);
    this.clauses.set(clause.clause, { ...clause, counters: new Map([...clause.counters, [party, other]]) });
    return null;
  }

  private withdraw(body: JsonObject, party: string): string | null {
    const clause = this.onTable(body.clause as string);
    if (typeof clause === "string") return clause;
    if (body.what === "counter") {
      if (!clause.counters.has(party)) return `${party} has no other version of clause ${clause.clause}`;
      this.clauses.set(clause.clause, { ...clause, counters: new Map([...clause.counters].filter(([each]) => each !== party)) });
      return null;
    }
    if (clause.proposedBy !== party) return `this version is of ${clause.proposedBy}: only that party withdraws it; refuse it instead`;
    for (const [other, each] of clause.positions) {
      if (other !== party && each.stand === "agreed" && each.meaning === clause.meaning) return "another party has signed it: take back your own signature instead";
    }
    this.clauses.set(clause.clause, { ...clause, isWithdrawn: true });
    return null;
  }

  private position(placed: Placed, body: JsonObject, members: readonly string[]): string | null {
    const clause = this.onTable(body.clause as string);
    if (typeof clause === "string") return clause;
    const said = body.meaning as string, taken = body.stand as string;
    if (said !== clause.meaning && ![...clause.counters.values()].includes(said)) return "a stand on a version that is not on the table any more";
    if (taken === "agreed" && body.conditions !== undefined) return "a signature has no conditions: reserve your position with them, or propose another version";
    const { by, atMs, party } = placed.entry.record, proven = provenMs(placed);
    const before = clause.positions.get(party);
    const signedMs = before?.meaning !== said ? null : before.stand === "agreed" ? before.provenMs : before.signedMs;
    if (clause.answerByMs !== null && proven > clause.answerByMs && said === clause.meaning && signedMs === null) {
      return "the time to answer this version is over: ask for it to be proposed again with a later date";
    }
    const position: Position = {
      stand: taken, meaning: said, by, atMs, record: placed.entry.id, provenMs: proven, signedMs: taken === "agreed" ? null : signedMs,
    };
    this.clauses.set(clause.clause, { ...clause, positions: new Map([...clause.positions, [party, position]]) });
    this.replace(this.clauses.get(clause.clause)!, this.signers(members));
    return null;
  }

  /** End the clauses whose successors are all signed now. They stay ended, whatever becomes of those. */
  private replace(clause: Clause, signers: readonly string[]): void {
    if (signedSince(clause, signers) === null) return;
    for (const old of clause.replaces) {
      const known = this.clauses.get(old);
      if (!known || known.endedMs !== null) continue;
      const begins = this.numbered()
        .filter((each) => each.replaces.includes(old))
        .map((each) => ({ since: signedSince(each, signers), begins: (each.terms?.begins_ms as number | null | undefined) ?? 0 }));
      if (begins.some(({ since }) => since === null)) continue;
      this.clauses.set(old, { ...known, endedMs: Math.max(...begins.map((each) => Math.max(each.since!, each.begins))) });
    }
  }

  private seat(body: JsonObject, by: string, members: readonly string[]): string | null {
    const party = body.party as string;
    const given = new Map([...(this.seats.get(party) ?? []), [by, { seat: body.seat as string, wasEarly: !members.includes(party) }]]);
    this.seats.set(party, given);
    return null;
  }

  private silence(placed: Placed, body: JsonObject, by: string): string | null {
    const key = `${String(body.party)} ${by}`;
    if (body.is_over !== true) {
      this.quiet.set(key, { sinceMs: body.since_ms as number, notedMs: provenMs(placed) });
      return null;
    }
    if (!this.quiet.delete(key)) return `no silence of ${String(body.party)} was noted`;
    if (!this.quiet.size) this.heardMs = provenMs(placed);
    return null;
  }

  private isObserver(party: string, members: readonly string[]): boolean {
    if (!members.includes(party) || this.signers(members).includes(party)) return false;
    return [...(this.seats.get(party)?.values() ?? [])].some(({ seat }) => seat === "observer");
  }

  /** The members without whose signature nothing is in force. */
  signers(members: readonly string[]): string[] {
    return signatories(this.seats as Seats, members);
  }

  /** The clauses on the table, by number. */
  private numbered(): Clause[] {
    return [...this.clauses.values()].filter((clause) => !clause.isWithdrawn).sort((a, b) => a.number - b.number || compare(a.clause, b.clause));
  }

  /** The threat level that holds; null while no clause in force says how it follows. */
  private level(members: readonly string[]): Level | null {
    for (const clause of this.numbered()) {
      if (clause.content.kind !== "levels") continue;
      const window = this.windowAt(clause, members, null);
      if (!window) continue;
      const signers = this.signers(members), most = clause.content.of as number, by = clause.content.stated_by as number;
      const said = signers.map((party) => Math.min(this.levels.get(party)?.level ?? 1, most)).sort((a, b) => b - a);
      const changed = signers.map((party) => this.levels.get(party)?.provenMs ?? 0);
      return { level: said[Math.min(by, said.length) - 1]!, holds: { fromMs: Math.max(window.fromMs, ...changed), toMs: window.toMs } };
    }
    return null;
  }

  /** From when to when the clause holds if nothing more is said; null where it does not. */
  window(clause: Clause, members: readonly string[]): Window | null {
    const byLevel = (clause.terms?.levels as readonly number[] | undefined)?.length;
    return this.windowAt(clause, members, byLevel ? this.level(members) : null);
  }

  private windowAt(clause: Clause, members: readonly string[], level: Level | null): Window | null {
    const signers = this.signers(members), { terms } = clause;
    if (signers.length < 2 || clause.isWithdrawn) return null;
    let found: Window | null = ALWAYS;
    for (const party of signers) found = meet(found, ofNotice(clause.positions.get(party), clause.meaning, terms));
    if (terms) {
      const levels = terms.levels as readonly number[];
      found = meet(found, ofTerm(terms));
      found = meet(found, ofSilence(terms.silence as JsonObject | null, this.quietest(), this.heardMs));
      if (levels.length) found = meet(found, level && levels.includes(level.level) ? level.holds : null);
    }
    return meet(found, { fromMs: 0, toMs: clause.endedMs });
  }

  private quietest(): Quiet | null {
    const all = [...this.quiet.values()].sort((a, b) => a.sinceMs - b.sinceMs || a.notedMs - b.notedMs);
    return all[0] ?? null;
  }

  /** Since when all have signed it, and nothing has ended it; it may begin later or have run out. */
  inForceSince(clause: Clause, members: readonly string[]): number | null {
    return this.window(clause, members)?.fromMs ?? null;
  }

  /** The clauses that run, by number. */
  inForce(members: readonly string[]): Clause[] {
    return this.numbered().filter((clause) => this.window(clause, members) !== null);
  }

  /** One digest over all that is in force; null while nothing is. */
  digest(members: readonly string[]): string | null {
    const running = this.inForce(members).map((clause) => [clause.clause, clause.meaning] as const);
    return running.length ? digest(Object.fromEntries(running)) : null;
  }
}

/** Where that party stands on this version of the clause. */
export function stand(clause: Clause, party: string): string {
  const position = clause.positions.get(party);
  if (position && position.meaning === clause.meaning) return position.stand;
  const counter = clause.counters.get(party);
  return counter !== undefined && counter !== clause.meaning ? "amended" : "open";
}

/** Since when every one of at least two parties has agreed to this same meaning; null while one has not. */
function signedSince(clause: Clause, signers: readonly string[]): number | null {
  if (signers.length < 2 || clause.isWithdrawn || signers.some((party) => stand(clause, party) !== "agreed")) return null;
  return Math.max(...signers.map((party) => clause.positions.get(party)!.provenMs));
}

/** What a signature covers: the compiled form where there is one, the texts where they are all there is; with the terms
 * of the clause and what it ends, where it has any. */
export function meaning(content: JsonObject, terms: JsonObject | null = null, replaces: readonly string[] = []): string {
  const of = contentDigest(content);
  return terms === null && !replaces.length ? of : digest({ of, replaces, terms });
}

function contentDigest(content: JsonObject): string {
  const { kind, rule, site, drawn } = content as Record<string, string>;
  switch (kind) {
    case "protocol":
      return digest({ kind, rule: rule! });
    case "definition":
      return digest({ kind, site: site!, drawn: drawn! });
    default:
      return digest(content);
  }
}
