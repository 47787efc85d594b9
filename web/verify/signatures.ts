// Signatures already judged. The rule is ed25519.ts; where the browser brings Ed25519, it does the long part: a
// signature that it accepts, and that is in the strict form, is good by the rule as well. One that it does not
// accept is judged by the rule itself.
import { hex, join, type Bytes } from "./bytes.js";
import { isWellFormed, verify } from "./ed25519.js";
import { sha256Hex } from "./sha256.js";

export interface Signed {
  key: Bytes;
  message: Bytes;
  signature: Bytes;
}

const KNOWN_MAX = 200_000;
const known = new Map<string, boolean>();

function name({ key, message, signature }: Signed): string {
  return sha256Hex(join(key, signature, message)) + key.length + "/" + signature.length;
}

function note(place: string, answer: boolean): boolean {
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(place, answer);
  return answer;
}

/** Whether the signature holds, by the strict rule. */
export function isSigned(signed: Signed): boolean {
  const place = name(signed);
  return known.get(place) ?? note(place, verify(signed.key, signed.message, signed.signature));
}

/** Judges many at once with the browser's own Ed25519, if it has one. Changes no answer, only how long it takes. */
export async function judge(many: Iterable<Signed>, use: SubtleCrypto | undefined = globalThis.crypto?.subtle): Promise<void> {
  if (!use) return;
  const imported = new Map<string, CryptoKey | null>();
  for (const signed of many) {
    const place = name(signed);
    if (known.has(place) || !isWellFormed(signed.key, signed.signature)) continue;
    const id = hex(signed.key);
    if (!imported.has(id)) imported.set(id, await importKey(use, signed.key));
    const key = imported.get(id);
    if (key && (await use.verify("Ed25519", key, signed.signature, signed.message))) note(place, true);
  }
}

async function importKey(use: SubtleCrypto, raw: Bytes): Promise<CryptoKey | null> {
  try {
    return await use.importKey("raw", raw, "Ed25519", false, ["verify"]);
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return null; // a browser without Ed25519
    throw error;
  }
}
