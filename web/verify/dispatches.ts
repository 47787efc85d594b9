// Dispatches: which requests, consents, rosters and badges stand. A record that may not be is refused, and then says nothing.
import { type JsonObject } from "./canonical.js";
import { isLate, type Placed } from "./place.js";

interface Dispatch {
  askedBy: string;
  request: string;
  body: JsonObject;
  answers: Map<string, JsonObject>;
  roster: number;
  recalledMs: number | null;
}

export class Dispatches {
  private readonly dispatches = new Map<string, Dispatch>();
  private readonly present = new Set<string>();

  reduce(placed: Placed, parties: readonly string[]): string | null {
    const { type, body } = placed.entry.record;
    if (type === "badge.shown/1") return this.shown(body.badge as string, body.way as string);
    if (type === "grant.turned/1") return null;
    const id = body.dispatch as string;
    const dispatch = this.dispatches.get(id);
    if (type === "dispatch.requested/1") return this.requested(dispatch, placed);
    if (!dispatch) return `nobody has asked for the dispatch ${id}`;
    if (dispatch.recalledMs !== null && (type === "dispatch.answered/1" || type === "dispatch.rostered/1")) return "the dispatch is recalled; ask for another one";
    switch (type) {
      case "dispatch.recalled/1":
        return recalled(dispatch, placed);
      case "dispatch.answered/1":
        return answered(dispatch, placed);
      case "dispatch.rostered/1":
        return rostered(dispatch, placed, parties);
      default:
        return null; // the discussion
    }
  }

  private requested(before: Dispatch | undefined, { entry }: Placed): string | null {
    const { body, party } = entry.record;
    if ((body.to_ms as number) <= (body.from_ms as number)) return "a dispatch ends after it begins";
    if (!before) {
      this.dispatches.set(body.dispatch as string, { askedBy: party, request: entry.id, body, answers: new Map(), roster: 0, recalledMs: null });
      return null;
    }
    if (before.askedBy !== party) return `only ${before.askedBy} can change this request: it asked`;
    if (before.recalledMs !== null) return "the dispatch is recalled; ask for another one";
    Object.assign(before, { request: entry.id, body, roster: 0 });
    return null;
  }

  private shown(badge: string, way: string): string | null {
    const isHere = this.present.has(badge);
    if (way === "in" && isHere) return `the badge ${badge} came in already and has not gone out`;
    if (way === "out" && !isHere) return `the badge ${badge} never came in`;
    if (way === "out") this.present.delete(badge);
    else if (way !== "turned_away") this.present.add(badge);
    return null;
  }
}

function recalled(dispatch: Dispatch, { entry, notBeforeMs }: Placed): string | null {
  const { atMs } = entry.record;
  const sinceMs = isLate(atMs, notBeforeMs) ? notBeforeMs : atMs; // nobody was recalled before they could know
  if (dispatch.recalledMs !== null && dispatch.recalledMs <= sinceMs) return "the dispatch is recalled already";
  dispatch.recalledMs = sinceMs;
  return null;
}

function answered(dispatch: Dispatch, { entry }: Placed): string | null {
  const { body, party } = entry.record;
  const asked = dispatch.body;
  if (party === dispatch.askedBy) return "whoever asks cannot consent for the others";
  if (body.request !== dispatch.request) return "the request that was answered is not the one that stands";
  const count = body.count as number, from = body.from_ms as number, to = body.to_ms as number;
  if (body.consent === "granted") {
    if (count < 1 || count > (asked.count as number)) return `${asked.count} people were asked for, not ${count}`;
    if (from < (asked.from_ms as number) || to > (asked.to_ms as number) || to <= from) return "the consent lies outside the time that was asked for";
  }
  dispatch.answers.set(party, body);
  if (count < dispatch.roster) dispatch.roster = 0;
  return null;
}

function rostered(dispatch: Dispatch, { entry }: Placed, parties: readonly string[]): string | null {
  const { body, party } = entry.record;
  if (party !== dispatch.askedBy) return `the people are those of ${dispatch.askedBy}`;
  if (body.request !== dispatch.request) return "the request that the roster belongs to is not the one that stands";
  const granted = grantedCount(dispatch, parties);
  if (granted === null) return "nothing is granted";
  const count = new Set(body.badges as string[]).size;
  if (count > granted) return `${count} badges, but ${granted} people are granted`;
  dispatch.roster = (body.badges as string[]).length;
  return null;
}

/** How many everybody has consented to; null while somebody has not. */
function grantedCount(dispatch: Dispatch, parties: readonly string[]): number | null {
  const answers = parties.filter((party) => party !== dispatch.askedBy).map((party) => dispatch.answers.get(party));
  const isGranted = (answer: JsonObject | undefined) => answer?.request === dispatch.request && answer.consent === "granted";
  if (!answers.length || !answers.every(isGranted)) return null;
  return Math.min(dispatch.body.count as number, ...answers.map((answer) => answer!.count as number));
}
