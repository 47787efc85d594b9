// Movements: what may happen to one next. A record that may not be is refused, and then says nothing.
import { compare } from "./bytes.js";
import { type Placed } from "./place.js";

/** (status, act): the new status. */
const NEXT: ReadonlyMap<string, string> = new Map([
  ["requested order", "ordered"],
  ["ordered order", "ordered"], // a new order voids every approval of the one before
  ["released order", "ordered"],
  ["ordered release", "released"],
  ["released departed", "under_way"],
  ["under_way checked_in", "under_way"],
  ["under_way passed", "under_way"],
  ["under_way arrived", "arrived"],
]);

interface Movement {
  status: string;
  order: string | null;
  answers: Map<string, { order: string; isApproved: boolean }>;
  stops: Set<string>;
}

export class Movements {
  private readonly movements = new Map<string, Movement>();

  reduce({ entry }: Placed, parties: readonly string[]): string | null {
    const { type, body, party } = entry.record;
    const id = body.movement as string;
    const movement = this.movements.get(id);
    if (type === "movement.requested/1") {
      if (movement) return `the movement ${id} is requested already`;
      this.movements.set(id, { status: "requested", order: null, answers: new Map(), stops: new Set() });
      return null;
    }
    if (!movement) return `nobody has requested the movement ${id}`;
    switch (type) {
      case "movement.ordered/1":
        return advance(movement, "order") ?? ((movement.order = entry.id), null);
      case "movement.approved/1":
      case "movement.refused/1":
        if (body.order !== movement.order) return "the order that was answered is not the one that stands";
        movement.answers.set(party, { order: movement.order!, isApproved: type === "movement.approved/1" });
        return null;
      case "movement.released/1":
        return release(movement, body.order as string, parties);
      case "movement.stopped/1":
        movement.stops.add(party);
        return null;
      case "movement.resumed/1":
        return movement.stops.delete(party) ? null : `${party} has not stopped this movement`;
      default:
        return advance(movement, body.report as string);
    }
  }
}

function advance(movement: Movement, act: string): string | null {
  const status = NEXT.get(`${movement.status} ${act}`);
  if (!status) return `a movement that is ${movement.status.replaceAll("_", " ")} cannot be ${act}`;
  movement.status = status;
  return null;
}

function release(movement: Movement, order: string, parties: readonly string[]): string | null {
  if (order !== movement.order) return "the order to release is not the one that stands";
  if (movement.stops.size) return `the movement is stopped: ${[...movement.stops].sort(compare).join(", ")} must resume it first`;
  const missing = parties.filter((party) => {
    const answer = movement.answers.get(party);
    return !(answer?.isApproved && answer.order === movement.order);
  });
  if (missing.length) return `not approved by ${missing.sort(compare).join(", ")}`;
  return advance(movement, "release");
}
