// Proof that a log signed two heads that cannot both be true: two signed checkpoints, and for one range of entries that
// both trees have, its complete subtree consistency proof in each. Both lead to the signed roots, and to two hashes.
import { base64, isEqual, unbase64, utf8, type Bytes } from "./bytes.js";
import { decodeText, encode, type JsonObject } from "./canonical.js";
import { nodeHash } from "./merkle.js";
import { openCheckpoint, parseKey, type Checkpoint, type Key } from "./note.js";
import { Refused } from "./refusal.js";
import { integer, object, oneOf, text } from "./shape.js";

const PROOF_BYTES_MAX = 16_384;
const FILE = object({
  kind: oneOf("tlog-fork/1"), first: text(), second: text(), start: integer(), end: integer(), first_nodes: text(), second_nodes: text(),
});

/** Throws Refused where the proof does not show that this log was signed in two histories. */
export function checkFork(proof: string, vkey: string, origin: string): void {
  if (utf8(proof).length > PROOF_BYTES_MAX) throw new Refused(`a fork proof has at most ${PROOF_BYTES_MAX} bytes`);
  const value = decodeText(proof);
  FILE(value, "$");
  const file = value as JsonObject;
  if (encode(file) !== proof) throw new Refused("not in its canonical spelling");
  const key = parseKey(vkey);
  const hashes = (["first", "second"] as const).map((which) => rangeHash(file, which, key, origin));
  if (isEqual(hashes[0]!, hashes[1]!)) throw new Refused("both heads hold the same entries");
}

function rangeHash(file: JsonObject, which: "first" | "second", key: Key, origin: string): Bytes {
  const head: Checkpoint = openCheckpoint(utf8(file[which] as string), key, origin);
  const nodes = hashesOf(file[`${which}_nodes`] as string);
  const start = BigInt(file.start as number), end = BigInt(file.end as number);
  if (!isSubtree(start, end) || end > head.size) throw new Refused(`a tree of ${head.size} has no subtree from ${start} to ${end}`);
  const found = rebuild(start, end, head.size, nodes);
  if (!found || nodes.length || !isEqual(found[1], head.root)) throw new Refused(`the hashes do not lead to the root signed for ${head.size}`);
  return found[0];
}

function hashesOf(spelt: string): Bytes[] {
  const raw = unbase64(spelt);
  if (!raw || raw.length % 32 || base64(raw) !== spelt) throw new Refused("a hash in a fork proof has 32 bytes");
  return Array.from({ length: raw.length / 32 }, (_, at) => raw.slice(32 * at, 32 * at + 32));
}

/** start is a multiple of the next power of two of the size. */
function isSubtree(start: bigint, end: bigint): boolean {
  if (start < 0n || start >= end) return false;
  let width = 1n;
  while (width < end - start) width *= 2n;
  return start % width === 0n;
}

/** The hashes of [start, end) and of the tree of that size. Takes from the end of `rest`: the last is nearest to the root. */
function rebuild(start: bigint, end: bigint, size: bigint, rest: Bytes[]): [Bytes, Bytes] | null {
  const sibling = rest.pop();
  if (!sibling) return null;
  if (start === 0n && end === size) return [sibling, sibling];
  let middle = 1n;
  while (2n * middle < size) middle *= 2n;
  const isLeft = end <= middle, isRight = start >= middle;
  const from = isRight ? start - middle : isLeft ? start : 0n;
  const inner = rebuild(from, isLeft ? end : end - middle, isLeft ? middle : size - middle, rest);
  if (!inner) return null;
  const [part, top] = inner;
  if (isLeft) return [part, nodeHash(top, sibling)];
  return [isRight ? part : nodeHash(sibling, part), nodeHash(sibling, top)];
}
