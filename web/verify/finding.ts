// What verification reports: findings, and the verdict over them.
import { type Claim, type LogKeys } from "./unpack.js";

/** holds: was checked and is so. notice: a reader must know it. broken: one of these, and nothing is verified. */
export interface Finding {
  level: "holds" | "notice" | "broken";
  text: string;
  where: string;
  next: string;
}

/** The founder's key in words that people can compare. isKnown: the verifier held it already. */
export interface KeyPrint {
  origin: string;
  party: string;
  fingerprint: string;
  isKnown: boolean;
}

/** A record with the time that it claims beside what is proven. */
export interface Timed {
  what: string;
  record: string;
  claimedMs: number;
  notBeforeMs: number;
  notAfterMs: number | null;
  isLate: boolean;
}

export interface Report {
  isVerified: boolean;
  claim: Claim | null;
  /** The claim in words. */
  claimed: readonly string[];
  findings: readonly Finding[];
  keys: readonly KeyPrint[];
  times: readonly Timed[];
  /** The report of an inquiry, and no pack. */
  isInquiry?: boolean;
}

export const holds = (text: string, where = ""): Finding => ({ level: "holds", text, where, next: "" });
export const notice = (text: string, where = ""): Finding => ({ level: "notice", text, where, next: "" });
export const broken = (text: string, where: string, next = "keep the pack, and ask who made it"): Finding => ({ level: "broken", text, where, next });

/** Eight groups of the founder's key, to compare over the telephone. */
export function fingerprint(keys: LogKeys): string {
  return Array.from({ length: 8 }, (_, at) => keys.founder.slice(4 * at, 4 * at + 4)).join(" ");
}
