// Who acts in whose place: how records change it, and whether a key may act in a role at a time because of it.
import { type Entry } from "./entry.js";
import { type Deputy, type Parties } from "./parties.js";
import { Refused } from "./refusal.js";

const LAST_MS = 253_402_300_799_999;
function refuse(reason: string): never {
  throw new Refused(reason);
}

const place = (key: string, role: string) => `${key} ${role}`;

/** Whether that key acts in that role at that time, by itself or through others who do. */
export function holds(parties: Parties, key: string, role: string, atMs: number): boolean {
  const span = spanOf(parties, key, role);
  return span !== null && span[0] <= atMs && atMs < span[1];
}

/** From when to before when that key has the role. An end to what it comes from ends it too. */
function spanOf(parties: Parties, key: string, role: string): [number, number] | null {
  const officer = parties.officers.get(key), deputy = parties.deputies.get(place(key, role));
  if (officer?.roles.includes(role)) return [0, LAST_MS];
  if (!officer || officer.doubtedFromMs !== null || !deputy) return null;
  const origin = spanOf(parties, deputy.by, role); // ends: no delegation leads back to where it came from
  if (!origin) return null;
  const span: [number, number] = [Math.max(deputy.fromMs, origin[0]), Math.min(deputy.toMs, origin[1])];
  return span[0] < span[1] ? span : null;
}

export function delegated(parties: Parties, { record }: Entry): Parties {
  const { body, by } = record;
  const deputy = body.deputy as string, role = body.role as string, fromMs = body.from_ms as number, toMs = body.to_ms as number;
  const to = parties.officers.get(deputy);
  if (to?.party !== record.party) refuse("a deputy is an officer of the same party: enrol the key first");
  if (toMs <= fromMs) refuse("a delegation ends after it begins");
  const span = spanOf(parties, by, role), name = parties.name(by);
  if (!span || fromMs < span[0] || toMs > span[1]) refuse(`wider than its signer's own authority: ${name} has not the role ${role} for that time`);
  if (sources(parties, by, role).has(deputy)) refuse(`circular: ${name} has the role ${role} from ${to!.name}, or is the same officer`);
  return parties.with({ deputies: new Map<string, Deputy>([...parties.deputies, [place(deputy, role), { by, fromMs, toMs }]]) });
}

export function withdrawn(parties: Parties, { record }: Entry): Parties {
  const { body, by } = record;
  const key = body.deputy as string, role = body.role as string;
  const deputy = parties.deputies.get(place(key, role));
  if (!deputy || parties.officers.get(key)?.party !== record.party) return refuse(`that key stands for nobody in the role ${role}`);
  if (deputy.by !== by && !parties.officers.get(by)!.roles.includes("admin")) {
    refuse(`it comes from ${parties.name(deputy.by)}: only they or an administrator take it back`);
  }
  const deputies = new Map(parties.deputies);
  deputies.delete(place(key, role));
  return parties.with({ deputies });
}

/** That key and everybody whom it has the role through. */
function sources(parties: Parties, key: string, role: string): Set<string> {
  const found = new Set([key]);
  for (let deputy = parties.deputies.get(place(key, role)); deputy && !found.has(deputy.by); deputy = parties.deputies.get(place(deputy.by, role))) found.add(deputy.by);
  return found;
}
