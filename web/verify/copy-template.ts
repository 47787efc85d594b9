// Templates of lines, filled in and taken apart. See disclosure/template.py.
import { minute } from "./moment.js";

export interface Slot {
  slot: readonly [string, string];
}
export interface Field {
  field: string;
}
export type Piece = Slot | Field | string;
export type Values = Readonly<Record<string, string | number>>;

const PIECE = /\[([^|\]]+)\|([^|\]]+)\]|\{([a-z_]+)\}|([^[{]+)/g;
const CHINESE = "\\u3400-\\u9fff";
const LETTERS = `(?:(?![${CHINESE}])[\\p{L}\\p{N}])+`;
const WORDS = new RegExp(`[${CHINESE}]|${LETTERS}(?:[-.'’]${LETTERS})*`, "gu");
const NUMBERS: Readonly<Record<string, string>> = { leg: "\\d{1,2}", people: "\\d{1,5}", check_in_min: "\\d{1,4}" };
const TIME = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC";

export function piecesOf(template: string): Piece[] {
  return [...template.matchAll(PIECE)].map(([, one, other, field, literal]) =>
    one !== undefined ? { slot: [one, other!] as const } : field !== undefined ? { field } : literal!,
  );
}

export const isSlot = (piece: Piece): piece is Slot => typeof piece === "object" && "slot" in piece;
export const isField = (piece: Piece): piece is Field => typeof piece === "object" && "field" in piece;
export const slotsIn = (template: string): number => piecesOf(template).filter(isSlot).length;

export function fill(template: string, values: Values, bits: readonly number[]): string {
  let at = 0;
  return piecesOf(template)
    .map((piece) => (isSlot(piece) ? piece.slot[bits[at++]!]! : isField(piece) ? say(piece.field, values[piece.field]!) : piece))
    .join("");
}

/** Every wording of the line with its bits, the first mark changing last. */
export function wordings(template: string, values: Values): { bits: number[]; text: string }[] {
  const count = slotsIn(template);
  return Array.from({ length: 2 ** count }, (_, number) => {
    const bits = Array.from({ length: count }, (_each, at) => (number >> (count - 1 - at)) & 1);
    return { bits, text: fill(template, values, bits) };
  });
}

export function say(name: string, value: string | number): string {
  return name.endsWith("_ms") && typeof value === "number" ? `${minute(value)} UTC` : String(value);
}

/** Recognises the line in any wording. */
export function patternOf(template: string): RegExp {
  const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const parts = piecesOf(template).map((piece) => {
    if (isSlot(piece)) return `(?:${piece.slot.map(escape).join("|")})`;
    if (!isField(piece)) return escape(piece);
    return `(?<${piece.field}>${piece.field.endsWith("_ms") ? TIME : (NUMBERS[piece.field] ?? "[^\\n]+")})`;
  });
  return new RegExp(`^${parts.join("")}$`, "u");
}

/** The fact that was said. */
export function unsay(name: string, said: string): string | number {
  if (name.endsWith("_ms")) return Date.parse(`${said.slice(0, 10)}T${said.slice(11, 16)}:00Z`);
  return name in NUMBERS ? Number(said) : said;
}

/** Small and without punctuation; each Chinese character is a word. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ").match(WORDS) ?? [];
}
