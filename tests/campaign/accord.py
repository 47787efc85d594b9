"""Scripted officers of three parties negotiate an accord in random order, while a link is cut for two days.

Each party has a fold of its own, which gets what the links let through. Then: the same force table at all, as the
naive twin has it; no act lost; every rival shown. `python -m tests.campaign.accord COUNT FIRST_SEED ACTS CLAUSES`.
"""

import random
import sys
import time
from collections import Counter
from typing import get_args

import msgspec

from safeconduct.accord.meaning import meaning
from safeconduct.accord.reduce import ACCORD
from safeconduct.joint import new_fold, running_of
from safeconduct.joint.talks import acts, rivals
from safeconduct.protocol import PLAIN, parse, rule_bytes
from safeconduct.protocol.patterns import PATTERNS
from safeconduct.records import clause as c
from safeconduct.records.level import LevelStated
from safeconduct.records.seat import SeatGiven
from safeconduct.records.silence import SilenceNoted
from safeconduct.records.terms import Silence, Terms
from safeconduct.records.units import Ms
from safeconduct.state.model import state_digest
from tests.naive.accord import Twin
from tests.parties import Party, admit_each_other, at

HOUR, DAY = 60, 24 * 60
"""In minutes of the story."""
HOUR_MS, DAY_MS = HOUR * 60_000, DAY * 60_000
HOT = 6
PARTIES = ("company", "host", "relief")
RULES = [rule_bytes(parse(pattern.example, PLAIN)).decode() for pattern in PATTERNS]
NEVER = ("force tables that differ", "twins that differ", "acts lost", "rivals hidden", "states that differ")
TIMES = (0, 1, HOUR_MS, DAY_MS, 3 * DAY_MS, 20 * DAY_MS, 60 * DAY_MS)
"""After the last act, in ms: when the force tables are compared."""


class Room:
    """A party's officers with what their node holds."""

    def __init__(self, name):
        self.party = Party(name)
        self.fold = new_fold()
        self.got = {}
        self.silent = set()
        self.heads = {}

    @property
    def name(self):
        return self.party.party

    def take(self, other):
        """What the other has written since."""
        log, known = other.party.origin, self.got.get(other.name, 0)
        self.fold.add(other.party.entries[known:])
        self.got[other.name] = len(other.party.entries)
        return log

    def head_at(self, size):
        """Of its log at that size."""
        if size not in self.heads:
            self.heads[size] = self.party.head(size)
        return self.heads[size]

    def act(self, body, by, at_ms, rooms):
        """Sign and append, as this room sees the world."""
        state = self.fold.state
        heads = [room.head_at(size) for room in rooms
                 if room is not self and (size := self.fold.placed(room.party.origin))]  # fmt: skip
        tip = state.chain(body.about(self.name)).tip
        record = self.party.add(body, by, Ms(at_ms), tuple(sorted(heads)), tip)
        self.take(self)
        return record


