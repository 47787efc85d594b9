// Which content that the logs commit to has been erased, and when its owner said so.
import { type Placed } from "./place.js";

export class Contents {
  /** By party and commitment: nobody can declare another's content gone. */
  private readonly erased = new Map<string, number>();

  reduce({ entry }: Placed): null {
    const { atMs, body, party } = entry.record;
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
}
