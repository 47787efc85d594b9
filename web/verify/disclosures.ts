// Who was given which part of a secret document: which of these records stand. See disclosure/reduce.py.
import { digest, type JsonObject } from "./canonical.js";
import { type Parties } from "./parties.js";
import { type Placed } from "./place.js";

export interface Document {
  author: string;
  atMs: number;
  lang: string;
  between: readonly string[];
  /** The commitment to each part. */
  parts: ReadonlyMap<string, string>;
  holders: readonly string[];
  /** Each party's commitment to its half of the code. */
  codes: Map<string, string>;
  recoveries: Set<string>;
  /** Halves of the secret that an inquiry has revealed. */
  revealed: Map<string, string>;
}

export interface Release {
  document: string;
  part: string;
  digest: string;
  reader: string;
  parties: readonly string[];
  untilMs: number;
  held: Set<string>;
  refused: Set<string>;
  isOpened: boolean;
  isRecalled: boolean;
  /** When each party gave its share. */
  given: Map<string, number>;
  ended: Set<string>;
}

export interface Inquiry {
  about: string;
  documents: readonly string[];
  leak: string;
  foundMs: number;
  opened: Set<string>;
  closed: Set<string>;
}

interface Glass {
  broken: Set<string>;
  /** When each node opened it, and for which two holders. */
  opened: Map<string, { atMs: number; holders: readonly string[] }>;
}

type Reason = string | null;

export class Disclosures {
  /** The party of everybody who has a key to read with. */
  private readonly keys = new Map<string, string>();
  readonly documents = new Map<string, Document>();
  readonly releases = new Map<string, Release>();
  private readonly glass = new Map<string, Glass>();
  readonly inquiries = new Map<string, Inquiry>();

  reduce({ entry }: Placed, parties: Parties): Reason {
    const { type, body, party, by, atMs } = entry.record;
    switch (type) {
      case "reader.keyed/1":
        return this.keyed(body, party, by);
      case "document.drafted/1":
        return this.drafted(body, party, by, atMs, parties);
      case "code.sealed/1":
        return this.sealed(body, party);
      case "document.released/1":
        return this.released(entry.id, body, by, atMs);
      case "recovery.sealed/1":
        return this.recovery(body, by);
      case "glass.broken/1":
        return this.broken(body, by);
      case "glass.opened/1":
        return this.glassOpened(body, party, atMs);
      case "inquiry.opened/1":
        return this.inquired(body, party);
      case "code.revealed/1":
        return this.revealed(body, party);
      case "inquiry.closed/1":
        return this.closed(body, party);
      case "reading.logged/1":
        return readings(body, party, parties);
      default:
        return this.onRelease(type, body, party, by, atMs);
    }
  }

  private keyed(body: JsonObject, party: string, by: string): Reason {
    if (body.reader !== by) return "a key is enrolled by whoever reads with it";
    this.keys.set(by, party);
    return null;
  }

  private drafted(body: JsonObject, party: string, by: string, atMs: number, parties: Parties): Reason {
    const id = body.document as string, between = body.between as string[], holders = body.holders as string[];
    const parts = new Map((body.parts as JsonObject[]).map(({ group, content }) => [group as string, content as string]));
    if (this.documents.has(id)) return `there is a document ${id} already`;
    if (!between.includes(party) || new Set(between).size !== 2) return "a document lies between its author's party and another one";
    if (between.some((each) => !parties.parties.has(each))) return "a document lies between parties that exist";
    if (!this.keys.has(by)) return "its author has enrolled no key to read with";
    if (parts.size !== (body.parts as JsonObject[]).length) return "two parts have one name";
    const count = new Set(holders).size;
    if ((count !== 0 && count !== 3) || count !== holders.length) return "a recovery has three different holders, or none";
    if (holders.some((each) => !this.keys.has(each))) return "a holder of the recovery has enrolled no key to read with";
    const codes = new Map<string, string>();
    const more = { codes, recoveries: new Set<string>(), revealed: new Map<string, string>() };
    this.documents.set(id, { author: by, atMs, lang: body.lang as string, between, parts, holders, ...more });
    return null;
  }

  private sealed(body: JsonObject, party: string): Reason {
    const document = this.documents.get(body.document as string);
    if (!document?.between.includes(party)) return `${party} has no part in a document ${body.document}`;
    if (document.codes.has(party)) return `${party} has sealed its half of the code already`;
    document.codes.set(party, body.commitment as string);
    return null;
  }

