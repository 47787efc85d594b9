// Verifying a pack: by replay, from its bytes alone, without trust in whoever made it. A second implementation, written
// from docs/pack-format.md; it shares no code with the first, so that an error in one shows.
import { checkSize, readArchive } from "./archive.js";
import { isEqual, type Bytes } from "./bytes.js";
import { encode, type Json } from "./canonical.js";
import { claimAgain, verdictOf } from "./claim.js";
import { isEntry, partyOf, signedBy } from "./entry.js";
import { broken, holds, notice, type Finding, type Report, type Timed } from "./finding.js";
import { isInForce } from "./force.js";
import { checkGroups } from "./groups.js";
import { checkHeads } from "./heads.js";
import { verdictDigest } from "./judgement.js";
import { checkInquiry, isInquiry, readInquiry, type InquiryReport } from "./inquiry.js";
import { moment } from "./moment.js";
import { checkObservations } from "./observations.js";
import { type Placed } from "./place.js";
import { PackRefused, Refused } from "./refusal.js";
import { entriesOf, Replay } from "./replay.js";
import { checkSeals, keyPrints, type Trust } from "./seals.js";
import { judge, type Signed } from "./signatures.js";
import { claimLines, contestsOf } from "./summary.js";
import { cosignedAgain, textsAgain } from "./texts.js";
import { act } from "./told.js";
import { folder, unpack, type Claimed, type Pack } from "./unpack.js";
import { cosignatures, ownSignatures, parseKey, readNote } from "./note.js";
import { cosignedNote } from "./beats.js";

const AGAIN = "ask for the pack again; if it stays so, keep the bytes: somebody or something changed them";
/** Of each kind of notice; the rest is counted. */
const SHOWN_MAX = 20;

/** A file that is not read yet: one that is too large for a pack never is. */
export interface Source {
  size: number;
  read: () => Promise<Bytes>;
}

/** What can be said of that file. Damage is a finding, never an error. trust: keys that the verifier holds already. */
export async function verify(source: Source, trust: Trust | null = null): Promise<Report> {
  let pack: Pack;
  try {
    checkSize(source.size);
    const raw = await source.read(), files = readArchive(raw);
    if (isInquiry(files)) return await verifyInquiry(readInquiry(files), trust);
    pack = unpack(raw);
  } catch (error) {
    if (!(error instanceof PackRefused)) throw error;
    return report(null, [], [broken(error.what, error.where, AGAIN)]);
  }
  try {
    await judge(signaturesOf(pack));
    return verifyPack(pack, trust);
  } catch (error) {
    if (!(error instanceof Refused || error instanceof RangeError)) throw error;
    return report(pack.claim, [], [broken(`cannot be checked: ${error.message}`, "the pack")]); // too large, or too far in time
  }
}

function report(claim: Report["claim"], claimed: readonly string[], findings: readonly Finding[], more: Partial<Report> = {}): Report {
  return { isVerified: !isBroken(findings), claim, claimed, findings, keys: [], times: [], ...more };
}

function isBroken(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.level === "broken");
}

function verifyPack(pack: Pack, trust: Trust | null): Report {
  const keys = keyPrints(pack.policy, trust);
  const findings = [...checkSeals(pack, trust)];
  if (isBroken(findings)) return report(pack.claim, [], findings, { keys });
  const replay = new Replay(pack.logs);
  findings.push(
    ...checkHeads(pack, replay),
    ...checkRecords(replay),
    ...checkClaim(pack, replay),
    ...checkFiles(pack, replay),
    ...checkObservations(pack, replay),
    ...checkGroups(pack, replay),
    trust
      ? holds(`the keys of ${keys.map((key) => key.party).join(", ")} are those that you hold`, "policy.json")
      : notice("the keys come from the pack itself: compare the fingerprints with what each party told you", "policy.json"),
  );
  return report(pack.claim, claimLines(replay, pack.claim.claimed), findings, { keys, times: timesOf(replay, pack.claim.claimed) });
}

/** The report of an inquiry: its words are claimed, once all of it has come out again. */
async function verifyInquiry(made: InquiryReport, trust: Trust | null): Promise<Report> {
  const { pack } = made;
  try {
    await judge(signaturesOf(pack));
    const keys = keyPrints(pack.policy, trust), findings = [...checkSeals(pack, trust)];
    if (isBroken(findings)) return report(null, [], findings, { keys });
    const replay = new Replay(pack.logs);
    findings.push(...checkHeads(pack, replay));
    const again = checkInquiry(made, replay);
    findings.push(...again.findings);
    return report(null, isBroken(findings) ? [] : again.words, findings, { keys, isInquiry: true });
  } catch (error) {
    if (!(error instanceof Refused || error instanceof RangeError)) throw error;
    return report(null, [], [broken(`cannot be checked: ${error.message}`, "the report")]);
  }
}

