// The report of an inquiry, from its bytes alone: what it says of the copies is reckoned again from both logs, the text
// and the parts, and must come out the same. See evidence/inquiry.py and disclosure/trace.py.
import { textOf, utf8, type Bytes } from "./bytes.js";
import { encode, type Json, type JsonObject } from "./canonical.js";
import { byLetters, compose, PART, scheme } from "./copy.js";
import { biases, copyDigest, jointSecret, partDigest, word } from "./copy-code.js";
import { readMarks } from "./copy-marks.js";
import { fitOf, kindsOf, ODDS_MIN, oneIn, type Seen } from "./copy-score.js";
import { type Document, type Inquiry } from "./disclosures.js";
import { broken, holds, notice, type Finding } from "./finding.js";
import { PackRefused, Refused } from "./refusal.js";
import { type Replay } from "./replay.js";
import { list, matching, object, oneOf, type Shape } from "./shape.js";
import { sha256Hex } from "./sha256.js";
import { chosen } from "./units.js";
import { json, POLICY, readLogs, type LogKeys, type Pack } from "./unpack.js";

const INQUIRY = "inquiry.json", LEAK = "leak.txt", REPORT = "report.txt";
export const INQUIRY_NOT_PROVEN: readonly string[] = [
  "who passed the text on: a copy can be stolen, photographed or overheard, and its author can make every copy",
  "that nobody else knew: the logs say who could have, by them",
  "that the text was found where somebody says it was",
];
const anything: Shape = () => undefined;
const salt = matching(/^[0-9a-f]{32}$/, "32 hexadecimal digits");
const TOLD = object({
  reports: oneOf(1), inquiry: chosen, by: chosen, shown: list(object({ document: chosen, part: chosen, salt, content: PART })),
  trace: anything, holders: anything, authors: anything,
});

interface Shown {
  document: string;
  part: string;
  salt: string;
  content: JsonObject;
}

export interface InquiryReport {
  pack: Pack;
  told: JsonObject;
  leak: string;
  report: string;
}

export function isInquiry(files: ReadonlyMap<string, Bytes>): boolean {
  return files.has(INQUIRY) && !files.has("claim.json");
}

/** Throws PackRefused. */
export function readInquiry(files: ReadonlyMap<string, Bytes>): InquiryReport {
  const sums = Object.fromEntries([...files].filter(([name]) => name !== "manifest.json").map(([name, raw]) => [name, sha256Hex(raw)]));
  if (encode(sums) !== textAt(files, "manifest.json")) throw new PackRefused("its list of files does not match them", "manifest.json");
  const told = json(files, INQUIRY, TOLD), policy = json(files, "policy.json", POLICY).logs as unknown as LogKeys[];
  const nothing = { kind: "late", record: "0".repeat(64), type: "", party: told.by as string, by: "0".repeat(32), claimed_ms: 0, not_before_ms: 0, not_after_ms: null } as const;
  const pack: Pack = { claim: { packs: 1, by: told.by as string, claimed: nothing }, policy, logs: readLogs(files), blobs: new Map(), texts: new Map() };
  return { pack, told, leak: textAt(files, LEAK), report: textAt(files, REPORT) };
}

function textAt(files: ReadonlyMap<string, Bytes>, name: string): string {
  const raw = files.get(name), text = raw && textOf(raw);
  if (text === undefined || text === null) throw new PackRefused(raw ? "is no UTF-8 text" : "is missing", name);
  return text;
}

/** What comes out again, and the words of the report if it does. */
export function checkInquiry({ told, leak, report }: InquiryReport, replay: Replay): { findings: Finding[]; words: string[] } {
  let says: JsonObject;
  try {
    says = tell(replay, told, leak);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { findings: [broken(error.message, INQUIRY)], words: [] };
  }
  if (encode(says) !== encode(told)) {
    return { findings: [broken("what it says of the copies is not what comes out of the logs and the text", INQUIRY)], words: [] };
  }
  const words = [...wordsOf(says, replay)];
  if (report !== `${words.join("\n")}\n`) return { findings: [broken("a word of it was changed", REPORT)], words: [] };
  const findings = [
    holds("both parties had opened the inquiry before either revealed its half of the code", INQUIRY),
    holds("every copy is the one that the code gives, and the odds come out as they are told", INQUIRY),
    notice("the keys come from the report itself: compare them with what each party told you"),
  ];
  return { findings, words };
}

interface Marked extends Shown {
  lang: string;
  secret: Bytes;
  readers: readonly string[];
}

function tell(replay: Replay, told: JsonObject, leak: string): JsonObject {
  const now = replay.fold.disclosures, inquiry = now.inquiries.get(told.inquiry as string);
  if (!inquiry) throw new Refused(`nobody has opened an inquiry ${told.inquiry}`);
  const documents = inquiry.documents.map((name) => now.documents.get(name)!);
  documents.forEach((document, at) => checkOpen(inquiry, document, inquiry.documents[at]!));
  if (sha256Hex(utf8(leak)) !== inquiry.leak) throw new Refused("this is not the text that the inquiry is about");
  const marked = (told.shown as unknown as Shown[]).map((shown) => markedOf(replay, inquiry, shown));
  const trace = traceOf(leak, marked);
  const inside = (trace.parts as JsonObject[]).filter(({ lines_found }) => lines_found);
  const known = inside.map(({ document, part }) => now.knowers(document as string, part as string, inquiry.foundMs));
  const holders = [...(known[0] ?? [])].filter((each) => known.every((set) => set.has(each))).sort();
  const authors = [...new Set(documents.map(({ author }) => author))].sort();
  return { reports: 1, inquiry: told.inquiry!, by: told.by!, shown: told.shown!, trace, holders, authors };
}

