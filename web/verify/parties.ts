// Who the parties are, and which keys act for them in which roles.
import { type JsonObject } from "./canonical.js";
import { keyIdOf, partyOf, type Entry } from "./entry.js";

export interface Party {
  party: string;
  name: string;
  log: string;
  witnessVkey: string;
  names: Readonly<Record<string, string>>;
}

export interface Officer {
  party: string;
  name: string;
  key: string;
  roles: readonly string[];
}

/** What a record about parties or officers changes, before it is known whether it counts. */
export interface Introduced {
  party?: Party;
  officers: ReadonlyMap<string, Officer>;
}

export class Parties {
  readonly parties = new Map<string, Party>();
  readonly officers = new Map<string, Officer>();

  /** The officer's name, or the key id where nobody has enrolled that key. */
  name(keyId: string): string {
    return this.officers.get(keyId)?.name ?? keyId;
  }

  take(introduced: Introduced): void {
    if (introduced.party) this.parties.set(introduced.party.party, introduced.party);
    for (const [id, officer] of introduced.officers) this.officers.set(id, officer);
  }

  /** What that record introduces; null if it is not about parties or officers; a text with the reason of a refusal. */
  introduce(entry: Entry): Introduced | string | null {
    switch (entry.record.type) {
      case "party.founded/1":
        return founded(entry, entry.record.body);
      case "party.admitted/1":
        return { officers: new Map() };
      case "officer.enrolled/1":
        return this.enrolled(entry, entry.record.body);
      default:
        return null;
    }
  }

  private enrolled(entry: Entry, body: JsonObject): Introduced | string {
    const key = body.key as string, id = body.key_id as string, party = entry.record.party;
    if (keyIdOf(key) !== id) return "the key id does not belong to the key";
    const holder = this.officers.get(id);
    if (holder && holder.party !== party) return `that key already acts for ${holder.party}`;
    const officer = { party, name: body.name as string, key, roles: body.roles as readonly string[] };
    return { officers: new Map([[id, officer]]) };
  }
}

function founded(entry: Entry, body: JsonObject): Introduced | string {
  if (entry.index !== 0) return "a party is founded by the first record of its log only";
  const party = body.party as string, name = body.name as string, founder = body.founder as string, node = body.node as string;
  if (party !== partyOf(entry.log)) return `the log ${entry.log} cannot found the party ${party}`;
  return {
    party: { party, name, log: entry.log, witnessVkey: body.witness_vkey as string, names: body.names as Record<string, string> },
    officers: new Map([
      [keyIdOf(founder), { party, name: body.founder_name as string, key: founder, roles: ["admin", "security"] }],
      [keyIdOf(node), { party, name: `${name} node`, key: node, roles: ["node"] }],
    ]),
  };
}