const where = ({ entry }: Placed) => `${folder(entry.log)}/entries, entry ${entry.index}`;

/** What does not count, and why. */
function* checkRecords(replay: Replay): Generator<Finding> {
  const { fold, judgement, order } = replay;
  const refused = order.filter((placed) => !fold.counts(placed));
  for (const placed of refused) {
    if (placed.entry.index === 0) yield broken(`the first record does not hold: ${fold.refusal(placed)!}`, where(placed));
  }
  for (const log of replay.logs.keys()) {
    if (replay.end(log) && !fold.order.placed(log)) {
      yield broken("the first record has seen what is not in the pack, so nobody can judge it", `${folder(log)}/entries, entry 0`);
    }
  }
  const unsigned = refused.filter((placed) => fold.refusal(placed)!.includes("signature does not hold")).length;
  yield holds(`${order.length - unsigned} of ${order.length} records carry a good signature by an enrolled key`);
  yield* some(refused.map((placed) => notice(`does not count: ${fold.refusal(placed)!}`, where(placed))));
  yield* some(
    replay.blanks().map((blank) =>
      notice(`is no record that this version knows: ${blank.reason}`, `${folder(blank.log)}/entries, entry ${blank.index}`),
    ),
  );
  for (const [log, entries] of replay.logs) {
    const end = replay.end(log), left = end - fold.order.placed(log);
    if (left > 0) yield notice(`the last ${left} entries have seen what is not in the pack, and are not judged`, folder(log));
    if (entries.length > end) yield notice(`this log ends at ${end} records: the ${entries.length - end} after it do not count`, folder(log));
  }
  const late = order.filter((placed) => fold.counts(placed) && fold.bracket(placed).isLate);
  yield* some(
    late.map((placed) => {
      const { claimedMs, notBeforeMs } = fold.bracket(placed);
      return notice(`late-entered: ${act(replay, placed)} claims ${moment(claimedMs)}, proven not before ${moment(notBeforeMs)}`, where(placed));
    }),
  );
  yield* some(
    [...judgement.excluded].map((placed) => notice("is dated back behind a promise of its own log to be complete, and does not count", where(placed))),
  );
  yield* checkVerdicts(replay);
  yield* unjudged(replay);
}

/** A node that logged a verdict which replay does not give has judged by something else than the records. */
function* checkVerdicts({ fold, judgement }: Replay): Generator<Finding> {
  const given = new Set(judgement.all().map(verdictDigest));
  const other = [...fold.verdicts.verdicts].filter(([digest]) => !given.has(digest)).sort(([a], [b]) => (a < b ? -1 : 1));
  yield* some(
    other.map(([, { body, by }]) => {
      const nodes = [...by].sort(([a], [b]) => (a < b ? -1 : 1));
      return notice(
        `the node of ${nodes.map(([party]) => party).join(", ")} logged a verdict (${String(body.status)}) that these records do not give`,
        nodes.map(([, record]) => `record ${record.slice(0, 16)}`).join(", "),
      );
    }),
  );
}

/** Protocols in force that this version cannot judge. */
function* unjudged({ fold, judgement }: Replay): Generator<Finding> {
  const judged = new Set([...judgement.running.values()].filter(isInForce).map((running) => running.clause));
  for (const clause of fold.accord.inForce(fold.parties.members())) {
    if (clause.content.kind === "protocol" && !judged.has(clause.clause)) {
      yield notice(`clause ${clause.number} is in force, and this version cannot judge its rule`, "accord.txt");
    }
  }
}

/** The claim against what the records say. */
function* checkClaim(pack: Pack, replay: Replay): Generator<Finding> {
  const { claimed, by } = pack.claim;
  if (!replay.fold.parties.parties.has(by)) yield broken(`${by} has no log in this pack`, "claim.json");
  let says: Claimed;
  try {
    says = claimAgain(replay, claimed);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    yield broken(`the claim is not confirmed: ${error.message}`, "claim.json");
    return;
  }
  const difference = differs(claimed as unknown as Record<string, Json>, says as unknown as Record<string, Json>);
  if (difference !== null) {
    yield broken(`the claim is not what the records say: ${difference}`, "claim.json");
    return;
  }
  yield holds("replaying the logs gives exactly what is claimed", "claim.json");
  const verdict = verdictOf(replay, claimed);
  if (!verdict) return;
  if (verdict.status === "pending") {
    yield notice(
      `provisional: the logs are complete up to ${moment(Math.max(replay.judgement.watermark, 0))} only; a record that changes this may be on its way`,
      "claim.json",
    );
  }
  for (const [party, { record, stands }] of contestsOf(replay, claimed)) {
    if (stands) yield notice(`${party} contests this verdict: its reason, and the answers, stand beside it in summary.txt`, `record ${record.slice(0, 16)}`);
  }
  for (const placed of replay.records([...verdict.anchor, ...(verdict.witness ?? [])])) {
    if (replay.fold.bracket(placed).notAfterMs === null) {
      yield notice("is cosigned by nobody else yet: its own party could still replace it", where(placed));
    }
  }
}

