// Canonical JSON: RFC 8785 without floats, integers within +-(2^53 - 1), ASCII keys, well-formed UTF-8, no key
// twice, at most 32 levels. One value has one spelling; the reader accepts that spelling and no other.
import { Refused } from "./refusal.js";
import { textOf, utf8, type Bytes } from "./bytes.js";
import { sha256Hex } from "./sha256.js";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export class NotCanonical extends Refused {}

const DEPTH_MAX = 32;
const INTEGER = /-?(?:0|[1-9][0-9]*)/y;
/** What a string may hold unescaped, and the escapes that RFC 8785 section 3.2.2.2 writes. */
const STRING = /"(?:[^"\\\u0000-\u001f]|\\["\\bfnrt]|\\u00(?:0[0-7be-f]|1[0-9a-f]))*"/y;

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  whole(): Json {
    const value = this.value(0);
    if (this.at !== this.text.length) throw this.wrong();
    return value;
  }

  private wrong(what = "not the canonical spelling"): NotCanonical {
    return new NotCanonical(`character ${this.at}: ${what}`);
  }

  private value(depth: number): Json {
    switch (this.text[this.at]) {
      case "{":
        return this.object(depth + 1);
      case "[":
        return this.array(depth + 1);
      case '"':
        return this.string();
      case "t":
        return this.word("true", true);
      case "f":
        return this.word("false", false);
      case "n":
        return this.word("null", null);
      default:
        return this.integer();
    }
  }

  private is(letter: string): boolean {
    if (this.text[this.at] !== letter) return false;
    this.at++;
    return true;
  }

  private object(depth: number): Json {
    if (depth > DEPTH_MAX) throw this.wrong(`nested deeper than ${DEPTH_MAX} levels`);
    this.at++;
    const found: Record<string, Json> = Object.create(null) as Record<string, Json>;
    if (this.is("}")) return found;
    for (let before: string | null = null; ; ) {
      if (this.text[this.at] !== '"') throw this.wrong();
      const key = this.string();
      if (!/^[\u0000-\u007f]*$/.test(key)) throw this.wrong("a key is not ASCII");
      if (before !== null && key <= before) throw this.wrong();
      before = key;
      if (!this.is(":")) throw this.wrong();
      found[key] = this.value(depth);
      if (this.is("}")) return found;
      if (!this.is(",")) throw this.wrong();
    }
  }

  private array(depth: number): Json {
    if (depth > DEPTH_MAX) throw this.wrong(`nested deeper than ${DEPTH_MAX} levels`);
    this.at++;
    const found: Json[] = [];
    if (this.is("]")) return found;
    for (;;) {
      found.push(this.value(depth));
      if (this.is("]")) return found;
      if (!this.is(",")) throw this.wrong();
    }
  }

  private string(): string {
    STRING.lastIndex = this.at;
    const match = STRING.exec(this.text);
    if (!match) throw this.wrong();
    this.at = STRING.lastIndex;
    return match[0].includes("\\") ? (JSON.parse(match[0]) as string) : match[0].slice(1, -1);
  }

  private integer(): number {
    INTEGER.lastIndex = this.at;
    const match = INTEGER.exec(this.text);
    const value = Number(match?.[0]);
    if (!match || match[0] === "-0") throw this.wrong();
    if (!Number.isSafeInteger(value)) throw this.wrong("a number beyond +-(2^53 - 1)");
    this.at = INTEGER.lastIndex;
    return value;
  }

  private word<T extends Json>(text: string, value: T): T {
    if (!this.text.startsWith(text, this.at)) throw this.wrong();
    this.at += text.length;
    return value;
  }
}

/** The value of canonical bytes. Throws NotCanonical for any other bytes. */
export function decode(raw: Bytes): Json {
  const text = textOf(raw);
  if (text === null) throw new NotCanonical("not UTF-8");
  return decodeText(text);
}

export function decodeText(text: string): Json {
  return new Reader(text).whole();
}

/** The one spelling of a value. JSON.stringify spells strings as RFC 8785 does. */
export function encode(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(encode).join()}]`;
  if (typeof value === "object" && value !== null) {
    const object = value as JsonObject;
    const items = Object.keys(object).sort().map((key) => `${JSON.stringify(key)}:${encode(object[key]!)}`);
    return `{${items.join()}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new NotCanonical(`${value} has no canonical form`);
  return JSON.stringify(value);
}

/** SHA-256 of the canonical bytes, hexadecimal. */
export function digest(value: Json): string {
  return sha256Hex(utf8(encode(value)));
}
