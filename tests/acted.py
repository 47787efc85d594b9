"""Worlds in which the parties meet, speak and send people at random: what stands and what does not."""

import random
from typing import get_args

import msgspec

from safeconduct.accord.meaning import meaning
from safeconduct.protocol import PLAIN, parse
from safeconduct.records import dispatch as d
from safeconduct.records import meeting as m
from safeconduct.records import statement as s
from safeconduct.records.body import Role
from safeconduct.records.clause import ClausePosition, ClauseProposed, DayHours, MandateAct, MandateContent
from safeconduct.records.record import AnyBody
from safeconduct.records.units import Ms
from tests.breach import Side
from tests.parties import at
from tests.ruled import Ruled

RULES = (
    "Every action is done not later than 5 minutes after its agreed time.",
    "There is a badge sighting only after a grant with no grant lapse since.",
)
_MANY = 16


class Acted(Ruled):
    """Host and Company agree to a rule about actions or badges, and then do things, sensible ones and others."""

    def __init__(self, rng: random.Random) -> None:
        self._newest: dict[str, str] = {}
        self._drafts: dict[str, m.MinutesDrafted] = {}
        super().__init__(parse(rng.choice(RULES), PLAIN), rng)

    def _happen(self, events: list[object], rng: random.Random) -> None:
        for number in (2, 3):
            self._permit(number, rng)
        for number in range(_MANY):
            side, other = rng.sample((self.host, self.company), 2)
            self._act(side, other, number + 2, rng)
        for side, other in ((self.host, self.company), (self.company, self.host)):
            side.watch_over(other, at(60))

    def _permit(self, number: int, rng: random.Random) -> None:
        """A mandate that both agree to."""
        minutes = (0, 90, 600, 1_439, 1_440)
        content = MandateContent(
            rng.choice(get_args(MandateAct)),
            rng.choice((self.host.party, "nobody")),
            rng.choice(get_args(Role)),
            tuple(rng.sample(("site/works", "zone/outer", "feed/cctv"), rng.randint(0, 3))),
            rng.choice((None, 4)),
            rng.choice((None, DayHours(rng.choice(minutes), rng.choice(minutes), rng.choice((0, 300, -570))))),
            rng.choice((None, 500)),
        )
        name = f"mandate-{number}"
        self.host.add(ClauseProposed(name, number, "A mandate", content), self.host.operator, at(1))
        for side in (self.host, self.company):
            seen = (self.host.head(),) if side is self.company else ()
            side.add(ClausePosition(name, meaning(content), "agreed"), side.operator, at(1), seen)

    def _act(self, side: Side, other: Side, minute: int, rng: random.Random) -> None:
        made = rng.choice(
            (self._meeting, self._meeting, self._statement, self._dispatch, self._dispatch, self._gate)
        )
        body = made(side, other, minute, rng)
        by = side.node if isinstance(body, d.GrantTurned) else side.operator
        record = side.add(body, by, Ms(at(minute)), (other.head(),))
        for kind, noun in ((m.MeetingCalled, "call"), (m.MinutesDrafted, "minutes"),
                           (s.StatementDrafted, "statement"), (d.DispatchRequested, "request")):  # fmt: skip
            if isinstance(body, kind):
                self._newest[noun] = record
        if isinstance(body, m.MinutesDrafted):
            self._drafts[record] = body

    def _known(self, noun: str, rng: random.Random) -> str:
        return self._newest.get(noun, "0" * 64) if rng.random() < 0.9 else "1" * 64

    def _meeting(self, side: Side, other: Side, minute: int, rng: random.Random) -> AnyBody:
        draft = self._known("minutes", rng)
        lines = self._drafts[draft].lines if draft in self._drafts else ()
        own = [each for each in lines if isinstance(each, m.Action) and each.owner == side.party]
        takes = tuple(m.Taken(each.action, each.due_ms) for each in own[: rng.choice((9, 9, 9, 0))])
        owners, dues = (side.party, other.party), (at(minute + 1), at(minute + 4))
        drafted = tuple(
            m.Action("Mend the fence", rng.choice(("a1", "a2", "a3")), rng.choice(owners), rng.choice(dues))
            for _ in range(rng.choice((1, 2)))
        )
        begins = at(minute + rng.choice((-1, 5)))
        return rng.choice(
            (
                m.MeetingCalled("m1", "Weekly", "Works", begins, at(minute + 4)),
                m.MeetingAnswered("m1", self._known("call", rng), "accepted"),
                m.MeetingAttended("m1", ("p-1",)),
                m.MeetingCancelled("m1", "rain") if rng.random() < 0.2 else m.MeetingAttended("m1", ("p-2",)),
                m.MinutesDrafted("m1", "en", (m.Note("All came."), *drafted)),
                m.MinutesSigned("m1", draft, takes, (m.Reservation(rng.choice((1, 9)), "Not so."),)),
                m.MinutesSigned("m1", draft, takes),
                m.MinutesSigned("m1", draft, takes),
                m.ActionDone(rng.choice(("a1", "a2", "a3")), "Mended."),
                m.ActionDone(rng.choice(("a1", "a2", "a3")), "Mended."),
            )
        )

    def _statement(self, side: Side, other: Side, minute: int, rng: random.Random) -> AnyBody:
        draft = self._known("statement", rng)
        words = ("cleared", "cleared", "edited", "refused", "no_comment")
        answers = tuple(
            s.LineAnswer(line, rng.choice(words), rng.choice(("", "Say less.")))
            for line in rng.sample((1, 2, 3), 2)
        )
        embargo = rng.choice((None, at(minute + 3)))
        lines = rng.choice(((1,), (1, 2), (2,), (2, 1)))
        return rng.choice(
            (
                s.StatementDrafted("s1", "After the night", "en", ("All are safe.", "Two were hurt."), embargo),
                s.StatementAnswered("s1", draft, answers),
                s.StatementAnswered("s1", draft, (s.LineAnswer(1, "cleared"), s.LineAnswer(2, "cleared"))),
                s.StatementIssued("s1", draft, lines, rng.random() < 0.6),
                s.StatementIssued("s1", draft, (1, 2), True),
            )
        )

    def _dispatch(self, side: Side, other: Side, minute: int, rng: random.Random) -> AnyBody:
        request = self._known("request", rng)
        ends = at(minute + rng.choice((-1, 9, 9)))
        granted = d.DispatchAnswered("d1", request, "granted", rng.choice((1, 2, 7)), at(minute), at(minute + 9))
        return rng.choice(
            (
                d.DispatchRequested("d1", "rule", "Escort", "guards", 3, "works", at(0), ends, side.party),
                d.DispatchDiscussed("d1", "Armed?"),
                msgspec.structs.replace(granted, to_ms=rng.choice((at(minute + 1), granted.to_ms))),
                msgspec.structs.replace(granted, from_ms=at(1), to_ms=at(2)),
                d.DispatchAnswered("d1", request, "refused", 0, at(0), at(0), "Too many."),
                d.DispatchRostered("d1", request, rng.choice((("b-1",), ("b-1", "b-2"), ("b-1", "b-1")))),
                d.DispatchRecalled("d1", "Done.") if rng.random() < 0.3 else d.DispatchDiscussed("d1", "No."),
            )
        )

    def _gate(self, side: Side, other: Side, minute: int, rng: random.Random) -> AnyBody:
        badge = rng.choice(("b-1", "b-2"))
        way = rng.choice(("in", "out", "turned_away", "met"))
        turned = d.GrantTurned(badge, "works", rng.random() < 0.6, rng.random() < 0.5, at(minute))
        return rng.choice((d.BadgeShown(badge, "works", way), turned))
