// Records and times as lines of text: claimed and proven side by side.
import { type Arg, factsOf } from "./facts.js";
import { tell } from "./explain.js";
import { moment } from "./moment.js";
import { type Head, type LogRecord } from "./entry.js";
import { type Placed } from "./place.js";
import { type Replay } from "./replay.js";
import { compare } from "./bytes.js";

const NOTE_MAX = 200;
/** Characters that break a line, steer a terminal, or make text read in another order than it is written. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;
const SPACES = /[\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** One record: times, who, what, and why it does not count where it does not. */
export function recordLine(replay: Replay, placed: Placed): string {
  const { record, id } = placed.entry;
  const bracket = replay.fold.bracket(placed);
  const after = bracket.notBeforeMs ? `from ${moment(bracket.notBeforeMs)}` : "from the beginning";
  const before = bracket.notAfterMs !== null ? moment(bracket.notAfterMs) : "(cosigned by nobody yet)";
  const refused = replay.fold.refusal(placed);
  let counts = refused === null ? "" : ` [does not count: ${refused}]`;
  if (replay.judgement.excluded.has(placed)) counts += " [does not count: dated back behind a promise of its own log]";
  if (replay.fold.parties.isDoubted(record.by, record.atMs)) counts += " [doubted: by then somebody else may have had this key]";
  const who = `${replay.fold.parties.name(record.by)} for ${record.party}`;
  return (
    `claimed ${moment(record.atMs)} | proven ${after} to ${before}${bracket.isLate ? " LATE-ENTERED" : ""} | ` +
    `${who}: ${act(replay, placed)}${counts} | record ${id.slice(0, 16)}`
  );
}

/** What the record says, in English. */
export function act(replay: Replay, placed: Placed): string {
  const text = plainAct(replay, placed);
  if (text !== null) return text;
  const facts = factsOf(placed).slice(0, 5).map((fact) => tell(fact, replay.lexicon, "en"));
  return facts.join("; ") || `${placed.entry.record.type} on ${placed.entry.record.object}`;
}

function plainAct(replay: Replay, { entry }: Placed): string | null {
  const body = entry.record.body as Record<string, string>;
  const keyOf = () => keyText(entry.record.body.key as Record<string, Arg>);
  switch (entry.record.type) {
    case "check.made/1":
      return `a check of ${body.asset} in ${replay.lexicon.place(body.zone!, "en")}: ${body.finding}${note(body.note!)}`;
    case "observation.batch/1":
      return `${body.count} observations of the feed ${body.feed}, committed to`;
    case "alarm.raised/1":
      return `${body.severity} raised for ${keyOf()}`;
    case "alarm.acknowledged/1":
      return `alarm acknowledged${note(body.note!)}`;
    case "alarm.escalated/1":
      return `alarm handed on to ${body.to}${note(body.reason!)}`;
    case "alarm.resolved/1":
      return `alarm resolved${body.because ? `, because of record ${body.because.slice(0, 16)}` : ""}${note(body.note!)}`;
    case "verdict.reached/1":
      return `verdict for ${keyOf()}: ${body.status}`;
    case "verdict.contested/1":
      return `verdict ${body.verdict!.slice(0, 16)} contested${note(body.reason!)}`;
    case "verdict.answered/1":
      return `contest of record ${body.contest!.slice(0, 16)}: ${body.answer}${note(body.text!)}`;
    case "clause.proposed/1":
      return `clause ${body.number} proposed: ${body.title}`;
    case "clause.position/1":
      return `clause ${body.clause}: ${body.stand}${note(body.reason!)}`;
    case "rule.loaded/1":
      return `the node judges by the rule of clause ${body.clause}`;
    case "officer.enrolled/1":
      return `${body.name} enrolled as ${(entry.record.body.roles as readonly string[]).join(", ") || "nothing any more"}`;
    case "party.founded/1":
      return `${body.name} founded`;
    case "party.admitted/1":
      return `${body.party} admitted`;
    case "authority.delegated/1":
      return `${replay.fold.parties.name(body.deputy!)} is deputy in the role ${body.role} from ${moment(Number(body.from_ms))} to ${moment(Number(body.to_ms))}`;
    case "authority.withdrawn/1":
      return `${replay.fold.parties.name(body.deputy!)} is no deputy in the role ${body.role} any more${note(body.reason!)}`;
    case "officer.revoked/1":
      return `the key of ${replay.fold.parties.name(body.key_id!)} revoked${note(body.reason!)}`;
    default:
      return actOnLogs(entry.record);
  }
}

function actOnLogs({ type, body }: LogRecord): string | null {
  const { party, reason, origin } = body as Record<string, string>, { old, held, shown } = body as Record<string, unknown> as Record<string, Head>;
  switch (type) {
    case "party.removed/1":
      return `${party} removed${note(reason!)}`;
    case "party.rekeyed/1":
      return `the node signs with new keys${note(reason!)}`;
    case "log.succeeded/1":
      return `a new log goes on after ${old!.size} records of ${old!.origin}${note(reason!)}`;
    case "log.forked/1":
      return `${origin} was signed in two histories; ${String(body.kept)} records of it are kept`;
    case "log.rolled_back/1":
      return `${held!.origin} was shown with ${shown!.size} records, after it had had ${held!.size}`;
    case "content.committed/1":
      return `${(body.groups as readonly unknown[]).length} groups of secret fields of ${String(body.subject)} committed to`;
    case "content.erased/1":
      return `${(body.contents as readonly string[]).length} contents erased by their retention date`;
    default:
      return null;
  }
}

/** Which vehicle, which movement: `asset v1`. */
export function keyText(key: Readonly<Record<string, Arg>>): string {
  return Object.keys(key).sort(compare).map((name) => `${name} ${key[name]!}`).join(", ") || "all";
}

/** The party's name with its short one: `Host (host)`. */
export function partyName(replay: Replay, party: string): string {
  const known = replay.fold.parties.parties.get(party);
  return known ? `${known.name} (${party})` : party;
}

/** The line with nothing in it that is not shown: what parties have written cannot pose as what we say. */
export function plain(line: string): string {
  return line.replace(HIDDEN, " ");
}

/** What a person wrote, on one line and not endless. */
function note(text: string): string {
  const flat = text.split(SPACES).filter((word) => word).join(" ");
  return flat ? ` (${Array.from(flat).slice(0, NOTE_MAX).join("")})` : "";
}
