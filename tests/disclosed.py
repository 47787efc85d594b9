"""Worlds in which documents are drafted, released, opened, refused, recalled and looked into at random."""

import random
from typing import get_args

from safeconduct.disclosure.code import commitment
from safeconduct.records import document as d
from safeconduct.records import inquiry as i
from safeconduct.records.content import Group
from safeconduct.records.record import AnyBody
from safeconduct.records.units import Ms
from tests.parties import Party, admit_each_other, at

SEALED, AGE = "QQ==", "age1" + "q" * 58
SECRETS = {"host": "aa" * 32, "company": "bb" * 32}


def drafted(host: Party, company: Party, holders: tuple[str, ...] = (), readers_max: int | None = 2):
    """The document of these worlds."""
    parts = (Group("order", "0" * 64, None), Group("leg-1", "1" * 64, None))
    return d.DocumentDrafted(
        "d1", "An order", "en", "movement/m1", (host.party, company.party), parts, holders, readers_max
    )


def sealed(party: str) -> d.CodeSealed:
    """A party's half of its code."""
    return d.CodeSealed("d1", commitment("d1", party, SECRETS[party]), SEALED)


class Disclosed:
    """Host's operator writes, Company's reads; now and then somebody does what may not be."""

    def __init__(self, rng: random.Random, acts: int = 58) -> None:
        self.rng = rng
        self.host, self.company = Party("host"), Party("company")
        admit_each_other(self.host, self.company)
        self.releases: list[str] = []
        self.opened: list[str] = []
        for number in range(acts):
            side, by, body = self._act(number, *rng.sample((self.host, self.company), 2))
            other = self.company if side is self.host else self.host
            record = side.add(body, by, Ms(at(number + 1)), (other.head(),))
            if isinstance(body, d.DocumentReleased):
                self.releases.append(record)
            if isinstance(body, d.ReleaseOpened):
                self.opened.append(body.release)

    def _act(self, number: int, side: Party, other: Party):
        """By whom, and what. The first steps are the right ones, mostly: else nothing would ever be released."""
        steps = (
            (self.host, d.ReaderKeyed(self.host.operator.key_id, AGE)),
            (self.company, d.ReaderKeyed(self.company.operator.key_id, AGE)),
            (self.host, d.ReaderKeyed(self.host.keeper.key_id, AGE)),
            (self.host, drafted(self.host, self.company, self._holders())),
            (self.host, sealed("host")),
            (self.company, sealed("company")),
            (self.host, self._to(self.company.operator.key_id)),
            (self.host, d.ReleaseHeld(self._release())),
            (self.company, d.ReleaseHeld(self._release())),
            (self.company, d.ReleaseOpened(self._release())),
            (self.company, d.ShareGiven(self._release(), SEALED)),
            (self.host, self._recovered(side, other, number)),
            (self.host, d.GlassBroken("d1", "order", self.host.operator.key_id, "no link")),
            (self.company, d.GlassBroken("d1", "order", self.company.operator.key_id, "no link")),
            (self.host, d.GlassOpened("d1", "order", self._two(), SEALED)),
            (self.host, self._to(self.host.keeper.key_id)),
            (self.company, d.ReleaseRefused(self._release(), "not him")),
            (self.host, i.InquiryOpened("i1", ("d1",), "4" * 64, at(1), "found")),
            (self.company, i.InquiryOpened("i1", ("d1",), "4" * 64, at(1), "found")),
            (self.company, i.CodeRevealed("i1", "d1", SECRETS["company"])),
            (self.host, d.ReleaseRecalled(self._release(), "changed")),
        )  # fmt: skip
        if number < len(steps) and self.rng.random() < 0.97:
            side, body = steps[number]
        else:
            body = self.rng.choice(self._wild)(self, side, other, number)
        return side, self._by(side, body), body

    def _two(self) -> tuple[str, str]:
        return self.host.operator.key_id, self.company.operator.key_id

    def _to(self, reader: str):
        shares = {"host": SEALED, "company": SEALED}
        return d.DocumentReleased("d1", "order", reader, "drive", at(60), None, "2" * 64, "QQ==", shares)

    def _by(self, side: Party, body: AnyBody):
        """Who signs it: mostly somebody who may."""
        if isinstance(body, d.ReaderKeyed) and self.rng.random() < 0.9:
            return {side.keeper.key_id: side.keeper}.get(body.reader, side.operator)
        if isinstance(body, d.GlassBroken) and body.holder == self.host.keeper.key_id:
            return side.keeper
        is_node = frozenset({"node"}) == body.SIGNERS
        return side.node if is_node else side.operator

    def _holders(self) -> tuple[str, ...]:
        keys = (self.host.operator.key_id, self.company.operator.key_id, self.host.keeper.key_id)
        return self.rng.choice((keys,) * 6 + ((), keys[:2], (keys[0], keys[0], keys[1])))

    def _reader(self, side: Party) -> str:
        return self.rng.choice((side.operator.key_id, side.operator.key_id, self.host.keeper.key_id))

    def _release(self) -> str:
        return self.rng.choice(self.releases[-4:]) if self.releases and self.rng.random() < 0.95 else "0" * 64

    def _keyed(self, side, other, number):
        return d.ReaderKeyed(
            self.rng.choice((side.operator.key_id, side.keeper.key_id, other.operator.key_id)), AGE
        )

    def _drafted(self, side, other, number):
        return drafted(side, self.rng.choice((other, other, side)), self._holders())

    def _sealed(self, side, other, number):
        return sealed(side.party)

    def _released(self, side, other, number):
        until = self.rng.choice((number + 60, number + 60, number + 9, number))
        shares = self.rng.choice(({"host": SEALED, "company": SEALED},) * 9 + ({"host": SEALED, "b": SEALED},))
        reader = self.rng.choice((other.operator.key_id, other.operator.key_id, side.keeper.key_id, "f" * 32))
        part = self.rng.choice(("order", "leg-1", "leg-1", "leg-9"))
        return d.DocumentReleased("d1", part, reader, "drive", at(until), None, "2" * 64, "QQ==", shares)

    def _answered(self, side, other, number):
        release = self._release()
        if self.rng.random() < 0.06:
            return d.ReleaseRefused(release, "not now")
        return d.ReleaseHeld(release)

    def _opened(self, side, other, number):
        return d.ReleaseOpened(self._release())

    def _given(self, side, other, number):
        return d.ShareGiven(self.rng.choice(self.opened[-6:]) if self.opened else "0" * 64, SEALED)

    def _over(self, side, other, number):
        if self.rng.random() < 0.1:
            return d.ReleaseRecalled(self._release(), "changed")
        return d.ReleaseEnded(self._release(), self.rng.choice(("recalled", "expired")))

    def _recovered(self, side, other, number):
        one, two, three = (self.host.operator.key_id, self.company.operator.key_id, self.host.keeper.key_id)
        pairs = ((one, two), (one, three), (two, three))
        keys = tuple(d.RecoveryKey(node, pair, SEALED) for node in ("host", "company") for pair in pairs)
        if self.rng.random() < 0.1:
            keys = (keys[1], *keys[1:])
        return d.RecoverySealed("d1", self.rng.choice(("order", "order", "leg-9")), "3" * 64, "QQ==", keys)

    def _glass(self, side, other, number):
        holders = self._two()
        if self.rng.random() < 0.5:
            return d.GlassBroken(
                "d1", "order", self.rng.choice((side.operator.key_id, side.operator.key_id, *holders)), "no link"
            )
        return d.GlassOpened("d1", "order", self.rng.choice((holders, holders, (holders[0],) * 2)), SEALED)

    def _inquiry(self, side, other, number):
        name = self.rng.choice(("i1", "i1", "i2"))
        leak = self.rng.choice("4445") * 64
        return self.rng.choice((
            i.InquiryOpened(name, self.rng.choice((("d1",), ("d1",), ("d9",))), leak, at(1), "found"),
            i.CodeRevealed(name, "d1", self.rng.choice((SECRETS[side.party], SECRETS[side.party], "cc" * 32))),
            i.InquiryClosed(name, "6" * 64, "nothing can be said"),
        ))  # fmt: skip

    def _read(self, side, other, number):
        return d.ReadingsLogged((d.Reading(self._reader(side), "document/d1", at(number)),))

    _wild = (
        _keyed, _drafted, _sealed, _released, _answered, _answered, _opened, _opened, _given, _given, _over, _over,
        _recovered, _glass, _glass, _inquiry, _inquiry, _inquiry, _read,
    )  # fmt: skip


KINDS = tuple(kind.TYPE for kind in get_args(AnyBody) if kind.__module__.endswith((".document", ".inquiry")))
