// A verdict in words, at most three sentences. It speaks of records only: "no record of", never "did not".
import { type Verdict } from "./docket.js";
import { type Arg, type Fact } from "./facts.js";
import { type Duty } from "./formula.js";
import { FALSE, judge } from "./judge.js";
import { type Lexicon } from "./lexicon.js";
import { demands, once, type Demand, type Span } from "./missing.js";
import { moment } from "./moment.js";
import { written } from "./notation.js";
import { TEXTS } from "./phrases.js";
import { type Rule } from "./rule.js";
import { distance, filled, many, sayEvent, withArticle } from "./say.js";
import { ofAnchor, ofWitness } from "./telling.js";
import { FAR, View, type Row } from "./view.js";
import { EVENTS, NOUNS, type Lang } from "./words.js";

const WITNESSES = 4;

/** rows: at least the facts of the anchor and witness records; of all records about the key where it `needsAll`. */
export function explain(verdict: Verdict, rule: Rule, lexicon: Lexicon, lang: Lang, rows: readonly Row[]): string {
  const teller = new Teller(lexicon, lang);
  const anchor = ofAnchor(verdict, rule, rows);
  const key = verdict.key.map(({ name, value }) => `${name} ${value}`).join(", ") || "-";
  const lines = [teller.text("anchor", { at: moment(verdict.at_ms), what: anchor ? teller.fact(factOf(anchor)) : key })];
  const witnesses = ofWitness(verdict, rule, rows);
  const shown = teller.records(witnesses) || (verdict.witness ?? []).map((id) => id.slice(0, 12)).join(", ");
  if (verdict.status === "violated" && !verdict.witness?.length) lines.push(...silence(verdict, rule, rows, teller));
  else if (verdict.status === "violated") {
    const others = witnesses.filter((each) => !anchor || !isSame(each, anchor));
    if (others.length || !witnesses.length) lines.push(teller.text("presence", { witness: teller.records(others) || shown }));
    else lines.push(teller.text("itself", { party: teller.partyOf(witnesses[0]!) }));
    lines.push(...without(verdict, rule, rows, teller));
  } else if (verdict.status === "satisfied" && !shown) lines.push(teller.text("met"));
  else lines.push(teller.text(verdict.status as keyof typeof TEXTS, { witness: shown, due: moment(verdict.due_ms) }));
  return lines.join(lang === "zh" ? "" : " ");
}

/** Whether telling which demand of this duty stands unmet takes more than its verdict's own records. */
export function needsAll(rule: Rule, duty: number): boolean {
  return rule.duties[duty]!.must.type === "and";
}

/** One fact as a clause: vehicle v1 entered the outer ring. */
export function tell(fact: Fact, lexicon: Lexicon, lang: Lang): string {
  return new Teller(lexicon, lang).fact(fact);
}

function factOf({ name, args, proof }: Row): Fact {
  return { t_ms: proof.t, name, args };
}

function isSame(a: Row, b: Row): boolean {
  return JSON.stringify(factOf(a)) === JSON.stringify(factOf(b));
}

class Teller {
  constructor(
    readonly lexicon: Lexicon,
    readonly lang: Lang,
  ) {}

  text(name: keyof typeof TEXTS, parts: Readonly<Record<string, string>> = {}): string {
    return filled(TEXTS[name][this.lang], parts);
  }

  /** Each once, joined by "or". */
  anyOf(texts: readonly string[]): string {
    return [...new Set(texts)].join(this.text("or"));
  }

  fact(fact: Fact): string {
    const word = EVENTS.get(fact.name);
    if (!word || word.kinds.length !== fact.args.length) return `${fact.name}(${fact.args.join(", ")})`;
    const value = (kind: string) => fact.args[word.kinds.lastIndexOf(kind)];
    const said = (kind: string, say: (n: number) => string) => {
      const given = value(kind);
      return typeof given === "number" ? say(given) : String(given);
    };
    const did = filled(word[this.lang].did, {
      place: this.lexicon.place(String(value("zone") ?? ""), this.lang),
      gate: String(value("gate")), asset: String(value("asset")), officer: String(value("officer")),
      traveller: String(value("traveller")), site: String(value("site")),
      metres: said("metres", (m) => distance(m, this.lang)), time: said("time_ms", moment),
    });
    const noun = NOUNS.get(word.kinds[0]!);
    const first = noun ? `${noun[this.lang]} ${fact.args[0]}` : String(fact.args[0]);
    const party = value("party");
    const by = party ? this.text("of_party", { party: this.lexicon.party(String(party), this.lang) }) : "";
    return `${first} ${did}${by}`;
  }

