// What each log says of the others: heads seen, heads cosigned, parties admitted. Two that cannot both be true are
// found here.
import { falsity } from "./beats.js";
import { hex } from "./bytes.js";
import { type Entry, type Head } from "./entry.js";
import { broken, holds, notice, type Finding } from "./finding.js";
import { leafHash, Tree } from "./merkle.js";
import { type Replay } from "./replay.js";
import { folder, type LogKeys, type Pack } from "./unpack.js";

const place = (entry: Entry) => `${folder(entry.log)}/entries, entry ${entry.index}`;
const spot = (head: Head) => `${head.origin} ${head.size}`;

export function* checkHeads(pack: Pack, replay: Replay): Generator<Finding> {
  const { entries } = replay;
  const named = entries.flatMap((entry) => headsOf(entry).map((head) => [entry, head] as const));
  const roots = rootsOf(pack, named.map(([, head]) => head));
  const wrong = named.flatMap(([entry, head]) => compareHead(entry, head, roots, pack, replay) ?? []);
  yield* wrong;
  if (!wrong.length) yield holds(`${named.length} heads that one party saw of another's log are all on that log's one history`);
  yield* checkCosignatures(pack, entries);
  yield* checkAdmissions(pack, entries);
}

function headsOf({ record }: Entry): readonly Head[] {
  const named = record.type === "log.cosigned/1" ? record.body.head : record.type === "log.succeeded/1" ? record.body.old : null;
  return named ? [...record.seen, named as unknown as Head] : record.seen;
}

/** The root of each log in the pack at each size that somebody named. */
function rootsOf(pack: Pack, heads: readonly Head[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { origin, entries } of pack.logs) {
    const sizes = new Set(heads.filter((head) => head.origin === origin && head.size <= entries.length).map((head) => head.size));
    const tree = new Tree();
    for (const size of [...sizes].sort((a, b) => a - b)) {
      while (tree.size < size) tree.add(leafHash(entries[tree.size]!));
      found.set(`${origin} ${size}`, hex(tree.root));
    }
  }
  return found;
}

function compareHead(entry: Entry, head: Head, roots: ReadonlyMap<string, string>, pack: Pack, replay: Replay): Finding | null {
  const root = roots.get(spot(head));
  if (root === head.root) return null;
  if (root !== undefined && head.size > (replay.fold.parties.closed.get(head.origin) ?? head.size)) {
    return notice(
      `${entry.record.party} names a head of ${head.origin} at size ${head.size}, beyond the end of that log, that is not on the history in this pack: neither counts`,
      place(entry),
    );
  }
  if (root !== undefined) {
    return broken(
      `${entry.record.party} names a head of ${head.origin} at size ${head.size} that is not on the history in this pack: one of the two logs has been shown in two versions`,
      place(entry),
      "ask each party for its own copy of that log, and compare them",
    );
  }
  if (!pack.logs.some((log) => log.origin === head.origin)) {
    return notice(`has seen ${head.origin}, which is not in the pack: it and what follows is not judged`, place(entry));
  }
  return notice(`has seen more of ${head.origin} than the pack holds: it and what follows is not judged`, place(entry));
}

function* checkCosignatures(pack: Pack, entries: readonly Entry[]): Generator<Finding> {
  let count = 0, failed = 0;
  const vkeys = witnessVkeys(pack, entries);
  for (const entry of entries) {
    if (entry.record.type !== "log.cosigned/1") continue;
    const reasons = (vkeys.get(entry.log) ?? []).map((vkey) => falsity(entry.record.body, vkey));
    count++;
    const reason = reasons.includes(null) ? null : (reasons[0] ?? "nobody named the key");
    if (reason === null) continue;
    failed++;
    yield broken(`${entry.record.party} logged a cosignature that does not hold: ${reason}`, place(entry));
  }
  if (count && !failed) yield holds(`${count} cosignatures hold, each made at the time that its record says`);
  if (!count) yield notice("no party has cosigned another's log: there is no time after which a record cannot have been made");
}

/** The keys that each log's party cosigns with: that of the policy, and those it has changed to. */
export function witnessVkeys(pack: Pick<Pack, "policy">, entries: readonly Entry[]): Map<string, string[]> {
  const found = new Map(pack.policy.map((keys) => [keys.origin, [keys.witness_vkey]]));
  for (const { log, record } of entries) if (record.type === "party.rekeyed/1") found.get(log)?.push(record.body.witness_vkey as string);
  return found;
}

/** Whoever the packer has admitted must be in the pack: a log left out could hold the deed. */
function* checkAdmissions(pack: Pack, entries: readonly Entry[]): Generator<Finding> {
  const vkeys = witnessVkeys(pack, entries);
  for (const entry of entries) {
    if (entry.record.type !== "party.admitted/1") continue;
    const body = entry.record.body as unknown as LogKeys;
    const keys = pack.policy.find((each) => each.origin === body.origin);
    if (!keys) {
      const missing = `${entry.record.party} has admitted ${body.origin}, whose log is not in the pack`;
      yield entry.record.party === pack.claim.by ? broken(`${missing}, so silence cannot be judged`, place(entry)) : notice(missing, place(entry));
    } else if (!vkeys.get(body.origin)!.some((vkey) => areSame({ ...keys, witness_vkey: vkey }, body))) {
      yield broken(`${entry.record.party} admitted ${body.party} with other keys than policy.json has`, place(entry));
    }
  }
}

/** Whether a founding, or another party's admission, names exactly these keys. */
export function areSame(keys: LogKeys, said: Omit<LogKeys, "origin">): boolean {
  return keys.party === said.party && keys.founder === said.founder && keys.log_vkey === said.log_vkey && keys.witness_vkey === said.witness_vkey;
}
