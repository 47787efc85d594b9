// Ed25519 by one strict rule: RFC 8032 section 5.1.7 without the cofactor; refused are public keys and R that are
// not in canonical form or of small order, and S >= L. This is the rule of libsodium 1.0.18 and what every
// signature in a pack is judged by. Written out here, because browsers differ in exactly these cases.
import { type Bytes } from "./bytes.js";
import { sha512 } from "./sha512.js";

type Point = readonly [x: bigint, y: bigint, z: bigint, t: bigint];

const P = (1n << 255n) - 19n;
const L = (1n << 252n) + 27742317777372353535851937790883648493n;

const mod = (a: bigint) => {
  const rest = a % P;
  return rest < 0n ? rest + P : rest;
};

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let e = exponent, b = mod(base); e > 0n; e >>= 1n, b = (b * b) % P) if (e & 1n) result = (result * b) % P;
  return result;
}

const D = mod(-121665n * power(121666n, P - 2n));
const ROOT = power(2n, (P - 1n) / 4n);
const ZERO: Point = [0n, 1n, 1n, 0n];

function add(p: Point, q: Point): Point {
  const a = mod((p[1] - p[0]) * (q[1] - q[0]));
  const b = mod((p[1] + p[0]) * (q[1] + q[0]));
  const c = mod(2n * D * p[3] * q[3]);
  const d = mod(2n * p[2] * q[2]);
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function double(p: Point): Point {
  const a = (p[0] * p[0]) % P, b = (p[1] * p[1]) % P, c = (2n * p[2] * p[2]) % P;
  const h = a + b, e = h - mod((p[0] + p[1]) ** 2n), g = a - b, f = c + g;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function number(raw: Bytes): bigint {
  let value = 0n;
  for (let at = raw.length - 1; at >= 0; at--) value = (value << 8n) | BigInt(raw[at]!);
  return value;
}

/** The point that 32 bytes stand for; null where they stand for none, or not in the one canonical form. */
function decompress(raw: Bytes): Point | null {
  const whole = number(raw);
  const sign = whole >> 255n, y = whole & ((1n << 255n) - 1n);
  if (y >= P) return null;
  const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
  let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
  const square = mod(v * x * x);
  if (square === mod(-u)) x = mod(x * ROOT);
  else if (square !== u) return null;
  if (x === 0n && sign) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

const isZero = (p: Point) => p[0] === 0n && p[1] === p[2];
const isSmall = (p: Point) => isZero(double(double(double(p))));

const BASE = decompress(new Uint8Array([0x58, ...new Array<number>(31).fill(0x66)]))!;

/** a * P + b * B, by Straus' way with both added (RFC 8032 needs no constant time to verify). */
function combine(a: bigint, p: Point, b: bigint): Point {
  const both = add(p, BASE);
  let sum = ZERO;
  for (let bit = 255n; bit >= 0n; bit--) {
    sum = double(sum);
    const inA = (a >> bit) & 1n, inB = (b >> bit) & 1n;
    if (inA && inB) sum = add(sum, both);
    else if (inA) sum = add(sum, p);
    else if (inB) sum = add(sum, BASE);
  }
  return sum;
}

/** What can be said without the message: key and signature are in the form that the rule demands. */
export function isWellFormed(key: Bytes, signature: Bytes): boolean {
  return parts(key, signature) !== null;
}

const keys = new Map<string, Point | null>();
const KEYS_MAX = 1_000;

/** The point of a key, if the rule allows the key. Few keys sign much, so they are remembered. */
function keyPoint(raw: Bytes): Point | null {
  const name = raw.join();
  let known = keys.get(name);
  if (known === undefined) {
    const point = decompress(raw);
    known = point === null || isSmall(point) ? null : point;
    if (keys.size >= KEYS_MAX) keys.clear();
    keys.set(name, known);
  }
  return known;
}

function parts(key: Bytes, signature: Bytes): { a: Point; r: Point; s: bigint } | null {
  if (key.length !== 32 || signature.length !== 64) return null;
  const s = number(signature.subarray(32));
  if (s >= L) return null;
  const a = keyPoint(key);
  const r = a && decompress(signature.subarray(0, 32));
  return a && r && !isSmall(r) ? { a, r, s } : null;
}

/** Whether the signature over the message is by that key. Never throws. */
export function verify(key: Bytes, message: Bytes, signature: Bytes): boolean {
  const found = parts(key, signature);
  if (found === null) return false;
  const hashed = new Uint8Array(64 + message.length);
  hashed.set(signature.subarray(0, 32));
  hashed.set(key, 32);
  hashed.set(message, 64);
  const h = number(sha512(hashed)) % L;
  const [x, y, z, t] = found.a;
  const sum = combine(h, [mod(-x), y, z, mod(-t)], found.s); // s B - h A
  return mod(sum[0] - found.r[0] * sum[2]) === 0n && mod(sum[1] - found.r[1] * sum[2]) === 0n;
}
