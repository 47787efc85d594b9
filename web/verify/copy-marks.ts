// The marks of a part in a text found outside; null where nothing can be said. See disclosure/marks.py.
import { type JsonObject } from "./canonical.js";
import { BREAK, BULLETS, scheme, type Line, type Scheme } from "./copy.js";
import { isField, isSlot, piecesOf, say, wordings, wordsOf } from "./copy-template.js";

const TEXT_MAX = 60_000;
const FACT_WEIGHT = 4;
const FOUND_PCT = 60;
const ALIKE_PCT = 75;
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const STARTS = new RegExp(`^${SPACE}+`), BLANK = new RegExp(`^${SPACE}*$`);

type Bit = number | null;

export interface Marks {
  bits: readonly Bit[];
  linesFound: number;
  linesAll: number;
}

export function readMarks(text: string, part: JsonObject, lang: string): Marks {
  const plan = scheme(part, lang), bits: Bit[] = Array.from({ length: plan.size }, () => null);
  const cut = Array.from(text).slice(0, TEXT_MAX).join("");
  const raws = linesOf(cut).filter((raw) => !BLANK.test(raw)), said = raws.map(wordsOf);
  const again = saidAgain(plan), places = exact(plan, said, again, bits);
  decoys(plan, said.flat(), bits);
  layout(plan, text, raws, places, bits);
  const starts: number[] = [0];
  for (const each of said) starts.push(starts.at(-1)! + each.length);
  const found = new Map([...places].map(([line, at]) => [line, starts[at]!]));
  const taken = new Set(places.values());
  const words = said.flatMap((each, at) => (taken.has(at) ? each.map(() => "") : each));
  const common = commonWords(plan);
  plan.lines.forEach((line, number) => {
    if (found.has(number) || again.has(number)) return;
    const place = placeOf(line, words, common);
    if (!place) return;
    found.set(number, place[0]);
    slots(line, words.slice(...place), bits);
  });
  plan.swaps.forEach(([one, other], number) => {
    const a = found.get(one), b = found.get(other);
    if (again.has(one) || again.has(other)) return;
    if (a !== undefined && b !== undefined && a !== b) bits[plan.firstSwap + number] = Number(a > b);
  });
  return { bits, linesFound: found.size, linesAll: plan.lines.length };
}

