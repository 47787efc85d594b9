// Bytes and texts. Everything a pack holds is bytes first; a text is only what strict UTF-8 gives.

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** The text of well-formed UTF-8; null for any other bytes. */
export function textOf(raw: Bytes): string | null {
  try {
    return decoder.decode(raw);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

export function hex(raw: Bytes): string {
  let text = "";
  for (const byte of raw) text += HEX[byte];
  return text;
}

/** Bytes of lower-case hexadecimal digits. The caller has checked that they are such. */
export function unhex(text: string): Bytes {
  const raw = new Uint8Array(text.length >> 1);
  for (let at = 0; at < raw.length; at++) raw[at] = parseInt(text.slice(2 * at, 2 * at + 2), 16);
  return raw;
}

export function join(...parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function isEqual(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

export function base64(raw: Bytes): string {
  let binary = "";
  for (let at = 0; at < raw.length; at += 8192) binary += String.fromCharCode(...raw.subarray(at, at + 8192));
  return btoa(binary);
}

/** Standard base64 with padding, in its only spelling; null otherwise. */
export function unbase64(text: string): Bytes | null {
  if (text.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  const binary = atob(text);
  const raw = new Uint8Array(binary.length);
  for (let at = 0; at < raw.length; at++) raw[at] = binary.charCodeAt(at);
  return btoa(binary) === text ? raw : null;
}

/** The order of texts that all parties use: by Unicode code points. */
export function compare(a: string, b: string): number {
  const left = Array.from(a), right = Array.from(b);
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at] as string).codePointAt(0)! - (right[at] as string).codePointAt(0)!;
    if (difference) return difference;
  }
  return left.length - right.length;
}
