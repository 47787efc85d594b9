// A verdict in words, at most three sentences. It speaks of records only: "no record of", never "did not".
import { type Verdict } from "./docket.js";
import { type Arg, type Fact } from "./facts.js";
import { endsInId, wanted, type Duty, type Event } from "./formula.js";
import { FALSE, judge } from "./judge.js";
import { type Lexicon } from "./lexicon.js";
import { moment } from "./moment.js";
import { TEXTS } from "./phrases.js";
import { type Rule } from "./rule.js";
import { filled, sayEvent, withArticle } from "./say.js";
import { type Happening } from "./slots.js";
import { FAR, View, type Row } from "./view.js";
import { EVENTS, NOUNS, type Lang } from "./words.js";

/** rows: at least the facts of the anchor and witness records. */
export function explain(verdict: Verdict, rule: Rule, lexicon: Lexicon, lang: Lang, rows: readonly Row[]): string {
  const facts = new Map(rows.map((row) => [row.proof.id, { t_ms: row.proof.t, name: row.name, args: row.args }]));
  const teller = new Teller(lexicon, lang, facts);
  const anchor = verdict.anchor.find((id) => facts.has(id));
  const key = verdict.key.map(({ name, value }) => `${name} ${value}`).join(", ") || "-";
  const what = anchor === undefined ? key : teller.fact(facts.get(anchor)!);
  const lines = [teller.text("anchor", { at: moment(verdict.at_ms), what })];
  const witness = teller.records(verdict.witness ?? []);
  if (verdict.status === "violated" && !witness) lines.push(...silence(verdict, rule.duties[verdict.duty]!, rows, teller));
  else if (verdict.status === "violated") lines.push(teller.text("presence", { witness }));
  else if (verdict.status === "satisfied" && !witness) lines.push(teller.text("met"));
  else lines.push(teller.text(verdict.status as keyof typeof TEXTS, { witness, due: moment(verdict.due_ms) }));
  return lines.join(lang === "zh" ? "" : " ");
}

/** One fact as a clause: vehicle v1 entered the outer ring. */
export function tell(fact: Fact, lexicon: Lexicon, lang: Lang): string {
  return new Teller(lexicon, lang, new Map()).fact(fact);
}

class Teller {
  constructor(
    readonly lexicon: Lexicon,
    readonly lang: Lang,
    private readonly facts: ReadonlyMap<string, Fact>,
  ) {}

  text(name: keyof typeof TEXTS, parts: Readonly<Record<string, string>> = {}): string {
    return filled(TEXTS[name][this.lang], parts);
  }

  fact(fact: Fact): string {
    const word = EVENTS.get(fact.name);
    if (!word || word.kinds.length !== fact.args.length) return `${fact.name}(${fact.args.join(", ")})`;
    const value = (kind: string) => fact.args[word.kinds.lastIndexOf(kind)];
    const place = this.lexicon.place(String(value("zone") ?? ""), this.lang);
    const noun = NOUNS.get(word.kinds[0]!);
    const first = noun ? `${noun[this.lang]} ${fact.args[0]}` : String(fact.args[0]);
    const party = value("party");
    const by = party ? this.text("of_party", { party: this.lexicon.party(String(party), this.lang) }) : "";
    return `${first} ${filled(word[this.lang].did, { place })}${by}`;
  }

  /** Each record's fact with its time. */
  records(ids: readonly string[]): string {
    const shown = ids.flatMap((id) => {
      const fact = this.facts.get(id);
      return fact ? [this.text("moment", { what: this.fact(fact), at: moment(fact.t_ms) })] : [];
    });
    return shown.slice(0, 4).join(this.text("and")) || ids.map((id) => id.slice(0, 12)).join(", ");
  }

  event(happening: Happening): string {
    const noun = sayEvent(happening, this.lang, this.lexicon);
    return this.lang === "en" ? withArticle(noun) : noun;
  }

  /** Who can make the record of this event. */
  maker(happening: Happening): string {
    const name = (party: string) => this.lexicon.party(party, this.lang);
    const party = happening.party ? name(happening.party) : this.lexicon.partyIds().map(name).join(this.text("or"));
    return this.text(EVENTS.get(happening.event)!.madeBy, { party });
  }
}

function silence(verdict: Verdict, duty: Duty, rows: readonly Row[], teller: Teller): string[] {
  const missing = missingEvents(duty, verdict, rows);
  const span = teller.text(verdict.due_ms > verdict.at_ms ? "by" : "before", { due: moment(verdict.due_ms) });
  if (!missing.length) return [teller.text("silence", { missing: "-", span })];
  const each = (say: (happening: Happening) => string) => [...new Set(missing.map(say))].join(teller.text("or"));
  return [
    teller.text("silence", { missing: each((happening) => teller.event(happening)), span }),
    teller.text("who", { who: each((happening) => teller.maker(happening)) }),
  ];
}

/** The events that would have met the duty: of several demands, those that stand unmet. */
function missingEvents(duty: Duty, verdict: Verdict, rows: readonly Row[]): Happening[] {
  const env = new Map<string, Arg>(verdict.key.map(({ name, value }) => [name, value]));
  const view = new View(FAR);
  for (const row of rows) view.add(row);
  const demands = duty.must.type === "and" ? duty.must.parts : [duty.must];
  const unmet = demands.filter((each) => judge(each, view, verdict.at_ms, env).truth === FALSE);
  const found = new Map<string, Happening>();
  for (const event of (unmet.length ? unmet : demands).flatMap((each) => wanted(each))) {
    const happening = happeningOf(event, env);
    if (happening) found.set(JSON.stringify([happening.event, happening.zone, happening.party]), happening);
  }
  return [...found.values()];
}

function happeningOf(event: Event, env: ReadonlyMap<string, Arg>): Happening | null {
  const word = EVENTS.get(event.name);
  const args = endsInId(event) ? event.args.slice(0, -1) : event.args;
  if (!word || word.kinds.length !== args.length) return null;
  const named = new Map<string, string>();
  word.kinds.forEach((kind, at) => {
    const term = args[at]!;
    const value = term.type === "const" ? term.value : term.type === "var" ? env.get(term.name) : undefined;
    named.set(kind, String(value ?? ""));
  });
  return { type: "event", event: event.name, zone: named.get("zone") ?? "", party: named.get("party") ?? "" };
}
