// DSSE: what is signed is the pre-authentication encoding of type and payload (DSSE v1, protocol.md).
import { concat, toBase64, utf8, type Bytes } from "./bytes.js";

export const PAYLOAD_TYPE = "application/vnd.safeconduct.record+json";

export function preAuthEncoding(type: string, payload: Uint8Array): Bytes {
  const typeBytes = utf8(type);
  return concat(utf8(`DSSEv1 ${typeBytes.length} `), typeBytes, utf8(` ${payload.length} `), payload);
}

/** Ed25519 signature over the encoding, base64. */
export async function signPayload(key: CryptoKey, payload: Uint8Array): Promise<string> {
  return signBytes(key, preAuthEncoding(PAYLOAD_TYPE, payload));
}

export async function signBytes(key: CryptoKey, bytes: Bytes): Promise<string> {
  return toBase64(new Uint8Array(await crypto.subtle.sign("Ed25519", key, bytes)));
}
