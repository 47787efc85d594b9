// A rule in words, in three languages, written from the rule alone.
import { type Lexicon } from "./lexicon.js";
import { minute } from "./moment.js";
import { write } from "./notation.js";
import { type Rule } from "./rule.js";
import { SENTENCES } from "./sentences.js";
import { eventWord, stateWord, type Happening, type Slot, type SlotValue } from "./slots.js";
import { NOUNS, type Lang } from "./words.js";

type Texts = Readonly<Record<Lang, string>>;

const SEVERITY: Texts = { en: "Severity: {0}.", zh: "级别：{0}。", ur: "درجہ: {0}۔" };
const LEVELS: Readonly<Record<string, Texts>> = {
  note: { en: "note", zh: "记录", ur: "اندراج" },
  alarm: { en: "alarm", zh: "警报", ur: "الارم" },
  stop: { en: "stop", zh: "停止行动", ur: "کارروائی روکیں" },
};
const DATES: Texts = {
  en: "From {0} to {1}.",
  zh: "自{0}起至{1}止（UTC，不含止点），以义务产生的时间为准。",
  ur: "{0} سے {1} تک (UTC، آخری لمحہ شامل نہیں)، ذمہ داری پیدا ہونے کے وقت کے مطابق۔",
};
const WAIVER: Texts = {
  en: "Unless a waiver is recorded by {0} within that time.",
  zh: "{0}均在上述时限内记录豁免的除外。",
  ur: "سوائے اس کے کہ {0} اسی مدت کے اندر استثنا درج کرے۔",
};
const ANSWERS: Texts = { en: "A violation is answered by {0}.", zh: "发生违反时由{0}作出答复。", ur: "خلاف ورزی کی صورت میں {0} جواب دے گا۔" };
const SKEW: Texts = { en: "Clocks may differ by {0}.", zh: "各方时钟允许相差{0}。", ur: "فریقین کی گھڑیوں میں {0} تک فرق ہو سکتا ہے۔" };
const LAG: Texts = { en: "Logs may lag by {0}.", zh: "各方日志可滞后{0}。", ur: "فریقین کے لاگ {0} تک پیچھے رہ سکتے ہیں۔" };
const SILENCE: Readonly<Record<"violated" | "others", Texts>> = {
  violated: {
    en: "While a log is silent, the duty counts as violated.",
    zh: "日志静默期间，该义务视为违反。",
    ur: "جب تک کوئی لاگ خاموش ہو، ذمہ داری کی خلاف ورزی شمار ہوگی۔",
  },
  others: {
    en: "While a log is silent, the duty is judged by the other logs.",
    zh: "日志静默期间，该义务依其他各方日志判定。",
    ur: "جب تک کوئی لاگ خاموش ہو، ذمہ داری دوسرے فریقوں کے لاگ سے جانچی جائے گی۔",
  },
};
const EACH: Texts = { en: "each party", zh: "每一方", ur: "ہر فریق" };
const AND: Texts = { en: " and ", zh: "和", ur: " اور " };
const BY: Texts = { en: "{noun} by {party}", zh: "{party}的{noun}", ur: "{party} کی جانب سے {noun}" };
const UNITS: readonly (readonly [number, Texts])[] = [
  [3_600_000, { en: "hour", zh: "小时", ur: "گھنٹے" }],
  [60_000, { en: "minute", zh: "分钟", ur: "منٹ" }],
  [1_000, { en: "second", zh: "秒", ur: "سیکنڈ" }],
];
const SLOT_KINDS = ["place", "duration", "distance", "count", "escorts", "event", "an_event", "act", "state", "thing", "each_party"];

/** A text with its places filled; what is filled in is not looked at again. */
export function filled(text: string, parts: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => parts[name] ?? whole);
}

