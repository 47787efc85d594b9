// The readable summary of a pack: who claims what; what was agreed, known, done, missed; what is not proven.
import { base64, compare } from "./bytes.js";
import { verdictOf, dutyOf } from "./claim.js";
import { partyOf } from "./entry.js";
import { explain, needsAll } from "./explain.js";
import { factsOf } from "./facts.js";
import { fingerprint } from "./finding.js";
import { groupLines } from "./groups.js";
import { moment } from "./moment.js";
import { parseCheckpoint, readNote } from "./note.js";
import { type Placed } from "./place.js";
import { KINDS } from "./records.js";
import { type Replay } from "./replay.js";
import { act, keyText, partyName, plain, recordLine } from "./told.js";
import { type AlarmClaim, type Claimed, type LateClaim, type Pack, type PackedLog, type VerdictClaim } from "./unpack.js";
import { type Contest } from "./verdicts.js";
import { LANGS } from "./words.js";

const LINES_MAX = 60;
export const NOT_PROVEN = [
  "Who made this pack. It is not signed and need not be: all that it shows is signed in the logs, or follows.",
  "That what a camera, a tracker or a person reported is true: a record shows who said what, and when.",
  "That something was not done. It shows that there is no record of it in logs that their own parties have declared complete.",
  "A time inside its bracket: between the two proven times there is only the word of who signed.",
  "That the keys belong to these parties: compare the fingerprints below with what each party told you itself.",
  "Who held a key in their hand: it shows which key signed, and for whom that key was enrolled.",
  "That records which nobody else has cosigned yet will stay: their own party could still show others another history. Each party's own mirror tells.",
];

export function summaryText(pack: Pack, replay: Replay, batches: ReadonlyMap<string, Placed>): string {
  const { claimed } = pack.claim;
  const parts = [
    [
      "SAFECONDUCT EVIDENCE PACK",
      `Made from the logs held by ${partyName(replay, pack.claim.by)}.`,
      "To check it without a node or a network: safeconduct verify FILE",
    ],
    ["CLAIM", ...claimLines(replay, claimed)],
    ["AGREED", ...agreed(replay, claimed)],
    ["KNOWN", ...known(replay, claimed)],
    ["DONE", ...lines(replay, done(replay, claimed), "There is no record of anything about it after the duty arose.")],
    ["MISSED", ...missed(replay, claimed)],
    ["CONTESTED", ...contested(replay, claimed)],
    ["OBSERVATIONS", ...observations(pack, batches), ...groupLines(pack, replay)],
    ["LOGS", ...pack.logs.flatMap((log) => logLines(replay, log))],
    ["KEYS", ...pack.policy.map((keys) => `${keys.party}: ${fingerprint(keys)}`)],
    ["WHAT THIS PACK DOES NOT PROVE", ...NOT_PROVEN],
  ];
  return `${parts.map((part) => part.map(plain).join("\n  ")).join("\n\n")}\n`;
}

/** The claim in words. */
export function claimLines(replay: Replay, claimed: Claimed): string[] {
  switch (claimed.kind) {
    case "verdict":
      return [
        `${clauseName(replay, claimed)}: the duty for ${keyText(claimed.key)} that arose at ${moment(claimed.at_ms)} and was due at ` +
          `${moment(claimed.due_ms)} is ${claimed.status} by the records.`,
        `verdict ${claimed.verdict}`,
      ];
    case "alarm": {
      const status = claimed.status ? `${claimed.status} by the records` : "not shown by the records";
      const at = (tMs: number | null) => (tMs === null ? "no record of it" : moment(tMs));
      return [
        `${clauseName(replay, claimed)}: an alarm rang for ${keyText(claimed.key)}, due at ${moment(claimed.due_ms)}; the duty behind it is ${status}.`,
        `alarm ${claimed.alarm}`,
        ...claimed.rooms.map(
          (room) =>
            `${partyName(replay, room.party)}: raised ${at(room.raised_ms)}; acknowledged ${at(room.acknowledged_ms)}; resolved ${at(room.resolved_ms)}`,
        ),
      ];
    }
    case "late":
      return [
        `A ${claimed.type} of ${partyName(replay, claimed.party)}, signed by ${replay.fold.parties.name(claimed.by)}, claims ` +
          `${moment(claimed.claimed_ms)}; it is proven not before ${moment(claimed.not_before_ms)}: late-entered. It does not count as on time.`,
        `record ${claimed.record}`,
      ];
  }
}

function clauseName(replay: Replay, { clause }: AlarmClaim | VerdictClaim): string {
  const known = replay.fold.accord.clauses.get(clause);
  return known ? `Clause ${known.number}, ${known.title}` : `Clause ${clause}`;
}

function lines(replay: Replay, placed: readonly Placed[], none?: string): string[] {
  if (!placed.length && none !== undefined) return [none];
  const left = placed.length - LINES_MAX;
  const more = left > 0 ? [`... and ${left} more; they are in the logs`] : [];
  return [...placed.slice(0, LINES_MAX).map((each) => recordLine(replay, each)), ...more];
}

