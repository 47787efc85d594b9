// What the logs say of each other: heartbeats, and who holds how much of whose.
import { base64, unhex, utf8 } from "./bytes.js";
import { type JsonObject } from "./canonical.js";
import { type Head } from "./entry.js";
import { cosignedAtS, parseKey, readNote, type Note } from "./note.js";
import { type Placed } from "./place.js";
import { Refused } from "./refusal.js";

export class Beats {
  /** How far each log has promised to be complete. */
  readonly completeTo = new Map<string, number>();
  private readonly cosigned = new Map<string, number>();

  reduce({ entry }: Placed, witnessVkey: string | undefined): string | null {
    const { type, body, party } = entry.record;
    if (type === "log.completed/1") {
      const to = body.complete_to_ms as number;
      if (to < (this.completeTo.get(entry.log) ?? 0)) return "a log cannot become less complete";
      this.completeTo.set(entry.log, to);
      return null;
    }
    const head = body.head as unknown as Head;
    if (witnessVkey === undefined || falsity(body, witnessVkey) !== null) return "the cosignature does not hold";
    const place = `${head.origin} ${party}`;
    if (head.size < (this.cosigned.get(place) ?? 0)) return "a cosigned log cannot shrink";
    this.cosigned.set(place, head.size);
    return null;
  }

  /** The prefix of that log that all others hold. */
  finalSize(log: string, others: readonly string[]): number {
    return others.length ? Math.min(...others.map((party) => this.cosigned.get(`${log} ${party}`) ?? 0)) : 0;
  }
}

/** The note that a cosigning record stands for: the head's text, and the line. Throws Refused. */
export function cosignedNote(body: JsonObject): Note {
  const head = body.head as unknown as Head;
  return readNote(utf8(`${head.origin}\n${head.size}\n${base64(unhex(head.root))}\n\n${body.cosignature as string}`));
}

/** Why the line is no cosignature of exactly that head by that key, made when the record says; null if it is. */
export function falsity(body: JsonObject, witnessVkey: string): string | null {
  try {
    const atS = cosignedAtS(cosignedNote(body), parseKey(witnessVkey));
    const isThen = atS === BigInt(Math.floor((body.cosigned_ms as number) / 1000));
    return isThen ? null : "it was made at another time than the record says";
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}
