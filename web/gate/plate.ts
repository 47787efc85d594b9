// A plate as the name of a vehicle: the same as the node makes of what cameras read (feeds/reading.py, name).
import { toHex, utf8 } from "../sign/bytes.js";

const ID_MAX = 64;
const DIGEST = 12;

/** "" for what names nothing. */
export async function assetOf(plate: string): Promise<string> {
  const lower = plate.trim().toLowerCase();
  const made = Array.from(lower, (c) => (/[a-z0-9._-]/.test(c) ? c : "-")).join("").replace(/^[._-]+/, "");
  const isPlain = /^[\u0000-\u007f]*$/.test(lower);
  if (isPlain && made.length <= ID_MAX) return made;
  const digest = toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(lower)))).slice(0, DIGEST);
  return `${made.slice(0, ID_MAX - DIGEST - 1)}-${digest}`.replace(/^[._-]+/, "");
}
