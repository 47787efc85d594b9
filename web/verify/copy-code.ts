// Which reader's copy has which marks: from the secret that both parties made. See disclosure/code.py.
import { hex, join, unhex, utf8, type Bytes } from "./bytes.js";
import { digest, encode, type Json } from "./canonical.js";
import { sha256, sha256Hex } from "./sha256.js";

export const LOW = 200;
export const MILLE = 1_000;

export type Word = readonly number[];

/** What both halves give together. */
export function jointSecret(document: string, secrets: ReadonlyMap<string, string>): Bytes {
  const sorted = [...secrets].sort(([a], [b]) => (a < b ? -1 : 1));
  return unhex(digest({ what: "code", document, secrets: sorted.map(([party, secret]) => [party, secret]) }));
}

/** For each mark the chance of a 1, of 1,000. */
export function biases(secret: Bytes, part: string, count: number): number[] {
  const keyed = Array.from({ length: count }, (_, mark) => ({ mark, rank: hex(hash(secret, "bias", part, String(mark))) }));
  keyed.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const low = new Set(keyed.slice(0, Math.floor(count / 2)).map(({ mark }) => mark));
  return Array.from({ length: count }, (_, mark) => (low.has(mark) ? LOW : MILLE - LOW));
}

export function word(secret: Bytes, part: string, reader: string, chances: readonly number[]): Word {
  const seed = hash(secret, "word", part, reader), draws: number[] = [];
  for (let block = 0; draws.length < chances.length; block++) {
    const number = new Uint8Array(4);
    new DataView(number.buffer).setUint32(0, block);
    const found = sha256(join(seed, number)), view = new DataView(found.buffer, found.byteOffset, 32);
    for (let at = 0; at < 32; at += 4) draws.push(view.getUint32(at));
  }
  return chances.map((chance, at) => Number(BigInt(draws[at]!) * BigInt(MILLE) < BigInt(chance) << 32n));
}

/** The commitment to one reader's text. */
export function copyDigest(secret: Bytes, part: string, reader: string, text: string): string {
  const salt = sha256(join(secret, utf8(`copy salt\n${part}\n${reader}`)));
  return sha256Hex(join(salt.slice(0, 16), utf8(text)));
}

/** The commitment to a part, as its author made it. */
export function partDigest(salt: string, content: Json): string {
  return sha256Hex(join(unhex(salt), utf8(encode(content))));
}

function hash(secret: Bytes, ...words: readonly string[]): Bytes {
  return sha256(join(secret, utf8(["", ...words].join("\n"))));
}
