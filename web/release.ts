// A release, made in the author's browser as `safeconduct disclose release` makes it: the reader's own copy, sealed to
// the reader and to a fresh share for each party's node. The order in clear and the author's key stay here.
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { seal, unseal } from "./age.js";
import { t } from "./messages.js";
import { fromBase64, toBase64, toHex } from "./sign/bytes.js";
import { type Json } from "./sign/draft.js";
import { unhex } from "./verify/bytes.js";
import { digest, type JsonObject } from "./verify/canonical.js";
import { biases, copyDigest, jointSecret, partDigest, word } from "./verify/copy-code.js";
import { compose, PART, scheme } from "./verify/copy.js";
import { Refused as Unreadable } from "./verify/refusal.js";

/** What keeps a release from being made, in the person's words. Nothing has been signed. */
export class NotMade extends Error {}

/** What the author keeps of a document: its parts in clear, by name, and the salts of their commitments. */
export interface AuthorFile {
  document: string;
  lang: string;
  parts: ReadonlyMap<string, JsonObject>;
  salts: Readonly<Record<string, string>>;
}

/** A document as GET /api/disclosures tells it. */
export interface Drafted {
  id: string;
  between: string[];
  parts: Record<string, string>;
  codes: Record<string, { commitment: string; sealed: string }>;
}

export interface Reader {
  reader: string;
  recipient: string;
}

export function readAuthorFile(text: string): AuthorFile {
  try {
    const raw = JSON.parse(text) as { document: string; order: { lang: string; head: JsonObject | null; legs: JsonObject[] }; salts: Record<string, string> };
    const all = [...(raw.order.head ? [raw.order.head] : []), ...raw.order.legs];
    const parts = new Map(all.map((part) => [part["kind"] === "head" ? "order" : `leg-${String(part["leg"])}`, part]));
    for (const [name, part] of parts) {
      PART(part, name);
      unhexed(raw.salts[name], 16);
    }
    if (typeof raw.document !== "string" || !["en", "zh", "ur"].includes(raw.order.lang)) throw new TypeError("not an author's file");
    return { document: raw.document, lang: raw.order.lang, parts, salts: raw.salts };
  } catch {
    throw new NotMade(t("release-bad-file"));
  }
}

/** The body of document.released/1, without purpose, end and mandate. Throws NotMade. */
export async function releaseBody(
  kept: AuthorFile, drafted: Drafted, part: string, reader: Reader, nodes: Readonly<Record<string, string>>, identities: readonly string[],
): Promise<Record<string, Json>> {
  const content = kept.parts.get(part);
  if (!content || drafted.parts[part] !== partDigest(kept.salts[part]!, content)) throw new NotMade(t("release-not-drafted"));
  const mute = drafted.between.find((party) => !(party in nodes));
  if (mute) throw new NotMade(t("release-no-node", { party: mute }));
  const secret = await codeSecret(drafted, identities);
  const text = copyOf(content, kept.lang, word(secret, part, reader.reader, biases(secret, part, scheme(content, kept.lang).size)));
  const sealed = await sealCopy(text, reader.recipient, drafted.between, nodes);
  return { document: kept.document, part, reader: reader.reader, digest: copyDigest(secret, part, reader.reader, text), ...sealed };
}

/** The secret of the marks, from both sealed halves: each must be the one that its party had committed to. */
async function codeSecret(drafted: Drafted, identities: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const late = drafted.between.find((party) => !(party in drafted.codes));
  if (late) throw new NotMade(t("release-no-code", { party: late }));
  const halves = new Map<string, string>();
  for (const [party, { commitment, sealed }] of Object.entries(drafted.codes)) {
    const secret = toHex(await unsealed(sealed, identities));
    if (digest({ what: "marks", document: drafted.id, party, secret }) !== commitment) throw new NotMade(t("release-unfit-code", { party }));
    halves.set(party, secret);
  }
  return jointSecret(drafted.id, halves);
}

async function unsealed(sealed: string, identities: readonly string[]): Promise<Uint8Array> {
  try {
    return await unseal(fromBase64(sealed), identities);
  } catch {
    throw new NotMade(t("release-bad-key"));
  }
}

function copyOf(content: JsonObject, lang: string, bits: readonly number[]): string {
  try {
    return compose(content, lang, bits);
  } catch (error) {
    if (error instanceof Unreadable) throw new NotMade(t("release-unclear"));
    throw error;
  }
}

/** Layer by layer: the reader's own key innermost, then a share for each party, by name. */
async function sealCopy(text: string, reader: string, between: readonly string[], nodes: Readonly<Record<string, string>>): Promise<{ sealed: string; shares: Record<string, string> }> {
  let content = await seal(text, reader);
  const shares: Record<string, string> = {};
  for (const party of [...between].sort()) {
    const share = await generateX25519Identity();
    content = await seal(content, await identityToRecipient(share));
    shares[party] = toBase64(await seal(share, nodes[party]!));
  }
  return { sealed: toBase64(content), shares };
}

function unhexed(text: string | undefined, size: number): void {
  if (text === undefined || !/^[0-9a-f]*$/.test(text) || unhex(text).length !== size) throw new TypeError("not hexadecimal");
}
