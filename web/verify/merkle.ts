// Merkle trees of RFC 6962, section 2.1: leaves and roots.
import { join, type Bytes } from "./bytes.js";
import { sha256 } from "./sha256.js";

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);
export const EMPTY_ROOT = sha256(new Uint8Array(0));

export function leafHash(entry: Bytes): Bytes {
  return sha256(join(LEAF, entry));
}

export function nodeHash(left: Bytes, right: Bytes): Bytes {
  return sha256(join(NODE, left, right));
}

/** A tree that grows: the roots of its complete subtrees, the largest first. */
export class Tree {
  size = 0;
  private readonly edge: Bytes[] = [];

  add(leaf: Bytes): void {
    this.edge.push(leaf);
    this.size++;
    for (let size = this.size; size % 2 === 0; size /= 2) {
      const right = this.edge.pop()!;
      this.edge.push(nodeHash(this.edge.pop()!, right));
    }
  }

  get root(): Bytes {
    return this.edge.length ? this.edge.reduceRight((right, left) => nodeHash(left, right)) : EMPTY_ROOT;
  }
}

export function rootOf(leaves: Iterable<Bytes>): Bytes {
  const tree = new Tree();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root;
}
