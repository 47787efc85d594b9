// Verdicts that the parties' nodes have reached and logged.
import { encode, type JsonObject } from "./canonical.js";
import { type Placed } from "./place.js";

export class Verdicts {
  /** By digest: the verdict, and which parties' nodes have logged the very same. */
  readonly verdicts = new Map<string, { body: JsonObject; by: Map<string, string> }>();

  reduce({ entry }: Placed): string | null {
    const { body, party } = entry.record;
    const digest = body.verdict as string;
    const judged = this.verdicts.get(digest) ?? { body, by: new Map<string, string>() };
    if (encode(judged.body) !== encode(body)) return "another verdict stands under that digest";
    judged.by.set(party, entry.id);
    this.verdicts.set(digest, judged);
    return null;
  }
}
