// What the words of one accord stand for: its places and parties, in three languages.
import { compare } from "./bytes.js";
import { type Parties } from "./parties.js";
import { type Sites } from "./sites.js";
import { type Lang } from "./words.js";

type Names = Readonly<Record<Lang, string>>;

export class Lexicon {
  private readonly places = new Map<string, Names>();
  private readonly parties = new Map<string, Names>();

  constructor(sites: Sites, parties: Parties) {
    for (const zone of sites.zones()) if (!this.places.has(zone.zone)) this.places.set(zone.zone, named(zone.name, zone.names));
    const known = [...parties.parties.values()].sort((a, b) => compare(a.party, b.party));
    for (const party of known) this.parties.set(party.party, named(party.name, party.names));
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
