// Meetings: which calls, minutes and actions stand. A record that may not be is refused, and then says nothing.
import { type JsonObject } from "./canonical.js";
import { type Placed } from "./place.js";

interface Meeting {
  calledBy: string;
  call: string;
  isCancelled: boolean;
  draft: string | null;
  lines: readonly JsonObject[];
}

interface Action {
  meeting: string;
  owner: string;
  isDone: boolean;
}

export class Meetings {
  private readonly meetings = new Map<string, Meeting>();
  private readonly actions = new Map<string, Action>();

  reduce(placed: Placed): string | null {
    const { id: record, record: { type, body, party } } = placed.entry;
    if (type === "action.done/1") return this.done(body.action as string, party);
    const id = body.meeting as string;
    const meeting = this.meetings.get(id);
    if (type === "meeting.called/1") return this.called(meeting, placed);
    if (!meeting) return `nobody has called the meeting ${id}`;
    if (meeting.isCancelled) return `the meeting ${id} is cancelled`;
    switch (type) {
      case "meeting.cancelled/1":
        if (party !== meeting.calledBy) return `only ${meeting.calledBy} can cancel this meeting: it called it`;
        meeting.isCancelled = true;
        return null;
      case "meeting.answered/1":
        return body.call === meeting.call ? null : "the call that was answered is not the one that stands";
      case "minutes.drafted/1":
        return this.drafted(id, meeting, record, body.lines as JsonObject[]);
      case "minutes.signed/1":
        return this.signed(id, meeting, body, party);
      default:
        return null; // attendance
    }
  }

  private called(before: Meeting | undefined, { entry }: Placed): string | null {
    const { body, party } = entry.record;
    const id = body.meeting as string;
    if ((body.ends_ms as number) <= (body.begins_ms as number)) return "a meeting ends after it begins";
    if (!before) {
      this.meetings.set(id, { calledBy: party, call: entry.id, isCancelled: false, draft: null, lines: [] });
      return null;
    }
    if (before.calledBy !== party) return `only ${before.calledBy} can change this meeting: it called it`;
    if (before.isCancelled) return `the meeting ${id} is cancelled; call another one`;
    before.call = entry.id;
    return null;
  }

  private drafted(id: string, meeting: Meeting, draft: string, lines: JsonObject[]): string | null {
    const names = lines.filter(({ kind }) => kind === "action").map(({ action }) => action as string);
    if (new Set(names).size !== names.length) return "two actions of these minutes have one name";
    const taken = names.find((name) => (this.actions.get(name)?.meeting ?? id) !== id);
    if (taken !== undefined) return `another meeting already has an action ${taken}`;
    meeting.draft = draft;
    meeting.lines = lines;
    return null;
  }

  private signed(id: string, meeting: Meeting, body: JsonObject, party: string): string | null {
    if (meeting.draft === null || body.draft !== meeting.draft) return "the draft that was signed is not the one that stands";
    const own = meeting.lines.filter(({ kind, owner }) => kind === "action" && owner === party);
    const takes = body.takes as JsonObject[];
    const isSame = takes.length === own.length && own.every((each, at) => each.action === takes[at]!.action && each.due_ms === takes[at]!.due_ms);
    if (!isSame) return `the signature takes on other actions than the draft gives to ${party}`;
    if ((body.reservations as JsonObject[]).some(({ line }) => (line as number) > meeting.lines.length)) return "a reservation on a line that the minutes do not have";
    for (const { action } of takes) {
      const known = this.actions.get(action as string);
      this.actions.set(action as string, { meeting: id, owner: party, isDone: known?.isDone ?? false });
    }
    return null;
  }

  private done(id: string, party: string): string | null {
    const action = this.actions.get(id);
    if (!action) return `nobody has taken on the action ${id}`;
    if (action.owner !== party) return `the action ${id} is that of ${action.owner}`;
    if (action.isDone) return `the action ${id} is done already`;
    action.isDone = true;
    return null;
  }
}
