// Whether the entries are what the logs' owners signed, and whether the keys are the right ones.
import { isEqual } from "./bytes.js";
import { isEntry, partyOf, readEntry, type Head } from "./entry.js";
import { broken, fingerprint, holds, notice, type Finding, type KeyPrint } from "./finding.js";
import { areSame } from "./heads.js";
import { leafHash, rootOf } from "./merkle.js";
import { openCheckpoint, parseKey } from "./note.js";
import { Refused } from "./refusal.js";
import { folder, type LogKeys, type Pack, type PackedLog } from "./unpack.js";

/** Keys that a verifier holds already. */
export type Trust = readonly LogKeys[];

export function* checkSeals(pack: Pack, trust: Trust | null): Generator<Finding> {
  const named = pack.policy.map((keys) => keys.origin);
  if (named.join("\n") !== pack.logs.map((log) => log.origin).join("\n")) {
    yield broken("names other logs than the pack holds", "policy.json");
    return;
  }
  for (const [at, log] of pack.logs.entries()) {
    const keys = pack.policy[at]!;
    yield checkRoot(log, keys);
    yield* checkFirst(log, keys, pack);
    if (trust) yield* checkTrust(keys, trust);
  }
}

export function keyPrints(policy: readonly LogKeys[], trust: Trust | null): KeyPrint[] {
  return policy.map((keys) => ({
    origin: keys.origin,
    party: keys.party,
    fingerprint: fingerprint(keys),
    isKnown: trust?.some((each) => each.origin === keys.origin && areSame(each, keys)) ?? false,
  }));
}

function checkRoot(log: PackedLog, keys: LogKeys): Finding {
  const where = `${folder(log.origin)}/checkpoint`;
  try {
    const head = openCheckpoint(log.checkpoint, parseKey(keys.log_vkey), log.origin);
    if (head.extensions.length) return broken("the signed head has extension lines, which logs of parties never have", where);
    if (head.size !== BigInt(log.entries.length)) return broken(`signs ${head.size} entries, the pack holds ${log.entries.length}`, where);
    if (!isEqual(rootOf(log.entries.map(leafHash)), head.root)) {
      return broken(
        "the entries do not give the root that the log's owner signed: one of them was changed",
        `${folder(log.origin)}/entries`,
      );
    }
    return holds(`${head.size} entries of ${log.origin} give the root that ${keys.party} signed`, where);
  } catch (error) {
    if (error instanceof Refused) return broken(`the signed head does not hold: ${error.message}`, where);
    throw error;
  }
}

/** The first record names all keys, and is signed by the founder, or by whom the founder let sign. */
function* checkFirst(log: PackedLog, keys: LogKeys, pack: Pack): Generator<Finding> {
  const entries = `${folder(log.origin)}/entries`;
  const first = log.entries[0] && readEntry(log.origin, 0, log.entries[0]);
  const record = first && isEntry(first) ? first.record : null;
  let said: Omit<LogKeys, "origin"> | null = null;
  if (record?.type === "party.founded/1") said = record.body as unknown as LogKeys;
  if (record?.type === "log.succeeded/1") {
    const old = record.body.old as unknown as Head;
    const before = pack.policy.find((each) => each.origin === old.origin);
    const held = pack.logs.find((each) => each.origin === old.origin)?.entries.length ?? -1;
    if (!before || held < old.size) {
      yield broken(`goes on after ${old.size} records of ${old.origin}, which the pack does not hold`, entries);
      return;
    }
    const { log_vkey, witness_vkey } = record.body as unknown as LogKeys;
    said = { party: before.party, founder: before.founder, log_vkey, witness_vkey };
  }
  if (!said) {
    yield broken("the log begins neither with the founding of its party nor with a new epoch", entries);
  } else if (!areSame(keys, said) || keys.party !== partyOf(log.origin)) {
    yield broken(`gives other keys for ${log.origin} than that log's own first record`, "policy.json");
  } else {
    try {
      parseKey(keys.witness_vkey);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      yield broken(`the witness key of ${keys.party} cannot be read: ${error.message}`, "policy.json");
    }
  }
}

function* checkTrust(keys: LogKeys, trust: Trust): Generator<Finding> {
  const known = trust.find((each) => each.origin === keys.origin);
  if (!known) {
    yield broken(`${keys.origin} is a log that you have not admitted`, folder(keys.origin), "ask its party for an invitation");
  } else if (!areSame(known, keys)) {
    yield broken(
      `the keys of ${keys.origin} are not those that you hold`,
      "policy.json",
      `compare over the telephone: yours ${fingerprint(known)}, the pack's ${fingerprint(keys)}`,
    );
  } else {
    yield notice("the entries were compared with no copy of your own: only your node can do that", folder(keys.origin));
  }
}
