"""What verification reports: findings, and the verdict over them."""

from typing import Literal, TypeAlias

import msgspec

from safeconduct.records.units import Origin, PartyId

from .claim import Claim

Level: TypeAlias = Literal["holds", "notice", "broken"]
"""holds: was checked and is so. notice: a reader must know it. broken: one of these, and nothing is verified."""


class Finding(msgspec.Struct, frozen=True):
    """One sentence, and the place in the pack that it is about."""

    level: Level
    text: str
    where: str = ""
    next_step: str = ""


class KeyPrint(msgspec.Struct, frozen=True):
    """The founder's key of a log in words that people can compare. is_known: the verifier held it already."""

    origin: Origin
    party: PartyId
    fingerprint: str
    is_known: bool


class Report(msgspec.Struct, frozen=True):
    """The answer. `claim` and `claimed` (in words) are null where the pack cannot be read."""

    is_verified: bool
    claim: Claim | None
    claimed: tuple[str, ...]
    findings: tuple[Finding, ...]
    keys: tuple[KeyPrint, ...]

    @property
    def broken(self) -> tuple[Finding, ...]:
        """Why nothing is verified."""
        return tuple(finding for finding in self.findings if finding.level == "broken")


def holds(text: str, where: str = "") -> Finding:
    """A finding: was checked, and is so."""
    return Finding("holds", text, where)


def notice(text: str, where: str = "") -> Finding:
    """A finding that a reader must know of."""
    return Finding("notice", text, where)


def broken(text: str, where: str, next_step: str = "keep the pack, and ask who made it") -> Finding:
    """A finding that leaves nothing verified."""
    return Finding("broken", text, where, next_step)
