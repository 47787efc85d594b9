// The formal notation, for rules that no sentence pattern covers; and which formulas it can say, and a judge can decide.
import { children, endsInId, isId, keyNames, whole, type Duty, type Event, type Formula, type Term, type Within } from "./formula.js";
import { Refused } from "./refusal.js";

const TEXT_MAX = 8_000;
const DEPTH_MAX = 24;
const PARENTHESES_MAX = 72;
const MS_MAX = 10 * 366 * 86_400 * 1000;
const WORDS = /^(?:ALWAYS|FORALL|IMPLIES|OR|AND|NOT|SINCE|EVENTUALLY|ONCE|AROUND|EXISTS|AT|LEAST|REPLACED|BY)\b/;

/** `ALWAYS FORALL. trigger IMPLIES must`, in seconds. */
export function write(duty: Duty): string {
  const left = duty.guard === null ? [duty.trigger] : [duty.trigger, ...(duty.guard.type === "and" ? duty.guard.parts : [duty.guard])];
  const tail = duty.until ? ` REPLACED BY ${nested(duty.until)}` : "";
  return `ALWAYS FORALL. ${left.map(nested).join(" AND ")} IMPLIES ${nested(duty.must)}${tail}`;
}

function nested(formula: Formula): string {
  return formula.type === "event" ? written(formula) : `(${written(formula)})`;
}

/** A formula as text. */
export function written(formula: Formula): string {
  switch (formula.type) {
    case "event":
      return `${formula.name}(${formula.args.map(term).join()})`;
    case "same":
      return `${term(formula.left)} = ${term(formula.right)}`;
    case "not":
      return `NOT ${nested(formula.body)}`;
    case "and":
      return formula.parts.map(nested).join(" AND ");
    case "or":
      return formula.parts.map(nested).join(" OR ");
    case "exists":
      return `EXISTS ${formula.var}. ${nested(formula.body)}`;
    case "at_least":
      return `AT LEAST ${formula.n} (${formula.var}): ${nested(formula.body)}`;
    case "eventually":
      return `EVENTUALLY${interval(formula.within)} ${nested(formula.body)}`;
    case "once":
      return `ONCE${interval(formula.within)} ${nested(formula.body)}`;
    case "since":
      return `${nested(formula.hold)} SINCE${interval(formula.within)} ${nested(formula.start)}`;
    case "around":
      return `AROUND[${formula.before_ms / 1000},${formula.after_ms / 1000}] ${formula.var} ${nested(formula.body)}`;
  }
}

function term(each: Term): string {
  return each.type === "var" ? each.name : each.type === "any" ? "_" : spelt(each.value);
}

/** As JSON spells it. */
function spelt(value: string | number): string {
  return JSON.stringify(value);
}

function interval(within: Within): string {
  const hi = within.hi_ms === null ? "*" : String(within.hi_ms / 1000);
  return `${within.lo_open ? "(" : "["}${within.lo_ms / 1000},${hi}${within.hi_open || within.hi_ms === null ? ")" : "]"}`;
}

/** Throws Refused for a duty that the notation cannot say, or that no judge can decide from the logs. */
export function checkFormal(duty: Duty): void {
  for (const part of whole(duty)) {
    checkSaid(part);
    need(depth(part) <= DEPTH_MAX, "the formula is nested too deeply");
  }
  const text = write(duty);
  let level = 0, deepest = 0;
  for (const letter of text) {
    level += Number(letter === "(") - Number(letter === ")");
    deepest = Math.max(deepest, level);
  }
  need(Array.from(text).length <= TEXT_MAX && deepest <= PARENTHESES_MAX, "the formula is too long, or nested too deeply");
  const key = keyNames(duty.trigger);
  duty.trigger.args.slice(0, -1).forEach((each) => need(each.type !== "var" || !isId(each.name), "a record's variable comes last"));
  for (const part of whole(duty).slice(1)) checkNames(part, key);
}

function need(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Refused(otherwise);
}