  /** Each record's fact with its time, the first few of them. */
  records(rows: readonly Row[]): string {
    const shown = rows.slice(0, WITNESSES).map((row) => this.text("moment", { what: this.fact(factOf(row)), at: moment(row.proof.t) }));
    return shown.join(this.text("and"));
  }

  /** Whose log the record stands in. */
  partyOf(row: Row): string {
    return this.lexicon.party(row.proof.log.split("/")[0]!, this.lang);
  }

  parties(parties: readonly string[]): string {
    return this.anyOf(parties.map((party) => this.lexicon.party(party, this.lang)));
  }

  /** What was wanted, and when: what has one span stands together. */
  missing(found: readonly Demand[]): string {
    const groups: Demand[][] = [];
    for (const each of found) {
      const last = groups.at(-1);
      if (last && JSON.stringify(last[0]!.span) === JSON.stringify(each.span)) last.push(each);
      else groups.push([each]);
    }
    return this.anyOf(groups.map((group) =>
      this.text("timed", { what: this.anyOf(group.map((each) => this.wanted(each))), span: this.span(group[0]!.span) })));
  }

  /** Who can make such records. */
  makers(found: readonly Demand[]): string {
    const roles = new Map<string, { parties: readonly string[]; who: string[] }>();
    for (const each of found) {
      const madeBy = each.happening ? EVENTS.get(each.happening.event)!.madeBy : "";
      const isAboard = madeBy === "crew" || madeBy === "traveller";
      const parties = isAboard ? [] : each.parties.length ? each.parties : this.lexicon.partyIds();
      const known = roles.get(parties.join("\n")) ?? { parties, who: [] };
      known.who.push(madeBy);
      roles.set(parties.join("\n"), known);
    }
    return this.anyOf([...roles.values()].map(({ parties, who }) => {
      const named = this.anyOf(who.flatMap((role) => (role ? [this.text(role as keyof typeof TEXTS)] : [])));
      const everyone = this.parties(parties);
      return parties.length && named ? this.text("made_by", { roles: named, party: everyone }) : named || everyone;
    }));
  }

  private wanted(demand: Demand): string {
    if (!demand.happening) return written(demand.event);
    let noun = sayEvent(demand.happening, this.lang, this.lexicon);
    if (demand.n > 1) {
      const counted = `counted_${demand.by}` in TEXTS ? `counted_${demand.by}` : "counted";
      noun = this.text(counted as keyof typeof TEXTS, { n: String(demand.n), what: this.lang === "en" ? many(noun) : noun });
    } else if (this.lang === "en") noun = withArticle(noun);
    return demand.parties.length ? this.text("by_party", { what: noun, party: this.parties(demand.parties) }) : noun;
  }

  private span({ name, from, to }: Span): string {
    return this.text(name, { from: moment(from), to: moment(to) });
  }
}

function silence(verdict: Verdict, rule: Rule, rows: readonly Row[], teller: Teller): string[] {
  const found = unmet(rule.duties[verdict.duty]!, verdict, rows, teller.lexicon);
  if (!found.length) return [teller.text("unnamed")];
  return [teller.text("silence", { missing: teller.missing(found) }), teller.text("who", { who: teller.makers(found) })];
}

/** What could have met the duty in spite of the records against it. */
function without(verdict: Verdict, rule: Rule, rows: readonly Row[], teller: Teller): string[] {
  const found = unmet(rule.duties[verdict.duty]!, verdict, rows, teller.lexicon);
  return found.length ? [teller.text("without", { missing: teller.missing(found), who: teller.makers(found) })] : [];
}

/** What would have met the duty: of several demands, those that stand unmet. */
function unmet(duty: Duty, verdict: Verdict, rows: readonly Row[], lexicon: Lexicon): Demand[] {
  const env = new Map<string, Arg>(verdict.key.map(({ name, value }) => [name, value]));
  let parts = duty.must.type === "and" ? duty.must.parts : [duty.must];
  if (parts.length > 1) {
    const view = new View(FAR);
    for (const row of rows) view.add(row);
    const broken = parts.filter((part) => judge(part, view, verdict.at_ms, env).truth === FALSE);
    if (broken.length) parts = broken;
  }
  return once(parts.flatMap((part) => demands(part, env, verdict.at_ms, lexicon.partyIds())));
}