function agreed(replay: Replay, claimed: Claimed): string[] {
  if (claimed.kind === "late") return ["No clause is needed for this claim. What is in force is in accord.txt."];
  const running = replay.judgement.running.get(claimed.rule);
  if (!running) return ["By the records the rule was never in force."];
  const spans = running.spans.map(({ fromMs, toMs }) => `from ${moment(fromMs)} to ${toMs === null ? "now" : moment(toMs)}`);
  const kinds = ["clause.proposed/1", "clause.position/1", "rule.loaded/1"];
  const about = replay.order.filter(({ entry }) => kinds.includes(entry.record.type) && entry.record.body.clause === running.clause);
  return [`The rule (rule.txt) was in force ${spans.join(", ")}.`, ...lines(replay, about)];
}

function known(replay: Replay, claimed: Claimed): string[] {
  if (claimed.kind === "late") return ["Whoever signed it had already seen:", ...lines(replay, seenBy(replay, claimed))];
  const verdict = verdictOf(replay, claimed);
  return verdict ? ["The duty arose by:", ...lines(replay, replay.records(verdict.anchor))] : ["Nothing beyond the records below."];
}

/** The record that proves the earliest possible time: of another party's node, or the own log's promise. */
function seenBy(replay: Replay, claimed: LateClaim): Placed[] {
  const late = replay.fold.order.find(claimed.record);
  const proves = ({ entry }: Placed) => {
    const { type, body, atMs } = entry.record, signers = KINDS.get(type)!.signers;
    if (!late) return false;
    if (entry.log !== late.entry.log) return signers.join() === "node" && atMs === claimed.not_before_ms;
    return entry.index < late.entry.index && type === "log.completed/1" && body.complete_to_ms === claimed.not_before_ms;
  };
  const found = replay.order.find(proves);
  return found ? [found] : [];
}

/** Every record about the same vehicle or movement from the time the duty arose, whether it counts or not. */
function done(replay: Replay, claimed: Claimed): Placed[] {
  if (claimed.kind === "late") return replay.records([claimed.record]);
  const key = new Set(Object.values(claimed.key)), sinceMs = verdictOf(replay, claimed)?.at_ms ?? 0, duty = dutyOf(claimed);
  return replay.order.filter((placed) => {
    const { atMs, body } = placed.entry.record;
    return atMs >= sinceMs && (body.alarm === duty || factsOf(placed).some((fact) => fact.args.some((arg) => key.has(arg))));
  });
}

function missed(replay: Replay, claimed: Claimed): string[] {
  if (claimed.kind === "late") {
    const placed = replay.fold.order.find(claimed.record);
    return [`At the time that it claims, this record could not have been signed yet: ${placed ? act(replay, placed) : "a record"}.`];
  }
  const verdict = verdictOf(replay, claimed);
  if (!verdict) return ["By the records of this pack no such duty arose under a rule in force."];
  const { rule } = replay.judgement.running.get(verdict.rule)!;
  const rows = needsAll(rule, verdict.duty)
    ? replay.rowsAbout(new Set(verdict.key.map(({ value }) => value)))
    : replay.rows([...verdict.anchor, ...(verdict.witness ?? [])]);
  const told = LANGS.map((lang) => `${lang}: ${explain(verdict, rule, replay.lexicon, lang, rows)}`);
  if (verdict.status === "pending" && verdict.due_ms > replay.judgement.watermark) {
    told.push("Provisional: not every log is complete past the due time; a record may be on its way.");
  }
  return told;
}

/** Who contests the verdict of the claim, or did: by party. */
export function contestsOf(replay: Replay, claimed: Claimed): [string, Contest][] {
  const digest = claimed.kind === "late" ? null : claimed.verdict;
  const contests = digest === null ? undefined : replay.fold.verdicts.verdicts.get(digest)?.contests;
  return [...(contests ?? [])].sort(([a], [b]) => compare(a, b));
}

/** The verdict and what is said against it stand side by side; neither takes the other's place. */
function contested(replay: Replay, claimed: Claimed): string[] {
  const found = contestsOf(replay, claimed).flatMap(([party, { record, stands, answers }]) => {
    const does = stands ? "contests" : "contested, and has withdrawn";
    const records = [record, ...[...answers].sort(([a], [b]) => compare(a, b)).map(([, answer]) => answer)];
    return [`${partyName(replay, party)} ${does} this verdict. It stands as the monitor gave it, beside:`, ...lines(replay, replay.records(records))];
  });
  return found.length ? found : ["Nobody contests it."];
}

function observations(pack: Pack, batches: ReadonlyMap<string, Placed>): string[] {
  const found = [...batches].sort(([a], [b]) => (a < b ? -1 : 1)).map(([digest, { entry }]) => {
    const state = pack.blobs.has(digest) ? "in this pack" : "withheld; the log holds its commitment";
    return `batch of ${entry.record.party}, record ${entry.id.slice(0, 16)}: ${state}`;
  });
  return found.length ? found : ["The claim rests on no observation batch."];
}

function logLines(replay: Replay, log: PackedLog): string[] {
  const head = parseCheckpoint(readNote(log.checkpoint).text);
  const completeTo = replay.fold.beats.completeTo.get(log.origin);
  const others = replay.fold.parties.members().filter((party) => party !== partyOf(log.origin));
  return [
    `${log.origin}: ${head.size} records, root ${base64(head.root)}`,
    `  declared complete to ${completeTo === undefined ? "no time yet" : moment(completeTo)}; ` +
      `${replay.fold.beats.finalSize(log.origin, others)} records are cosigned by every other party`,
  ];
}
