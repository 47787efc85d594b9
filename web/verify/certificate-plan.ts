// A plan file: the game on the roads, the proof, the lines of the routes. Checked from the file alone, as a report.
import { type Bytes } from "./bytes.js";
import { decode, digest, NotCanonical, type JsonObject } from "./canonical.js";
import { certify, fraction, loss, NotCertified, type Certificate } from "./certificate.js";
import { type Game } from "./certificate-search.js";
import { broken, holds, notice, type Report } from "./finding.js";
import { Refused } from "./refusal.js";
import { integer, list, matching, object, oneOf, orNull, text, tuple } from "./shape.js";

interface Plan {
  readonly movement: string;
  readonly budget: string;
  readonly by: string;
  readonly shortest: number;
  readonly slots_s: readonly number[];
  readonly assumed: string;
  readonly game: Game;
  readonly lines: readonly { readonly edge: number; readonly length_mm: number; readonly time_ms: number }[];
  readonly proof: Certificate;
  readonly doubled: string;
  readonly watched: readonly { readonly share_pct: number; readonly met: string }[];
}

export const PLAN_NOT_PROVEN = [
  "That the chances of success are right: they are an assumption, printed above.",
  "That the roads are as the file says: compare its road file's digest with your own.",
  "That the secured places are secured: both parties list and sign them, and somebody must stand there.",
  "Who made this plan: the record that both parties signed names the file by its digest.",
];
const SHARES_PCT = [0, 10, 20, 30, 40, 60, 80];
const NEXT = "get the plan again from the party that made it; do not drive by this one";
const RATIO = matching(/^(0|[1-9][0-9]{0,40})\/[1-9][0-9]{0,40}$/, "a fraction");
const HEX = matching(/^[0-9a-f]{64}$/, "a SHA-256 in hexadecimal");
const ANY = () => undefined;
export const PROOF = object({
  routes: list(object({ edges: list(integer()), slot: integer(), odds: integer(1, 2 ** 32) })),
  sites: list(object({ site: integer(), odds: integer(1, 2 ** 32) })), game: HEX, lower: RATIO, upper: RATIO, seal: HEX,
});
const SHAPE = object({
  format: oneOf("safeconduct-plan/2"), movement: text(1), roads: HEX, ground: list(HEX), places: list(ANY), budget: RATIO, by: oneOf("length", "time"), shortest: integer(1),
  slots_s: list(integer(0), 1, 24), window_s: orNull(integer(1)), unheld: list(object({ name: text(), met: RATIO, value: RATIO })),
  assumed: text(), legs: integer(1), doubled: RATIO, seal: HEX,
  game: object({
    node_count: integer(2, 2_000_000), edge_from: list(integer(0)), edge_to: list(integer(0)), edge_length: list(integer(0)),
    origin: integer(0), destination: integer(0), slots: integer(1, 1_000), length_max: orNull(integer()), picks: integer(0, 1_000),
    sites: list(list(tuple(integer(0), integer(), integer(0, 1_000_000)))), banned: list(tuple(integer(0), integer(0))),
  }),
  lines: list(object({ edge: integer(), length_mm: integer(1), line: list(ANY, 2), name: text(), time_ms: integer(1, 2 ** 31) })),
  watched: list(object({ share_pct: integer(), met: RATIO })),
  proof: PROOF,
});

export function isPlan(raw: Bytes): boolean {
  return raw[0] === 0x7b; // a pack is a zip
}

/** What the file proves. Never throws for what is in it. */
export function planReport(raw: Bytes): Report {
  const none = { claim: null, keys: [], times: [] };
  try {
    const { claimed, findings } = checked(raw);
    return { ...none, isVerified: true, claimed, findings };
  } catch (error) {
    if (error instanceof NotCertified) return { ...none, isVerified: false, claimed: [], findings: [broken(error.message, error.where, NEXT)] };
    if (error instanceof Refused || error instanceof NotCanonical) return { ...none, isVerified: false, claimed: [], findings: [broken(error.message, "$", NEXT)] };
    throw error;
  }
}