function checkOpen(inquiry: Inquiry, document: Document, name: string): void {
  const missing = document.between.filter((party) => !inquiry.opened.has(party));
  if (missing.length) throw new Refused(`${missing.join(", ")} has not opened the inquiry`);
  const secret = document.between.filter((party) => !document.revealed.has(party));
  if (secret.length) throw new Refused(`${secret.join(", ")} has not revealed its half of the code of ${name}`);
}

function markedOf(replay: Replay, inquiry: Inquiry, shown: Shown): Marked {
  const now = replay.fold.disclosures, document = now.documents.get(shown.document), { part, content } = shown;
  if (!document || !inquiry.documents.includes(shown.document)) throw new Refused(`the inquiry is not about a document ${shown.document}`);
  if (document.parts.get(part) !== partDigest(shown.salt, content)) throw new Refused(`${part} is not what its author had committed to`);
  const secret = jointSecret(shown.document, document.revealed), size = scheme(content, document.lang).size;
  const chances = biases(secret, part, size), readers = new Set<string>();
  for (const { reader, digest } of now.releasesOf(shown.document, part)) {
    const text = compose(content, document.lang, word(secret, part, reader, chances));
    if (copyDigest(secret, part, reader, text) !== digest) {
      throw new Refused(`the copy that was released to ${reader} is not the one that the code gives`);
    }
    readers.add(reader);
  }
  return { ...shown, lang: document.lang, secret, readers: [...readers].sort() };
}

function traceOf(leak: string, marked: readonly Marked[]): JsonObject {
  const seenOf: Seen[][] = [], wordsOfParts: Map<string, readonly number[]>[] = [];
  const parts = marked.map(({ document, part, content, lang, secret, readers }) => {
    const marks = readMarks(leak, content, lang), chances = biases(secret, part, marks.bits.length);
    seenOf.push(chances.map((chance, at) => ({ chance, bit: marks.bits[at]! })));
    wordsOfParts.push(new Map(readers.map((reader) => [reader, word(secret, part, reader, chances)])));
    const read = marks.bits.filter((bit) => bit !== null).length;
    return { document, part, lines_found: marks.linesFound, lines_all: marks.linesAll, marks_read: read, marks_all: marks.bits.length };
  });
  const readers = [...new Set(marked.flatMap((each) => each.readers))].sort();
  const odds = readers.map((reader) => oddsOf(reader, seenOf, wordsOfParts));
  odds.sort((a, b) => b.one_in - a.one_in || b.score - a.score || byLetters(a.reader, b.reader));
  const leads = odds.filter((each) => each.is_lead);
  const stitched = leads.length > 1 || (leads.length === 1 && leads[0]!.matches * 20 <= leads[0]!.marks_read * 19);
  return {
    parts, odds, bound_one_in: Math.floor(ODDS_MIN / Math.max(1, readers.length)), is_readable: parts.some((each) => each.marks_read > 0),
    is_stitched: stitched,
  } as unknown as JsonObject;
}

function oddsOf(reader: string, seenOf: readonly Seen[][], words: readonly ReadonlyMap<string, readonly number[]>[]) {
  const odds = { reader, score: 0, matches: 0, marks_read: 0, one_in: 0, is_lead: false };
  let rare = 0, common = 0;
  seenOf.forEach((seen, at) => {
    const own = words[at]!.get(reader);
    if (!own) return;
    const fit = fitOf(seen, own), kinds = kindsOf(seen);
    odds.score += fit.score;
    odds.matches += fit.matches;
    odds.marks_read += fit.read;
    rare += kinds[0];
    common += kinds[1];
  });
  odds.one_in = oneIn(rare, common, odds.score);
  odds.is_lead = odds.one_in >= ODDS_MIN;
  return odds;
}

/** The report for people. */
function* wordsOf(told: JsonObject, replay: Replay): Generator<string> {
  const trace = told.trace as JsonObject, parts = trace.parts as Record<string, number>[];
  const sum = (name: string) => parts.reduce((total, part) => total + part[name]!, 0);
  const named = (keys: Json) => (keys as string[]).map((key) => replay.fold.parties.name(key)).join(", ") || "nobody";
  const thousands = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");
  yield `Inquiry ${told.inquiry}. Report by ${told.by}.`;
  for (const each of parts) {
    yield `  ${each.document} ${each.part}: ${each.lines_found} of ${each.lines_all} lines are in the text, ${each.marks_read} of ${each.marks_all} marks can be read`;
  }
  if (!sum("lines_found")) yield "Nothing of these documents can be read in it: it may be another document, or told in other words.";
  else if (!sum("marks_read")) yield "No mark can be read: the text tells it in other words. Only the logs can say who could have known.";
  else {
    yield `How well each reader's own copy fits the ${sum("marks_read")} marks of ${sum("marks_all")} that can be read:`;
    for (const odd of trace.odds as JsonObject[]) {
      const lead = odd.is_lead ? "  <- look here first" : "", chance = thousands(odd.one_in as number);
      yield `  ${named([odd.reader!])}: ${odd.matches} of ${odd.marks_read}; by chance in one of ${chance} readers who had no part in it${lead}`;
    }
    yield `In one of ${thousands(trace.bound_one_in as number)} inquiries like this somebody without any part is a lead.`;
  }
  if (trace.is_stitched) yield "No single copy explains all marks: the text was put together from several, or typed with mistakes.";
  yield `Who could have known all of it, by the logs alone: ${named(told.holders!)}`;
  yield `Whoever wrote the document can make every copy: ${named(told.authors!)}.`;
  yield "A copy can be stolen, photographed or overheard. None of this says that anybody passed it on.";
}
