// Which feeds have been shared with whom, and the receipts for them.
import { type Placed } from "./place.js";

export class Shares {
  private readonly shares = new Map<string, { owner: string; feed: unknown; to: unknown; content: unknown }>();

  reduce({ entry }: Placed): string | null {
    const { body, party, type } = entry.record;
    if (type === "feed.shared/1") {
      if (body.to === party) return "a feed is shared with another party";
      this.shares.set(entry.id, { owner: party, feed: body.feed, to: body.to, content: body.content });
      return null;
    }
    const share = this.shares.get(body.shared as string);
    if (!share || share.owner !== body.owner || share.feed !== body.feed) return `${body.owner} has shared no such thing of ${body.feed}`;
    return share.to !== party || share.content !== body.content ? "a receipt for what was not received" : null;
  }
}
