// Sites as the parties have drawn them: the names of zones, which clauses use.
import { compare } from "./bytes.js";
import { type JsonObject } from "./canonical.js";
import { type Placed } from "./place.js";

export interface Zone {
  zone: string;
  name: string;
  names: Readonly<Record<string, string>>;
}

export class Sites {
  private readonly sites = new Map<string, { name: string; zones: readonly Zone[]; drawnBy: string }>();

  /** Every zone of every site, by site. */
  zones(): Zone[] {
    return [...this.sites.keys()].sort(compare).flatMap((site) => this.sites.get(site)!.zones);
  }

  nameOf(site: string): string | undefined {
    return this.sites.get(site)?.name;
  }

  reduce({ entry }: Placed): string | null {
    const { body, party } = entry.record;
    const site = body.site as string;
    const before = this.sites.get(site);
    if (before && before.drawnBy !== party) return `only ${before.drawnBy}, which drew the site ${site}, may draw it again`;
    const zones = body.zones as unknown as readonly Zone[];
    const own = new Set(zones.map((zone) => zone.zone));
    const others = [...this.sites].filter(([id]) => id !== site).flatMap(([, each]) => each.zones);
    if (own.size < zones.length || others.some((zone) => own.has(zone.zone))) return "each zone needs an id of its own";
    if ((body.gates as readonly JsonObject[]).some((gate) => !own.has(gate.ring as string))) return "a gate must lead through a ring of its site";
    this.sites.set(site, { name: body.name as string, zones, drawnBy: party });
    return null;
  }
}
