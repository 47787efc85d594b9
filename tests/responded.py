"""Worlds in which desks hear voices, parties rate risks and respond to an incident: the right acts, and others."""

import random

from safeconduct.records import response as r
from safeconduct.records import risk as k
from safeconduct.records import voice as v
from safeconduct.records.meeting import Reservation, Taken
from safeconduct.records.record import AnyBody
from safeconduct.records.units import Ms
from tests.parties import Party, admit_each_other, at

AGE = "age1" + "q" * 58
VOICE = "a" * 64
SEALED = "QQ=="


class Responded:
    """Host has the desk; its operator and founder read there, and both operators and Host's keeper keep names."""

    def __init__(self, rng: random.Random, acts: int = 70) -> None:
        self.rng = rng
        self.host, self.company = Party("host"), Party("company")
        admit_each_other(self.host, self.company)
        self.newest: dict[str, str] = {}
        self.drafts: dict[str, r.ReviewDrafted] = {}
        for number in range(acts):
            side, by, body = self._act(number)
            other = self.company if side is self.host else self.host
            record = side.add(body, by, Ms(at(number + 1)), (other.head(),))
            for kind, noun in ((v.DeskOpened, "desk"), (v.IdentityAsked, "asked"), (r.ReviewDrafted, "review")):
                if isinstance(body, kind):
                    self.newest[noun] = record
            if isinstance(body, k.RiskRated):
                self.newest[f"rating {side.party}"] = record
            if isinstance(body, r.ReviewDrafted):
                self.drafts[record] = body

    def _known(self, noun: str) -> str:
        return self.newest.get(noun, "0" * 64) if self.rng.random() < 0.93 else "1" * 64

    def _act(self, number: int):
        host, company = self.host, self.company
        keys = [each.key_id for each in (host.operator, host.keeper, company.operator)]
        steps = (
            (host, host.operator, self._desk(*keys)),
            *((side, by, v.DeskJoined(self._known("desk"), by.key_id, AGE))
              for side, by in ((host, host.operator), (host, host.founder), (host, host.keeper),
                               (company, company.operator))),
            (host, host.node, v.VoiceHeard(VOICE, self._known("desk"), at(900))),
            (host, host.node, v.VoiceContinued(VOICE, "c" * 64, at(900))),
            (host, host.operator, v.VoiceAnswered(VOICE, "d" * 64, at(900))),
            (host, host.operator, self._asked(host.operator.key_id, keys)),
            (company, company.operator, self._answered(company.operator.key_id, 2)),
            (host, host.keeper, self._answered(host.keeper.key_id, 2)),
            (host, host.founder, v.VoiceBarred(VOICE, host.keeper.key_id)),
            (host, host.operator, self._risk("host")),
            (company, company.operator, self._risk("host")),
            (host, host.operator, k.RiskAccepted("r1", self._known("rating company"))),
            (company, company.node, k.RiskLapsed("r1", "movement/m1", self._known("rating company"), at(9))),
            (company, company.operator, k.RiskClosed("r1", "over")),
            (host, host.operator, r.BoardNoted("i1", "Smoke at the gate.", at(1))),
            (host, host.operator, r.ResourcePlaced("car-1", "i1", "Ambulance", 1, "there")),
            (host, host.operator, r.TaskSet("t1", "i1", "Close the road", "company", at(50))),
            (company, company.operator, r.TaskTaken("t1", at(50))),
            (company, company.operator, r.TaskDone("t1", "closed")),
            (host, host.operator, self._review(("a1", "a2"))),
            (host, host.operator, self._signed("host")),
            (company, company.operator, self._signed("company")),
        )  # fmt: skip
        if number < len(steps) and self.rng.random() < 0.96:
            return steps[number]
        return self._wild(number)

    def _wild(self, number: int):
        side = self.rng.choice((self.host, self.company))
        by = self.rng.choice((side.operator, side.operator, side.founder, side.keeper))
        body = self.rng.choice((self._voice, self._voice, self._risks, self._response))(side, by, number)
        node = (v.VoiceHeard, v.VoiceContinued, k.RiskLapsed)
        return side, side.node if isinstance(body, node) else by, body

    def _desk(self, *keys: str) -> v.DeskOpened:
        readers = (self.host.operator.key_id, self.host.founder.key_id)
        return v.DeskOpened("d1", "Desk", readers, keys, 2, 30)

    def _asked(self, asker: str, keepers: list[str], count: int = 2) -> v.IdentityAsked:
        return v.IdentityAsked(
            VOICE, asker, "to help", tuple(v.KeeperShares(e, (SEALED,) * count) for e in keepers)
        )

    def _answered(self, keeper: str, count: int) -> v.IdentityAnswered:
        return v.IdentityAnswered(VOICE, self._known("asked"), keeper, (SEALED,) * count)

    def _voice(self, side: Party, by, number: int) -> AnyBody:
        rng, me = self.rng, by.key_id
        keys = [each.key_id for each in (self.host.operator, self.host.keeper, self.company.operator)]
        voice = rng.choice((VOICE, VOICE, VOICE, "b" * 64))
        return rng.choice((
            v.DeskOpened("d2", "Other", (me,), tuple(rng.sample([*keys, "0" * 32], 2)), rng.choice((2, 2, 3)), 1),
            v.DeskOpened("d2", "Other", (me, me)[: rng.choice((1, 1, 2))], (keys[0], keys[2]), 2, 1),
            v.DeskJoined(self._known("desk"), rng.choice(keys), AGE), v.DeskJoined(self._known("desk"), me, AGE),
            v.DeskClosed(rng.choice(("d1", "d2", "d2")), "over"),
            v.VoiceHeard(voice, self._known("desk"), at(900)), v.VoiceContinued(voice, "e" * 64, at(900)),
            v.VoiceAnswered(voice, "f" * 64, at(900)), v.VoiceBarred(voice, rng.choice((*keys, "0" * 32))),
            self._asked(rng.choice((me, keys[0])), keys[: rng.choice((3, 3, 2))], rng.choice((2, 2, 1))),
            self._answered(rng.choice((me, me, keys[1])), rng.choice((0, 1, 2, 2))),
        ))  # fmt: skip

    def _risk(
        self, owner: str, likelihood: int = 4, left: int = 2, subject: str = "movement/m1", until: float = 99
    ):
        return k.RiskRated(
            "r1", subject, "Ambush", "One road", likelihood, 5, ("Escort",), left, 3, owner, at(until)
        )

    def _risks(self, side: Party, by, number: int) -> AnyBody:
        rng = self.rng
        rating = self._known(f"rating {rng.choice(('host', 'company'))}")
        subject = rng.choice(("movement/m1", "movement/m1", "site/works"))
        return rng.choice((
            self._risk(rng.choice(("host", "nobody", side.party)), rng.choice((1, 4)), 2, subject),
            self._risk("host", until=rng.choice((1, 99))), k.RiskAccepted("r1", rating),
            k.RiskClosed(rng.choice(("r1", "r2")), "over"), k.RiskLapsed("r1", subject, rating, at(number)),
        ))  # fmt: skip

    def _review(self, actions: tuple[str, ...], incident: str = "i1", owner: str = "company") -> r.ReviewDrafted:
        finding = r.ReviewFinding("Late.", None, None, actions[0], "Drill it", "host", at(200))
        more = (
            r.ReviewFinding("Nobody came.", "c1", "2" * 64, each, "Mend it", owner, at(300)) for each in actions[1:]
        )
        return r.ReviewDrafted("v1", incident, "en", "", (finding, *more))

    def _signed(self, party: str) -> r.ReviewSigned:
        draft = self._known("review")
        findings = self.drafts[draft].findings if draft in self.drafts else ()
        takes = tuple(Taken(each.action, each.due_ms) for each in findings if each.owner == party)
        return r.ReviewSigned("v1", draft, takes)

    def _response(self, side: Party, by, number: int) -> AnyBody:
        rng = self.rng
        task, owner = rng.choice(("t1", "t2", "a1", "a2")), rng.choice(("host", "company", "nobody"))
        signed = self._signed(side.party)
        reserved = r.ReviewSigned("v1", signed.draft, signed.takes, (Reservation(rng.choice((1, 9)), "No."),))
        return rng.choice((
            r.BoardNoted("i1", "Later.", rng.choice((at(number), at(999)))),
            r.ResourcePlaced("car-1", "i1", "Ambulance", 2, "out"),
            r.TaskSet(task, "i1", "Do it", owner, at(80)), r.TaskTaken(task, rng.choice((at(80), at(50)))),
            r.TaskDone(task, "done"), r.TaskDone(task, "done"),
            self._review(rng.choice((("a1", "a2"), ("a1", "a1"), ("a1", "t1"), ("a3",)))),
            self._review(("a1", "a2"), rng.choice(("i1", "i2")), owner),
            signed, reserved, r.ReviewSigned("v1", signed.draft, (Taken("a9", at(1)),)),
        ))  # fmt: skip
