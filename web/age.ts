// Age files (age-encryption.org/v1) in the browser: opened and sealed here, with keys that never leave it.
import { Decrypter, Encrypter } from "age-encryption";

type Raw = Uint8Array;

/** The identities in a key file: the newest first, and those of before. */
export function identitiesIn(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line.startsWith("AGE-SECRET-KEY-"));
}

/** What is in it. Throws where none of those identities opens it. */
export async function unseal(content: Raw, identities: readonly string[]): Promise<Raw> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  return decrypter.decrypt(content);
}

/** An age file to that recipient. Throws where it is none. */
export async function seal(content: Raw | string, recipient: string): Promise<Raw> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(content);
}
