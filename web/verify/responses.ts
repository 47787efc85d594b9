// The response to incidents: which tasks are whose, which reviews are signed. A record that may not be is refused.
import { type JsonObject } from "./canonical.js";
import { type Parties } from "./parties.js";
import { type Placed } from "./place.js";

interface Task {
  owner: string;
  setBy: string;
  dueMs: number;
  review: string | null;
  isTaken: boolean;
  isDone: boolean;
}

interface Review {
  incident: string;
  draft: string;
  draftedBy: string;
  findings: readonly JsonObject[];
}

export class Responses {
  private readonly tasks = new Map<string, Task>();
  private readonly reviews = new Map<string, Review>();

  reduce({ entry: { id, record } }: Placed, parties: Parties): string | null {
    const { type, body, party, atMs } = record;
    switch (type) {
      case "board.noted/1":
        return (body.happened_ms as number) > atMs ? "a board says what has happened, not what will" : null;
      case "task.set/1":
        return this.set(body, party, parties);
      case "task.taken/1":
        return this.taken(body, party);
      case "task.done/1":
        return this.done(body.task as string, party);
      case "review.drafted/1":
        return this.drafted(id, body, party, parties);
      case "review.signed/1":
        return this.signed(body, party);
      default:
        return null; // where a resource stands
    }
  }

  private set(body: JsonObject, party: string, parties: Parties): string | null {
    const name = body.task as string, owner = body.owner as string, known = this.tasks.get(name);
    if (!parties.parties.has(owner)) return `the owner ${owner} is no party`;
    if (known && (known.setBy !== party || known.review !== null)) return `there is a task ${name} already`;
    if (known?.isDone) return `the task ${name} is done already`;
    this.tasks.set(name, { owner, setBy: party, dueMs: body.due_ms as number, review: null, isTaken: owner === party, isDone: false });
    return null;
  }

  private taken(body: JsonObject, party: string): string | null {
    const name = body.task as string, task = this.tasks.get(name);
    if (!task || task.owner !== party || task.review !== null) return `no task ${name} was set for ${party}`;
    if (body.due_ms !== task.dueMs) return "the task has another time by now";
    if (task.isTaken) return `the task ${name} is taken already`;
    task.isTaken = true;
    return null;
  }

  private done(name: string, party: string): string | null {
    const task = this.tasks.get(name);
    if (!task || task.owner !== party || !task.isTaken) return `${party} has taken on no task ${name}`;
    if (task.isDone) return `the task ${name} is done already`;
    task.isDone = true;
    return null;
  }

  private drafted(draft: string, body: JsonObject, party: string, parties: Parties): string | null {
    const name = body.review as string, incident = body.incident as string, known = this.reviews.get(name);
    const findings = body.findings as JsonObject[];
    if (known && known.incident !== incident) return `the review ${name} is one of ${known.incident}`;
    const actions = findings.map(({ action }) => action as string);
    if (new Set(actions).size !== actions.length) return "two actions of this review have one name";
    if (findings.some(({ owner }) => !parties.parties.has(owner as string))) return "an action belongs to somebody who is no party";
    if (actions.some((action) => this.isOther(action, name))) return "an action has the name of a task that there is already";
    this.reviews.set(name, { incident, draft, draftedBy: party, findings });
    return null;
  }

  private signed(body: JsonObject, party: string): string | null {
    const name = body.review as string, review = this.reviews.get(name);
    if (!review || body.draft !== review.draft) return "the draft that was signed is not the one that stands";
    const own = review.findings.filter(({ owner }) => owner === party);
    const takes = body.takes as JsonObject[];
    const isSame = takes.length === own.length && takes.every((each, at) => each.action === own[at]!.action && each.due_ms === own[at]!.due_ms);
    if (!isSame) return `the signature takes on other actions than the draft gives to ${party}`;
    const reservations = body.reservations as JsonObject[];
    if (reservations.some(({ line }) => (line as number) > review.findings.length)) return "a reservation on a finding that the review does not have";
    if (own.some(({ action }) => this.isOther(action as string, name))) return "an action has the name of a task that there is already";
    for (const { action, due_ms: dueMs } of own) {
      const isDone = this.tasks.get(action as string)?.isDone ?? false;
      this.tasks.set(action as string, { owner: party, setBy: review.draftedBy, dueMs: dueMs as number, review: name, isTaken: true, isDone });
    }
    return null;
  }

  private isOther(action: string, review: string): boolean {
    const task = this.tasks.get(action);
    return task !== undefined && task.review !== review;
  }
}
