// What a pack claims, derived again from the logs.
import { compare } from "./bytes.js";
import { type Verdict } from "./docket.js";
import { keyOf, dutyId, verdictDigest } from "./judgement.js";
import { Refused } from "./refusal.js";
import { type Replay } from "./replay.js";
import { type AlarmClaim, type Claimed, type LateClaim, type RoomClaim, type VerdictClaim } from "./unpack.js";

/** The duty that the claim is about. */
export function dutyOf(claimed: Claimed): string | null {
  return claimed.kind === "late" ? null : claimed.kind === "alarm" ? claimed.alarm : claimed.duty;
}

/** What the records say of the duty behind the claim. */
export function verdictOf(replay: Replay, claimed: Claimed): Verdict | null {
  const duty = dutyOf(claimed);
  return duty === null ? null : replay.judgement.verdict(duty);
}

/** What the logs say about the same thing. Throws Refused where they say nothing of it. */
export function claimAgain(replay: Replay, claimed: Claimed): Claimed {
  switch (claimed.kind) {
    case "alarm":
      return alarmClaim(replay, claimed.alarm);
    case "verdict":
      return verdictClaim(replay, claimed);
    case "late":
      return lateClaim(replay, claimed.record);
  }
}

function verdictClaim(replay: Replay, claimed: VerdictClaim): VerdictClaim {
  const verdict = replay.judgement.verdict(claimed.duty);
  if (!verdict) throw new Refused("by the records of this pack no such duty arose under a rule in force");
  return {
    kind: "verdict",
    verdict: verdictDigest(verdict),
    duty: dutyId(verdict),
    clause: replay.judgement.running.get(verdict.rule)!.clause,
    rule: verdict.rule,
    key: keyOf(verdict),
    at_ms: verdict.at_ms,
    due_ms: verdict.due_ms,
    status: verdict.status,
  };
}

function alarmClaim(replay: Replay, id: string): AlarmClaim {
  const alarm = replay.fold.alarms.alarms.get(id);
  if (!alarm) throw new Refused(`there is no record of an alarm ${id.slice(0, 12)}`);
  const verdict = replay.judgement.verdict(id);
  const rooms: RoomClaim[] = [...alarm.rooms].sort(([a], [b]) => compare(a, b)).map(([party, room]) => ({
    party,
    raised: room.raised?.record ?? null,
    raised_ms: room.raised?.atMs ?? null,
    acknowledged: room.acknowledged?.record ?? null,
    acknowledged_ms: room.acknowledged?.atMs ?? null,
    resolved: room.resolved?.record ?? null,
    resolved_ms: room.resolved?.atMs ?? null,
    because: room.because,
  }));
  return {
    kind: "alarm", alarm: id, clause: alarm.clause, rule: alarm.rule, key: alarm.key, due_ms: alarm.dueMs,
    status: verdict?.status ?? null,
    verdict: verdict && verdict.status !== "pending" ? verdictDigest(verdict) : null,
    rooms,
  };
}

function lateClaim(replay: Replay, record: string): LateClaim {
  const placed = replay.fold.order.find(record);
  if (!placed) throw new Refused(`there is no record ${record.slice(0, 12)}`);
  const bracket = replay.fold.bracket(placed);
  if (!bracket.isLate) throw new Refused(`the record ${record.slice(0, 12)} is not late-entered: the time that it claims is possible`);
  const { type, party, by, atMs } = placed.entry.record;
  return {
    kind: "late", record, type, party, by, claimed_ms: atMs, not_before_ms: bracket.notBeforeMs, not_after_ms: bracket.notAfterMs,
  };
}
