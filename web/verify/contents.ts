// Which secret fields the logs commit to, and which content has been erased, when its owner said so.
import { compare } from "./bytes.js";
import { type Placed } from "./place.js";

/** A party's commitment to one group of fields about something. */
export interface Committed {
  party: string;
  digest: string;
  subject: string;
  group: string;
  record: string;
}

interface Group {
  group: string;
  content: string;
}

export class Contents {
  /** By party and commitment: nobody can declare another's content theirs, or gone. */
  private readonly erased = new Map<string, number>();
  private readonly committed = new Map<string, Committed>();

  reduce({ entry }: Placed): null {
    const { atMs, body, party, type } = entry.record;
    if (type === "content.committed/1") {
      const subject = body.subject as string, here = new Map<string, Committed>();
      for (const { group, content } of body.groups as unknown as readonly Group[]) {
        here.set(`${party} ${content}`, { party, digest: content, subject, group, record: entry.id });
      }
      for (const [place, each] of here) if (!this.committed.has(place)) this.committed.set(place, each);
      return null;
    }
    for (const digest of body.contents as readonly string[]) {
      const place = `${party} ${digest}`;
      if (!this.erased.has(place)) this.erased.set(place, atMs);
    }
    return null;
  }

  /** When that party said that it erases this; null if it has not. */
  erasedMs(party: string, digest: string): number | null {
    return this.erased.get(`${party} ${digest}`) ?? null;
  }

  /** Everything committed to about one of these, by commitment; of one commitment of two parties the first. */
  about(subjects: ReadonlySet<string>): Map<string, Committed> {
    const found = new Map<string, Committed>();
    const all = [...this.committed.values()].sort((a, b) => compare(a.digest, b.digest) || compare(a.party, b.party));
    for (const each of all) if (subjects.has(each.subject) && !found.has(each.digest)) found.set(each.digest, each);
    return found;
  }
}
