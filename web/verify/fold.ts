// The fold: all records in the one order give one state. Of each record it says whether it counts, or why not.
import { Accord } from "./accord.js";
import { Alarms } from "./alarms.js";
import { Beats } from "./beats.js";
import { extend, NO_ACTS, type Chain } from "./chain.js";
import { isSignedBy, partyOf, type Blank, type Entry } from "./entry.js";
import { Movements } from "./movements.js";
import { Parties } from "./parties.js";
import { Order, type Bracket, type Placed } from "./place.js";
import { KINDS } from "./records.js";
import { Sites } from "./sites.js";
import { Verdicts } from "./verdicts.js";
import { compare } from "./bytes.js";

export class Fold {
  readonly order: Order;
  readonly parties = new Parties();
  readonly accord = new Accord();
  readonly alarms = new Alarms();
  readonly beats = new Beats();
  readonly sites = new Sites();
  readonly verdicts = new Verdicts();
  private readonly movements = new Movements();
  private readonly chains = new Map<string, Chain>();
  private readonly refused = new Map<Placed, string>();

  constructor(logs: ReadonlyMap<string, readonly (Entry | Blank)[]>) {
    this.order = new Order(logs);
    for (const placed of this.order.all) {
      const reason = this.step(placed);
      if (reason !== null) this.refused.set(placed, reason);
    }
  }

  /** Why the record does not count; null if it does. */
  refusal(placed: Placed): string | null {
    return this.refused.get(placed) ?? null;
  }

  counts(placed: Placed): boolean {
    return !this.refused.has(placed);
  }

  bracket(placed: Placed): Bracket {
    return this.order.bracket(placed, (each) => this.counts(each));
  }

  partyIds(): string[] {
    return [...this.parties.parties.keys()].sort(compare);
  }

  private step(placed: Placed): string | null {
    const { entry } = placed;
    const { record } = entry;
    if (record.party !== partyOf(entry.log)) return `a record of ${record.party} in the log of ${partyOf(entry.log)}`;
    const introduced = this.parties.introduce(entry);
    if (entry.index === 0 && typeof introduced === "string") return introduced;
    const newly = entry.index === 0 && introduced && typeof introduced !== "string" ? introduced.officers : null;
    const officer = newly?.get(record.by) ?? this.parties.officers.get(record.by);
    if (!officer || officer.party !== record.party) return `the key ${record.by} is not enrolled for ${record.party}`;
    const kind = KINDS.get(record.type)!;
    if (!kind.signers.some((role) => officer.roles.includes(role))) {
      return `${officer.name} may not sign ${record.type}: it takes the role ${[...kind.signers].sort(compare).join(", ")}`;
    }
    if (!isSignedBy(entry, officer.key)) return "the signature does not hold";
    const link = { id: entry.id, rank: kind.rank, party: record.party };
    const [chain, standing] = extend(this.chains.get(record.object) ?? NO_ACTS, link, record.prev);
    if (standing !== "stands") {
      this.chains.set(record.object, chain);
      return `${standing}: another act on ${record.object} came between`;
    }
    if (typeof introduced === "string") return introduced;
    const reason = introduced ? this.parties.take(introduced) : this.reduce(placed);
    if (typeof reason === "string") return reason; // then the chain stays as it was
    this.chains.set(record.object, chain);
    return null;
  }

  private reduce(placed: Placed): string | null {
    const { type, party } = placed.entry.record;
    switch (type.slice(0, type.indexOf("."))) {
      case "alarm":
        return this.alarms.reduce(placed);
      case "clause":
        return this.accord.reduce(placed);
      case "log":
        return this.beats.reduce(placed, this.parties.parties.get(party)?.witnessVkey);
      case "movement":
        return this.movements.reduce(placed, this.partyIds());
      case "site":
        return this.sites.reduce(placed);
      case "verdict":
        return this.verdicts.reduce(placed);
      default:
        return null; // rules loaded, observations, facts, checks: always taken, once admitted
    }
  }
}
