// The proof of a plan's value, checked again without a solver: both sides' odds in whole numbers, both bounds as fractions.
import { digest, type JsonObject } from "./canonical.js";
import { Search, type Game } from "./certificate-search.js";
import { sha256Hex } from "./sha256.js";
import { utf8 } from "./bytes.js";

export const ODDS = 2n ** 32n;
export const PPM = 1_000_000n;

export interface Certificate {
  readonly routes: readonly { readonly edges: readonly number[]; readonly slot: number; readonly odds: number }[];
  readonly sites: readonly { readonly site: number; readonly odds: number }[];
  readonly game: string;
  readonly lower: string;
  readonly upper: string;
  readonly seal: string;
}

/** The file does not prove what it says, and where. */
export class NotCertified extends Error {
  constructor(
    message: string,
    readonly where: string,
  ) {
    super(message);
  }
}

/** Throws NotCertified with the place. */
export function certify(game: Game, claim: Certificate): void {
  if (claim.game !== gameDigest(game)) throw new NotCertified("the certificate belongs to another game: other roads, odds or ends", "$.game");
  const banned = new Set(game.banned.map(String));
  claim.routes.forEach((route, at) => {
    const fault = faultOf(game, route.edges, route.slot, banned);
    if (fault) throw new NotCertified(`the route ${fault}`, `$.routes[${at}]`);
  });
  checkOdds(claim.routes.map((each) => ({ odds: each.odds, key: [...each.edges, -1, each.slot] })), ODDS, "$.routes");
  checkOdds(claim.sites.map((each) => ({ odds: each.odds, key: [each.site] })), BigInt(game.picks) * ODDS, "$.sites");
  claim.sites.forEach(({ site }, at) => {
    if (site < 0 || site >= game.sites.length) throw new NotCertified(`site ${site} is not there`, `$.sites[${at}]`);
  });
  const upper = fraction(loss(game, claim.routes));
  if (upper !== claim.upper) throw new NotCertified(`the routes prove ${upper}, not ${claim.upper}`, "$.upper");
  const lower = fraction(leastMet(game, new Map(claim.sites.map(({ site, odds }) => [site, BigInt(odds)]))));
  if (lower !== claim.lower) throw new NotCertified(`the sites prove ${lower}, not ${claim.lower}`, "$.lower");
  if (digest({ ...claim, seal: "" } as unknown as JsonObject) !== claim.seal) {
    throw new NotCertified("the file was changed after it was made; what it proves is the same", "$.seal");
  }
}

export function gameDigest(game: Game): string {
  const banned = [...game.banned].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const { node_count, edge_from, edge_to, edge_length, origin, destination, slots, length_max, picks, sites } = game;
  return sha256Hex(utf8(JSON.stringify([node_count, edge_from, edge_to, edge_length, origin, destination, slots, length_max, picks, sites, banned])));
}

/** Why it is no route of the game. */
function faultOf(game: Game, edges: readonly number[], slot: number, banned: ReadonlySet<string>): string | null {
  if (!edges.length) return "has no edge";
  if (edges.some((edge) => edge < 0 || edge >= game.edge_from.length)) return "names an edge that is not there";
  if (slot < 0 || slot >= game.slots) return `leaves in slot ${slot} of ${game.slots}`;
  const nodes = [game.edge_from[edges[0]!]!, ...edges.map((edge) => game.edge_to[edge]!)];
  if (edges.some((edge, at) => game.edge_from[edge] !== nodes[at])) return "has a gap";
  if (nodes[0] !== game.origin || nodes.at(-1) !== game.destination) return "does not lead from the origin to the destination";
  if (new Set(nodes).size < nodes.length) return "passes a node twice";
  if (edges.some((edge, at) => at > 0 && banned.has(`${edges[at - 1]},${edge}`))) return "makes a banned turn";
  const length = edges.reduce((sum, edge) => sum + game.edge_length[edge]!, 0);
  return game.length_max !== null && length > game.length_max ? "is over the budget" : null;
}

interface Ranked {
  readonly odds: number;
  readonly key: readonly number[];
}

function isBefore(a: Ranked, b: Ranked): boolean {
  if (a.odds !== b.odds) return a.odds > b.odds;
  for (let at = 0; at < Math.min(a.key.length, b.key.length); at++) if (a.key[at] !== b.key[at]) return a.key[at]! < b.key[at]!;
  return a.key.length < b.key.length;
}

function checkOdds(ranked: readonly Ranked[], total: bigint, where: string): void {
  for (let at = 1; at < ranked.length; at++) if (!isBefore(ranked[at - 1]!, ranked[at]!)) throw new NotCertified("out of order", `${where}[${at}]`);
  if (new Set(ranked.map((each) => each.key.join())).size < ranked.length) throw new NotCertified("one of them is there twice", where);
  const found = ranked.reduce((sum, each) => sum + BigInt(each.odds), 0n);
  if (found !== total) throw new NotCertified(`the odds add up to ${found}, not ${total}`, where);
}

const covers = new WeakMap<Game, Map<number, [number, number, number][]>>();

function coversOf(game: Game): Map<number, [number, number, number][]> {
  let found = covers.get(game);
  if (!found) {
    covers.set(game, (found = new Map()));
    for (const [site, its] of game.sites.entries()) {
      for (const [edge, slot, ppm] of its) {
        const there = found.get(edge);
        if (there) there.push([site, slot, ppm]);
        else found.set(edge, [[site, slot, ppm]]);
      }
    }
  }
  return found;
}

/** site -> its largest success on these edges in the slot. */
export function exposure(game: Game, edges: readonly number[], slot: number, times = 1): Map<number, bigint> {
  const most = new Map<number, bigint>(), on = coversOf(game);
  for (const edge of edges) {
    for (const [site, only, ppm] of on.get(edge) ?? []) {
      const success = BigInt(Math.min(Number(PPM), ppm * times));
      if ((only === -1 || only === slot) && success > (most.get(site) ?? 0n)) most.set(site, success);
    }
  }
  return most;
}

/** What the worst sites meet of these ways, out of ODDS times PPM. */
export function loss(game: Game, ways: readonly { readonly edges: readonly number[]; readonly slot: number; readonly odds: number }[], times = 1): bigint {
  const total = new Map<number, bigint>();
  for (const way of ways) {
    for (const [site, ppm] of exposure(game, way.edges, way.slot, times)) total.set(site, (total.get(site) ?? 0n) + BigInt(way.odds) * ppm);
  }
  const worst = [...total.values()].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0)).slice(0, game.picks);
  return worst.reduce((sum, each) => sum + each, 0n);
}

function leastMet(game: Game, watched: ReadonlyMap<number, bigint>): bigint {
  const search = new Search(game);
  let best = [...watched.values()].reduce((sum, odds) => sum + odds, 0n) * PPM;
  for (let slot = 0; slot < game.slots; slot++) best = search.cheapest(slot, watched, best) ?? best;
  return best;
}

/** In lowest terms. */
export function fraction(above: bigint, below = ODDS * PPM): string {
  let a = above, b = below;
  while (b) [a, b] = [b, a % b];
  return `${above / a}/${below / a}`;
}