function checked(raw: Bytes): Pick<Report, "claimed" | "findings"> {
  const value = decode(raw);
  SHAPE(value, "$");
  const plan = value as unknown as Plan;
  checkNumbers(plan.game);
  inProof(() => certify(plan.game, plan.proof));
  checkRest(plan);
  if (digest({ ...(value as JsonObject), seal: "" }) !== (value as { seal?: unknown }).seal) {
    throw new NotCertified("the file was changed after it was made; what it proves is the same", "$.seal");
  }
  const { routes } = plan.proof;
  return {
    claimed: [`Movement ${plan.movement}: ${routes.length} routes, met at most ${percent(plan.proof.upper)}; no plan is below ${percent(plan.proof.lower)}.`],
    findings: [
      holds("every route is one of the game, and within its budget", "$.proof.routes"), holds("what the routes prove", "$.proof.upper"),
      holds("what the sites prove", "$.proof.lower"), holds("the seal of the file", "$.seal"),
      notice(`this holds if the chances are right. Assumed: ${plan.assumed}. If each is twice as large, at most ${percent(plan.doubled)}`),
      ...plan.watched.slice(1).map(({ share_pct, met }) => notice(`who has seen ${share_pct} % of the way can meet the rest at most ${percent(met)}`)),
      notice(`the file of the plan: ${digest(value)}`),
    ],
  };
}

function inProof(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof NotCertified) throw new NotCertified(error.message, `$.proof${error.where.slice(1)}`);
    throw error;
  }
}

/** Every number points at something. */
function checkNumbers(game: Game): void {
  const edges = game.edge_from.length, within = (numbers: readonly number[], below: number) => numbers.every((each) => each < below);
  const wrong = (name: string): never => {
    throw new NotCertified("a number points nowhere", `$.game.${name}`);
  };
  if (!within(game.edge_from, game.node_count)) wrong("edge_from");
  if (game.edge_to.length !== edges || !within(game.edge_to, game.node_count)) wrong("edge_to");
  if (game.edge_length.length !== edges) wrong("edge_length");
  if (!within([game.origin, game.destination], game.node_count)) wrong("ends");
  if (!game.sites.every((site) => site.every(([edge]) => edge < edges))) wrong("sites");
  if (!game.banned.every((pair) => within(pair, edges))) wrong("banned");
  if (game.picks > game.sites.length) wrong("picks");
}

/** What stands in the file beside the proof, computed again. */
function checkRest({ game, proof, ...plan }: Plan): void {
  if (plan.doubled !== fraction(loss(game, proof.routes, 2))) throw new NotCertified("the routes prove another number", "$.doubled");
  const curve = SHARES_PCT.map((share) => ({ share_pct: share, met: fraction(seenLoss(game, proof, Math.floor((plan.shortest * share) / 100))) }));
  if (JSON.stringify(curve) !== JSON.stringify(plan.watched.map(({ share_pct, met }) => ({ share_pct, met })))) {
    throw new NotCertified("the routes prove another curve", "$.watched");
  }
  const [above, below] = plan.budget.split("/").map(BigInt) as [bigint, bigint];
  if (game.length_max !== null && BigInt(game.length_max) !== (above * BigInt(plan.shortest)) / below) {
    throw new NotCertified("the limit of the game is not the budget times the shortest", "$.budget");
  }
  if (plan.slots_s.length !== game.slots || !plan.slots_s.every((at, i) => i === 0 || plan.slots_s[i - 1]! < at)) {
    throw new NotCertified("the departures are not those of the game", "$.slots_s");
  }
  const used = [...new Set(proof.routes.flatMap((route) => route.edges))].sort((a, b) => a - b);
  if (JSON.stringify(plan.lines.map(({ edge }) => edge)) !== JSON.stringify(used)) throw new NotCertified("the lines are not those of the routes", "$.lines");
  const wrong = plan.lines.findIndex((each) => (plan.by === "length" ? each.length_mm : each.time_ms) !== game.edge_length[each.edge]);
  if (wrong >= 0) throw new NotCertified("the line is not as long as its edge", `$.lines[${wrong}]`);
}

/** What the best sites meet of the ways ahead, after somebody has seen so much of them. */
function seenLoss(game: Game, proof: Certificate, seen: number): bigint {
  if (!seen) return loss(game, proof.routes);
  const groups = new Map<string, { edges: number[]; slot: number; odds: number }[]>();
  for (const { edges, slot, odds } of proof.routes) {
    let at = 0;
    for (let driven = 0; at < edges.length && driven < seen; at++) driven += game.edge_length[edges[at]!]!;
    const start = `${slot}:${edges.slice(0, at).join()}`;
    groups.set(start, [...(groups.get(start) ?? []), { edges: edges.slice(at), slot, odds }]);
  }
  return [...groups.values()].reduce((sum, ways) => sum + loss(game, ways), 0n);
}

/** Rounded up, so that nothing looks better than it is. */
function percent(ratio: string): string {
  const [above, below] = ratio.split("/").map(BigInt) as [bigint, bigint];
  return `${Number((above * 1000n + below - 1n) / below) / 10} %`;
}
