// What each sentence pattern means: the formula that its slots stand for. A rule whose sentence means something else
// than its formula is judged by nobody.
import { type Duty, type Formula } from "./formula.js";
import {
  after, and, ANY, approval, approvedAct, atLeast, atom, both, constant, demand, differ, duty, either, EVER, event,
  eventually, exists, lasting, not, once, or, shared, since, started, stopped, variable, within,
} from "./pieces.js";
import { Refused } from "./refusal.js";
import { eventWord, stateWord, type Slots } from "./slots.js";

type Means = (s: Slots) => Duty[];

/** Every cause is followed by the answer inside the interval. */
const answered = (interval: (s: Slots) => ReturnType<typeof within>): Means => (s) => {
  const cause = s.event("cause"), answer = s.event("answer"), key = shared(cause, answer);
  return [duty(atom(cause, key), eventually(interval(s), atom(answer, key)))];
};

const stay: Means = (s) => {
  const args = [variable("asset"), constant(s.zone("zone"))];
  const [entered, left, checked] = ["entered", "left", "checked"].map((name) => event(name, ...args)) as [
    ReturnType<typeof event>, Formula, ReturnType<typeof event>,
  ];
  const freed = eventually(after(s.ms("limit")), either(checked, left));
  return [duty(entered, freed), duty(checked, freed, since(not(left), EVER, entered))];
};

const stayOnce: Means = (s) => {
  const args = [variable("asset"), constant(s.zone("zone"))];
  return [duty(event("entered", ...args), eventually(within(0, s.ms("limit")), either(event("checked", ...args), event("left", ...args))))];
};

const checkIn: Means = (s) => {
  const state = s.state("state"), sign = s.event("sign");
  demand(state.kind, sign);
  const again = atom(sign, [state.kind]);
  const must = eventually(after(s.ms("limit")), either(again, stopped(state)));
  return [duty(started(state), must), duty(again, must, lasting(state))];
};

const spacing: Means = (s) => {
  const kind = s.thing("thing"), happening = s.event("event");
  demand(kind, happening);
  const twin = exists("id_other", and(atom(happening, [kind], "id_other"), differ("id_other", "id_this")));
  return [duty(atom(happening, [kind], "id_this"), not(once(within(0, s.ms("bound")), twin)))];
};

const approvedByEach = (fresh: (s: Slots) => ReturnType<typeof within>): Means => (s) => {
  const standing = s.parties("parties").map((party) => approval(constant(party), fresh(s)));
  return [duty(approvedAct(s.thing("thing"), s.event("act")), both(...standing))];
};

const approvedBySome = (name: "party" | "officer"): Means => (s) => {
  const standing = approval(variable(name), after(null), name === "officer");
  return [duty(approvedAct(s.thing("thing"), s.event("act")), atLeast(s.n("k"), name, standing))];
};

const moving = () => stateWord("under_way");

const quorum = (grace: ((s: Slots) => number) | null): Means => (s) => {
  const args = [variable("movement"), variable("asset"), constant(s.metres("range"))];
  const enough = atLeast(s.n("n"), "asset", since(not(event("went_far", ...args)), EVER, event("came_near", ...args)));
  const some = (name: string) => event(name, variable("movement"), ANY, args[2]!);
  let must = enough;
  if (grace) {
    const time = within(0, grace(s));
    must = either(enough, eventually(time, and(some("came_near"), enough)), eventually(time, stopped(moving())));
  }
  return [duty(started(moving()), must), duty(some("went_far"), must, lasting(moving()))];
};

const apart: Means = (s) => {
  const args = [variable("movement"), variable("asset"), constant(s.metres("range"))];
  const near = event("approached", ...args), gone = event("receded", ...args);
  const already = exists("asset", since(not(gone), EVER, near));
  return [duty(near, not(near), lasting(moving())), duty(started(moving()), not(already))];
};

const freshFix: Means = (s) => {
  const limit = s.ms("limit"), fix = event("located", variable("movement"));
  const again = eventually(after(limit), either(fix, stopped(moving())));
  const starts = eventually(after(limit), started(moving()));
  return [
    duty(started(moving()), once(within(0, limit), fix)),
    duty(fix, again, lasting(moving())),
    duty(fix, or(not(starts), again), not(lasting(moving()))),
  ];
};

const atMost: Means = (s) => {
  const kind = s.thing("thing"), happening = s.event("event");
  demand(kind, happening);
  const records = once(within(0, s.ms("bound")), atom(happening, [kind], "id_each"));
  return [duty(atom(happening, [kind]), not(atLeast(s.n("n") + 1, "id_each", records)))];
};

const atLeastSo: Means = (s) => {
  const cause = s.event("cause"), happening = s.event("event"), key = shared(cause, happening);
  const records = eventually(within(0, s.ms("bound")), atom(happening, key, "id_each"));
  return [duty(atom(cause, key), atLeast(s.n("n"), "id_each", records))];
};