  private released(id: string, body: JsonObject, by: string, atMs: number): Reason {
    const document = this.documents.get(body.document as string), parties = Object.keys(body.shares as JsonObject);
    if (document?.author !== by) return "only its author releases a document";
    if (!document.parts.has(body.part as string)) return `the document has no part ${body.part}`;
    if (!this.keys.has(body.reader as string)) return "the reader has enrolled no key to read with";
    if (parties.some((party) => !document.between.includes(party))) return "a share is for a party that holds none";
    if (document.codes.size < 2) return "not both parties have sealed their half of the code";
    if ((body.until_ms as number) <= atMs) return "it ends before it begins";
    this.releases.set(id, {
      document: body.document as string, part: body.part as string, digest: body.digest as string,
      reader: body.reader as string, parties, untilMs: body.until_ms as number, held: new Set(), refused: new Set(),
      isOpened: false, isRecalled: false, given: new Map(), ended: new Set(),
    });
    return null;
  }

  private onRelease(type: string, body: JsonObject, party: string, by: string, atMs: number): Reason {
    const release = this.releases.get(body.release as string);
    switch (type) {
      case "release.held/1":
        return held(release, party);
      case "release.refused/1":
        return refused(release, party);
      case "release.opened/1":
        return opened(release, by, atMs);
      case "share.given/1":
        return given(release, party, atMs);
      case "release.recalled/1":
        return recalled(release, party);
      default:
        return ended(release, body, party, atMs, release && this.keys.get(release.reader));
    }
  }

  private recovery(body: JsonObject, by: string): Reason {
    const document = this.documents.get(body.document as string), part = body.part as string;
    if (document?.author !== by) return "only its author seals the recovery of a document";
    if (!document.parts.has(part) || document.recoveries.has(part)) return `the document needs no recovery of a part ${part}`;
    const [one, other, third] = document.holders.length ? document.holders : ["", "", ""];
    const pairs = [[one, other], [one, third], [other, third]].map((pair) => pair.join(" "));
    const wanted = new Set(document.between.flatMap((node) => pairs.map((pair) => `${node} ${pair}`)));
    const found = new Set((body.keys as JsonObject[]).map(({ node, holders }) => `${node} ${(holders as string[]).join(" ")}`));
    const isAll = found.size === wanted.size && [...wanted].every((key) => found.has(key));
    if (!isAll) return "there must be one key for each node and each two holders";
    document.recoveries.add(part);
    return null;
  }

  private broken(body: JsonObject, by: string): Reason {
    const document = this.documents.get(body.document as string);
    if (!document?.recoveries.has(body.part as string)) return "there is no such recovery";
    if (body.holder !== by || !document.holders.includes(by)) return "only a holder of the recovery breaks its glass";
    const glass = this.glassOf(body);
    if (glass.broken.has(by)) return "this holder has broken it already";
    glass.broken.add(by);
    return null;
  }

  private glassOpened(body: JsonObject, party: string, atMs: number): Reason {
    const document = this.documents.get(body.document as string), holders = body.holders as string[];
    if (!document?.between.includes(party)) return `${party} has no part in that document`;
    const glass = this.glassOf(body);
    if (new Set(holders).size !== 2 || !holders.every((each) => glass.broken.has(each))) return "two holders must have broken the glass";
    if (glass.opened.has(party)) return `${party} has opened it already`;
    glass.opened.set(party, { atMs, holders });
    return null;
  }

  private glassOf(body: JsonObject): Glass {
    const key = `${body.document} ${body.part}`;
    const glass = this.glass.get(key) ?? { broken: new Set<string>(), opened: new Map() };
    this.glass.set(key, glass);
    return glass;
  }

  private inquired(body: JsonObject, party: string): Reason {
    const names = body.documents as string[], documents = names.map((each) => this.documents.get(each));
    if (documents.some((each) => !each?.between.includes(party))) return `${party} has no part in one of these documents`;
    if (new Set(documents.map((each) => [...each!.between].sort().join(" "))).size !== 1) {
      return "these documents do not lie between the same two parties";
    }
    const about = [...names, body.leak as string].join(" "), id = body.inquiry as string;
    const known = this.inquiries.get(id) ?? { about, documents: names, leak: body.leak as string, foundMs: body.found_ms as number, opened: new Set<string>(), closed: new Set<string>() };
    if (known.about !== about) return "the other party has opened it for another text or other documents";
    if (known.opened.has(party)) return `${party} has opened it already`;
    known.opened.add(party);
    this.inquiries.set(id, known);
    return null;
  }

