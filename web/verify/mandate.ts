// A mandate in words: every language from the same fields. A test compares the two implementations.
import { type JsonObject } from "./canonical.js";
import { type Replay } from "./replay.js";
import { type Lang } from "./words.js";

type Said = Readonly<Record<Lang, string>>;

const ROLES: Readonly<Record<string, Said>> = {
  admin: { en: "Administrators", zh: "管理员", ur: "منتظم" },
  security: { en: "Security officers", zh: "安全人员", ur: "سلامتی افسر" },
  operator: { en: "Operators", zh: "值班员", ur: "آپریٹر" },
  liaison: { en: "Liaison officers", zh: "联络官", ur: "رابطہ افسر" },
  keeper: { en: "Gate keepers", zh: "门卫", ur: "گیٹ محافظ" },
  node: { en: "The node", zh: "节点", ur: "نوڈ" },
};

/** Everywhere, and at certain places only. */
const ACTS: Readonly<Record<string, Readonly<Record<Lang, readonly [string, string]>>>> = {
  accompany: {
    en: ["accompany movements", "accompany movements at {on}"],
    zh: ["可随行程护送", "可在{on}随行程护送"],
    ur: ["سفروں کے ساتھ جا سکتے ہیں", "{on} میں سفروں کے ساتھ جا سکتے ہیں"],
  },
  attend_meetings: {
    en: ["attend security meetings", "attend security meetings at {on}"],
    zh: ["可出席安全会议", "可出席{on}的安全会议"],
    ur: ["سلامتی کے اجلاسوں میں شریک ہو سکتے ہیں", "{on} کے سلامتی اجلاسوں میں شریک ہو سکتے ہیں"],
  },
  be_present: {
    en: ["be present at the sites", "be present at {on}"],
    zh: ["可在各厂区驻留", "可在{on}驻留"],
    ur: ["مقامات پر موجود رہ سکتے ہیں", "{on} میں موجود رہ سکتے ہیں"],
  },
  read_documents: {
    en: ["read documents released to them", "read documents of {on} released to them"],
    zh: ["可阅读向其开放的文件", "可阅读向其开放的{on}文件"],
    ur: ["اپنے لیے جاری دستاویزات پڑھ سکتے ہیں", "{on} کی اپنے لیے جاری دستاویزات پڑھ سکتے ہیں"],
  },
  see_facts: {
    en: ["see the facts of the watch", "see the facts of {on}"],
    zh: ["可查看值守所得的事实", "可查看{on}的事实"],
    ur: ["نگرانی کے حقائق دیکھ سکتے ہیں", "{on} کے حقائق دیکھ سکتے ہیں"],
  },
  see_feed: {
    en: ["see every feed", "see the feed {on}"],
    zh: ["可查看所有信息源", "可查看信息源{on}"],
    ur: ["تمام فیڈ دیکھ سکتے ہیں", "فیڈ {on} دیکھ سکتے ہیں"],
  },
};
const SENTENCE: Said = { en: "{roles} of {party} may {act}{rest}.", zh: "{party}的{roles}{act}{rest}。", ur: "{party} کے {roles} {act}{rest}۔" };
const AT_MOST: Said = { en: ", at most {n} at a time", zh: "，同时至多{n}人", ur: "، ایک وقت میں زیادہ سے زیادہ {n} افراد" };
const HOURS: Said = {
  en: ", daily from {start} to before {end} UTC{offset}",
  zh: "，每日{start}起至{end}前（UTC{offset}）",
  ur: "، روزانہ {start} سے {end} سے پہلے تک (UTC{offset})",
};
const ROUNDED: Said = { en: ", positions rounded to {m} m", zh: "，位置取整至{m}米", ur: "، مقام {m} میٹر تک گول کیے گئے" };
const AND: Said = { en: " and ", zh: "和", ur: " اور " };

/** The permission as one sentence. */
export function sayMandate(mandate: JsonObject, lang: Lang, replay: Replay): string {
  const [plain, limited] = ACTS[mandate.act as string]![lang];
  const on = (mandate.on as string[]).map((each) => nameOf(each, lang, replay)).join(AND[lang]);
  const { at_most: n, hours, resolution_m: m } = mandate;
  const rest = [
    n === null ? "" : fill(AT_MOST[lang], { n: String(n) }),
    hours === null ? "" : sayHours(hours as JsonObject, lang),
    m === null ? "" : fill(ROUNDED[lang], { m: String(m) }),
  ].join("");
  return fill(SENTENCE[lang], {
    roles: ROLES[mandate.role as string]![lang], party: replay.lexicon.party(mandate.party as string, lang),
    act: on ? fill(limited, { on }) : plain, rest,
  });
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name]!);
}

function nameOf(resource: string, lang: Lang, replay: Replay): string {
  const slash = resource.indexOf("/"), kind = resource.slice(0, slash), name = resource.slice(slash + 1);
  if (kind === "zone") return replay.lexicon.place(name, lang);
  return kind === "site" ? (replay.fold.sites.nameOf(name) ?? name) : name;
}

function sayHours({ from_min: from, to_min: to, offset_min }: JsonObject, lang: Lang): string {
  const minutes = offset_min as number;
  const offset = minutes ? `${minutes < 0 ? "-" : "+"}${clock(Math.abs(minutes))}` : "";
  return fill(HOURS[lang], { start: clock(from as number), end: clock(to as number), offset });
}

function clock(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
