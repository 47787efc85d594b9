// Whether the observations that a pack discloses are those that were committed to, and what they show.
import { type Bytes, textOf } from "./bytes.js";
import { type JsonObject } from "./canonical.js";
import { verdictOf } from "./claim.js";
import { type Fact } from "./facts.js";
import { broken, holds, notice, type Finding } from "./finding.js";
import { groupsOf } from "./groups.js";
import { moment } from "./moment.js";
import { readObservations, type Observation } from "./observation.js";
import { type Placed } from "./place.js";
import { type Replay } from "./replay.js";
import { type Pack } from "./unpack.js";

const SALT_BYTES = 16;

/** The observation batches that the facts of the claim's duty rest on, by the commitment to their content. */
export function batches(replay: Replay, pack: Pick<Pack, "claim">): Map<string, Placed> {
  const verdict = verdictOf(replay, pack.claim.claimed);
  const found = new Map<string, Placed>();
  if (!verdict) return found;
  const key = new Set(verdict.key.map(({ value }) => value));
  for (const placed of replay.records([...verdict.anchor, ...(verdict.witness ?? [])])) {
    if (placed.entry.record.type !== "facts.derived/1") continue;
    for (const fact of placed.entry.record.body.facts as unknown as readonly Fact[]) {
      if (!fact.args.some((arg) => key.has(arg))) continue;
      for (const [digest, batch] of behind(replay, placed, fact)) found.set(digest, batch);
    }
  }
  return found;
}

/** Each earlier batch of the same log that spans the fact's time. */
function behind(replay: Replay, derived: Placed, fact: Fact): [string, Placed][] {
  return replay.order.flatMap((placed): [string, Placed][] => {
    const { entry } = placed, { body, type } = entry.record;
    if (type !== "observation.batch/1" || entry.log !== derived.entry.log || entry.index >= derived.entry.index) return [];
    const spans = (body.from_ms as number) <= fact.t_ms && fact.t_ms <= (body.to_ms as number);
    return spans ? [[body.content as string, placed]] : [];
  });
}

export function* checkObservations(pack: Pack, replay: Replay): Generator<Finding> {
  const wanted = batches(replay, pack);
  const seen: Observation[] = [];
  const groups = groupsOf(replay, pack.claim.claimed);
  const digests = [...pack.blobs.keys()].filter((digest) => wanted.has(digest) || !groups.has(digest)).sort();
  for (const digest of digests) {
    const batch = wanted.get(digest);
    if (!batch) {
      yield broken("is not needed for this claim: more is disclosed than must be", `blobs/${digest}`);
      continue;
    }
    const content = read(pack.blobs.get(digest)!);
    const reason = difference(content, batch.entry.record.body);
    if (content === null || reason !== null) yield broken(`is not what its record says: ${reason}`, `blobs/${digest}`);
    else seen.push(...content);
  }
  const here = digests.filter((digest) => wanted.has(digest)).length;
  if (here) {
    yield holds(`${here} of ${wanted.size} observation batches behind the duty are disclosed and match the log`);
  }
  for (const [digest, { entry }] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (pack.blobs.has(digest)) continue;
    const { party } = entry.record, erasedMs = replay.fold.contents.erasedMs(party, digest);
    const how = erasedMs === null ? "are withheld" : `were erased by their retention date, ${moment(erasedMs)}`;
    yield notice(`${party} committed to observations that ${how}`, `record ${entry.id.slice(0, 16)}`);
  }
  yield* supported(pack, replay, seen);
}

function read(blob: Bytes): Observation[] | null {
  const text = textOf(blob.subarray(SALT_BYTES));
  return text === null ? null : readObservations(text);
}

function difference(content: readonly Observation[] | null, body: JsonObject): string | null {
  if (content === null) return "it holds no observations";
  if (content.length !== body.count) return `it holds ${content.length} observations`;
  let first = Infinity, last = -Infinity;
  for (const each of content) {
    first = Math.min(first, each.t_ms);
    last = Math.max(last, each.t_ms);
  }
  return first === body.from_ms && last === body.to_ms ? null : "its times are others";
}

/** Which facts of the duty an observation in the pack stands behind. */
function* supported(pack: Pack, replay: Replay, seen: readonly Observation[]): Generator<Finding> {
  const at = new Map(seen.filter((each) => each.type !== "sensor").map((each) => [`${each.asset} ${each.t_ms}`, each]));
  const verdict = verdictOf(replay, pack.claim.claimed);
  for (const placed of replay.records(verdict?.anchor ?? [])) {
    if (placed.entry.record.type !== "facts.derived/1") continue;
    for (const fact of placed.entry.record.body.facts as unknown as readonly Fact[]) {
      const found = fact.args.length ? at.get(`${fact.args[0]} ${fact.t_ms}`) : undefined;
      if (!found) continue;
      const by = found.type === "sighting" ? `sensor ${found.sensor}` : "a reported position";
      yield holds(`${by} saw ${found.asset} at the very time of the fact '${fact.name}'`, `record ${placed.entry.id.slice(0, 16)}`);
    }
  }
}