function depth(formula: Formula): number {
  const own = formula.type === "and" || formula.type === "or" ? 2 : 1;
  const inner = children(formula).map(depth);
  return own + (inner.length ? Math.max(...inner) : 1);
}

/** What is written must read back as itself. */
function checkSaid(formula: Formula): void {
  const isSeconds = (ms: number) => ms % 1000 === 0 && ms <= MS_MAX;
  switch (formula.type) {
    case "event":
      need(/^[A-Za-z_][A-Za-z0-9_-]*$/.test(formula.name) && !WORDS.test(formula.name), "the name of an event cannot be written");
      formula.args.forEach(checkTerm);
      break;
    case "same":
      checkTerm(formula.left);
      checkTerm(formula.right);
      break;
    case "and":
    case "or":
      need(formula.parts.length > 1, "AND and OR join two or more");
      break;
    case "exists":
      checkName(formula.var);
      break;
    case "at_least":
      checkName(formula.var);
      need(formula.n >= 1 && formula.n <= 1_000, "AT LEAST needs a number from 1 to 1000");
      break;
    case "eventually":
    case "once":
    case "since": {
      const { lo_ms, hi_ms, hi_open } = formula.within;
      need(lo_ms >= 0 && isSeconds(lo_ms) && (hi_ms === null ? !hi_open : isSeconds(hi_ms)), "an interval beyond bounds, or not in seconds");
      break;
    }
    case "around":
      need(formula.before_ms >= 0 && isSeconds(formula.before_ms) && isSeconds(formula.after_ms), "an interval beyond bounds, or not in seconds");
      break;
    case "not":
      break;
  }
  children(formula).forEach(checkSaid);
}

function checkTerm(each: Term): void {
  if (each.type !== "var") return;
  checkName(each.name);
  need(each.name !== "_", "_ is any value");
}

function checkName(name: string): void {
  need(/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !WORDS.test(name), "the name of a variable cannot be written");
}

/** Bounded future, no empty interval, every variable bound, every quantified one given its values by an event. */
function checkNames(formula: Formula, known: readonly string[]): void {
  switch (formula.type) {
    case "event":
      checkEvent(formula, known);
      return;
    case "same":
      for (const each of [formula.left, formula.right]) {
        need(each.type !== "any", "_ stands for no value");
        need(each.type !== "var" || known.includes(each.name), "a variable stands for nothing");
      }
      return;
    case "exists":
    case "at_least":
      need(!known.includes(formula.var), "a variable already stands for something outside");
      need(givesValues(formula.body, formula.var), "no event says which values a variable can have");
      checkNames(formula.body, [...known, formula.var]);
      return;
    case "eventually":
    case "once":
    case "since": {
      const { lo_ms, hi_ms, lo_open, hi_open } = formula.within;
      need(hi_ms !== null || formula.type !== "eventually", "a duty without an end can never be violated");
      const lo = lo_ms / 1000 + Number(lo_open);
      need(hi_ms === null || hi_ms / 1000 - Number(hi_open) >= lo, "an interval holds no instant");
      break;
    }
    case "around":
      need(known.includes(formula.var), "a variable names no time");
      break;
    default:
  }
  for (const child of children(formula)) checkNames(child, known);
}

function checkEvent(event: Event, known: readonly string[]): void {
  event.args.forEach((each, at) => {
    if (each.type !== "var") return;
    need(known.includes(each.name), "a variable stands for nothing");
    need(!isId(each.name) || (at === event.args.length - 1 && endsInId(event)), "a record's variable comes last");
  });
}

/** Whether only finitely many values of the variable can make it true. */
function givesValues(formula: Formula, name: string): boolean {
  const isIt = (each: Term) => each.type === "var" && each.name === name;
  switch (formula.type) {
    case "event":
      return formula.args.some(isIt);
    case "same":
      return isIt(formula.left) !== isIt(formula.right);
    case "and":
      return formula.parts.some((part) => givesValues(part, name));
    case "since":
      return givesValues(formula.start, name);
    case "not":
      return formula.body.type === "not" && givesValues(formula.body.body, name);
    default:
      return children(formula).every((child) => givesValues(child, name));
  }
}
