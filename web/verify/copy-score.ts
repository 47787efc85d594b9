// How well a copy fits, and how often that is chance: whole numbers throughout. See disclosure/score.py.
import { LOW, MILLE, type Word } from "./copy-code.js";

export const ODDS_MIN = 30_000;
const ONE_IN_MAX = 1_000_000_000_000_000n;
const RARE = { match: 8 * (MILLE - LOW), miss: -8 * LOW };
const COMMON = { match: 5 * LOW, miss: -5 * (MILLE - LOW) };

export interface Seen {
  chance: number;
  bit: number | null;
}

export interface Fit {
  score: number;
  matches: number;
  read: number;
}

const isRare = ({ chance, bit }: Seen): boolean => (chance === LOW) === (bit === 1);

export function fitOf(seen: readonly Seen[], word: Word): Fit {
  const fit = { score: 0, matches: 0, read: 0 };
  seen.forEach((each, at) => {
    if (each.bit === null) return;
    const isMatch = word[at] === each.bit, gain = isRare(each) ? RARE : COMMON;
    fit.read += 1;
    fit.matches += Number(isMatch);
    fit.score += isMatch ? gain.match : gain.miss;
  });
  return fit;
}

/** How many marks show their rare variant, and how many their common one. */
export function kindsOf(seen: readonly Seen[]): [number, number] {
  const read = seen.filter(({ bit }) => bit !== null), rare = read.filter(isRare).length;
  return [rare, read.length - rare];
}

/** Of so many readers without a part in it, one scores that by chance. */
export function oneIn(rare: number, common: number, score: number): number {
  const rares = binomial(rare, LOW), commons = suffix(binomial(common, MILLE - LOW));
  const step = COMMON.match - COMMON.miss;
  let hits = 0n;
  rares.forEach((weight, matches) => {
    const rest = score - matches * (RARE.match - RARE.miss) - rare * RARE.miss - common * COMMON.miss;
    const least = Math.max(0, Math.ceil(rest / step));
    if (least <= common) hits += weight * commons[least]!;
  });
  if (hits === 0n) return Number(ONE_IN_MAX);
  const found = BigInt(MILLE) ** BigInt(rare + common) / hits;
  return Number(found < ONE_IN_MAX ? found : ONE_IN_MAX);
}

function binomial(count: number, match: number): bigint[] {
  const hit = BigInt(match), miss = BigInt(MILLE - match);
  let ways = 1n;
  return Array.from({ length: count + 1 }, (_, hits) => {
    if (hits > 0) ways = (ways * BigInt(count - hits + 1)) / BigInt(hits);
    return ways * hit ** BigInt(hits) * miss ** BigInt(count - hits);
  });
}

function suffix(weights: readonly bigint[]): bigint[] {
  let total = 0n;
  const sums = [...weights].reverse().map((weight) => (total += weight));
  return sums.reverse();
}