function differs(claimed: Readonly<Record<string, Json>>, says: Readonly<Record<string, Json>>): string | null {
  for (const name of Object.keys(claimed)) {
    const [mine, theirs] = [encode(claimed[name]!), encode(says[name]!)];
    if (mine !== theirs) return `${name} is claimed as ${short(mine)}, by the records it is ${short(theirs)}`;
  }
  return null;
}

function short(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 117)}...`;
}

/** Whatever is readable in the pack is written again from the logs, and must be the same. */
function* checkFiles(pack: Pack, replay: Replay): Generator<Finding> {
  const again = textsAgain(pack, replay);
  for (const name of [...new Set([...again.keys(), ...pack.texts.keys()])].sort()) {
    if (pack.texts.get(name) !== again.get(name)) {
      yield broken("is not what this version writes from the logs: a word of it was changed", name);
    }
  }
  for (const [at, log] of pack.logs.entries()) {
    if (!isEqual(cosignedAgain(log, pack.policy[at]!, pack, replay), log.checkpoint)) {
      yield broken("carries other signatures than the logs record", `${folder(log.origin)}/checkpoint`);
    }
  }
}

function* some(found: readonly Finding[]): Generator<Finding> {
  yield* found.slice(0, SHOWN_MAX);
  if (found.length > SHOWN_MAX) yield notice(`${found.length - SHOWN_MAX} more of the same kind`);
}

/** The records that the claim rests on, with the time that each claims beside what is proven. */
function timesOf(replay: Replay, claimed: Claimed): Timed[] {
  const verdict = verdictOf(replay, claimed);
  const rooms = claimed.kind === "alarm" ? claimed.rooms.flatMap((room) => [room.raised, room.acknowledged, room.resolved, room.because]) : [];
  const own = claimed.kind === "late" ? [claimed.record] : [];
  const ids = [...own, ...(verdict?.anchor ?? []), ...(verdict?.witness ?? []), ...rooms].filter((id) => id !== null);
  return replay.records(new Set(ids)).map((placed) => {
    const { record, id } = placed.entry, bracket = replay.fold.bracket(placed);
    const who = `${replay.fold.parties.name(record.by)}, ${record.party}`;
    return { what: `${who}: ${act(replay, placed)}`, record: id, ...bracket };
  });
}

/** Every signature that verifying may ask for: so that the browser's own Ed25519 can judge them all beforehand. */
function* signaturesOf(pack: Pack): Generator<Signed> {
  const logs = entriesOf(pack.logs);
  const keys = new Map<string, Set<string>>();
  const entries = [...logs.values()].flat().filter(isEntry);
  for (const { record, log } of entries) {
    const { founder, node, key } = record.body as Record<string, string>;
    const own = keys.get(partyOf(log)) ?? new Set<string>();
    keys.set(partyOf(log), own);
    if (record.type === "party.founded/1") own.add(founder!).add(node!);
    if (record.type === "officer.enrolled/1") own.add(key!);
  }
  for (const entry of entries) for (const key of keys.get(partyOf(entry.log)) ?? []) yield* signedBy(entry, key);
  for (const [at, log] of pack.logs.entries()) {
    const named = pack.policy[at];
    if (!named) return;
    yield* tolerant(() => ownSignatures(readNote(log.checkpoint), parseKey(named.log_vkey)));
  }
  for (const { record, log } of entries) {
    const named = pack.policy.find((each) => each.origin === log);
    if (record.type === "log.cosigned/1" && named) yield* tolerant(() => cosignatures(cosignedNote(record.body), parseKey(named.witness_vkey)));
  }
}

/** What cannot be read is a finding later. */
function tolerant(find: () => Signed[]): Signed[] {
  try {
    return find();
  } catch (error) {
    if (error instanceof Refused) return [];
    throw error;
  }
}
