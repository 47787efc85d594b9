// What a record says of events, for the rules to judge.
import { type JsonObject } from "./canonical.js";
import { type Placed } from "./place.js";

export type Arg = string | number;

export interface Fact {
  t_ms: number;
  name: string;
  args: readonly Arg[];
}

/** The facts that the record claims, whether or not it counts. */
export function factsOf({ entry }: Placed): readonly Fact[] {
  const { type, body, atMs, party } = entry.record;
  const at = (name: string, ...args: unknown[]): Fact => ({ t_ms: atMs, name, args: args as Arg[] });
  const { movement, alarm } = body;
  switch (type) {
    case "facts.derived/1":
      return body.facts as unknown as readonly Fact[];
    case "check.made/1":
      return [at("checked", body.asset, body.zone)];
    case "alarm.raised/1":
      return [at("alarm_raised", alarm)];
    case "alarm.acknowledged/1":
      return [at("alarm_acknowledged", alarm, party)];
    case "alarm.escalated/1":
      return [at("alarm_escalated", alarm)];
    case "alarm.resolved/1":
      return [at("alarm_resolved", alarm)];
    case "movement.requested/1":
      return [at("requested", movement)];
    case "movement.ordered/1":
      return [at("appointed", movement, body.depart_ms)];
    case "movement.ordered/2":
      return body.depart_to_ms === null ? [at("appointed", movement, body.depart_ms)] : [];
    case "leg.started/1":
      return body.depart_ms === null ? [] : [at("appointed", movement, body.depart_ms)];
    case "movement.approved/1":
      return [at("approved", movement, party)];
    case "movement.refused/1":
      return [at("refused", movement, party)];
    case "movement.released/1":
      return [at("released", movement)];
    case "movement.stopped/1":
      return [at("stopped", movement)];
    case "movement.diverted/1":
      return [at("diverted", movement)];
    case "traveller.spoke/1":
      return body.word === "help" ? [at("panic", movement, body.traveller)] : [];
    case "crew.spoke/1":
      return body.word === "clear" ? [] : [at("checked_in", movement)];
    case "movement.reported/1":
      return reported(body.report as string, (name) => at(name, movement));
    case "minutes.signed/1":
      return (body.takes as JsonObject[]).map((each) => at("action_taken", each.action, each.due_ms));
    case "action.done/1":
      return [at("action_done", body.action)];
    case "review.signed/1":
      return (body.takes as JsonObject[]).map((each) => at("action_taken", `task/${each.action as string}`, each.due_ms));
    case "task.set/1":
      return body.owner === party ? [at("action_taken", `task/${body.task as string}`, body.due_ms)] : [];
    case "task.taken/1":
      return [at("action_taken", `task/${body.task as string}`, body.due_ms)];
    case "task.done/1":
      return [at("action_done", `task/${body.task as string}`)];
    case "risk.rated/1":
      return onMovement(body, atMs, "risk_rated", party);
    case "risk.lapsed/1":
      return onMovement(body, body.since_ms as number, "risk_lapsed", party);
    case "badge.shown/1":
      return body.way === "turned_away" ? [] : [at(body.way === "out" ? "badge_left" : "badge_seen", body.badge, body.site)];
    case "grant.turned/1":
      return turned(body);
    default:
      return [];
  }
}

/** Rules speak of the risks of movements, not of those of places. */
function onMovement({ subject }: JsonObject, t_ms: number, name: string, party: string): Fact[] {
  const [kind, movement] = (subject as string).split("/");
  return kind === "movement" ? [{ t_ms, name, args: [movement!, party] }] : [];
}

function turned({ badge, site, is_live: isLive, is_here: isHere, since_ms: since }: JsonObject): Fact[] {
  const at = (name: string): Fact => ({ t_ms: since as number, name, args: [badge as string, site as string] });
  return isLive ? [at("grant_began")] : isHere ? [at("grant_lapsed"), at("badge_seen")] : [at("grant_lapsed")];
}

function reported(report: string, at: (name: string) => Fact): Fact[] {
  if (report === "departed") return [at("departed"), at("started")];
  return [at(report === "arrived" ? "arrived" : "checked_in")];
}
