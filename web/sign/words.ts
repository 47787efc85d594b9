// A draft in words: every field of the body is shown, whether or not there is a word for it.
import { utcFull } from "../clock.js";
import { find, t } from "../messages.js";
import type { Draft, Json } from "./draft.js";

/** "alarm.acknowledged/1" -> the message act-alarm-acknowledged, or the type itself. */
export function actInWords(type: string): string {
  return find(`act-${type.replace(/\/\d+$/, "").replaceAll(/[._]/g, "-")}`) ?? type;
}

/** Rows of name and text, in the order in which they are signed. `without`: fields that are said in other words. */
export function statement(draft: Draft, without: readonly string[] = []): [string, string][] {
  return [
    ...Object.entries(draft.body).flatMap(([name, value]) => rows(name, value, without)),
    [t("sign-object"), draft.object],
    [t("sign-claimed"), utcFull(draft.atMs)],
  ];
}

/** A field in words. A part with fields of its own, like a clause's content, is shown field by field. */
export function rows(name: string, value: Json, without: readonly string[] = []): [string, string][] {
  if (without.includes(name)) return [];
  const isParted = typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
  return isParted ? Object.entries(value).flatMap(([part, item]) => rows(part, item, without)) : [[fieldInWords(name), valueInWords(name, value)]];
}

function fieldInWords(name: string): string {
  return find(`field-${name.replaceAll("_", "-")}`) ?? name;
}

function valueInWords(name: string, value: Json): string {
  if (value === null || value === "") return t("sign-nothing");
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return name.endsWith("_ms") ? utcFull(value) : String(value);
  if (typeof value === "string") return find(`value-${name}-${value}`.replaceAll("_", "-")) ?? value;
  if (Array.isArray(value)) return value.map((item) => valueInWords(name, item)).join(", ");
  return Object.entries(value).map(([key, item]) => `${fieldInWords(key)}: ${valueInWords(key, item)}`).join("; ");
}
