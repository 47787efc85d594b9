// Risks: which ratings stand, and which of them were accepted, taken back, or have lapsed.
import { type JsonObject } from "./canonical.js";
import { type Parties } from "./parties.js";
import { type Placed } from "./place.js";

interface Rating {
  record: string;
  owner: string;
  isClosed: boolean;
}

interface Risk {
  subject: string;
  ratings: Map<string, Rating>;
}

export class Risks {
  private readonly risks = new Map<string, Risk>();

  reduce({ entry: { id, record } }: Placed, parties: Parties): string | null {
    const { type, body, party, atMs } = record;
    if (type === "risk.rated/1") return this.rated(id, body, party, atMs, parties);
    const name = body.risk as string;
    const risk = this.risks.get(name);
    if (type === "risk.accepted/1") {
      const rating = [...(risk?.ratings.values() ?? [])].find((each) => !each.isClosed && each.record === body.rating);
      if (!rating) return "the rating that was accepted is not one that stands";
      return rating.owner === party ? null : `what is left of this risk is accepted by ${rating.owner}`;
    }
    const rating = risk?.ratings.get(party);
    if (!risk || !rating || (type === "risk.closed/1" && rating.isClosed)) return `${party} has no rating of the risk ${name}`;
    if (type === "risk.closed/1") rating.isClosed = true;
    else if (body.rating !== rating.record || body.subject !== risk.subject) return "the rating that lapsed is not the one that stands";
    return null;
  }

  private rated(id: string, body: JsonObject, party: string, atMs: number, parties: Parties): string | null {
    const name = body.risk as string, owner = body.owner as string, subject = body.subject as string;
    if (!parties.parties.has(owner)) return `the owner ${owner} is no party`;
    if ((body.expires_ms as number) <= atMs) return "a rating expires after it is made";
    const isMore = (what: string) => (body[`residual_${what}`] as number) > (body[what] as number);
    if (isMore("likelihood") || isMore("impact")) return "measures leave no more than there was";
    const risk = this.risks.get(name) ?? { subject, ratings: new Map<string, Rating>() };
    if (risk.subject !== subject) return `the risk ${name} is one of ${risk.subject}`;
    risk.ratings.set(party, { record: id, owner, isClosed: false });
    this.risks.set(name, risk);
    return null;
  }
}
