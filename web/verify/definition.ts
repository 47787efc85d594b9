// Definitions in words, in three languages, written from what is signed. A test compares the two implementations.
import { type JsonObject } from "./canonical.js";
import { type Sites } from "./sites.js";
import { type Lang } from "./words.js";

const PLACES: Readonly<Record<Lang, string>> = {
  en: "The places of {site} are those of its drawing {drawn}.",
  zh: "{site}的地点以图纸{drawn}为准。",
  ur: "{site} کے مقامات وہی ہیں جو نقشے {drawn} میں ہیں۔",
};
const LEVELS: Readonly<Record<Lang, string>> = {
  en: "There are {of} threat levels; 1 is the lowest. The one that holds is the highest that is stated by at least this many parties: {by}.",
  zh: "威胁等级共{of}级，1级最低。以达到下列当事方数所报的最高等级为准：{by}。",
  ur: "خطرے کے {of} درجے ہیں؛ 1 سب سے کم ہے۔ وہ سب سے اونچا درجہ لاگو ہے جسے کم از کم اتنے فریق بتائیں: {by}۔",
};

export function sayDefinition(content: JsonObject, lang: Lang, sites: Sites): string {
  const fill = (text: string, names: Readonly<Record<string, string>>) => text.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? "");
  if (content.kind === "levels") return fill(LEVELS[lang], { of: String(content.of), by: String(content.stated_by) });
  const site = content.site as string;
  return fill(PLACES[lang], { site: sites.nameOf(site) ?? site, drawn: (content.drawn as string).slice(0, 16) });
}
