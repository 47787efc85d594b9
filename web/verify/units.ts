// Units and identifiers, as every record spells them.
import { integer, matching, oneOf, text } from "./shape.js";

export const INT_MAX = Number.MAX_SAFE_INTEGER;

/** The last millisecond of the year 9999: sums of a time and an interval stay exact, and every time can be written. */
export const LAST_MS = 253_402_300_799_999;

export const ms = integer(0, LAST_MS);
export const metres = integer(0, 40_100_000);
export const latE7 = integer(-900_000_000, 900_000_000);
export const lonE7 = integer(-1_800_000_000, 1_800_000_000);
export const chosen = matching(/^[a-z0-9][a-z0-9._-]{0,63}$/, "an id");
export const hash = matching(/^[0-9a-f]{64}$/, "64 hexadecimal digits");
export const keyId = matching(/^[0-9a-f]{32}$/, "32 hexadecimal digits");
export const objectId = matching(/^[a-z0-9][a-z0-9._/-]{0,199}$/, "the id of a thing");
export const origin = matching(/^[a-z0-9][a-z0-9._-]*\/[a-z0-9][a-z0-9._-]*\/[1-9][0-9]*$/, "the name of a log");
export const name = text(1, 120);
export const prose = text(0, 8_000);
export const lang = oneOf("en", "ur", "zh");
export const vkey = text(10, 300);
