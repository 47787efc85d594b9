// Whose signature counts: every member's, but for those that sit at the table to review or to observe.

/** By the party that sits and the party that says so: where, and whether it said so before that one was a member. */
export type Seats = ReadonlyMap<string, ReadonlyMap<string, { seat: string; wasEarly: boolean }>>;

export function signatories(seats: Seats, members: readonly string[]): string[] {
  const asked = new Set(members.filter((party) => isAsked(seats, party, members)));
  const rest = members.filter((party) => !asked.has(party));
  return members.filter((party) => !asked.has(party) || !rest.every((by) => (seats.get(party)?.get(by)?.seat ?? "full") !== "full"));
}

function isAsked(seats: Seats, party: string, members: readonly string[]): boolean {
  const given = seats.get(party);
  const own = given?.get(party);
  if (own) return own.seat !== "full";
  return [...(given ?? [])].some(([by, { seat, wasEarly }]) => seat !== "full" && wasEarly && members.includes(by));
}
