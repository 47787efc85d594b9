// The register: which reports, batches, joins and splits stand. A record that may not be is refused.
import { type JsonObject } from "./canonical.js";
import { type Placed } from "./place.js";

const COUNT_MAX = 2_000_000;
const REPORTS_MAX = 1_000;

interface Report {
  party: string;
  incident: string | null;
}

export class Incidents {
  private readonly reports = new Map<string, Report>();
  /** How many reports each batch has. */
  private readonly batches = new Map<string, number>();
  private readonly groups = new Map<string, readonly string[]>();
  private readonly moved = new Map<string, string>();

  reduce({ entry }: Placed): string | null {
    const { type, body, party } = entry.record;
    switch (type) {
      case "incident.reported/1":
        return this.reported(body, party);
      case "incident.imported/1":
        return this.imported(body);
      case "incident.joined/1":
        return this.joined(body);
      default:
        return this.split(body);
    }
  }

  /** The incident that this name, perhaps an old one, leads to now; null where there is none. */
  resolve(from: string): string | null {
    let name = from;
    for (let seen = 0; this.moved.has(name) && seen <= this.moved.size; seen += 1) name = this.moved.get(name)!;
    return this.groups.has(name) || this.isRow(name) ? name : null;
  }

  private reportsOf(incident: string): readonly string[] {
    return this.groups.get(incident) ?? [incident];
  }

  private isRow(name: string): boolean {
    const [batch = "", number] = name.split("~");
    return number !== undefined && Number(number) <= (this.batches.get(batch) ?? 0);
  }

  private reported(body: JsonObject, party: string): string | null {
    const wrong = wrongNumbers(body.account as JsonObject);
    if (wrong) return wrong;
    const name = body.report as string, incident = body.incident as string | null;
    const known = this.reports.get(name);
    if (known && known.party !== party) return `${known.party} has a report of the name ${name}`;
    if (known) return known.incident === incident ? null : "a report is moved to another incident by a join or a split, not by a newer version";
    if (incident === null) {
      this.groups.set(name, [name]);
    } else {
      const told = this.resolve(incident);
      if (told === null) return `there is no incident ${incident}`;
      const members = [...this.reportsOf(told), name];
      if (members.length > REPORTS_MAX) return `an incident has ${REPORTS_MAX} reports at most`;
      this.groups.set(told, members);
      this.moved.set(name, told);
    }
    this.reports.set(name, { party, incident });
    return null;
  }

  private imported(body: JsonObject): string | null {
    const batch = body.batch as string;
    if (this.batches.has(batch)) return `there is a batch ${batch} already`;
    const count = (body.parts as readonly JsonObject[]).reduce((sum, part) => sum + (part.count as number), 0);
    if (count > COUNT_MAX) return `a batch has ${COUNT_MAX} reports at most`;
    this.batches.set(batch, count);
    return null;
  }

  private joined(body: JsonObject): string | null {
    const named = [body.incident as string, ...(body.others as string[])];
    const missing = named.find((name) => this.resolve(name) === null);
    if (missing !== undefined) return `there is no incident ${missing}`;
    const [kept = "", ...others] = [...new Set(named.map((name) => this.resolve(name)!))];
    if (others.length === 0) return "all of these are one incident already";
    const members = [...new Set([kept, ...others].flatMap((each) => this.reportsOf(each)))];
    if (members.length > REPORTS_MAX) return `an incident has ${REPORTS_MAX} reports at most`;
    for (const each of others) {
      for (const name of [each, ...this.reportsOf(each)]) this.moved.set(name, kept);
      this.groups.delete(each);
    }
    this.groups.set(kept, members);
    return null;
  }

  private split(body: JsonObject): string | null {
    const told = this.resolve(body.incident as string);
    if (told === null) return `there is no incident ${body.incident}`;
    const members = this.reportsOf(told), going = [...new Set(body.reports as string[])];
    const strange = going.find((name) => !members.includes(name));
    if (strange !== undefined) return `${strange} is no report of ${told}`;
    if (going.includes(told)) return `the report that ${told} is called after stays: split the others off`;
    const [into = "", ...rest] = going;
    this.groups.set(told, members.filter((name) => !going.includes(name)));
    this.groups.set(into, going);
    for (const name of rest) this.moved.set(name, into);
    this.moved.delete(into);
    return null;
  }
}

function wrongNumbers(account: JsonObject): string | null {
  const { from_ms: from, to_ms: to } = account;
  if (from !== null && to !== null && (to as number) < (from as number)) return "it ends before it begins";
  const isTurned = ({ low, high }: JsonObject) => low !== null && high !== null && (high as number) < (low as number);
  return (account.counts as readonly JsonObject[]).some(isTurned) ? "a count whose high is below its low" : null;
}
