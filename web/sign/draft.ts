// A draft that the node proposes for signing. It is read from the very bytes that will be signed.
import { fromBase64, type Bytes } from "./bytes.js";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export interface Draft {
  payload: Bytes;
  type: string;
  party: string;
  by: string;
  atMs: number;
  object: string;
  body: Record<string, Json>;
  /** Everything else that is signed: prev, seen, accord. */
  rest: Record<string, Json>;
}

/** The node offers something else than the officer asked for. Never sign it. */
export class DraftDiffers extends Error {}

export function readDraft(payloadBase64: string): Draft {
  const payload = fromBase64(payloadBase64);
  const { type, party, by, at_ms, object, body, ...rest } = JSON.parse(
    new TextDecoder("utf-8", { fatal: true }).decode(payload),
  ) as Record<string, Json>;
  if (typeof type !== "string" || typeof party !== "string" || typeof by !== "string" || typeof at_ms !== "number" || typeof object !== "string")
    throw new DraftDiffers("type, party, by, at_ms, object");
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new DraftDiffers("body");
  return { payload, type, party, by, atMs: at_ms, object, body, rest };
}

/** Raises DraftDiffers, naming the field, unless the draft is the asked act, by this key, for this party. */
export function demandSame(draft: Draft, asked: { type: string; body: Record<string, Json>; key: string; party: string }): void {
  if (draft.type !== asked.type) throw new DraftDiffers("type");
  if (draft.by !== asked.key) throw new DraftDiffers("by");
  if (draft.party !== asked.party) throw new DraftDiffers("party");
  for (const [name, value] of Object.entries(asked.body))
    if (!isSame(draft.body[name], value)) throw new DraftDiffers(`body.${name}`);
}

function isSame(a: Json | undefined, b: Json): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => isSame(item, b[i] as Json));
  const names = Object.keys(b);
  return Object.keys(a).length === names.length && names.every((name) => isSame(a[name], b[name] as Json));
}
