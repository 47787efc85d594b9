// Observations as a feed's node stored them: JSON in any spelling, because what a blob holds is fixed by its hash.
// Integers must be written as integers.
import { type Json, type JsonObject } from "./canonical.js";
import { Refused } from "./refusal.js";
import { flag, isObject, list, oneOf, orNull, type Shape } from "./shape.js";
import { chosen, latE7, lonE7, metres, ms } from "./units.js";

export type Observation =
  | { type: "position"; asset: string; t_ms: number }
  | { type: "sighting"; asset: string; t_ms: number; sensor: string; zones: readonly string[] }
  | { type: "sensor"; sensor: string; t_ms: number }
  | { type: "alert"; asset: string; t_ms: number };

const DEPTH_MAX = 32;
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?![0-9.eE])/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

const whole: Shape = (value, path) => {
  if (typeof value !== "number") throw new Refused(`${path} is not an integer`);
};
/** Fields, and those that may be left out. */
const KINDS: Readonly<Record<string, readonly [Readonly<Record<string, Shape>>, Readonly<Record<string, Shape>>]>> = {
  position: [
    { type: oneOf("position"), asset: chosen, t_ms: ms, lat_e7: latE7, lon_e7: lonE7 },
    { acc_m: metres, speed_kmh: orNull(whole), heading_deg: orNull(whole) },
  ],
  sighting: [{ type: oneOf("sighting"), asset: chosen, t_ms: ms, sensor: chosen, zones: list(chosen) }, {}],
  sensor: [{ type: oneOf("sensor"), sensor: chosen, t_ms: ms, is_online: flag }, {}],
  alert: [{ type: oneOf("alert"), asset: chosen, t_ms: ms, alert: oneOf("distress", "distress_over", "tampered") }, {}],
};

/** The observations in a text; null where it holds anything else. */
export function readObservations(text: string): Observation[] | null {
  try {
    const value = new Reader(text).whole();
    list(observation)(value, "$");
    return (value as readonly JsonObject[]).map((each) => Object.fromEntries(Object.values(each) as never) as Observation);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** Of a field that is there twice each value must fit, and the last counts. */
const observation: Shape = (value, path) => {
  if (!isObject(value)) throw new Refused(`${path} is no observation`);
  const fields = Object.values(value) as unknown as readonly (readonly [string, Json])[];
  const types = fields.filter(([name]) => name === "type").map(([, type]) => type);
  const kind = types.length === 1 && typeof types[0] === "string" && Object.hasOwn(KINDS, types[0]) ? KINDS[types[0]] : undefined;
  if (!kind) throw new Refused(`${path} is no observation`);
  const [needed, more] = kind;
  for (const name of Object.keys(needed)) if (!fields.some(([each]) => each === name)) throw new Refused(`${path}.${name} is missing`);
  for (const [name, item] of fields) {
    const shape = Object.hasOwn(needed, name) ? needed[name] : Object.hasOwn(more, name) ? more[name] : undefined;
    if (!shape) throw new Refused(`${path}.${name} is not a field here`);
    shape(item, `${path}.${name}`);
  }
};

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  whole(): Json {
    const value = this.value(0);
    this.space();
    if (this.at !== this.text.length) throw this.wrong();
    return value;
  }

  private wrong(): Refused {
    return new Refused(`character ${this.at}: not JSON with integers`);
  }

  private space(): void {
    SPACE.lastIndex = this.at;
    SPACE.exec(this.text);
    this.at = SPACE.lastIndex;
  }

  private is(letter: string): boolean {
    this.space();
    if (this.text[this.at] !== letter) return false;
    this.at++;
    return true;
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) throw this.wrong();
    this.at = pattern.lastIndex;
    return match[0];
  }

  private string(): string {
    const text = JSON.parse(this.take(STRING)) as string;
    if (/[\ud800-\udfff]/u.test(text)) throw this.wrong();
    return text;
  }

  private value(depth: number): Json {
    if (depth > DEPTH_MAX) throw this.wrong();
    if (this.is("[")) return this.array(depth);
    if (this.is("{")) return this.object(depth);
    if (this.text[this.at] === '"') return this.string();
    for (const [word, value] of [["true", true], ["false", false], ["null", null]] as const) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    return Number(this.take(NUMBER));
  }

  private array(depth: number): Json {
    const found: Json[] = [];
    if (this.is("]")) return found;
    for (;;) {
      found.push(this.value(depth + 1));
      if (this.is("]")) return found;
      if (!this.is(",")) throw this.wrong();
    }
  }

  /** Its fields in their order, by number: a name may be there twice. */
  private object(depth: number): Json {
    const found: Record<number, Json> = {};
    if (this.is("}")) return found;
    for (let at = 0; ; at++) {
      this.space();
      const key = this.string();
      if (!this.is(":")) throw this.wrong();
      found[at] = [key, this.value(depth + 1)];
      if (this.is("}")) return found;
      if (!this.is(",")) throw this.wrong();
    }
  }
}
