// The fold: all records in the one order give one state. Of each record it says whether it counts, or why not.
import { Accord } from "./accord.js";
import { Alarms } from "./alarms.js";
import { Beats } from "./beats.js";
import { extend, NO_ACTS, type Chain } from "./chain.js";
import { holds } from "./deputies.js";
import { Devices } from "./devices.js";
import { Shares } from "./shares.js";
import { isSignedBy, type Blank, type Entry } from "./entry.js";
import { Contents } from "./contents.js";
import { Disclosures } from "./disclosures.js";
import { Dispatches } from "./dispatches.js";
import { introduce } from "./introduce.js";
import { Meetings } from "./meetings.js";
import { Movements } from "./movements.js";
import { Parties } from "./parties.js";
import { Order, type Bracket, type Placed } from "./place.js";
import { KINDS } from "./records.js";
import { Responses } from "./responses.js";
import { Risks } from "./risks.js";
import { Sites } from "./sites.js";
import { Incidents } from "./incidents.js";
import { Statements } from "./statements.js";
import { Verdicts } from "./verdicts.js";
import { Voices } from "./voices.js";
import { compare } from "./bytes.js";

export type Logs = ReadonlyMap<string, readonly (Entry | Blank)[]>;

/** The fold of these logs. A record may end another log; what that log holds beyond does not exist, wherever it stands in
 * the order. So at the first record in the order that ends a log, that log is cut, and everything is folded again. */
export function fold(logs: Logs): Fold {
  const ends = new Map<string, number>();
  for (;;) {
    const folded = new Fold(logs, ends);
    const end = folded.run();
    if (!end) return folded;
    ends.set(...end);
  }
}

export class Fold {
  readonly order: Order;
  readonly accord = new Accord();
  readonly alarms = new Alarms();
  readonly beats = new Beats();
  readonly contents = new Contents();
  readonly sites = new Sites();
  readonly verdicts = new Verdicts();
  private known = new Parties();
  private readonly dispatches = new Dispatches();
  private readonly meetings = new Meetings();
  private readonly devices = new Devices();
  private readonly shares = new Shares();
  private readonly incidents = new Incidents();
  private readonly statements = new Statements();
  readonly disclosures = new Disclosures();
  private readonly responses = new Responses();
  private readonly risks = new Risks();
  private readonly voices = new Voices();
  readonly movements = new Movements();
  private readonly chains = new Map<string, Chain>();
  private readonly refused = new Map<Placed, string>();

  constructor(logs: Logs, private readonly ends: ReadonlyMap<string, number>) {
    this.order = new Order(logs, ends);
  }

  get parties(): Parties {
    return this.known;
  }

  /** Applies every record in order; stops where one ends a log before it was cut, and says where that log ends. */
  run(): [string, number] | null {
    for (const placed of this.order.all) {
      this.known = this.known.noteHeads(placed.entry);
      const reason = this.step(placed);
      if (reason !== null) this.refused.set(placed, reason);
      for (const [log, size] of this.known.closed) if (size < (this.ends.get(log) ?? Infinity)) return [log, size];
    }
    return null;
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

  private step(placed: Placed): string | null {
    const { entry } = placed;
    const { record } = entry;
    if (this.known.removed.has(record.party)) return `${record.party} has been removed`;
    if (entry.index && !this.known.writes(entry.log)) return `${entry.log} is no log of ${record.party}: none has founded or succeeded it`;
    const first = entry.index === 0 ? introduce(this.known, entry) : null;
    if (typeof first === "string") return first;
    const officer = (first ?? this.known).officers.get(record.by);
    if (!officer || officer.party !== record.party) return `the key ${record.by} is not enrolled for ${record.party}`;
    const kind = KINDS.get(record.type)!;
    if (!kind.signers.some((role) => officer.roles.includes(role)) && !this.isDeputy(placed, kind.signers)) {
      return `${officer.name} may not sign ${record.type}: it takes the role ${[...kind.signers].sort(compare).join(", ")}`;
    }
    if (!isSignedBy(entry, officer.key)) return "the signature does not hold";
    const link = { id: entry.id, rank: kind.rank, party: record.party };
    const [chain, standing] = extend(this.chains.get(record.object) ?? NO_ACTS, link, record.prev);
    if (standing !== "stands") {
      this.chains.set(record.object, chain);
      return `${standing}: another act on ${record.object} came between`;
    }
    const introduced = first ?? introduce(this.known, entry);
    if (typeof introduced === "string") return introduced; // then the chain stays as it was
    const reason = introduced ? null : this.reduce(placed);
    if (reason !== null) return reason;
    if (introduced) this.known = introduced;
    this.chains.set(record.object, chain);
    return null;
  }

  /** Whether the signer may in another's place, both when it claims to act and when it can have acted at all. */
  private isDeputy({ entry: { record }, notBeforeMs }: Placed, signers: readonly string[]): boolean {
    const times = [record.atMs, Math.max(record.atMs, notBeforeMs)];
    return signers.some((role) => times.every((atMs) => holds(this.known, record.by, role, atMs)));
  }

  private reduce(placed: Placed): string | null {
    const { type, party } = placed.entry.record;
    switch (type.slice(0, type.indexOf("."))) {
      case "alarm":
        return this.alarms.reduce(placed);
      case "content":
        return this.contents.reduce(placed);
      case "clause":
      case "seat":
      case "level":
      case "silence":
        return this.accord.reduce(placed, this.known.members());
      case "device":
        return this.devices.reduce(placed);
      case "history":
        return (placed.entry.record.body.hour_ms as number) % 3_600_000 ? "an hour begins at a whole hour, UTC" : null;
      case "feed":
        return this.shares.reduce(placed);
      case "log":
        if (type === "log.rolled_back/1") return null;
        return this.beats.reduce(placed, this.parties.parties.get(party)?.witnessVkey);
      case "meeting":
      case "minutes":
      case "action":
        return this.meetings.reduce(placed);
      case "reader":
      case "document":
      case "code":
      case "release":
      case "share":
      case "recovery":
      case "glass":
      case "reading":
      case "inquiry":
        return this.disclosures.reduce(placed, this.known);
      case "incident":
        return this.incidents.reduce(placed);
      case "desk":
      case "voice":
      case "identity":
        return this.voices.reduce(placed, this.known);
      case "risk":
        return this.risks.reduce(placed, this.known);
      case "board":
      case "task":
      case "resource":
      case "review":
        return this.responses.reduce(placed, this.known);
      case "statement":
        return this.statements.reduce(placed, this.approvers());
      case "dispatch":
      case "badge":
      case "grant":
        return this.dispatches.reduce(placed, this.approvers());
      case "movement":
      case "ground":
      case "roster":
      case "crew":
      case "traveller":
      case "draw":
      case "leg":
        return this.movements.reduce(placed, this.approvers());
      case "site":
        return this.sites.reduce(placed);
      case "verdict":
        return this.verdicts.reduce(placed);
      default:
        return null; // rules loaded, observations, facts, checks: always taken, once admitted
    }
  }

  /** Whose approval a movement takes: the members', or everybody's while there are none. */
  private approvers(): string[] {
    const members = this.known.members();
    return members.length ? members : [...this.known.parties.keys()];
  }
}
