// Statements: which clearances and issues stand. A record that may not be is refused.
import { type JsonObject } from "./canonical.js";
import { type Placed } from "./place.js";

interface Statement {
  draft: string;
  by: string;
  count: number;
  embargoMs: number | null;
  /** Of the newest draft: each party's word on each line. */
  answers: Map<string, Map<number, string>>;
  /** Who has issued the newest draft. */
  issued: Set<string>;
}

export class Statements {
  private readonly statements = new Map<string, Statement>();

  reduce({ entry }: Placed, parties: readonly string[]): string | null {
    const { type, body, party, atMs } = entry.record;
    const id = body.statement as string;
    if (type === "statement.drafted/1") {
      const count = (body.lines as unknown[]).length, embargoMs = body.embargo_ms as number | null;
      this.statements.set(id, { draft: entry.id, by: party, count, embargoMs, answers: new Map(), issued: new Set() });
      return null;
    }
    const statement = this.statements.get(id);
    if (!statement) return `nobody has drafted the statement ${id}`;
    if (body.draft !== statement.draft) return "not the draft that is on the table";
    return type === "statement.answered/1" ? answered(statement, body, party) : issued(statement, body, party, atMs, parties);
  }
}

function answered(statement: Statement, body: JsonObject, party: string): string | null {
  const answers = body.answers as JsonObject[];
  const numbers = answers.map(({ line }) => line as number);
  if (new Set(numbers).size !== numbers.length) return "a line is answered twice";
  if (numbers.some((number) => number > statement.count)) return `an answer to a line that the draft does not have: it has ${statement.count}`;
  if (answers.some(({ clearance, text }) => clearance === "edited" && text === "")) return "an edited line without its new wording";
  const lines = statement.answers.get(party) ?? new Map<number, string>();
  for (const { line, clearance } of answers) lines.set(line as number, clearance as string);
  statement.answers.set(party, lines);
  return null;
}

function issued(statement: Statement, body: JsonObject, party: string, atMs: number, parties: readonly string[]): string | null {
  if (statement.issued.has(party)) return "this draft is issued already; draft a new version to say more";
  if (statement.embargoMs !== null && atMs < statement.embargoMs) return "the embargo has not ended";
  const lines = body.lines as number[];
  const cleared = clearedBy(statement, body.is_joint ? parties : [party]);
  const isAll = lines.length === cleared.length && lines.every((line, at) => line === cleared[at]);
  if (body.is_joint && !isAll) return "a joint statement is exactly the lines that every party has cleared";
  const isInOrder = lines.every((line, at) => at === 0 || line > lines[at - 1]!);
  if (!isInOrder || !lines.every((line) => cleared.includes(line))) return "only cleared lines are issued, each once and in their order";
  statement.issued.add(party);
  return null;
}

/** Whoever drafted has cleared all of it, until it says otherwise. */
function clearedBy(statement: Statement, parties: readonly string[]): number[] {
  const word = (party: string, line: number) => statement.answers.get(party)?.get(line) ?? (party === statement.by ? "cleared" : "open");
  const lines = Array.from({ length: statement.count }, (_, at) => at + 1);
  return parties.length ? lines.filter((line) => parties.every((party) => word(party, line) === "cleared")) : [];
}
