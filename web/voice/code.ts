// A return code, as voice/code.py makes and reads it: 24 symbols of Crockford's base 32 and one that shows a slip.
import { toHex, utf8, type Bytes } from "../sign/bytes.js";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const SYMBOLS = 24;
export const ENTROPY_BYTES = 15;

async function sha256(text: string): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text)));
}

async function check(symbols: string): Promise<string> {
  return ALPHABET[(await sha256(symbols))[0]! & 31]!;
}

function grouped(symbols: string): string {
  return (symbols.match(/.{5}/g) ?? []).join("-");
}

export async function newCode(entropy: Bytes): Promise<string> {
  let number = entropy.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let symbols = "";
  for (let at = 0; at < SYMBOLS; at += 1, number >>= 5n) symbols = ALPHABET[Number(number & 31n)]! + symbols;
  return grouped(symbols + (await check(symbols)));
}

/** The code as it was given out, from how somebody wrote it; null for what is none. */
export async function readCode(written: string): Promise<string | null> {
  const symbols = written.trim().toLowerCase().replaceAll(/[-\s]/g, "").replaceAll("o", "0").replaceAll(/[il]/g, "1");
  const isWhole = symbols.length === SYMBOLS + 1 && [...symbols].every((symbol) => ALPHABET.includes(symbol));
  return isWhole && (await check(symbols.slice(0, -1))) === symbols.at(-1) ? grouped(symbols) : null;
}

export async function tokenOf(code: string): Promise<string> {
  return toHex(await sha256(`return-code token\n${code}`));
}

export async function lookupOf(token: string): Promise<string> {
  return toHex(await sha256(`return-code lookup\n${token}`));
}

export async function seedOf(code: string): Promise<Bytes> {
  return sha256(`return-code key\n${code}`);
}
