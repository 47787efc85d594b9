// A reader's copy of a part: the same facts in the wording, order and layout that the reader's word says. See
// disclosure/copy.py.
import { encode, type Json, type JsonObject } from "./canonical.js";
import { type Word } from "./copy-code.js";
import { fill, patternOf, slotsIn, unsay, type Values } from "./copy-template.js";
import { WORDINGS, type LineName } from "./copy-wording.js";
import { Refused } from "./refusal.js";
import { integer, list, matching, object, tagged } from "./shape.js";
import { LAST_MS } from "./units.js";

export const BULLETS = ["- ", "• "] as const;
export const BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
const MINUTE_MS = 60_000;
const HEAD: readonly LineName[] = ["title", "call_sign", "people", "check_in", "vehicle", "escort", "contact"];
const LEG: readonly LineName[] = ["leg", "to", "depart", "arrive", "road", "reporting", "haven"];
const SETS: Readonly<Record<string, string>> = { vehicle: "vehicles", escort: "escort", contact: "contacts", haven: "havens" };
const FIELDS: Readonly<Record<string, string>> = { title: "movement", check_in: "check_in_min", depart: "depart_ms", arrive: "arrive_ms" };

const said = matching(/^(?=[\s\S]{1,80}$)[^\s\x00-\x1f](?:[^\x00-\x1f\x85\u2028\u2029]*\S)?$/u, "a name on one line");
const time = (value: Json, path: string) => {
  integer(0, LAST_MS)(value, path);
  if ((value as number) % MINUTE_MS) throw new Refused(`${path} is not a whole minute`);
};
const few = list(said, 0, 20);
/** A part of an order in facts. */
export const PART = tagged("kind", {
  head: {
    movement: said, call_sign: said, people: integer(1, 10_000), check_in_min: integer(1, 1_440), vehicles: few, escort: few, contacts: few,
  },
  leg: {
    leg: integer(1, 12), start: said, to: said, depart_ms: time, arrive_ms: time, roads: list(said, 0, 60),
    reporting: list(object({ place: said, due_ms: time }), 0, 20), havens: few,
  },
});

export interface Line {
  name: LineName;
  template: string;
  values: Values;
  /** The number of its first mark. */
  first: number;
}

export interface Scheme {
  lines: readonly Line[];
  swaps: readonly (readonly [number, number])[];
  decoys: readonly (readonly [string, string])[];
  firstSwap: number;
  firstDecoy: number;
  size: number;
}

const field = (name: string): string => FIELDS[name] ?? name;

/** All that a copy of that part can vary. */
export function scheme(part: JsonObject, lang: string): Scheme {
  const wording = WORDINGS[lang]!, lines: Line[] = [], swaps: [number, number][] = [];
  let first = 0;
  for (const [name, values] of facts(part)) {
    const template = wording.lines[name];
    lines.push({ name, template, values, first });
    first += slotsIn(template);
  }
  for (const name of Object.keys(SETS)) {
    const places = lines.flatMap((line, at) => (line.name === name ? [at] : []));
    for (let at = 0; at + 1 < places.length; at += 2) swaps.push([places[at]!, places[at + 1]!]);
  }
  const decoys = part.kind === "head" ? wording.head : wording.leg;
  return { lines, swaps, decoys, firstSwap: first, firstDecoy: first + swaps.length, size: first + swaps.length + decoys.length + 2 };
}

/** The copy. Throws Refused where a name could not be told from the wording. */
export function compose(part: JsonObject, lang: string, word: Word): string {
  const plan = scheme(part, lang), order = plan.lines.map((_, at) => at);
  plan.swaps.forEach(([one, other], at) => {
    if (word[plan.firstSwap + at]) [order[one], order[other]] = [order[other]!, order[one]!];
  });
  const bullet = BULLETS[word.at(-2)!]!;
  const lines = order.map((at) => {
    const line = plan.lines[at]!;
    return (isListed(line.name) ? bullet : "") + fill(line.template, line.values, word.slice(line.first));
  });
  if (word.at(-1)) lines.push("");
  plan.decoys.forEach((pair, at) => lines.push(bullet + pair[word[plan.firstDecoy + at]!]!));
  const text = `${lines.join("\n")}\n`;
  if (encode(parse(text, lang)) !== encode(part)) throw new Refused("a name in the order reads like a sentence of it");
  return text;
}

function* facts(part: JsonObject): Generator<[LineName, Values]> {
  const names = (name: string) => part[name] as readonly string[];
  const one = (name: LineName): [LineName, Values] => [name, { [field(name)]: part[field(name)] as string | number }];
  if (part.kind === "head") {
    for (const name of HEAD.slice(0, 4)) yield one(name);
    for (const name of HEAD.slice(4)) for (const each of names(SETS[name]!)) yield [name, { name: each }];
    return;
  }
  yield ["leg", { leg: part.leg as number, start: part.start as string }];
  for (const name of ["to", "depart", "arrive"] as const) yield one(name);
  for (const each of names("roads")) yield ["road", { name: each }];
  for (const each of part.reporting as readonly JsonObject[]) yield ["reporting", each as Values];
  for (const each of names("havens")) yield ["haven", { name: each }];
}

function isListed(name: string): boolean {
  return name in SETS || name === "road" || name === "reporting";
}

/** The part that a copy says; null where it says none. */
function parse(text: string, lang: string): Json {
  const wording = WORDINGS[lang]!, found = new Map<string, Record<string, string | number>[]>();
  const decoys = new Set([...wording.head, ...wording.leg].flat());
  for (const raw of text.split(BREAK)) {
    let line = raw.trim();
    for (const bullet of BULLETS) if (line.startsWith(bullet)) line = line.slice(bullet.length);
    if (!line || decoys.has(line)) continue;
    const known = [...HEAD, ...LEG].flatMap((name) => {
      const match = patternOf(wording.lines[name]).exec(line);
      return match ? [{ name, groups: match.groups ?? {} }] : [];
    })[0];
    if (!known) return null;
    const values = Object.fromEntries(Object.entries(known.groups).map(([name, value]) => [name, unsay(name, value)]));
    found.set(known.name, [...(found.get(known.name) ?? []), values]);
  }
  const many = (name: string) => (found.get(name) ?? []).map((values) => values.name!);
  const set = (name: string) => many(name).map(String).sort(byLetters);
  const all = (names: readonly LineName[]) => Object.fromEntries(names.map((name) => [field(name), found.get(name)?.length === 1 ? found.get(name)![0]![field(name)]! : null]));
  if (found.has("title")) return { kind: "head", ...all(HEAD.slice(0, 4)), vehicles: set("vehicle"), escort: set("escort"), contacts: set("contact") };
  const reporting = (found.get("reporting") ?? []) as Json[];
  return { kind: "leg", ...found.get("leg")?.[0], ...all(["to", "depart", "arrive"]), roads: many("road"), reporting, havens: set("haven") } as Json;
}

/** By code points, as the first implementation sorts. */
export function byLetters(a: string, b: string): number {
  const one = Array.from(a), other = Array.from(b);
  for (let at = 0; at < Math.min(one.length, other.length); at++) {
    const step = one[at]!.codePointAt(0)! - other[at]!.codePointAt(0)!;
    if (step) return step;
  }
  return one.length - other.length;
}
