// What a signature under a clause would mean, in words that this page makes itself from the very bytes: the rule is read
// and written out by the second verifier's code. The node is asked for the names of places and parties only, and for the
// text of a clause whose digest is signed; that text is refused unless it has that digest.
import { t } from "../messages.js";
import { get } from "../node.js";
import { page } from "../page.js";
import { meaning } from "../verify/accord.js";
import { type JsonObject } from "../verify/canonical.js";
import { Lexicon, type Names } from "../verify/lexicon.js";
import { Refused as Unreadable } from "../verify/refusal.js";
import { loadRule } from "../verify/rule.js";
import { say } from "../verify/say.js";
import { type Lang } from "../verify/words.js";
import { DraftDiffers, type Draft, type Json } from "./draft.js";
import { rows } from "./words.js";

type Row = [string, string];

interface Vocabulary {
  places: { zone: string; names: Names }[];
  parties: { party: string; names: Names }[];
}

interface OnTable {
  id: string;
  number: number;
  title: string;
  titles: Partial<Record<Lang, string>>;
  content: JsonObject;
  terms: JsonObject | null;
  replaces: string[];
  counters: Record<string, { title: string; content: JsonObject; terms: JsonObject | null }>;
}

/** Rows that say it, and the fields of the draft that they stand for. Throws DraftDiffers where the node's text is another. */
export async function clauseInWords(draft: Draft): Promise<{ rows: Row[]; instead: string[] }> {
  if (draft.type === "clause.proposed/1" || draft.type === "clause.countered/1") {
    const content = draft.body["content"] as JsonObject;
    return content["kind"] === "protocol" ? ruled(String(content["rule"]), "rule") : { rows: [], instead: [] };
  }
  const known = (await get<OnTable[]>("/api/accord")).find((clause) => clause.id === draft.body["clause"]);
  const version = known && signed(known, draft.body["meaning"]);
  if (!known || !version) throw new DraftDiffers("body.meaning");
  const named: Row = [t("sign-clause"), `${known.number}. ${known.titles[page.language] ?? known.title}`];
  const limits = [
    ...(version.terms ? rows("terms", version.terms as Json) : []),
    ...(version.replaces.length ? rows("replaces", version.replaces) : []),
  ];
  return { rows: [named, ...(await contentInWords(version.content)), ...limits], instead: ["clause"] };
}

/** The version of that digest: the one on the table, or a party's other one. */
function signed(known: OnTable, digest: Json | undefined): Pick<OnTable, "content" | "terms" | "replaces"> | undefined {
  const others = Object.values(known.counters).map((counter) => ({ ...counter, replaces: [] }));
  return [known, ...others].find(({ content, terms, replaces }) => meaning(content, terms, replaces) === digest);
}

async function contentInWords(content: JsonObject): Promise<Row[]> {
  if (content["kind"] === "protocol") return (await ruled(String(content["rule"]), "clause")).rows;
  if (content["kind"] !== "text") return rows("content", content as Json);
  const texts = (content["texts"] ?? {}) as Record<string, string>;
  return inLanguages((language) => texts[language] ?? "");
}

/** The rule's sentences instead of that field; the field as it is where this version cannot read the rule. */
async function ruled(spelt: string, field: string): Promise<{ rows: Row[]; instead: string[] }> {
  try {
    return { rows: await rule(spelt), instead: [field] };
  } catch (error) {
    if (error instanceof Unreadable) return { rows: [[t("sign-says"), error.message]], instead: [] };
    throw error;
  }
}

async function rule(spelt: string): Promise<Row[]> {
  const { places, parties } = await get<Vocabulary>("/api/lexicon");
  const lexicon = new Lexicon(
    new Map(places.map(({ zone, names }) => [zone, names])),
    new Map([...parties].sort((a, b) => (a.party < b.party ? -1 : 1)).map(({ party, names }) => [party, names])),
  );
  const { rule: loaded } = loadRule(spelt);
  return inLanguages((language) => say(loaded, language, lexicon));
}

/** In the reader's language, and in English beside it. */
function inLanguages(written: (language: Lang) => string): Row[] {
  const languages: Lang[] = page.language === "en" ? ["en"] : [page.language, "en"];
  return languages.flatMap((language): Row[] => {
    const text = written(language);
    return text ? [[t(language === "en" && page.language !== "en" ? "sign-says-english" : "sign-says"), text]] : [];
  });
}
