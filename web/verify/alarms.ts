// Alarms and how each party's room answered them.
import { type JsonObject } from "./canonical.js";
import { type Placed } from "./place.js";
import { type Key } from "./unpack.js";

interface Answer {
  record: string;
  atMs: number;
}

export interface Room {
  raised: Answer | null;
  acknowledged: Answer | null;
  resolved: Answer | null;
  because: string | null;
}

export interface Alarm {
  clause: string;
  rule: string;
  key: Key;
  dueMs: number;
  rooms: Map<string, Room>;
}

export class Alarms {
  readonly alarms = new Map<string, Alarm>();

  reduce({ entry }: Placed): string | null {
    const { type, body, party, atMs } = entry.record;
    const id = body.alarm as string;
    const alarm = this.alarms.get(id) ?? (type === "alarm.raised/1" ? this.raise(id, body) : null);
    if (!alarm) return "nobody has raised that alarm";
    const room = alarm.rooms.get(party) ?? { raised: null, acknowledged: null, resolved: null, because: null };
    alarm.rooms.set(party, room);
    const answer = { record: entry.id, atMs };
    if (type === "alarm.raised/1") room.raised = answer;
    if (type === "alarm.acknowledged/1") room.acknowledged ??= answer; // the first answer counts
    if (type === "alarm.resolved/1") {
      room.resolved = answer;
      room.because = body.because as string | null;
    }
    return null;
  }

  private raise(id: string, body: JsonObject): Alarm {
    const alarm = {
      clause: body.clause as string, rule: body.rule as string, key: body.key as Key, dueMs: body.due_ms as number,
      rooms: new Map<string, Room>(),
    };
    this.alarms.set(id, alarm);
    return alarm;
  }
}
