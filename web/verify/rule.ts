// A rule: the compiled form of a protocol clause. Its canonical bytes are its meaning; their digest is what is signed.
import { utf8 } from "./bytes.js";
import { decodeText, encode, type Json } from "./canonical.js";
import { DUTY, keyNames, type Duty } from "./formula.js";
import { MEANS } from "./means.js";
import { checkFormal } from "./notation.js";
import { and, constant, event, eventually, or, variable } from "./pieces.js";
import { Refused } from "./refusal.js";
import { integer, list, oneOf, orNull, text, withOptional } from "./shape.js";
import { sha256Hex } from "./sha256.js";
import { checkWords, SLOT, Slots, type Slot } from "./slots.js";
import { chosen, LAST_MS, ms } from "./units.js";

const SEMANTICS = 1;
/** The `pattern` of a rule that was written in the formal notation. */
export const FORMAL = "formal";

export interface Rule {
  semantics: number;
  pattern: string;
  slots: readonly Slot[];
  duties: readonly Duty[];
  severity: "note" | "alarm" | "stop";
  from_ms: number | null;
  to_ms: number | null;
  answers: readonly string[];
  waiver: readonly string[];
  skew_ms: number;
  lag_ms?: number;
  silence?: "violated" | "others";
}

export interface Loaded {
  rule: Rule;
  /** The canonical bytes, as text. */
  spelt: string;
  digest: string;
}

const RULE = withOptional({
  semantics: integer(),
  pattern: text(),
  slots: list(SLOT),
  duties: list(DUTY, 1),
  severity: oneOf("note", "alarm", "stop"),
  from_ms: orNull(ms),
  to_ms: orNull(ms),
  answers: list(chosen),
  waiver: list(chosen),
  skew_ms: integer(-LAST_MS, LAST_MS),
}, { lag_ms: integer(1, LAST_MS), silence: oneOf("violated", "others") });

/** A rule from its text. Throws Refused where its sentence and its formula differ, or it cannot be judged. */
export function loadRule(spelt: string): Loaded {
  const value: Json = decodeText(spelt);
  RULE(value, "$");
  const rule = value as unknown as Rule;
  if (rule.semantics !== SEMANTICS) throw new Refused(`semantics ${rule.semantics}; this version judges by ${SEMANTICS}`);
  if (rule.pattern === FORMAL) checkFormula(rule);
  else checkSentence(rule);
  return { rule, spelt, digest: sha256Hex(utf8(spelt)) };
}

function checkSentence(rule: Rule): void {
  const means = MEANS.get(rule.pattern);
  if (!means) throw new Refused(`unknown sentence pattern ${JSON.stringify(rule.pattern)}`);
  checkWords(rule.slots);
  const duties = means(new Slots(rule.slots)).map((duty) => (rule.waiver.length ? waivable(duty, rule.waiver) : duty));
  if (encode(duties as unknown as Json) !== encode(rule.duties as unknown as Json)) {
    throw new Refused("the sentence does not mean what the formula says");
  }
}

/** The duty, or a waiver by each of the parties within its time. */
function waivable(duty: Duty, parties: readonly string[]): Duty {
  const { must } = duty;
  if (must.type !== "eventually") throw new Refused("a waiver needs a duty that has a time ahead of it");
  const [key] = keyNames(duty.trigger);
  if (key === undefined) throw new Refused("a waiver must say what it waives");
  const waived = parties.map((party) => eventually(must.within, event("waived", variable(key), constant(party))));
  return { ...duty, must: or(must, waived.length === 1 ? waived[0]! : and(...waived)) };
}

function checkFormula(rule: Rule): void {
  if (rule.slots.length || rule.waiver.length || rule.duties.length !== 1) throw new Refused("a formal rule is one formula, without slots and waivers");
  checkFormal(rule.duties[0]!);
}