function linesOf(text: string): string[] {
  const lines = text.split(BREAK);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

const spelt = (words: readonly string[]): string => words.join("\0");

/** Lines that the order says more than once: with all that say the same. */
function saidAgain(plan: Scheme): Map<number, readonly number[]> {
  const alike = new Map<string, number[]>();
  plan.lines.forEach((line, number) => {
    const words = spelt(wordsOf(wordings(line.template, line.values)[0]!.text));
    alike.set(words, [...(alike.get(words) ?? []), number]);
  });
  return new Map([...alike.values()].filter((each) => each.length > 1).flatMap((each) => each.map((number) => [number, each] as const)));
}

function exact(plan: Scheme, said: readonly string[][], again: ReadonlyMap<number, readonly number[]>, bits: Bit[]): Map<number, number> {
  const byWords = new Map<string, number[]>(), places = new Map<number, number>();
  said.forEach((words, at) => {
    const known = byWords.get(spelt(words));
    if (known) known.push(at);
    else byWords.set(spelt(words), [at]);
  });
  plan.lines.forEach((line, number) => {
    const found = wordings(line.template, line.values).flatMap(({ text, bits: chosen }) => (byWords.get(spelt(wordsOf(text))) ?? []).map((at) => ({ at, chosen })));
    const same = again.get(number) ?? [number], nth = same.indexOf(number);
    if (nth < found.length) places.set(number, same.length === 1 ? found[0]!.at : found.map(({ at }) => at).sort((a, b) => a - b)[nth]!);
    if (found.length < same.length) return;
    found[0]!.chosen.forEach((bit, mark) => {
      const isSure = same.length === 1 || found.every(({ chosen }) => chosen[mark] === bit);
      bits[line.first + mark] = isSure ? bit : null;
    });
  });
  return places;
}

function decoys(plan: Scheme, words: readonly string[], bits: Bit[]): void {
  const where = whereOf(words);
  plan.decoys.forEach((pair, number) => {
    const bit = chosen(pair, words, where);
    if (bit !== null) bits[plan.firstDecoy + number] = bit;
  });
}

/** Which of two wordings is there, if the other is not. */
function chosen(pair: readonly [string, string], words: readonly string[], where: Where): Bit {
  const alike = pair.map((each) => likeness(wordsOf(each), words, where)), bit = Number(alike[1]! > alike[0]!);
  return alike[bit]! >= ALIKE_PCT && alike[1 - bit]! < FOUND_PCT ? bit : null;
}

function layout(plan: Scheme, text: string, raws: readonly string[], places: ReadonlyMap<number, number>, bits: Bit[]): void {
  const found = [...places.values()].map((at) => raws[at]!.replace(STARTS, "").slice(0, 2));
  const bullets = new Set(found.filter((each) => (BULLETS as readonly string[]).includes(each)));
  if (bullets.size === 1) bits[plan.size - 2] = (BULLETS as readonly string[]).indexOf([...bullets][0]!);
  const whole = linesOf(text), sentences = new Set(plan.decoys.flat().map((each) => spelt(wordsOf(each))));
  const first = whole.findIndex((raw) => sentences.has(spelt(wordsOf(raw))));
  if (bits[plan.size - 2] === null || first <= 0 || !places.size) return;
  if (places.size === plan.lines.length || Math.max(...places.values()) === plan.lines.length - 1) {
    bits[plan.size - 1] = Number(BLANK.test(whole[first - 1]!));
  }
}

function commonWords(plan: Scheme): Set<string> {
  const counts = new Map<string, number>();
  for (const { values } of plan.lines) {
    const words = new Set(Object.entries(values).flatMap(([name, value]) => wordsOf(say(name, value))));
    for (const each of words) counts.set(each, (counts.get(each) ?? 0) + 1);
  }
  return new Set([...counts].flatMap(([each, count]) => (count > 1 ? [each] : [])));
}

function placeOf(line: Line, words: readonly string[], common: ReadonlySet<string>): [number, number] | null {
  const weights = new Map<string, number>();
  let needed = 0;
  for (const piece of piecesOf(line.template)) {
    if (isField(piece)) {
      for (const each of wordsOf(say(piece.field, line.values[piece.field]!))) {
        weights.set(each, common.has(each) ? 1 : FACT_WEIGHT);
        needed += weights.get(each)!;
      }
    } else {
      const both = isSlot(piece) ? [...piece.slot] : [piece];
      for (const each of both.flatMap(wordsOf)) weights.set(each, weights.get(each) ?? 1);
      needed += Math.max(...both.map((each) => wordsOf(each).length));
    }
  }
  const long = Math.max(...wordings(line.template, line.values).map(({ text }) => wordsOf(text).length));
  let best = 0, weight = 0, place: [number, number] | null = null;
  const inside = new Map<string, number>();
  words.forEach((word, at) => {
    const end = at + 1, gone = words[end - long - 1];
    if (weights.has(word)) {
      if (!inside.get(word)) weight += weights.get(word)!;
      inside.set(word, (inside.get(word) ?? 0) + 1);
    }
    if (gone !== undefined && weights.has(gone)) {
      inside.set(gone, inside.get(gone)! - 1);
      if (!inside.get(gone)) weight -= weights.get(gone)!;
    }
    if (weight > best && end >= Math.min(long, words.length)) {
      best = weight;
      place = [Math.max(0, end - long), end];
    }
  });
  return place && best * 100 >= needed * FOUND_PCT ? place : null;
}

function slots(line: Line, window: readonly string[], bits: Bit[]): void {
  const where = whereOf(window);
  piecesOf(line.template).filter(isSlot).forEach(({ slot }, number) => {
    const bit = chosen(slot, window, where);
    if (bit !== null) bits[line.first + number] = bit;
  });
}

type Where = ReadonlyMap<string, readonly number[]>;

/** Where each word stands: a long text has few different ones. */
function whereOf(words: readonly string[]): Where {
  const where = new Map<string, number[]>();
  words.forEach((word, at) => {
    const known = where.get(word);
    if (known) known.push(at);
    else where.set(word, [at]);
  });
  return where;
}

function likeness(wanted: readonly string[], words: readonly string[], where: Where): number {
  const hits = new Map<number, number>(), last = Math.max(0, words.length - wanted.length);
  wanted.forEach((word, nth) => {
    for (const [other, places] of where) {
      const like = wordLikeness(word, other);
      if (!like) continue;
      for (const at of places) if (at >= nth && at - nth <= last) hits.set(at - nth, (hits.get(at - nth) ?? 0) + like);
    }
  });
  let best = 0;
  for (const each of hits.values()) best = Math.max(best, each);
  return Math.floor(best / wanted.length);
}

function wordLikeness(one: string, other: string): number {
  if (one === other) return 100;
  const a = Array.from(one), b = Array.from(other);
  if (Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 2 || a[0] !== b[0]) return 0;
  const ratio = Math.trunc(((2 * matching(a, b)) / (a.length + b.length)) * 100);
  return ratio >= ALIKE_PCT ? ratio : 0;
}

/** Letters in common: the longest run that both have, and the same left and right of it (Ratcliff and Obershelp 1988). */
function matching(a: readonly string[], b: readonly string[]): number {
  let size = 0, fromA = 0, fromB = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      let run = 0;
      while (i + run < a.length && j + run < b.length && a[i + run] === b[j + run]) run++;
      if (run > size) [size, fromA, fromB] = [run, i, j];
    }
  }
  if (!size) return 0;
  return size + matching(a.slice(0, fromA), b.slice(0, fromB)) + matching(a.slice(fromA + size), b.slice(fromB + size));
}
