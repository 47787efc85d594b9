// Of a record that says several things, the one that a verdict rests on: what an explanation should tell.
import { type Verdict } from "./docket.js";
import { type Arg } from "./facts.js";
import { endsInId, events, type Event } from "./formula.js";
import { type Rule } from "./rule.js";
import { type Row } from "./view.js";

/** What made the duty, in the first record of the anchor that is known. */
export function ofAnchor(verdict: Verdict, rule: Rule, rows: readonly Row[]): Row | undefined {
  return told(verdict.anchor, [rule.duties[verdict.duty]!.trigger], verdict, rows, verdict.at_ms)[0];
}

/** What decides it, in each record of the witness that is known. */
export function ofWitness(verdict: Verdict, rule: Rule, rows: readonly Row[]): Row[] {
  const { must, until } = rule.duties[verdict.duty]!;
  return told(verdict.witness ?? [], [...events(must), ...(until ? events(until) : [])], verdict, rows, null);
}

function told(ids: readonly string[], wanted: readonly Event[], verdict: Verdict, rows: readonly Row[], tMs: number | null): Row[] {
  const env = new Map<string, Arg>(verdict.key.map(({ name, value }) => [name, value]));
  const weight = (row: Row): number =>
    2 * Math.max(-1, ...wanted.map((event) => fit(row, event, env))) + Number(row.proof.t === tMs);
  return ids.flatMap((id) => {
    const own = rows.filter((row) => row.proof.id === id);
    if (!own.length) return [];
    return [own.reduce((best, row) => (weight(row) > weight(best) ? row : best))];
  });
}

/** How well the fact fits the event with these values: how many of its terms are given, -1 where one differs. */
function fit(row: Row, event: Event, env: ReadonlyMap<string, Arg>): number {
  const terms = endsInId(event) ? event.args.slice(0, -1) : event.args;
  if (row.name !== event.name || terms.length !== row.args.length) return -1;
  const given = terms.map((term) => (term.type === "const" ? term.value : term.type === "var" ? env.get(term.name) : undefined));
  if (given.some((value, at) => value !== undefined && value !== row.args[at])) return -1;
  return given.filter((value) => value !== undefined).length;
}
