// Verdicts that the parties' nodes have reached and logged, and what the parties say against them.
import { encode, type JsonObject } from "./canonical.js";
import { type Placed } from "./place.js";

export interface Contest {
  record: string;
  stands: boolean;
  /** The newest answer of each party. */
  answers: Map<string, string>;
}

interface Judged {
  body: JsonObject;
  by: Map<string, string>;
  contests: Map<string, Contest>;
}

export class Verdicts {
  /** By digest: the verdict, and which parties' nodes have logged the very same. */
  readonly verdicts = new Map<string, Judged>();
  /** Which verdict each contest is about, and whose it is. */
  private readonly contests = new Map<string, [Judged, string]>();

  reduce(placed: Placed): string | null {
    switch (placed.entry.record.type) {
      case "verdict.contested/1":
        return this.contested(placed);
      case "verdict.answered/1":
        return this.answered(placed);
      default:
        return this.reached(placed);
    }
  }

  private contested({ entry }: Placed): string | null {
    const { body, party } = entry.record;
    const judged = this.verdicts.get(body.verdict as string);
    if (!judged) return "no node has logged that verdict";
    if (judged.contests.get(party)?.stands) return "this party contests that verdict already: withdraw first, then give the new reason";
    judged.contests.set(party, { record: entry.id, stands: true, answers: new Map() });
    this.contests.set(entry.id, [judged, party]);
    return null;
  }

  private answered({ entry }: Placed): string | null {
    const { body, party } = entry.record;
    const [judged, owner] = this.contests.get(body.contest as string) ?? [];
    if (!judged || owner === undefined) return "there is no such contest";
    const contest = judged.contests.get(owner)!;
    if (contest.record !== body.contest || !contest.stands) return "that contest is withdrawn";
    const isWithdrawn = body.answer === "withdrawn";
    if (isWithdrawn !== (party === owner)) return "a contest is withdrawn by the party that raised it, and answered by the others";
    if (isWithdrawn) contest.stands = false;
    contest.answers.set(party, entry.id);
    return null;
  }

  private reached({ entry }: Placed): string | null {
    const { body, party } = entry.record;
    const digest = body.verdict as string;
    const judged = this.verdicts.get(digest) ?? { body, by: new Map<string, string>(), contests: new Map<string, Contest>() };
    if (encode(judged.body) !== encode(body)) return "another verdict stands under that digest";
    judged.by.set(party, entry.id);
    this.verdicts.set(digest, judged);
    return null;
  }
}