const quiet: Means = (s) => {
  const cause = s.event("cause"), act = s.event("act"), key = shared(cause, act);
  return [duty(atom(act, key), not(once(within(0, s.ms("bound")), atom(cause, key))))];
};

const quietUnless: Means = (s) => {
  const cause = s.event("cause"), act = s.event("act"), leave = s.event("leave"), key = shared(cause, act, leave);
  const rests = not(once(within(0, s.ms("bound")), atom(cause, key)));
  return [duty(atom(act, key), or(rests, once(within(0, s.ms("fresh")), atom(leave, key))))];
};

const onlyAfter: Means = (s) => {
  const act = s.event("act"), first = s.event("first"), bar = s.event("bar"), key = shared(act, first, bar);
  return [duty(atom(act, key), since(not(atom(bar, key)), after(null), atom(first, key)))];
};

const untilClear: Means = (s) => {
  const cause = s.event("cause"), act = s.event("act"), clear = s.event("clear"), key = shared(cause, act, clear);
  return [duty(atom(act, key), not(since(not(atom(clear, key)), EVER, atom(cause, key))))];
};

const notBefore: Means = (s) => {
  const first = s.event("first"), act = s.event("act"), key = shared(act, first);
  return [duty(atom(act, key), once(EVER, atom(first, key)))];
};

const oneAtATime: Means = (s) => {
  const zone = constant(s.zone("zone"));
  const inside = since(not(event("left", variable("other"), zone)), after(null), event("entered", variable("other"), zone));
  return [duty(event("entered", variable("asset"), zone), not(exists("other", and(inside, differ("other", "asset")))))];
};

const appointment: Means = (s) => {
  const act = s.event("act"), bound = s.ms("bound");
  demand("movement", act);
  const must: Formula = { type: "around", var: "time_ms", before_ms: bound, after_ms: bound, body: atom(act, ["movement"]) };
  const movement = variable("movement");
  return [duty(event("appointed", movement, variable("time_ms")), must, null, event("appointed", movement, ANY))];
};

const escalation: Means = (s) => {
  const cause = s.event("cause"), answer = s.event("answer"), step = s.event("step");
  if (s.ms("later") <= s.ms("bound")) throw new Refused("the further step must be given a longer time than the answer");
  const key = shared(cause, answer, step);
  const times = [eventually(within(0, s.ms("bound")), atom(answer, key)), eventually(within(0, s.ms("later")), atom(step, key))];
  return [duty(atom(cause, key), or(...times))];
};

const countersigned: Means = (s) => {
  const act = s.event("act"), kind = eventWord(act.event).kinds[0]!;
  demand("party", act);
  const signed = event("countersigned", variable(kind), variable("other"));
  const byOther = exists("other", and(signed, differ("other", "party")));
  return [duty(atom(act, [kind, "party"]), eventually(within(0, s.ms("bound")), byOther))];
};

/** Done early is done: a year before counts. */
const EARLY_MS = 366 * 86_400_000;

const deadline: Means = (s) => {
  const action = variable("action");
  const must: Formula = { type: "around", var: "time_ms", before_ms: EARLY_MS, after_ms: s.ms("bound"), body: event("action_done", action) };
  return [duty(event("action_taken", action, variable("time_ms")), must, null, event("action_taken", action, ANY))];
};

const between: Means = (s) => {
  if (s.ms("least") > s.ms("most")) throw new Refused("the least time is longer than the most");
  return answered(() => within(s.ms("least"), s.ms("most")))(s);
};

export const MEANS: ReadonlyMap<string, Means> = new Map(
  Object.entries({
    response: answered((s) => within(0, s.ms("bound"))),
    response_later: answered((s) => after(s.ms("bound"))),
    response_before: answered((s) => ({ ...within(0, s.ms("bound")), hi_open: true })),
    response_between: between,
    quiet,
    quiet_unless: quietUnless,
    dwell_once: stayOnce,
    dwell: stay,
    check_in: checkIn,
    spacing,
    approval: approvedByEach(() => after(null)),
    approval_of_some: approvedBySome("party"),
    approval_by_officers: approvedBySome("officer"),
    approval_fresh: approvedByEach((s) => after(s.ms("fresh"))),
    quorum: quorum(null),
    quorum_but_briefly: quorum((s) => s.ms("grace")),
    apart,
    fresh_fix: freshFix,
    at_most: atMost,
    at_least: atLeastSo,
    only_after: onlyAfter,
    until_clear: untilClear,
    not_before: notBefore,
    one_at_a_time: oneAtATime,
    appointment,
    escalation,
    countersigned,
    deadline,
  }),
);
