// SHA-256, FIPS 180-4 section 6.2. Synchronous: WebCrypto's is not, and a tree takes many small hashes.
import { hex, type Bytes } from "./bytes.js";

const K = new Uint32Array(64);
const START = new Uint32Array(8);

/** Square and cube roots of the first primes give the constants (sections 4.2.2 and 5.3.3). */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime)) found.push(n);
  return found;
}

/** The first 32 bits of the fraction of the root of a prime, exactly. */
function fraction(prime: number, power: 2n | 3n): number {
  const wanted = BigInt(prime) << (32n * power);
  let low = 0n, high = 1n << 40n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** power <= wanted) low = middle;
    else high = middle - 1n;
  }
  return Number(low & 0xffffffffn);
}

primes(64).forEach((prime, at) => {
  K[at] = fraction(prime, 3n);
  if (at < 8) START[at] = fraction(prime, 2n);
});

const W = new Int32Array(64);

function block(state: Int32Array, raw: Bytes, start: number): void {
  for (let t = 0; t < 16; t++) {
    const at = start + 4 * t;
    W[t] = (raw[at]! << 24) | (raw[at + 1]! << 16) | (raw[at + 2]! << 8) | raw[at + 3]!;
  }
  for (let t = 16; t < 64; t++) {
    const x = W[t - 15]!, y = W[t - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[t] = (W[t - 16]! + s0 + W[t - 7]! + s1) | 0;
  }
  let a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!;
  let e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!;
  for (let t = 0; t < 64; t++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + s1 + ((e & f) ^ (~e & g)) + K[t]! + W[t]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0;
    d = c; c = b; b = a; a = (one + two) | 0;
  }
  state[0]! += a; state[1]! += b; state[2]! += c; state[3]! += d;
  state[4]! += e; state[5]! += f; state[6]! += g; state[7]! += h;
}

/** The 32 bytes of the digest. */
export function sha256(raw: Bytes): Bytes {
  const state = new Int32Array(START);
  const whole = raw.length - (raw.length % 64);
  for (let at = 0; at < whole; at += 64) block(state, raw, at);
  const rest = raw.length - whole;
  const tail = new Uint8Array(rest < 56 ? 64 : 128);
  tail.set(raw.subarray(whole));
  tail[rest] = 0x80;
  const view = new DataView(tail.buffer);
  view.setUint32(tail.length - 8, Math.floor(raw.length / 0x20000000));
  view.setUint32(tail.length - 4, (raw.length << 3) >>> 0);
  for (let at = 0; at < tail.length; at += 64) block(state, tail, at);
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, at) => out.setInt32(4 * at, word));
  return new Uint8Array(out.buffer);
}

export function sha256Hex(raw: Bytes): string {
  return hex(sha256(raw));
}