/** The rule as a clause; a formal rule as its formula. */
export function say(rule: Rule, lang: Lang, lexicon: Lexicon): string {
  const sentence = SENTENCES.get(rule.pattern);
  const parts = [sentence ? fill(sentence[lang], rule.slots, lang, lexicon) : write(rule.duties[0]!)];
  const one = (text: Texts, first: string, second = "") => parts.push(filled(text[lang], { 0: first, 1: second }));
  if (rule.waiver.length) one(WAIVER, parties(rule.waiver, lang, lexicon));
  if (rule.from_ms !== null && rule.to_ms !== null) one(DATES, minute(rule.from_ms), minute(rule.to_ms));
  if (rule.severity !== "alarm") one(SEVERITY, LEVELS[rule.severity]![lang]);
  if (rule.answers.length) one(ANSWERS, parties(rule.answers, lang, lexicon));
  if (rule.skew_ms) one(SKEW, duration(rule.skew_ms, lang));
  if (rule.lag_ms !== undefined) one(LAG, duration(rule.lag_ms, lang));
  if (rule.silence !== undefined) parts.push(SILENCE[rule.silence][lang]);
  return parts.join(lang === "zh" ? "" : " ");
}

function parties(ids: readonly string[], lang: Lang, lexicon: Lexicon): string {
  if (ids.join("\n") === lexicon.partyIds().join("\n")) return EACH[lang];
  return ids.map((party) => lexicon.party(party, lang)).join(AND[lang]);
}

/** A length of time in the largest unit that counts it whole; whole seconds only. */
function duration(ms: number, lang: Lang): string {
  const [size, names] = UNITS.find(([size]) => ms % size === 0 && ms >= size) ?? UNITS[2]!;
  return counted(Math.floor(ms / size), names, lang);
}

export function distance(m: number, lang: Lang): string {
  const isKm = m % 1000 === 0 && m > 0;
  const names = isKm ? { en: "kilometre", zh: "公里", ur: "کلومیٹر" } : { en: "metre", zh: "米", ur: "میٹر" };
  return counted(isKm ? m / 1000 : m, names, lang);
}

function counted(n: number, names: Texts, lang: Lang): string {
  if (lang === "zh") return `${n}${names.zh}`;
  return `${n} ${names[lang]}${lang === "en" && n !== 1 ? "s" : ""}`;
}

/** An event as a noun, with its place and party. */
export function sayEvent(happening: Happening, lang: Lang, lexicon: Lexicon): string {
  const wording = eventWord(happening.event)[lang];
  const noun = happening.zone ? filled(wording.at, { place: lexicon.place(happening.zone, lang) }) : wording.noun;
  return happening.party ? filled(BY[lang], { noun, party: lexicon.party(happening.party, lang) }) : noun;
}

/** English: the plural of a noun of the vocabulary; what follows the noun itself stays as it is. */
export function many(noun: string): string {
  const word = [" in ", " into ", " from "].find((each) => noun.includes(each));
  const end = word ? noun.indexOf(word) : noun.length;
  const head = noun.slice(0, end);
  if (head.endsWith("y")) return `${head.slice(0, -1)}ies${noun.slice(end)}`;
  return `${head}${/(s|x|ch|sh)$/.test(head) ? "es" : "s"}${noun.slice(end)}`;
}

export function withArticle(noun: string): string {
  return `${"aeiou".includes(noun.charAt(0).toLowerCase()) ? "an" : "a"} ${noun}`;
}

function slotText(value: SlotValue, kind: string, lang: Lang, lexicon: Lexicon): string {
  switch (value.type) {
    case "duration":
      return duration(value.ms, lang);
    case "distance":
      return distance(value.m, lang);
    case "count":
      if (lang !== "en" || kind !== "escorts") return String(value.n);
      return value.n === 1 ? `${value.n} escort is` : `${value.n} escorts are`;
    case "place":
      return lexicon.place(value.zone, lang);
    case "thing":
      return NOUNS.get(value.kind)![lang];
    case "state":
      return stateWord(value.state)[lang];
    case "parties":
      return parties(value.parties, lang, lexicon);
    case "event": {
      if (lang === "en" && kind === "act") return eventWord(value.event).en.does;
      const noun = sayEvent(value, lang, lexicon);
      return lang === "en" && kind === "an_event" ? withArticle(noun) : noun;
    }
  }
}

/** A pattern's text with its slots in words. */
function fill(text: string, slots: readonly Slot[], lang: Lang, lexicon: Lexicon): string {
  let filledIn = text;
  for (const { name, value } of slots) {
    for (const kind of SLOT_KINDS) filledIn = filledIn.split(`{${name}:${kind}}`).join(slotText(value, kind, lang, lexicon));
    filledIn = filledIn.split(`{${name}}`).join(slotText(value, "", lang, lexicon));
  }
  return lang === "en" ? filledIn.charAt(0).toUpperCase() + filledIn.slice(1) : filledIn;
}
