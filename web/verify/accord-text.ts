// The accord and the rule of a pack, in words: written from what was signed.
import { stand, type Clause } from "./accord.js";
import { encode } from "./canonical.js";
import { ruleOf, type Running } from "./force.js";
import { sayMandate } from "./mandate.js";
import { moment } from "./moment.js";
import { sayDefinition } from "./definition.js";
import { type Replay } from "./replay.js";
import { say } from "./say.js";
import { plain } from "./told.js";
import { type Claimed } from "./unpack.js";
import { LANGS } from "./words.js";

const written = (lines: readonly string[]) => lines.map((line) => `${plain(line)}\n`).join("");

/** Every clause in force at the heads of the pack, with who agreed to it and when. */
export function accordText(replay: Replay): string {
  const { accord } = replay.fold;
  const parties = replay.fold.parties.members();
  const running = accord.inForce(parties);
  const lines = [
    `ACCORD: ${running.length} of ${accord.clauses.size} clauses are in force at the heads of this pack.`,
    `Digest of what is in force: ${accord.digest(parties) ?? "none"}`,
    "Texts of protocols are written from the rule that was signed. Times are those that the records claim.",
  ];
  for (const clause of running) lines.push("", ...clauseLines(replay, clause, parties));
  return written(lines);
}

function clauseLines(replay: Replay, clause: Clause, parties: readonly string[]): string[] {
  const since = replay.fold.accord.inForceSince(clause, parties);
  const lines = [
    `Clause ${clause.number}: ${clause.title} (${String(clause.content.kind)})`,
    `  in force since ${since === null ? "never" : moment(since)}`,
    `  meaning ${clause.meaning}`,
  ];
  if (clause.terms) lines.push(`  terms ${encode(clause.terms)}`);
  if (clause.replaces.length) lines.push(`  replaces ${clause.replaces.join(", ")}`);
  for (const party of parties) {
    const position = clause.positions.get(party);
    if (!position) continue;
    const by = replay.fold.parties.name(position.by);
    lines.push(`  ${stand(clause, party)} by ${by} for ${party} at ${moment(position.atMs)}, record ${position.record}`);
  }
  return [...lines, ...texts(replay, clause).map(([lang, text]) => `  ${lang}: ${text}`)];
}

function texts(replay: Replay, clause: Clause): [string, string][] {
  if (clause.content.kind === "mandate") return LANGS.map((lang) => [lang, sayMandate(clause.content, lang, replay)]);
  if (clause.content.kind === "definition" || clause.content.kind === "levels") {
    return LANGS.map((lang) => [lang, sayDefinition(clause.content, lang, replay.fold.sites)]);
  }
  if (clause.content.kind !== "protocol") {
    const given = clause.content.texts as Readonly<Record<string, string>>;
    return LANGS.flatMap((lang): [string, string][] => (given[lang] ? [[lang, given[lang]]] : []));
  }
  const loaded = ruleOf(clause);
  return loaded ? LANGS.map((lang) => [lang, say(loaded.rule, lang, replay.lexicon)]) : [["en", "this version cannot judge the rule"]];
}

/** The rule that the claim is about, when it was in force, and what was signed; null without a rule. */
export function ruleText(replay: Replay, claimed: Claimed): string | null {
  if (claimed.kind === "late") return null;
  const running = replay.judgement.running.get(claimed.rule);
  if (!running) return `RULE ${claimed.rule}\nBy the records of this pack it was never in force.\n`;
  return written(ruleLines(replay, running));
}

function ruleLines(replay: Replay, running: Running): string[] {
  const clause = replay.fold.accord.clauses.get(running.clause);
  const lines = [
    clause ? `Clause ${clause.number}: ${clause.title}` : `Clause ${running.clause}`,
    `  rule ${running.digest}`,
    `  meaning ${running.meaning}`,
    ...running.spans.map(({ fromMs, toMs }) => `  in force from ${moment(fromMs)} to ${toMs === null ? "now" : moment(toMs)}`),
  ];
  for (const lang of LANGS) lines.push(`  ${lang}: ${say(running.rule, lang, replay.lexicon)}`);
  return [...lines, "  what was signed, in canonical form:", `  ${running.spelt}`];
}
