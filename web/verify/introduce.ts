// How records change who the parties are, who may act for them, and which logs count how far.
import { type JsonObject } from "./canonical.js";
import { delegated, withdrawn } from "./deputies.js";
import { keyIdOf, partyOf, type Entry, type Head } from "./entry.js";
import { checkFork } from "./fork.js";
import { type Parties, type Party } from "./parties.js";
import { Refused } from "./refusal.js";

type Change = (parties: Parties, entry: Entry, body: Readonly<Record<string, string>>) => Parties;

/** The parties after that record; null when it is not about them; a text with the reason of a refusal. */
export function introduce(parties: Parties, entry: Entry): Parties | string | null {
  const change = CHANGES.get(entry.record.type);
  if (!change) return null;
  try {
    return change(parties, entry, entry.record.body as Readonly<Record<string, string>>);
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

function refuse(reason: string): never {
  throw new Refused(reason);
}

const founded: Change = (parties, entry, body) => {
  const party = body.party!, name = body.name!, founder = body.founder!;
  if (entry.index !== 0) refuse("a party is founded by the first record of its log only");
  if (party !== partyOf(entry.log)) refuse(`the log ${entry.log} cannot found the party ${party}`);
  if (parties.parties.has(party)) refuse(`${party} is founded already; a new epoch begins with a succession`);
  const names = entry.record.body.names as Readonly<Record<string, string>>;
  const officer = { party, name: body.founder_name!, key: founder, roles: ["admin", "security"], doubtedFromMs: null };
  const newly = { party, name, log: entry.log, logVkey: body.log_vkey!, witnessVkey: body.witness_vkey!, names, node: "" };
  return withNode(parties.withOfficers([keyIdOf(founder), officer]), newly, body.node!);
};

/** That party, with that key as its node's; the one before signs nothing any more. */
function withNode(parties: Parties, party: Party, node: string): Parties {
  const old = party.node ? parties.officers.get(keyIdOf(party.node)) : undefined;
  const without = old ? parties.withOfficers([keyIdOf(party.node), { ...old, roles: [] }]) : parties;
  const officer = { party: party.party, name: `${party.name} node`, key: node, roles: ["node"], doubtedFromMs: null };
  return without.withOfficers([keyIdOf(node), officer]).withParty({ ...party, node });
}

const admitted: Change = (parties, { record }, { party, origin }) => {
  const own = new Map([...(parties.admitted.get(record.party) ?? []), [party!, origin!]]);
  const removed = new Map(parties.removed);
  if (removed.get(party!) === record.party) removed.delete(party!);
  return parties.with({ admitted: new Map([...parties.admitted, [record.party, own]]), removed });
};

/** A party may withdraw its own admission, and as a member end the membership of another. */
const removed: Change = (parties, entry, body) => {
  const by = entry.record.party, party = body.party!;
  const hadAdmitted = parties.hasAdmitted(by, party), isMember = parties.members().includes(by);
  if (!isMember && !hadAdmitted) refuse("only a member can remove a party");
  if (!parties.parties.has(party) && !hadAdmitted) refuse(`there is no party ${party}`);
  const own = new Map(parties.admitted.get(by) ?? []);
  own.delete(party);
  const after = parties.with({ admitted: new Map([...parties.admitted, [by, own]]) });
  if (!isMember) return after;
  const without = after.with({ removed: new Map([...after.removed, [party, by]]) });
  const log = parties.parties.get(party)?.log;
  return log === undefined ? without : without.close(log, party === by ? entry.index + 1 : parties.knownSize(by, log));
};

const rekeyed: Change = (parties, { record }, body) => {
  const party = parties.parties.get(record.party), node = body.node!;
  if (!party) return refuse("only a founded party has keys to change");
  const holder = parties.officers.get(keyIdOf(node));
  if (holder && (holder.party !== party.party || node !== party.node)) refuse("that key has been somebody's before");
  return withNode(parties, { ...party, witnessVkey: body.witness_vkey! }, node);
};

const enrolled: Change = (parties, { record }, body) => {
  const key = body.key!, id = body.key_id!, party = record.party;
  const roles = record.body.roles as readonly string[];
  if (keyIdOf(key) !== id) refuse("the key id does not belong to the key");
  const holder = parties.officers.get(id);
  if (holder && holder.party !== party) refuse(`that key already acts for ${holder.party}`);
  if (holder && holder.doubtedFromMs !== null && roles.length) refuse("that key was lost: enrol a new one");
  return parties.withOfficers([id, { party, name: body.name!, key, roles, doubtedFromMs: null }]);
};

const revoked: Change = (parties, { record }, body) => {
  const id = body.key_id!, holder = parties.officers.get(id);
  if (!holder || holder.party !== record.party) return refuse("that key does not act for this party");
  const admins = [...parties.officers].filter(([, each]) => each.party === holder.party && each.roles.includes("admin"));
  if (admins.length === 1 && admins[0]![0] === id) refuse("it is the last administrator's key: enrol another administrator first");
  return parties.withOfficers([id, { ...holder, roles: [], doubtedFromMs: record.body.doubted_from_ms as number | null }]);
};

/** A log with a proven fork counts up to what all who have seen the fork keep. */
const forked: Change = (parties, { record }, body) => {
  const origin = body.origin!, party = parties.parties.get(partyOf(origin));
  if (party?.log !== origin) return refuse(`no party here writes the log ${origin}`);
  if (party.party === record.party) refuse("a party does not judge its own log");
  try {
    checkFork(body.proof!, party.logVkey, origin);
  } catch (error) {
    if (error instanceof Refused) refuse(`the proof of a fork does not hold: ${error.message}`);
    throw error;
  }
  const [after, kept] = parties.keep(origin, record.party, record.body.kept as number);
  return after.close(origin, kept);
};

/** A new epoch. After others closed the old log, one of them must have admitted the new one first. */
const succeeded: Change = (parties, entry, body) => {
  const party = parties.parties.get(entry.record.party);
  if (!party) return refuse("only a founded party has a log to go on with");
  if (entry.index !== 0) refuse("a new epoch begins with its succession");
  const old = (entry.record.body as JsonObject).old as unknown as Head;
  if (old.origin !== party.log || entry.log !== nextEpoch(party.log)) refuse(`${entry.log} does not follow ${party.log}`);
  const isWelcome = [...parties.admitted].some(([other, logs]) => other !== party.party && logs.get(party.party) === entry.log);
  if (parties.closed.has(party.log) && !isWelcome) refuse(`${party.log} was closed by others: one of them must admit ${entry.log} first`);
  const next = { ...party, log: entry.log, logVkey: body.log_vkey!, witnessVkey: body.witness_vkey! };
  return withNode(parties.close(party.log, old.size), next, body.node!);
};

function nextEpoch(log: string): string {
  const [party, accord, epoch] = log.split("/") as [string, string, string];
  return `${party}/${accord}/${BigInt(epoch) + 1n}`;
}

const CHANGES: ReadonlyMap<string, Change> = new Map(
  Object.entries({
    "party.founded/1": founded,
    "party.admitted/1": admitted,
    "party.removed/1": removed,
    "party.rekeyed/1": rekeyed,
    "officer.enrolled/1": enrolled,
    "officer.revoked/1": revoked,
    "authority.delegated/1": delegated,
    "authority.withdrawn/1": withdrawn,
    "log.forked/1": forked,
    "log.succeeded/1": succeeded,
  }),
);
