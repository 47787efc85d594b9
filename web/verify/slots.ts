// What a sentence leaves open: durations, counts, places, events, states, parties. With the pattern's name they determine
// the meaning of the rule.
import { Refused } from "./refusal.js";
import { integer, list, object, oneOf, tagged, text } from "./shape.js";
import { chosen } from "./units.js";
import { EVENTS, NOUNS, STATES, type EventWord, type StateWord } from "./words.js";

export type SlotValue =
  | { type: "duration"; ms: number }
  | { type: "distance"; m: number }
  | { type: "count"; n: number }
  | { type: "place"; zone: string }
  | Happening
  | { type: "state"; state: string }
  | { type: "thing"; kind: string }
  | { type: "parties"; parties: readonly string[] };

/** An event, perhaps at one place, perhaps by one party. The empty text = any. */
export interface Happening {
  type: "event";
  event: string;
  zone: string;
  party: string;
}

export interface Slot {
  name: string;
  value: SlotValue;
}

const kind = oneOf("asset", "zone", "movement", "party", "officer", "alarm", "gate", "incident", "action", "badge", "site", "time_ms", "subject", "metres", "traveller");

export const SLOT = object({
  name: text(),
  value: tagged("type", {
    duration: { ms: integer() },
    distance: { m: integer() },
    count: { n: integer() },
    place: { zone: chosen },
    event: { event: text(), zone: text(), party: text() },
    state: { state: text() },
    thing: { kind },
    parties: { parties: list(chosen) },
  }),
});

export function eventWord(name: string): EventWord {
  const word = EVENTS.get(name);
  if (!word) throw new Refused(`unknown event ${JSON.stringify(name)}`);
  return word;
}

export function stateWord(name: string): StateWord {
  const word = STATES.get(name);
  if (!word) throw new Refused(`unknown state ${JSON.stringify(name)}`);
  return word;
}

/** Every word that the slots use must be in the vocabulary. */
export function checkWords(slots: readonly Slot[]): void {
  for (const { value } of slots) {
    if (value.type === "event") eventWord(value.event);
    if (value.type === "state") stateWord(value.state);
    if (value.type === "thing" && !NOUNS.has(value.kind)) throw new Refused(`a ${value.kind} has no name in sentences`);
  }
}

/** The filled slots of one sentence, by name and type. */
export class Slots {
  private readonly values: ReadonlyMap<string, SlotValue>;

  constructor(slots: readonly Slot[]) {
    this.values = new Map(slots.map((slot) => [slot.name, slot.value]));
  }

  private get<T extends SlotValue["type"]>(name: string, type: T): SlotValue & { type: T } {
    const value = this.values.get(name);
    if (value?.type !== type) throw new Refused(`the sentence has no ${type} named ${name}`);
    return value as SlotValue & { type: T };
  }

  ms(name: string): number {
    return this.get(name, "duration").ms;
  }

  metres(name: string): number {
    return this.get(name, "distance").m;
  }

  n(name: string): number {
    return this.get(name, "count").n;
  }

  zone(name: string): string {
    return this.get(name, "place").zone;
  }

  event(name: string): Happening {
    return this.get(name, "event");
  }

  state(name: string): StateWord {
    return stateWord(this.get(name, "state").state);
  }

  thing(name: string): string {
    return this.get(name, "thing").kind;
  }

  parties(name: string): readonly string[] {
    return this.get(name, "parties").parties;
  }
}
