// An officer's key file. It is read here, in the browser, and never sent anywhere.
import { concat, fromHex, toHex, utf8, type Bytes } from "./bytes.js";

export const KEY_FILE_KIND = "safeconduct-officer-key/1";
const ROUNDS_MIN = 100_000;
const ROUNDS_MAX = 10_000_000;
/** PKCS #8 header of a 32-byte Ed25519 seed (RFC 8410, section 7). */
const PKCS8_PREFIX = fromHex("302e020100300506032b657004220420");

export interface KeyFile {
  kind: string;
  name: string;
  public: string;
  seed?: string;
  kdf?: string;
  rounds?: number;
  salt?: string;
  iv?: string;
  box?: string;
}

/** An officer's key, ready to sign. The private part cannot be taken out again. */
export interface OfficerKey {
  id: string;
  name: string;
  publicHex: string;
  signing: CryptoKey;
}

/** `reason` is the id of a message for the person. */
export class KeyFileRefused extends Error {
  constructor(readonly reason: "key-not-a-file" | "key-wrong-passphrase" | "key-mismatch" | "key-no-ed25519") {
    super(reason);
  }
}

export function parseKeyFile(text: string): KeyFile {
  let file: KeyFile;
  try {
    file = JSON.parse(text) as KeyFile;
  } catch {
    throw new KeyFileRefused("key-not-a-file");
  }
  const hex = (value: unknown, bytes: number) => typeof value === "string" && new RegExp(`^[0-9a-f]{${bytes * 2}}$`).test(value);
  const isPlain = hex(file?.seed, 32);
  const isSealed =
    file?.kdf === "pbkdf2-sha256" && hex(file.iv, 12) && hex(file.box, 48) && typeof file.salt === "string" &&
    Number.isInteger(file.rounds) && Number(file.rounds) >= ROUNDS_MIN && Number(file.rounds) <= ROUNDS_MAX;
  if (file?.kind !== KEY_FILE_KIND || typeof file.name !== "string" || !hex(file.public, 32) || !(isPlain || isSealed))
    throw new KeyFileRefused("key-not-a-file");
  return file;
}

export function needsPassphrase(file: KeyFile): boolean {
  return file.seed === undefined;
}

/** The first 16 bytes of SHA-256 of the raw public key, hexadecimal. */
export async function keyId(publicKey: Bytes): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", publicKey)).subarray(0, 16));
}

/** Unlocks the file. Proves with a trial signature that its public and private parts belong together. */
export async function unlock(file: KeyFile, passphrase: string): Promise<OfficerKey> {
  const seed = file.seed === undefined ? await openBox(file, passphrase) : fromHex(file.seed);
  const publicBytes = fromHex(file.public);
  let signing: CryptoKey;
  try {
    signing = await crypto.subtle.importKey("pkcs8", concat(PKCS8_PREFIX, seed), "Ed25519", false, ["sign"]);
  } catch {
    throw new KeyFileRefused("key-no-ed25519");
  } finally {
    seed.fill(0);
  }
  const verifying = await crypto.subtle.importKey("raw", publicBytes, "Ed25519", false, ["verify"]);
  const trial = utf8("safeconduct key file");
  const signature = await crypto.subtle.sign("Ed25519", signing, trial);
  if (!(await crypto.subtle.verify("Ed25519", verifying, signature, trial))) throw new KeyFileRefused("key-mismatch");
  return { id: await keyId(publicBytes), name: file.name, publicHex: file.public, signing };
}

async function openBox(file: KeyFile, passphrase: string): Promise<Bytes> {
  const base = await crypto.subtle.importKey("raw", utf8(passphrase), "PBKDF2", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt: fromHex(file.salt ?? ""), iterations: file.rounds ?? 0 },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["decrypt"],
  );
  try {
    const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: fromHex(file.iv ?? "") }, key, fromHex(file.box ?? ""));
    return new Uint8Array(opened);
  } catch {
    throw new KeyFileRefused("key-wrong-passphrase");
  }
}
