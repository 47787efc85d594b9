// Movements: what may happen to one next. A record that may not be is refused, and then says nothing.
import { compare } from "./bytes.js";
import { type JsonObject } from "./canonical.js";
import { Draw, faultOf, type Order, type Route } from "./draw.js";
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

interface Plan {
  record: string;
  ground: string;
  routes: readonly Route[];
}

interface Movement {
  status: string;
  request: string;
  order: string | null;
  answers: Map<string, { order: string; isApproved: boolean }>;
  stops: Set<string>;
  ground: Map<string, string>;
  plan: Plan | null;
  /** What is drawn by the order that stands; null where the order names its route. */
  draw: Draw | null;
  travellers: Map<string, readonly string[]>;
  /** Vehicles and escort of the order. */
  crews: readonly string[];
  duress: Set<string>;
  /** How long before the departure the last approval is due; 0: nothing is said. */
  leadS: number;
  departMs: number;
}

export class Movements {
  private readonly movements = new Map<string, Movement>();

  /** What was drawn, by movement, where everything is published. */
  outcomes(): Record<string, number> {
    const found = [...this.movements].map(([id, { draw }]) => [id, draw?.outcome() ?? null] as const);
    return Object.fromEntries(found.filter((each): each is [string, number] => each[1] !== null));
  }

  reduce(placed: Placed, parties: readonly string[]): string | null {
    const { entry } = placed;
    const { type, body } = entry.record;
    const id = body.movement as string;
    const movement = this.movements.get(id);
    if (type === "movement.requested/1") {
      if (movement) return `the movement ${id} is requested already`;
      this.movements.set(id, {
        status: "requested", request: entry.id, order: null, answers: new Map(), stops: new Set(), ground: new Map(), plan: null, draw: null,
        travellers: new Map([["", body.travellers as readonly string[]]]), crews: [], duress: new Set(),
        leadS: body.lead_s as number, departMs: 0,
      });
      return null;
    }
    if (!movement) return `nobody has requested the movement ${id}`;
    if (type.startsWith("draw.") || type.startsWith("leg.")) return drawn(movement, placed);
    return changed(movement, placed, parties);
  }
}

function crewsOf(body: JsonObject): string[] {
  return [...(body.vehicles as string[]), ...(body.escort as string[])];
}

function changed(movement: Movement, { entry }: Placed, parties: readonly string[]): string | null {
  const { type, body, party, atMs } = entry.record;
  switch (type) {
    case "movement.ordered/1": {
      const reason = advance(movement, "order");
      if (reason === null) [movement.order, movement.draw, movement.crews, movement.departMs] = [entry.id, null, crewsOf(body), body.depart_ms as number];
      return reason;
    }
    case "movement.ordered/2":
      return order(movement, entry.id, body, parties);
    case "movement.approved/1":
    case "movement.refused/1":
      return answer(movement, body.order as string, party, type === "movement.approved/1", atMs);
    case "movement.released/1":
      return release(movement, body.order as string, parties);
    case "movement.stopped/1":
      movement.stops.add(party);
      return null;
    case "movement.resumed/1":
      return movement.stops.delete(party) ? null : `${party} has not stopped this movement`;
    case "ground.listed/1":
      movement.ground.set(party, entry.id);
      return null;
    case "movement.planned/1":
      return plan(movement, entry.id, body, parties);
    case "roster.kept/1":
      movement.travellers.set(party, body.travellers as readonly string[]);
      return null;
    case "traveller.spoke/1": {
      const isKnown = [...movement.travellers.values()].some((those) => those.includes(body.traveller as string));
      return isKnown ? null : `${body.traveller} does not travel on ${body.movement}`;
    }
    case "crew.spoke/1":
      return crew(movement, body);
    case "movement.diverted/1":
      return movement.status === "under_way" ? null : "only a movement that is under way can be diverted";
    case "movement.confirmed/1":
      return movement.status === "arrived" ? null : "the movement has not arrived";
    default:
      return advance(movement, body.report as string);
  }
}

function crew(movement: Movement, body: JsonObject): string | null {
  const name = body.crew as string;
  if (!movement.crews.includes(name)) return `${name} is no vehicle of ${body.movement}`;
  if (body.word === "duress") movement.duress.add(name);
  if (body.word === "clear" && !movement.duress.delete(name)) return `${name} is under no duress`;
  return null;
}

function advance(movement: Movement, act: string): string | null {
  const status = NEXT.get(`${movement.status} ${act}`);
  if (!status) return `a movement that is ${movement.status.replaceAll("_", " ")} cannot be ${act}`;
  movement.status = status;
  return null;
}

