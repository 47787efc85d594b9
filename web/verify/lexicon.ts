// What the words of one accord stand for: its places and parties, in three languages.
import { compare } from "./bytes.js";
import { type Parties } from "./parties.js";
import { type Sites } from "./sites.js";
import { type Lang } from "./words.js";

export type Names = Readonly<Record<Lang, string>>;

export class Lexicon {
  /** Names by id; English with its article; the parties in the order of their ids. */
  constructor(
    private readonly places: ReadonlyMap<string, Names>,
    private readonly parties: ReadonlyMap<string, Names>,
  ) {}

  /** The names that the records give. */
  static of(sites: Sites, parties: Parties): Lexicon {
    const places = new Map<string, Names>();
    for (const zone of sites.zones()) if (!places.has(zone.zone)) places.set(zone.zone, named(zone.name, zone.names));
    const known = [...parties.parties.values()].sort((a, b) => compare(a.party, b.party));
    return new Lexicon(places, new Map(known.map((party) => [party.party, named(party.name, party.names)])));
  }

  /** The zone's name, or its id where nobody names it. */
  place(zone: string, lang: Lang): string {
    return say(this.places.get(zone), lang) ?? zone;
  }

  party(party: string, lang: Lang): string {
    return say(this.parties.get(party), lang) ?? party;
  }

  partyIds(): string[] {
    return [...this.parties.keys()];
  }
}

function say(names: Names | undefined, lang: Lang): string | undefined {
  return names && (names[lang] || names.en);
}

function named(name: string, names: Readonly<Record<string, string>>): Names {
  return { en: withArticle(name), zh: names.zh ?? "", ur: names.ur ?? "" };
}

/** As a sentence says it: "Outer ring" is "the outer ring", "Host" is "the Host". */
function withArticle(name: string): string {
  const space = name.indexOf(" ");
  const first = space < 0 ? name : name.slice(0, space), rest = space < 0 ? "" : name.slice(space + 1);
  return rest ? `the ${first.toLowerCase()} ${rest}` : `the ${first}`;
}