  private revealed(body: JsonObject, party: string): Reason {
    const id = body.document as string, document = this.documents.get(id), committed = document?.codes.get(party);
    if (!document || committed === undefined) return `${party} has sealed no half of that code`;
    const inquiry = this.inquiries.get(body.inquiry as string);
    const isOpen = inquiry?.documents.includes(id) && document.between.every((each) => inquiry.opened.has(each));
    if (!isOpen) return "not both parties have opened an inquiry into that document";
    if (document.revealed.has(party)) return `${party} has revealed its half already`;
    const commitment = digest({ what: "marks", document: id, party, secret: body.secret as string });
    if (commitment !== committed) return `that is not the half of the code that ${party} had committed to`;
    document.revealed.set(party, body.secret as string);
    return null;
  }

  /** Whoever could know that part by then, by the logs alone. */
  knowers(document: string, part: string, beforeMs: number): Set<string> {
    const known = this.documents.get(document)!, found = new Set<string>();
    if (known.atMs <= beforeMs) found.add(known.author);
    for (const release of this.releasesOf(document, part)) {
      if (Math.max(...release.given.values()) <= beforeMs) found.add(release.reader);
    }
    for (const { atMs, holders } of this.glass.get(`${document} ${part}`)?.opened.values() ?? []) {
      if (atMs <= beforeMs) for (const holder of holders) found.add(holder);
    }
    return found;
  }

  /** Releases of that part that both shares were given for. */
  releasesOf(document: string, part: string): Release[] {
    const isGiven = (each: Release) => each.document === document && each.part === part && each.given.size === each.parties.length;
    return [...this.releases.values()].filter(isGiven);
  }

  private closed(body: JsonObject, party: string): Reason {
    const inquiry = this.inquiries.get(body.inquiry as string);
    if (!inquiry?.opened.has(party)) return `${party} has not opened that inquiry`;
    if (inquiry.closed.has(party)) return `${party} has closed it already`;
    inquiry.closed.add(party);
    return null;
  }
}

function held(release: Release | undefined, party: string): Reason {
  if (!release?.parties.includes(party)) return `${party} holds no share of that release`;
  if (release.refused.has(party)) return `${party} has refused that release`;
  release.held.add(party);
  return null;
}

function refused(release: Release | undefined, party: string): Reason {
  if (!release?.parties.includes(party)) return `${party} holds no share of that release`;
  if (release.given.has(party)) return `${party} has given its share already: recall the release instead`;
  release.refused.add(party);
  return null;
}

function opened(release: Release | undefined, by: string, atMs: number): Reason {
  if (release?.reader !== by) return "it was released to somebody else";
  if (release.isOpened) return "it was opened already: this receipt is a repetition";
  const over = isOver(release, atMs);
  if (over !== null) return over;
  if (release.held.size < release.parties.length) return "not both parties hold the release yet";
  release.isOpened = true;
  return null;
}

function given(release: Release | undefined, party: string, atMs: number): Reason {
  if (!release?.parties.includes(party)) return `${party} holds no share of that release`;
  if (!release.isOpened) return "the reader has not opened it: no share is due";
  const over = isOver(release, atMs);
  if (over !== null) return over;
  if (release.given.has(party)) return `${party} has given its share already`;
  release.given.set(party, atMs);
  return null;
}

function recalled(release: Release | undefined, party: string): Reason {
  if (!release?.parties.includes(party)) return `${party} has no part in that release`;
  if (release.isRecalled) return "it is recalled already";
  release.isRecalled = true;
  return null;
}

function ended(release: Release | undefined, body: JsonObject, party: string, atMs: number, home: string | undefined): Reason {
  if (!release || ![...release.parties, home].includes(party)) return `${party} has no part in that release`;
  if (body.why === "recalled" && !release.isRecalled) return "nobody has recalled it";
  if (body.why === "expired" && atMs < release.untilMs) return "it has not expired";
  if (release.ended.has(party)) return `${party} has taken notice already`;
  release.ended.add(party);
  return null;
}

function isOver(release: Release, atMs: number): Reason {
  if (release.refused.size) return `${[...release.refused].sort()[0]} has refused that release`;
  if (release.isRecalled) return "it has been recalled";
  return atMs >= release.untilMs ? "the release has expired" : null;
}

function readings(body: JsonObject, party: string, parties: Parties): Reason {
  const isKnown = ({ reader }: JsonObject) => parties.officers.get(reader as string)?.party === party;
  return (body.readings as JsonObject[]).every(isKnown) ? null : "a reading by somebody who has no key there";
}
