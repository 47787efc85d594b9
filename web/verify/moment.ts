// Times in words: UTC, to the second, or to the millisecond where there is one.

import { LAST_MS } from "./units.js";

function parts(tMs: number): { day: string; time: string } {
  const [day, rest] = new Date(tMs).toISOString().split("T") as [string, string];
  return { day, time: rest.slice(0, 8) };
}

/** 2026-05-01 06:00:00 UTC */
export function moment(tMs: number): string {
  if (tMs < 0) return "before the year 1970";
  if (tMs > LAST_MS) return "after the year 9999";
  const { day, time } = parts(tMs);
  const fraction = tMs % 1000 ? `.${String(tMs % 1000).padStart(3, "0")}` : "";
  return `${day} ${time}${fraction} UTC`;
}

/** A minute, as clauses write it: 2026-05-01 06:00 */
export function minute(tMs: number): string {
  if (tMs > LAST_MS) return "after the year 9999";
  const { day, time } = parts(tMs);
  return `${day} ${time.slice(0, 5)}`;
}
