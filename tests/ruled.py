"""Worlds with a rule of any kind in force and facts at random: what becomes of its duties, packed and claimed."""

import json
import random

import msgspec

from safeconduct.accord.meaning import meaning
from safeconduct.evidence import Wanted, pack, select
from safeconduct.evidence.claim import NothingToClaim
from safeconduct.joint import Judgement, new_fold, verdict_digest
from safeconduct.protocol import PLAIN, parse, rule_bytes
from safeconduct.protocol import formula as f
from safeconduct.protocol.monitorable import NotMonitorable
from safeconduct.protocol.pattern import Pattern
from safeconduct.protocol.rule import FORMAL, SEMANTICS, Rule, RuleUnsound, load_rule
from safeconduct.protocol.words import EVENTS
from safeconduct.records.area import Point, Zone
from safeconduct.records.clause import ClausePosition, ClauseProposed, ProtocolContent
from safeconduct.records.fact import Fact
from safeconduct.records.log import LogCompleted
from safeconduct.records.site import SiteDrawn
from safeconduct.records.units import Ms, Name, ZoneId
from safeconduct.records.watch import FactsDerived
from tests.breach import Side
from tests.naive.formulas_at_random import Maker
from tests.parties import admit_each_other, at

TAILS = (
    "",
    "",
    " Severity: stop.",
    " Clocks may differ by 2 minutes.",
    " A violation is answered by each party.",
    " Logs may lag by 3 minutes. While a log is silent, the duty counts as violated.",
    " While a log is silent, the duty is judged by the other logs.",
    " From 2026-09-21 14:20 to 2026-09-21 15:00.",
)
THINGS = ("v1", "v2", "m1")


def sentence(pattern: Pattern, rng: random.Random) -> Rule:
    """A rule of that pattern, now and then with a clause of dates, clocks or answers."""
    return parse(pattern.example + rng.choice(TAILS), PLAIN)


def formula(rng: random.Random) -> Rule:
    """A rule in the formal notation that can be signed."""
    while True:
        duty = seconds(Maker(rng.choice).duty())
        rule = Rule(SEMANTICS, FORMAL, (), (duty,))
        try:
            return load_rule(rule_bytes(rule))
        except (RuleUnsound, NotMonitorable):
            continue


def seconds(duty: f.Duty) -> f.Duty:
    """The same with its ticks as minutes: the notation counts in whole seconds."""

    def slow(value: object) -> object:
        if isinstance(value, dict):
            return {k: v * 60_000 if k in ("lo_ms", "hi_ms") and v else slow(v) for k, v in value.items()}
        return [slow(each) for each in value] if isinstance(value, list) else value

    return msgspec.json.decode(json.dumps(slow(json.loads(msgspec.json.encode(duty)))), type=f.Duty)


class Ruled:
    """Host and Company agree to the rule, and facts about its events happen."""

    def __init__(self, rule: Rule, rng: random.Random) -> None:
        self.host, self.company = Side("host"), Side("company")
        admit_each_other(self.host, self.company)
        self._draw(rng)
        content = ProtocolContent(rule_bytes(rule).decode())
        titles = {"zh": Name("一条规则")}
        self.host.add(ClauseProposed("rule", 1, Name("A rule"), content, titles), self.host.operator, at(0))
        for side in (self.host, self.company):
            seen = (self.host.head(),) if side is self.company else ()
            side.add(ClausePosition("rule", meaning(content), "agreed"), side.operator, at(1), seen)
        events = [event for duty in rule.duties for part in f.whole(duty) for event in f.events(part)]
        self._happen(events, rng)

    def _draw(self, rng: random.Random) -> None:
        if rng.random() < 0.5:
            return
        outline = (Point(0, 0), Point(0, 9), Point(9, 9))
        names = {"zh": "外环", "ur": "بیرونی حلقے"} if rng.random() < 0.5 else {}
        zones = (Zone(ZoneId("outer"), Name("Outer ring"), "ring", outline, names),)
        self.host.add(SiteDrawn("works", Name("Works"), zones), self.host.operator, at(0))

    def _happen(self, events: list[f.Event], rng: random.Random) -> None:
        minutes = sorted(rng.choice((2, 3, 5, 8, 10, 12, 15, 20, 21, 25, 30, 31, 40, 60)) for _ in range(10))
        for minute in minutes:
            side, other = rng.sample((self.host, self.company), 2)
            seen = (other.head(),) if rng.random() < 0.5 else ()
            facts = tuple(self._fact(rng.choice(events), minute, rng) for _ in range(rng.choice((1, 1, 2))))
            side.add(FactsDerived(facts), side.node, Ms(max(fact.t_ms for fact in facts) + 100), seen)
            if rng.random() < 0.3:
                side.add(LogCompleted(Ms(at(minute) - 60_000)), side.node, Ms(at(minute) + 200), seen)
        last = rng.choice((30, 61, 200))
        for side, other in ((self.host, self.company), (self.company, self.host)):
            side.watch_over(other, at(last))

    def _fact(self, event: f.Event, minute: int, rng: random.Random) -> Fact:
        word = EVENTS.get(event.name)
        terms = event.args[:-1] if f.ends_in_id(event) else event.args
        args = []
        for place, term in enumerate(terms):
            kind = word.kinds[place] if word else ""
            if isinstance(term, f.Const) and rng.random() < 0.9:
                args.append(term.value)
            elif kind == "time_ms":
                args.append(int(at(minute + rng.choice((0, 5, 10)))))
            elif kind == "party":
                args.append(rng.choice(("host", "company")))
            else:
                args.append(rng.choice(THINGS if word else ("a", "b", "u", "v")))
        return Fact(Ms(at(minute) + rng.choice((0, 0, 0, 1, -1))), event.name, tuple(args))

    def packs(self) -> list[bytes]:
        """One for every verdict that is final."""
        fold = new_fold()
        fold.add([*self.host.entries, *self.company.entries])
        found = []
        for _, verdict in Judgement(fold).verdicts():
            wanted = Wanted("verdict", verdict_digest(verdict))
            try:
                found.append(pack(select("host", [self.company.held(), self.host.held()], wanted, lambda _: None)))
            except (NothingToClaim, KeyError):
                continue
        return found
