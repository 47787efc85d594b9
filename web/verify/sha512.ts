// SHA-512, FIPS 180-4 section 6.4, for Ed25519 where the browser brings none. Short, not fast.
import { type Bytes } from "./bytes.js";

const MASK = (1n << 64n) - 1n;

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime)) found.push(n);
  return found;
}

/** The first 64 bits of the fraction of the root of a prime, exactly (sections 4.2.3 and 5.3.5). */
function fraction(prime: number, power: 2n | 3n): bigint {
  const wanted = BigInt(prime) << (64n * power);
  let low = 0n, high = 1n << 72n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** power <= wanted) low = middle;
    else high = middle - 1n;
  }
  return low & MASK;
}

const K = primes(80).map((prime) => fraction(prime, 3n));
const START = primes(8).map((prime) => fraction(prime, 2n));

const turn = (x: bigint, n: bigint) => ((x >> n) | (x << (64n - n))) & MASK;

/** The 64 bytes of the digest. */
export function sha512(raw: Bytes): Bytes {
  const padded = new Uint8Array(Math.ceil((raw.length + 17) / 128) * 128);
  padded.set(raw);
  padded[raw.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(raw.length) * 8n);
  const state = [...START];
  const w = new Array<bigint>(80);
  for (let start = 0; start < padded.length; start += 128) {
    for (let t = 0; t < 16; t++) w[t] = view.getBigUint64(start + 8 * t);
    for (let t = 16; t < 80; t++) {
      const x = w[t - 15]!, y = w[t - 2]!;
      const s0 = turn(x, 1n) ^ turn(x, 8n) ^ (x >> 7n);
      const s1 = turn(y, 19n) ^ turn(y, 61n) ^ (y >> 6n);
      w[t] = (w[t - 16]! + s0 + w[t - 7]! + s1) & MASK;
    }
    let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
    for (let t = 0; t < 80; t++) {
      const s1 = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
      const one = h + s1 + ((e & f) ^ (~e & MASK & g)) + K[t]! + w[t]!;
      const s0 = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
      const two = s0 + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & MASK, c, b, a, (one + two) & MASK];
    }
    [a, b, c, d, e, f, g, h].forEach((word, at) => (state[at] = (state[at]! + word) & MASK));
  }
  const out = new DataView(new ArrayBuffer(64));
  state.forEach((word, at) => out.setBigUint64(8 * at, word));
  return new Uint8Array(out.buffer);
}
