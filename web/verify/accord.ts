// The accord: its clauses and where each party stands on them.
import { compare } from "./bytes.js";
import { digest, type JsonObject } from "./canonical.js";
import { type Placed } from "./place.js";

export interface Position {
  stand: string;
  meaning: string;
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
}

export class Accord {
  readonly clauses = new Map<string, Clause>();

  /** Applies a record; the reason where it is refused. */
  reduce(placed: Placed): string | null {
    const { type, body } = placed.entry.record;
    if (type === "clause.proposed/1") return this.propose(body);
    if (type === "clause.position/1") return this.position(placed, body);
    return null; // rule.loaded/1 says what a node judges by; nothing follows from it here
  }

  private propose(body: JsonObject): string | null {
    const clause = body.clause as string, number = body.number as number;
    for (const other of this.clauses.values()) {
      if (other.number === number && other.clause !== clause) return `another clause already has the number ${number}`;
    }
    const content = body.content as JsonObject;
    const positions = this.clauses.get(clause)?.positions ?? new Map<string, Position>();
    this.clauses.set(clause, { clause, number, title: body.title as string, content, meaning: meaning(content), positions });
    return null;
  }

  private position({ entry }: Placed, body: JsonObject): string | null {
    const clause = this.clauses.get(body.clause as string);
    if (!clause) return `there is no clause ${String(body.clause)}`;
    if (body.meaning !== clause.meaning) return "a stand on a version that is not on the table any more";
    const { by, atMs, party } = entry.record;
    const position = { stand: body.stand as string, meaning: clause.meaning, by, atMs, record: entry.id };
    this.clauses.set(clause.clause, { ...clause, positions: new Map([...clause.positions, [party, position]]) });
    return null;
  }

  /** The clauses that run, by number. */
  inForce(parties: readonly string[]): Clause[] {
    return [...this.clauses.values()]
      .filter((clause) => inForceSince(clause, parties) !== null)
      .sort((a, b) => a.number - b.number || compare(a.clause, b.clause));
  }

  /** One digest over all that is in force; null while nothing is. */
  digest(parties: readonly string[]): string | null {
    const running = this.inForce(parties).map((clause) => [clause.clause, clause.meaning] as const);
    return running.length ? digest(Object.fromEntries(running)) : null;
  }
}

/** Where that party stands on this version of the clause. */
export function stand(clause: Clause, party: string): string {
  const position = clause.positions.get(party);
  return position && position.meaning === clause.meaning ? position.stand : "open";
}

/** Since when every one of at least two parties has agreed to this same meaning; null while one has not. */
export function inForceSince(clause: Clause, parties: readonly string[]): number | null {
  if (parties.length < 2 || parties.some((party) => stand(clause, party) !== "agreed")) return null;
  return Math.max(...parties.map((party) => clause.positions.get(party)!.atMs));
}

/** What a signature covers: the compiled form where there is one, the texts where they are all there is. */
export function meaning(content: JsonObject): string {
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
