// What tests ask of the verifier besides packs: public vectors, and the tables that both implementations must share.
import { unbase64, unhex, utf8, type Bytes } from "./bytes.js";
import { certify, NotCertified, type Certificate } from "./certificate.js";
import { PROOF, planReport } from "./certificate-plan.js";
import { type Game } from "./certificate-search.js";
import { WORDINGS } from "./copy-wording.js";
import { verdictsOf, type Verdict } from "./docket.js";
import { isWellFormed, verify as verifySignature } from "./ed25519.js";
import { isEntry, readEntry } from "./entry.js";
import { isConsistent, isIncluded } from "./proof.js";
import { KINDS } from "./records.js";
import { Refused } from "./refusal.js";
import { type Rule } from "./rule.js";
import { Replay } from "./replay.js";
import { SENTENCES } from "./sentences.js";
import { isSigned, judge } from "./signatures.js";
import { TEXTS } from "./phrases.js";
import { type PackedLog } from "./unpack.js";
import { FAR, type Row } from "./view.js";
import { EVENTS, NOUNS, STATES } from "./words.js";

export { planReport };
export { verify } from "./verify.js";

interface SignatureCase {
  key?: string;
  pk?: string;
  msg: string;
  sig: string;
}

/** The rule's own answer, and the one with the help of the platform's Ed25519. */
export async function ed25519Case({ key, pk, msg, sig }: SignatureCase): Promise<[boolean, boolean]> {
  const signed = { key: unhex(key ?? pk!), message: pk === undefined ? utf8(msg) : unhex(msg), signature: unhex(sig) };
  await judge([signed]);
  return [verifySignature(signed.key, signed.message, signed.signature), isSigned(signed) && isWellFormed(signed.key, signed.signature)];
}

/** Logs (base64 entries by origin) folded: why records do not count, by id, and what was drawn. */
export async function foldCase(logs: Readonly<Record<string, readonly string[]>>): Promise<unknown> {
  const replay = new Replay(Object.entries(logs).map(([origin, entries]) => ({ origin, entries: entries.map(raw) }) as unknown as PackedLog));
  const refused = replay.order.flatMap((placed) => (replay.fold.counts(placed) ? [] : [[placed.entry.id, replay.fold.refusal(placed)]]));
  const { accord } = replay.fold, members = replay.fold.parties.members();
  const windows = accord.inForce(members).map((clause) => [clause.clause, [clause.meaning, accord.window(clause, members)]]);
  const spans = [...replay.judgement.running].map(([digest, each]) => [digest, [each.isInForce, each.spans]]);
  return {
    refused: Object.fromEntries(refused), drawn: replay.fold.movements.outcomes(),
    windows: Object.fromEntries(windows), spans: Object.fromEntries(spans),
  };
}

interface MerkleCase {
  leafIdx?: number;
  treeSize?: number;
  root?: string;
  leafHash?: string;
  size1?: number;
  size2?: number;
  root1?: string;
  root2?: string;
  proof: readonly string[] | null;
}

const raw = (text: string | undefined): Bytes => unbase64(text ?? "") ?? new Uint8Array(0);

/** Whether the proof holds. */
export function merkleCase(each: MerkleCase): boolean {
  const proof = (each.proof ?? []).map(raw);
  if (each.leafIdx !== undefined) return isIncluded(each.leafIdx, each.treeSize!, raw(each.leafHash), proof, raw(each.root));
  return isConsistent(each.size1!, each.size2!, raw(each.root1), raw(each.root2), proof);
}

interface JudgeCase {
  rule: Rule;
  rows: readonly Row[];
  watermark: number;
}

/** What is said of every duty of the rule, from facts that count. */
export function judgeCase({ rule, rows, watermark }: JudgeCase): Verdict[] {
  const force = { digest: "", skewMs: rule.skew_ms, fromMs: rule.from_ms ?? -FAR, toMs: rule.to_ms ?? FAR };
  return rule.duties.flatMap((duty, number) => verdictsOf(force, number, duty, rows, watermark));
}

/** Why those bytes of a log are no record; null where they are one. */
export function recordCase({ log, raw: spelt }: { log: string; raw: string }): string | null {
  const entry = readEntry(log, 0, raw(spelt));
  return isEntry(entry) ? null : entry.reason;
}

/** Where a certificate, as JSON, does not prove what it says of the game; null: it does. */
export function certificateCase({ game, certificate }: { game: Game; certificate: string }): string | null {
  try {
    const claim: unknown = JSON.parse(certificate);
    PROOF(claim as Certificate & Record<string, never>, "$");
    certify(game, claim as Certificate);
    return null;
  } catch (error) {
    if (error instanceof NotCertified) return error.where;
    if (error instanceof Refused || error instanceof SyntaxError) return "$";
    throw error;
  }
}

/** Vocabulary, sentences, phrases, and the kinds of record. */
export function tables(): unknown {
  return {
    words: Object.fromEntries(EVENTS), states: Object.fromEntries(STATES), nouns: Object.fromEntries(NOUNS),
    kinds: Object.fromEntries([...KINDS].map(([type, { signers, rank, fields }]) => [type, { signers: [...signers].sort(), rank, fields }])),
    sentences: Object.fromEntries(SENTENCES), phrases: TEXTS, copies: WORDINGS,
  };
}
