// What a source's page seals before anything leaves it, and what readers and keepers open: as node/voice_seal.py does.
import { bech32 } from "@scure/base";
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { fromBase64, toBase64, utf8, type Bytes } from "../sign/bytes.js";
import { lookupOf, seedOf, tokenOf } from "./code.js";

export const UPLOAD_BYTES = 160 * 1024;
export const MESSAGE_BYTES = 16 * 1024;
export const TEXT_BYTES = 8 * 1024;
const NAME_BYTES = 1024;

export interface Seat {
  key: string;
  name: string;
  party: string;
  recipient: string;
}

export interface OpenDesk {
  desk: string;
  title: string;
  opened: string;
  readers: Seat[];
  keepers: Seat[];
  threshold: number;
  keep_days: number;
}

interface KeeperSet {
  nested: string;
  shares: string[];
}

export interface Report {
  opened: string;
  lookup: string;
  source: string;
  thread: string;
  keys: string;
  text: string;
  name: { sealed: string; sets: KeeperSet[] };
}

/** Why it cannot be sealed as asked: the id of a text. */
export class NotSealed extends Error {}

export async function sealReport(desk: OpenDesk, text: string, name: string, concerned: ReadonlySet<string>, code: string): Promise<string> {
  if (desk.readers.every(({ key }) => concerned.has(key))) throw new NotSealed("source-all-named");
  const left = desk.keepers.filter(({ key }) => !concerned.has(key)).length;
  if (name && left < desk.threshold) throw new NotSealed("source-few-keepers");
  const thread = await generateX25519Identity();
  const recipient = await identityToRecipient(thread);
  const readers = await Promise.all(desk.readers.map((seat) => (concerned.has(seat.key) ? stranger() : seat.recipient)));
  const report: Report = {
    opened: desk.opened,
    lookup: await lookupOf(await tokenOf(code)),
    source: await identityToRecipient(await identityOf(code)),
    thread: recipient,
    keys: await seal(utf8(thread), ...readers),
    text: await seal(padded({ text }, TEXT_BYTES), recipient),
    name: await sealName(desk, name, concerned),
  };
  return filled(report, UPLOAD_BYTES);
}

export async function sealMessage(text: string, ...recipients: string[]): Promise<string> {
  return filled({ sealed: await seal(padded({ text }, TEXT_BYTES), ...recipients) }, MESSAGE_BYTES);
}

/** What is sent by a source that only looks: as long as a message. */
export function noMessage(): string {
  return filled({ sealed: "AAAA" }, MESSAGE_BYTES);
}

/** The source's key, in the spelling of age, from its code. */
export async function identityOf(code: string): Promise<string> {
  return bech32.encodeFromBytes("age-secret-key-", await seedOf(code)).toUpperCase();
}

export async function openText(sealed: string, identity: string): Promise<string> {
  return read(await open(sealed, identity))["text"] ?? "";
}

export async function openThread(report: Report, identity: string): Promise<string> {
  return new TextDecoder().decode(await open(report.keys, identity));
}

/** Each keeper's shares, in the order of the sets that it belongs to. */
export function sharesOf(report: Report, keepers: readonly string[], threshold: number): { keeper: string; sealed: string[] }[] {
  const sets = keeperSets(keepers, threshold);
  return [...keepers].sort().map((keeper) => ({
    keeper,
    sealed: sets.flatMap((members, at) => (members.includes(keeper) ? [report.name.sets[at]!.shares[members.indexOf(keeper)]!] : [])),
  }));
}

export async function resealShares(sealed: readonly string[], identity: string, asker: string): Promise<string[]> {
  return Promise.all(sealed.map(async (each) => seal(await open(each, identity), asker)));
}

/** Who the source is; throws where no whole set of keepers has agreed. */
export async function openName(
  report: Report, keepers: readonly string[], threshold: number, given: ReadonlyMap<string, readonly string[]>, identity: string,
): Promise<string> {
  const sets = keeperSets(keepers, threshold);
  for (const [at, members] of sets.entries()) {
    if (!members.every((key) => given.has(key))) continue;
    let content = fromBase64(report.name.sets[at]!.nested);
    for (const key of [...members].reverse()) {
      const own = sets.filter((other) => other.includes(key)).indexOf(members);
      const share = new TextDecoder().decode(await open(given.get(key)![own]!, identity));
      content = await openBytes(content, share);
    }
    return read(await open(report.name.sealed, new TextDecoder().decode(content)))["name"] ?? "";
  }
  throw new Error("too few keepers have agreed");
}

/** Every set of so many keepers, in the one order that both ends count in. */
export function keeperSets(keepers: readonly string[], threshold: number): string[][] {
  const choose = (from: readonly string[], count: number): string[][] =>
    count === 0 ? [[]] : from.flatMap((first, at) => choose(from.slice(at + 1), count - 1).map((rest) => [first, ...rest]));
  return choose([...keepers].sort(), threshold);
}

async function sealName(desk: OpenDesk, name: string, concerned: ReadonlySet<string>): Promise<Report["name"]> {
  const key = await generateX25519Identity();
  const seats = new Map(desk.keepers.map((seat) => [seat.key, seat]));
  const sets = await Promise.all(
    keeperSets([...seats.keys()], desk.threshold).map(async (members): Promise<KeeperSet> => {
      const shares = await Promise.all(members.map(() => generateX25519Identity()));
      let content: Bytes = utf8(key);
      for (const share of shares) content = await sealBytes(content, await identityToRecipient(share));
      const isShut = members.some((member) => concerned.has(member)); // then nobody opens this set: it is a stranger's
      const to = await Promise.all(members.map((member) => (isShut ? stranger() : seats.get(member)!.recipient)));
      return { nested: toBase64(content), shares: await Promise.all(shares.map((share, at) => seal(utf8(share), to[at]!))) };
    }),
  );
  return { sealed: await seal(padded({ name }, NAME_BYTES), await identityToRecipient(key)), sets };
}

async function stranger(): Promise<string> {
  return identityToRecipient(await generateX25519Identity());
}

async function seal(content: Bytes, ...recipients: string[]): Promise<string> {
  return toBase64(await sealBytes(content, ...recipients));
}

async function sealBytes(content: Bytes, ...recipients: string[]): Promise<Bytes> {
  const encrypter = new Encrypter();
  for (const each of recipients) encrypter.addRecipient(each);
  return new Uint8Array(await encrypter.encrypt(content));
}

function open(sealed: string, identity: string): Promise<Bytes> {
  return openBytes(fromBase64(sealed), identity);
}

async function openBytes(content: Bytes, identity: string): Promise<Bytes> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return new Uint8Array(await decrypter.decrypt(content));
}

function padded(value: Record<string, string>, size: number): Bytes {
  const raw = utf8(JSON.stringify(value));
  if (raw.length > size) throw new NotSealed("source-too-long");
  const whole = new Uint8Array(size).fill(32);
  whole.set(raw);
  return whole;
}

function filled(value: object, size: number): string {
  const bare = JSON.stringify({ ...value, pad: "" });
  return JSON.stringify({ ...value, pad: "0".repeat(size - bare.length) });
}

function read(raw: Bytes): Record<string, string> {
  return JSON.parse(new TextDecoder().decode(raw)) as Record<string, string>;
}
