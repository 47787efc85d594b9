// Confidential reports: which desks take them, who may answer, and whose word opens a name. See voice/reduce.py.
import { type JsonObject } from "./canonical.js";
import { type Parties } from "./parties.js";
import { type Placed } from "./place.js";

interface Desk {
  party: string;
  opened: string;
  readers: readonly string[];
  keepers: readonly string[];
  threshold: number;
  joined: Set<string>;
  isClosed: boolean;
}

interface Asked {
  record: string;
  asker: string;
  answered: Set<string>;
}

interface Voice {
  desk: Desk;
  barred: Set<string>;
  asked: Asked | null;
}

type Reason = string | null;

export class Voices {
  /** By party and name. */
  private readonly desks = new Map<string, Desk>();
  private readonly voices = new Map<string, Voice>();

  reduce({ entry: { id, record } }: Placed, parties: Parties): Reason {
    const { type, body, party, by } = record;
    switch (type) {
      case "desk.opened/1":
        return this.opened(id, body, party, parties);
      case "desk.joined/1":
        return this.joined(body, by);
      case "desk.closed/1":
        return this.closed(body, party);
      case "voice.heard/1":
        return this.heard(body, party);
    }
    const voice = this.voices.get(body.voice as string);
    if (!voice) return "there is no such report";
    if (type === "identity.answered/1") return answered(voice, body, by);
    if (voice.desk.party !== party) return `that report was made to ${voice.desk.party}`;
    if (type === "voice.continued/1") return null;
    if (!voice.desk.readers.includes(by) || voice.barred.has(by)) return "whoever signed this has no part in that report";
    if (type === "voice.barred/1") return barred(voice, body.officer as string);
    return type === "identity.asked/1" ? asked(voice, id, body, by) : null;
  }

  private opened(opened: string, body: JsonObject, party: string, parties: Parties): Reason {
    const readers = body.readers as string[], keepers = body.keepers as string[], threshold = body.threshold as number;
    const side = (key: string) => parties.officers.get(key)?.party;
    if (readers.some((key) => side(key) !== party)) return "the readers of a desk are officers of its own party";
    const sides = new Set(keepers.map(side));
    if (sides.has(undefined)) return "a keeper has no key here";
    if (sides.size < 2 && parties.members().length > 1) return "the keepers of a name come from both sides";
    const isTwice = (keys: string[]) => new Set(keys).size !== keys.length;
    if (isTwice(readers) || isTwice(keepers)) return "an officer is named twice";
    if (threshold > keepers.length) return "more keepers must agree than there are";
    this.desks.set(`${party} ${body.desk as string}`, { party, opened, readers, keepers, threshold, joined: new Set(), isClosed: false });
    return null;
  }

  private joined(body: JsonObject, by: string): Reason {
    const desk = this.standing(body.opened as string);
    if (!desk || desk.isClosed) return "the desk that was joined is not one that stands";
    const isNamed = desk.readers.includes(by) || desk.keepers.includes(by);
    if (body.officer !== by || !isNamed) return "a place at a desk is taken by the officer whom it names";
    desk.joined.add(by);
    return null;
  }

  private closed(body: JsonObject, party: string): Reason {
    const desk = this.desks.get(`${party} ${body.desk as string}`);
    if (!desk || desk.isClosed) return `${party} has no open desk ${body.desk as string}`;
    desk.isClosed = true;
    return null;
  }

  private heard(body: JsonObject, party: string): Reason {
    const desk = this.standing(body.opened as string);
    const isOpen = desk && !desk.isClosed && [...desk.readers, ...desk.keepers].every((key) => desk.joined.has(key));
    if (!desk || desk.party !== party || !isOpen) return "the report is not for a desk that is open";
    if (this.voices.has(body.voice as string)) return "that report is there already";
    this.voices.set(body.voice as string, { desk, barred: new Set(), asked: null });
    return null;
  }

  private standing(opened: string): Desk | undefined {
    return [...this.desks.values()].find((desk) => desk.opened === opened);
  }
}

function barred(voice: Voice, officer: string): Reason {
  if (!voice.desk.readers.includes(officer) && !voice.desk.keepers.includes(officer)) return "that officer has no part in it anyway";
  voice.barred.add(officer);
  return null;
}

function asked(voice: Voice, record: string, body: JsonObject, by: string): Reason {
  if (body.asker !== by) return "a name is asked for by whoever will read it";
  const shares = body.shares as JsonObject[];
  const named = shares.map(({ keeper }) => keeper as string).sort();
  const keepers = [...voice.desk.keepers].sort();
  if (named.length !== keepers.length || named.some((keeper, at) => keeper !== keepers[at])) return "the shares are not those of the keepers of that desk";
  if (shares.some(({ sealed }) => (sealed as string[]).length !== sharesEach(voice.desk))) return "a keeper has another number of shares";
  voice.asked = { record, asker: by, answered: new Set() };
  return null;
}

function answered({ desk, barred, asked }: Voice, body: JsonObject, by: string): Reason {
  if (!asked || body.asked !== asked.record) return "the request that was answered is not the one that stands";
  if (body.keeper !== by || !desk.keepers.includes(by) || barred.has(by)) return "whoever signed this keeps no share of that name";
  const { length } = body.shares as string[];
  if (length && barred.has(asked.asker)) return "whoever asked has no part in that report any more";
  if (length && length !== sharesEach(desk)) return "a keeper gives all its shares, or none";
  if (asked.answered.has(by)) return "this keeper has answered already";
  asked.answered.add(by);
  return null;
}

/** To how many sets of so many keepers as must agree each of them belongs: n - 1 over k - 1. */
function sharesEach({ keepers, threshold }: Desk): number {
  let count = 1;
  for (let at = 1; at < threshold; at += 1) count = (count * (keepers.length - at)) / at;
  return count;
}