class World:
    """One negotiation. `minute`: of the story."""

    def __init__(self, seed, n_clauses):
        self.chance = random.Random(seed)
        self.clauses = n_clauses
        names = (*PARTIES, "observer") if seed % 4 == 3 else PARTIES
        self.rooms = [Room(name) for name in names]
        self.minute = 0.0
        self.cut = frozenset()
        self.is_cut = False
        if len(names) > len(PARTIES):
            for room in self.rooms[:-1]:
                room.party.add(SeatGiven("observer", "observer"), room.party.founder, at(-59))
        admit_each_other(*(room.party for room in self.rooms))
        self.sync()
        self.numbers = iter(range(1, 9_999))
        self.told = Counter()

    def sync(self):
        """Everybody gets what the links let through."""
        for one in self.rooms:
            for other in self.rooms:
                if one is other or not self.is_cut or frozenset((one.name, other.name)) not in self.cut:
                    one.take(other)

    def run(self, n_acts):
        """So many acts; in the middle third, links are cut for two days."""
        between = {frozenset(pair) for pair in (("company", "host"), ("company", "relief"), ("host", "relief"))}
        lone = self.chance.choice(PARTIES)
        cuts = [{self.chance.choice(sorted(between, key=sorted))}, {pair for pair in between if lone in pair}]
        self.cut = frozenset(self.chance.choice(cuts))
        start = n_acts // 3
        step = 2 * DAY / max(1, n_acts // 4)
        for number in range(n_acts):
            self.minute += step * self.chance.uniform(0.5, 1.5) if start <= number else self.chance.uniform(1, 60)
            was_cut, self.is_cut = self.is_cut, self.is_cut or number == start
            if number == start:
                self.cut_from = self.minute
            if self.is_cut and self.minute - self.cut_from >= 2 * DAY:
                self.is_cut, self.cut = False, frozenset()
            room = self.chance.choice(self.rooms)
            self.say(room)
            if self.is_cut != was_cut or self.chance.random() < 0.35:
                self.beat()
            if self.chance.random() < 0.6:
                self.sync()
        self.is_cut = False
        self.sync()

    def beat(self):
        """The nodes promise to be complete, note who is silent, and who speaks again."""
        now_ms = at(self.minute)
        for room in self.rooms:
            heads = [o.head_at(n) for o in self.rooms if o is not room and (n := room.fold.placed(o.party.origin))]
            room.party.beat(Ms(now_ms - 30 * 60_000), Ms(now_ms), tuple(sorted(heads)))
            room.take(room)
            for other in self.rooms:
                pair = frozenset((room.name, other.name))
                is_silent = self.is_cut and pair in self.cut
                if other is room or is_silent == (other.name in room.silent):
                    continue
                body = SilenceNoted(other.name, Ms(now_ms - 20 * 60_000), not is_silent)
                room.act(body, room.party.node, now_ms, self.rooms)
                room.silent ^= {other.name}

    # What officers do.
    def say(self, room):
        accord = room.fold.state.of(ACCORD)
        there = accord.numbered()
        body, chance = None, self.chance
        if len(accord.clauses) < self.clauses and (not there or chance.random() < 0.3):
            body = self.new(room, there)
        elif there:
            if self.is_cut:
                there = there[:HOT]  # so that the sides, which do not hear each other, meet on the same clauses
            clause = chance.choice(there)
            ways = (
                (45, self.agree), (30 if self.is_cut else 5, self.amend), (6, self.doubt), (6, self.counter),
                (5, self.take_over), (4, self.talk), (3, self.withdraw), (3, self.merge), (3, self.split),
                (3, self.level), (1, self.seat), (2, self.stale),
            )  # fmt: skip
            way = chance.choices([each for _, each in ways], [weight for weight, _ in ways])[0]
            body = way(room, clause, there)
        if body is None:
            body = self.agree(room, chance.choice(there), there) if there else self.new(room, there)
        by = room.party.founder if isinstance(body, SeatGiven) else room.party.operator
        if chance.random() < 0.02:
            by = room.party.keeper
        at_ms = at(self.minute) - (2 * HOUR_MS if chance.random() < 0.03 else 0)
        room.act(body, by, at_ms, self.rooms)
        self.told[type(body).__name__] += 1

    def content(self):
        chance = self.chance
        words = " ".join(chance.choice(("guards", "may", "not", "pass", "gate", "at", "night")) for _ in range(6))
        kind = chance.random()
        if kind < 0.4:
            return c.TextContent("en", {"en": words, "ur": words[::-1]} if chance.random() < 0.5 else {"en": words})
        if kind < 0.75:
            return c.ProtocolContent(chance.choice(RULES))
        if kind < 0.9:
            act = chance.choice(get_args(c.MandateAct))
            return c.MandateContent(act, chance.choice(PARTIES), "security", at_most=chance.randint(1, 9))
        return c.WordContent("en", {"en": "guard"}, {"en": words})

    def terms(self):
        chance = self.chance
        if chance.random() < 0.5:
            return msgspec.UNSET
        now = at(self.minute)
        ends = chance.choice((None, Ms(now + DAY_MS), Ms(now + 30 * DAY_MS)))
        return Terms(
            begins_ms=chance.choice((None, None, Ms(now + DAY_MS // 2))),
            ends_ms=ends,
            renew_ms=chance.choice((None, DAY_MS, 7 * DAY_MS)),
            notice_ms=chance.choice((0, 0, DAY_MS, 10 * DAY_MS)),
            suspends=chance.choice(("at_once", "after_notice")),
            levels=chance.choice(((), (), (1, 2), (2, 3))),
            silence=chance.choice((None, None, Silence("only", HOUR_MS), Silence("never", HOUR_MS))),
        )

    def new(self, room, there):
        if not any(
            isinstance(each.content, c.LevelsContent) for each in room.fold.state.of(ACCORD).clauses.values()
        ):
            return c.ClauseProposed(
                "levels", 9_999, "Threat levels", c.LevelsContent(3, self.chance.choice((1, 2)))
            )
        number = next(self.numbers)
        return c.ClauseProposed(f"c{number}", number, f"Clause {number}", self.content(), terms=self.terms(),
                                answer_by_ms=self.deadline())  # fmt: skip

    def deadline(self):
        return Ms(at(self.minute) + DAY_MS) if self.chance.random() < 0.15 else msgspec.UNSET

    def agree(self, room, clause, there):
        """With what is on the table, or with somebody's counter; first of all what others have signed already."""
        open_ = [each for each in there if each.stand(room.name) != "agreed"]
        open_.sort(key=lambda each: -sum(each.stand(other.name) == "agreed" for other in self.rooms))
        clause = self.chance.choice(open_[:6] or there)
        metas = [each.meaning for each in clause.counters.values()] if self.chance.random() < 0.1 else []
        return c.ClausePosition(clause.clause, self.chance.choice([clause.meaning, *metas]), "agreed")

    def doubt(self, room, clause, there):
        conditions = ("If the board agrees.",) if self.chance.random() < 0.5 else msgspec.UNSET
        stand = self.chance.choice(("reserved", "refused", "reserved", "agreed"))
        return c.ClausePosition(clause.clause, clause.meaning, stand, "Not yet.", conditions)

    def amend(self, room, clause, there):
        if clause.clause == "levels":
            return None
        return c.ClauseProposed(clause.clause, clause.number, clause.title, self.content(), terms=self.terms(),
                                answer_by_ms=self.deadline())  # fmt: skip

    def counter(self, room, clause, there):
        return c.ClauseCountered(
            clause.clause, clause.meaning, clause.title, self.content(), "Rather so.", self.terms()
        )

    def take_over(self, room, clause, there):
        """Propose another party's counter."""
        if not clause.counters or clause.clause == "levels":
            return None
        counter = clause.counters[self.chance.choice(sorted(clause.counters))]
        terms = msgspec.UNSET if counter.terms is None else counter.terms
        return c.ClauseProposed(clause.clause, clause.number, counter.title, counter.content, terms=terms)

    def talk(self, room, clause, there):
        return c.ClauseDiscussed(clause.clause, self.chance.choice(("Why?", "See our law.")))

    def withdraw(self, room, clause, there):
        return c.ClauseWithdrawn(clause.clause, self.chance.choice(("clause", "counter")), "Not needed.")

    def merge(self, room, clause, there):
        if len(room.fold.state.of(ACCORD).clauses) >= self.clauses:
            return None
        names = tuple(sorted({clause.clause, self.chance.choice(there).clause} - {"levels"}))
        number = next(self.numbers)
        return c.ClauseProposed(f"m{number}", number, "Merged", self.content(), replaces=names) if names else None

    def split(self, room, clause, there):
        """One of the parts; another may come later."""
        if clause.clause == "levels" or len(room.fold.state.of(ACCORD).clauses) >= self.clauses:
            return None
        number = next(self.numbers)
        return c.ClauseProposed(f"s{number}", number, "Part", self.content(), replaces=(clause.clause,))

    def level(self, room, clause, there):
        return LevelStated(self.chance.randint(1, 3), "As we see it.")

    def seat(self, room, clause, there):
        party = self.chance.choice((room.name, *PARTIES))
        return SeatGiven(party, self.chance.choice(("full", "review", "observer", "full")))

    def stale(self, room, clause, there):
        """A digest that is no longer current."""
        return c.ClausePosition(clause.clause, meaning(c.TextContent("en", {"en": "Long gone."})), "agreed")


def table(state, at_ms):
    """{clause: meaning} of what is in force then."""
    running = state.of(ACCORD).in_force(state.parties.members, at_ms)
    return {clause.clause: clause.meaning for clause in running}


def one(seed, n_acts, n_clauses):
    """One seed: what happened, and what went wrong."""
    world = World(seed, n_clauses)
    world.run(n_acts)
    states = [room.fold.state for room in world.rooms]
    wrong = []
    if len({state_digest(state) for state in states}) != 1:
        wrong.append("states that differ")
    times = [Ms(at(world.minute) + ms) for ms in TIMES]
    tables = [[table(state, ms) for ms in times] for state in states]
    spans = [{d: each.spans for d, each in running_of(r.fold.order, r.fold.state).items()} for r in world.rooms]
    if any(each != tables[0] for each in tables) or any(each != spans[0] for each in spans):
        wrong.append("force tables that differ")
    keys = {key: officer.roles for key, officer in states[0].parties.officers.items()}
    twin = Twin(keys)
    for placed in world.rooms[0].fold.order:
        twin.take(placed)
    kinds = (SeatGiven, LevelStated, SilenceNoted)
    order = world.rooms[0].fold.order
    told = [p.entry for p in order if p.entry.id in states[0].refused]
    refused = {e.id for e in told if e.record.type.startswith("clause.") or isinstance(e.record.body, kinds)}
    if [twin.table(ms) for ms in times] != tables[0] or refused != twin.refused:
        wrong.append("twins that differ")
    written = {e.id for room in world.rooms for e in room.party.entries if e.record.type.startswith("clause.")}
    for room, state in zip(world.rooms, states, strict=True):
        shown = acts(room.fold.order, state)
        if {act.record for act in shown} != written or any(act.refused == "" for act in shown):
            wrong.append("acts lost")
        between = {
            act.record for act in shown if (act.refused or "").startswith(("contested", "stale", "overruled"))
        }
        open_ = {link.id for chain in state.chains.values() for link in chain.contested} & written
        if {act.record for act in rivals(shown)} != open_ or not open_ <= between:
            wrong.append("rivals hidden")
        if room is world.rooms[0]:
            world.told["acts that came between"] += len(between)
            world.told["open rivals"] += len(open_)
    world.told["clauses"] = len(states[0].of(ACCORD).clauses)
    world.told["in force at the end"] = len(tables[0][0])
    world.told["refused"] = len(refused)
    return world, sorted(set(wrong))


def run(seeds, n_acts, n_clauses):
    """Counts over all seeds, and a line for each one that went wrong."""
    told, failures = Counter(dict.fromkeys(NEVER, 0)), []
    for seed in seeds:
        world, wrong = one(seed, n_acts, n_clauses)
        told.update(world.told)
        told.update(wrong)
        told["negotiations"] += 1
        failures += [f"seed {seed}: {each}" for each in wrong]
    return told, failures


def main(count, first, n_acts, n_clauses):
    started = time.monotonic()
    told, failures = run(range(first, first + count), n_acts, n_clauses)
    print(f"{count:,} negotiations from seed {first}: {n_acts} acts of {len(PARTIES)} parties, {n_clauses} clauses")
    for name, n in sorted(told.items()):
        print(f"  {name:28} {n:10,}")
    print(f"  {'seconds':28} {time.monotonic() - started:10,.0f}")
    for line in failures[:20]:
        print("BROKEN", line)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*(int(each) for each in sys.argv[1:5])))
