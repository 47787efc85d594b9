// Who the parties are, which keys act for them in which roles, and which logs count how far. A value: every change gives
// a new one, because a record that turns out not to count must change nothing.
import { compare } from "./bytes.js";
import { partyOf, type Entry } from "./entry.js";

export interface Party {
  party: string;
  name: string;
  /** Its newest epoch. */
  log: string;
  logVkey: string;
  witnessVkey: string;
  names: Readonly<Record<string, string>>;
  node: string;
}

export interface Officer {
  party: string;
  name: string;
  key: string;
  roles: readonly string[];
  doubtedFromMs: number | null;
}

/** Whose place it is, and from when to before when. */
export interface Deputy {
  by: string;
  fromMs: number;
  toMs: number;
}

interface State {
  parties: ReadonlyMap<string, Party>;
  officers: ReadonlyMap<string, Officer>;
  /** Who acts in a role in another's place, by key and role. */
  deputies: ReadonlyMap<string, Deputy>;
  /** Whom each party has admitted, and to which log. */
  admitted: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Who ended whose membership. */
  removed: ReadonlyMap<string, string>;
  /** Logs that count up to a size only. */
  closed: ReadonlyMap<string, number>;
  /** How much of a forked log each party keeps. */
  kept: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** The largest head of each log that a party's own log has named. */
  known: ReadonlyMap<string, number>;
}

const NOBODY: State = {
  parties: new Map(), officers: new Map(), deputies: new Map(), admitted: new Map(), removed: new Map(), closed: new Map(), kept: new Map(), known: new Map(),
};

export class Parties {
  constructor(private readonly state: State = NOBODY) {}

  get parties(): ReadonlyMap<string, Party> {
    return this.state.parties;
  }

  get officers(): ReadonlyMap<string, Officer> {
    return this.state.officers;
  }

  get deputies(): ReadonlyMap<string, Deputy> {
    return this.state.deputies;
  }

  get closed(): ReadonlyMap<string, number> {
    return this.state.closed;
  }

  get admitted(): State["admitted"] {
    return this.state.admitted;
  }

  get removed(): ReadonlyMap<string, string> {
    return this.state.removed;
  }

  with(change: Partial<State>): Parties {
    return new Parties({ ...this.state, ...change });
  }

  withParty(party: Party): Parties {
    return this.with({ parties: new Map([...this.parties, [party.party, party]]) });
  }

  withOfficers(...officers: readonly (readonly [string, Officer])[]): Parties {
    return this.with({ officers: new Map([...this.officers, ...officers]) });
  }

  /** That log counts up to that size at most. */
  close(log: string, size: number): Parties {
    const before = this.closed.get(log);
    return this.with({ closed: new Map([...this.closed, [log, before === undefined ? size : Math.min(before, size)]]) });
  }

  /** How much of a log this party keeps, since it knows of a fork: the least that it ever said. */
  keep(log: string, party: string, size: number): [Parties, number] {
    const before = this.state.kept.get(log) ?? new Map<string, number>();
    const kept = Math.min(size, before.get(party) ?? size);
    return [this.with({ kept: new Map([...this.state.kept, [log, new Map([...before, [party, kept]])]]) }), kept];
  }

  /** Remember the largest heads that this party's log has named: it cannot take them back. */
  noteHeads({ record }: Entry): Parties {
    let known: Map<string, number> | null = null;
    for (const head of record.seen) {
      const place = `${record.party} ${head.origin}`;
      if (head.size > ((known ?? this.state.known).get(place) ?? 0)) known = new Map(known ?? this.state.known).set(place, head.size);
    }
    return known ? this.with({ known }) : this;
  }

  knownSize(party: string, log: string): number {
    return this.state.known.get(`${party} ${log}`) ?? 0;
  }

  /** Founded parties that have admitted each other, and that nobody has removed, in order. */
  members(): string[] {
    const isHere = (party: string) => this.parties.has(party) && !this.removed.has(party);
    const isMember = (party: string) =>
      [...this.admitted.get(party)!.keys()].some((other) => other !== party && isHere(other) && this.hasAdmitted(other, party));
    return [...this.admitted.keys()].filter((party) => isHere(party) && isMember(party)).sort(compare);
  }

  hasAdmitted(party: string, other: string): boolean {
    return this.admitted.get(party)?.has(other) ?? false;
  }

  /** Whether that log is the party's, now or in an epoch that has ended. */
  writes(log: string): boolean {
    const known = this.parties.get(partyOf(log));
    return known !== undefined && (known.log === log || this.closed.has(log));
  }

  /** Whether an act that claims that time may be somebody else's, who had the key. */
  isDoubted(keyId: string, atMs: number): boolean {
    const from = this.officers.get(keyId)?.doubtedFromMs ?? null;
    return from !== null && atMs >= from;
  }

  /** The officer's name, or the key id where nobody has enrolled that key. */
  name(keyId: string): string {
    return this.officers.get(keyId)?.name ?? keyId;
  }
}
