// Merkle proofs, RFC 9162 sections 2.1.3 and 2.1.4. A pack holds whole logs and so needs none; public vectors check with
// them that hashes and trees are those of everybody else.
import { isEqual, type Bytes } from "./bytes.js";
import { EMPTY_ROOT, nodeHash } from "./merkle.js";

/** The largest power of two below n. */
function split(n: number): number {
  let k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

/** RFC 9162 section 2.1.3.2: whether the leaf stands at that index of the tree. */
export function isIncluded(index: number, size: number, leaf: Bytes, proof: readonly Bytes[], root: Bytes): boolean {
  if (!(index >= 0 && index < size) || leaf.length !== 32 || proof.some((hash) => hash.length !== 32)) return false;
  const rise = (at: number, width: number, depth: number): Bytes | null => {
    if (width === 1) return depth === 0 ? leaf : null;
    const sibling = proof[depth - 1];
    if (!sibling) return null;
    const k = split(width);
    const inner = at < k ? rise(at, k, depth - 1) : rise(at - k, width - k, depth - 1);
    return inner && (at < k ? nodeHash(inner, sibling) : nodeHash(sibling, inner));
  };
  const found = rise(index, size, proof.length);
  return found !== null && isEqual(found, root);
}

/** RFC 9162 section 2.1.4.2: whether the tree of `second` leaves extends the one of `first`. */
export function isConsistent(first: number, second: number, before: Bytes, after: Bytes, proof: readonly Bytes[]): boolean {
  if (first < 0 || first > second || proof.some((hash) => hash.length !== 32)) return false;
  if (first === 0) {
    return proof.length === 0 && isEqual(before, EMPTY_ROOT) && (second === 0 ? isEqual(after, EMPTY_ROOT) : after.length === 32);
  }
  if (first === second) return proof.length === 0 && isEqual(before, after);
  const path = Number.isInteger(Math.log2(first)) ? [before, ...proof] : [...proof];
  let node = first - 1, last = second - 1;
  while (node % 2 === 1) {
    node = (node - 1) / 2;
    last = Math.floor(last / 2);
  }
  let old = path.shift(), young = old;
  if (!old || !young) return false;
  for (const hash of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      old = nodeHash(hash, old);
      young = nodeHash(hash, young);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      young = nodeHash(young, hash);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && isEqual(old, before) && isEqual(young, after);
}
