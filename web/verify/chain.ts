// Acts on one object form a chain by `prev`. Two acts with one `prev` are rivals.

const TRAIL_MAX = 32;

export type Standing = "stands" | "overruled" | "contested" | "stale";

export interface Link {
  id: string;
  rank: number;
  party: string;
}

/** The acts that stand on one object, newest last, and the rivals that nobody has settled yet. */
export interface Chain {
  trail: readonly Link[];
  isCut: boolean;
  contested: readonly Link[];
}

export const NO_ACTS: Chain = { trail: [], isCut: false, contested: [] };

/** The chain after that act, and how the act stands. An act on the tip stands, and settles what its party contested.
 * Among rivals the higher rank wins and takes the place of all that had followed; equals stay contested, the first in
 * the canonical order holding the place meanwhile. */
export function extend(chain: Chain, link: Link, prev: string | null): [Chain, Standing] {
  if (prev === (chain.trail.at(-1)?.id ?? null)) {
    const settled = chain.contested.filter((rival) => rival.party !== link.party);
    return [grown(chain, chain.trail, link, settled), "stands"];
  }
  const at = position(chain, prev);
  if (at === null) return [chain, "stale"];
  const best = Math.max(...chain.trail.slice(at).map((other) => other.rank));
  if (link.rank > best) return [grown(chain, chain.trail.slice(0, at), link, chain.contested), "stands"];
  if (link.rank < best) return [chain, "overruled"];
  return [{ ...chain, contested: [...chain.contested, link] }, "contested"];
}

/** Where in the trail an act after `prev` would stand; null if that is not known any more. */
function position(chain: Chain, prev: string | null): number | null {
  if (prev === null) return chain.isCut ? null : 0;
  const at = chain.trail.findIndex((link) => link.id === prev);
  return at < 0 ? null : at + 1;
}

function grown(chain: Chain, trail: readonly Link[], link: Link, contested: readonly Link[]): Chain {
  return { trail: [...trail, link].slice(-TRAIL_MAX), isCut: chain.isCut || trail.length + 1 > TRAIL_MAX, contested };
}