/** The lists of secured places that stand, as one text. */
function listed(movement: Movement): string {
  return [...movement.ground.values()].sort(compare).join(" ");
}

function plan(movement: Movement, record: string, body: JsonObject, parties: readonly string[]): string | null {
  const left = movement.leadS && movement.order === null ? missing(movement, parties) : null;
  if (left !== null) return `vetoes come before the plan: the request is ${left}`;
  const routes = body.routes as unknown as readonly Route[];
  const wrong = faultOf(routes);
  if (wrong !== null) return `nothing can be drawn from this plan: ${wrong}`;
  const ground = (body.ground as readonly string[]).join(" ");
  if (ground !== listed(movement)) return "the plan was made with other lists of secured places than those that stand";
  movement.plan = { record, ground, routes };
  return null;
}

function order(movement: Movement, record: string, body: JsonObject, parties: readonly string[]): string | null {
  const found = movement.plan;
  if (found === null || found.record !== body.plan) return "the plan that the order names is not the one that stands";
  if (found.ground !== listed(movement)) return "the list of secured places has changed since the plan was made";
  const said = body as unknown as Order;
  const legs = said.legs.length;
  if (legs !== found.routes[0]!.legs.length) return `${legs} times of release for ${found.routes[0]!.legs.length} legs`;
  const isOrdered = said.legs.every((at, i) => i === 0 || said.legs[i - 1]! < at);
  const lastMs = said.depart_to_ms ?? said.depart_ms, latestS = Math.max(...found.routes.map((route) => route.depart_s));
  if (!isOrdered || (body.arrive_by_ms as number) < lastMs) return "the times of the order are not in order";
  if (lastMs !== said.depart_ms + latestS * 1000 || (latestS === 0) !== (said.depart_to_ms === null)) return "the departures of the order are not those of its plan";
  const [first, second] = said.parties;
  if (!(compare(first, second) < 0) || !said.parties.every((party) => parties.includes(party))) return "the draw takes two members, in the order of their names";
  const witness = said.witness?.party;
  if (witness && (said.parties.includes(witness) || !parties.includes(witness))) return "the witness must be a third member";
  if (movement.leadS && said.approve_by_ms > said.depart_ms - movement.leadS * 1000) return "approvals are due later before the departure than the request allows";
  const reason = advance(movement, "order");
  if (reason === null) [movement.order, movement.draw, movement.crews] = [record, new Draw(record, said, found.routes), crewsOf(body)];
  return reason;
}

/** The request is answered while there is no order; afterwards only the order. */
function answer(movement: Movement, order: string, party: string, isApproved: boolean, atMs: number): string | null {
  if (order !== (movement.order ?? movement.request)) return "the order that was answered is not the one that stands";
  if (movement.draw) {
    if (!isApproved && movement.draw.hasBegun) return null; // steering: it changes nothing
    if (isApproved && atMs > movement.draw.order.approve_by_ms) return "the approval came after the time to approve by";
  } else if (movement.order !== null && movement.leadS && isApproved && atMs > movement.departMs - movement.leadS * 1000) {
    return "the approval came after the time to approve by";
  }
  movement.answers.set(party, { order, isApproved });
  return null;
}

function missing(movement: Movement, parties: readonly string[]): string | null {
  const asked = movement.order ?? movement.request;
  const left = (movement.draw?.order.parties ?? parties).filter((party) => {
    const said = movement.answers.get(party);
    return !(said?.isApproved && said.order === asked);
  });
  return left.length ? `not approved by ${[...left].sort(compare).join(", ")}` : null;
}

function release(movement: Movement, order: string, parties: readonly string[]): string | null {
  if (order !== movement.order) return "the order to release is not the one that stands";
  if (movement.stops.size) return `the movement is stopped: ${[...movement.stops].sort(compare).join(", ")} must resume it first`;
  const reason = missing(movement, parties);
  if (reason !== null) return reason;
  if (movement.draw && !movement.draw.isReady) return "the draw is not ready: commitments or salts are missing";
  return advance(movement, "release");
}

function drawn(movement: Movement, placed: Placed): string | null {
  const { type, body } = placed.entry.record;
  const { draw } = movement;
  if (draw === null) return "the route of this movement is not drawn";
  if (body.order !== movement.order) return "the order that is drawn for is not the one that stands";
  const isOnTheWay = movement.status === "released" || movement.status === "under_way";
  if (type === "draw.committed/1") {
    const reason = missing(movement, []);
    if (reason !== null) return reason;
  }
  if (type === "draw.opened/1" && !isOnTheWay) return "a leg is opened only once the movement is released";
  if (type === "draw.published/1" && movement.status !== "arrived") return "secrets are published when the movement has arrived";
  return draw.take(placed);
}
