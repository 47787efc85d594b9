"""A rule: the compiled form of a protocol clause. Its canonical bytes are its meaning; their digest is signed."""

from enum import StrEnum
from functools import cache
from typing import Annotated, Final, Literal

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.units import LAST_MS, Digest, Ms, PartyId
from safeconduct.wire.canonical import digest, encode

from . import formula as f
from .monitorable import check_duty
from .notation import BadFormula, read_duty, write_duty
from .pattern import Meaningless, Pattern
from .patterns import PATTERNS
from .slots import Happening, Slot, SlotMissing, Slots, Stretch, Thing
from .words import EVENTS, NOUNS, STATES

SEMANTICS: Final = 1
"""Version of the meaning of formulas and verdicts. It is part of every rule's bytes."""
FORMAL: Final = "formal"
"""The `pattern` of a rule that was written in the formal notation."""
FORMAL_TICK_MS: Final = 1_000
"""The notation counts in whole seconds."""


class Severity(StrEnum):
    """What a violation is."""

    NOTE = "note"
    ALARM = "alarm"
    STOP = "stop"


class RuleUnsound(BadInput):
    """A rule's parts contradict each other: the sentence does not mean what the formula says."""

    next_step = "write the clause again as a sentence and sign that"


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One protocol clause, ready to be signed and to run.

    Effective from `from_ms` (included) to `to_ms` (excluded), judged by the trigger's time; open duties run
    to their due. `answers`: who must answer a violation. `waiver`: parties whose waivers together, within
    the duty's time, discharge it. `skew_ms`: how far two parties' clocks may differ.

    `lag_ms`: a log that has promised nothing for longer is silent, for this clause. `silence`: what a duty that a
    silent log keeps open counts as: `violated`, or what the `others` say; unset: not judgeable. Both are left out
    of the bytes while unset, so that rules signed before they existed keep their digests.
    """

    semantics: int
    pattern: str
    slots: tuple[Slot, ...]
    duties: Annotated[tuple[f.Duty, ...], msgspec.Meta(min_length=1)]
    severity: Severity = Severity.ALARM
    from_ms: Ms | None = None
    to_ms: Ms | None = None
    answers: tuple[PartyId, ...] = ()
    waiver: tuple[PartyId, ...] = ()
    skew_ms: f.Span = 0
    lag_ms: Annotated[int, msgspec.Meta(ge=1, le=LAST_MS)] | msgspec.UnsetType = msgspec.UNSET
    silence: Literal["violated", "others"] | msgspec.UnsetType = msgspec.UNSET


def compile_rule(pattern: Pattern, slots: tuple[Slot, ...], waiver: tuple[PartyId, ...] = ()) -> Rule:
    """The rule that a filled sentence means. Raises Meaningless."""
    duties = pattern.means(Slots(slots))
    if waiver:
        duties = tuple(_waivable(duty, waiver) for duty in duties)
    return Rule(SEMANTICS, pattern.id, slots, duties, waiver=waiver)


def rule_bytes(rule: Rule) -> bytes:
    """Canonical bytes: what parties sign."""
    return encode(rule)


def rule_digest(rule: Rule) -> Digest:
    """SHA-256 of the canonical bytes."""
    return Digest(digest(rule))


def load_rule(payload: bytes) -> Rule:
    """A rule from its bytes. Raises RuleUnsound, NotMonitorable: what is loaded can be said and can be judged."""
    try:
        rule = _DECODER.decode(payload)
    except (msgspec.DecodeError, RecursionError) as error:
        raise RuleUnsound(f"not a rule: {error}") from error
    if rule_bytes(rule) != payload:
        raise RuleUnsound("not the canonical bytes of the rule")
    if rule.semantics != SEMANTICS:
        raise RuleUnsound(f"semantics {rule.semantics}; this version judges by {SEMANTICS}")
    if rule.pattern == FORMAL:
        _check_formal(rule)
        return rule
    try:
        _check_words(rule.slots)
        again = compile_rule(pattern_of(rule.pattern), rule.slots, rule.waiver)
    except (Meaningless, SlotMissing) as error:
        raise RuleUnsound(str(error)) from error
    if again.duties != rule.duties:
        raise RuleUnsound("the sentence does not mean what the formula says")
    return rule


def pattern_of(name: str) -> Pattern:
    """The pattern of this id. Raises RuleUnsound."""
    found = _by_id().get(name)
    if found is None:
        raise RuleUnsound(f"unknown sentence pattern {name!r}", next_step="install a newer version")
    return found


def _check_formal(rule: Rule) -> None:
    """That a rule without a sentence is one that the notation can say. Raises RuleUnsound, NotMonitorable."""
    if rule.slots or rule.waiver or len(rule.duties) != 1:
        raise RuleUnsound("a formal rule is one formula, without slots and waivers")
    try:
        again = read_duty(write_duty(rule.duties[0]))
    except BadFormula as error:
        raise RuleUnsound(f"the formula cannot be written down: {error.why}") from error
    if again != rule.duties[0]:
        raise RuleUnsound("the formula does not read back as itself")
    check_duty(again, FORMAL_TICK_MS)


def _check_words(slots: tuple[Slot, ...]) -> None:
    """Raises Meaningless for a word that no sentence has."""
    for slot in slots:
        match slot.value:
            case Happening(event=name) if name not in EVENTS:
                raise Meaningless(f"unknown event {name!r}")
            case Stretch(state=name) if name not in STATES:
                raise Meaningless(f"unknown state {name!r}")
            case Thing(kind=kind) if kind not in NOUNS:
                raise Meaningless(f"a {kind} has no name in sentences")


def _waivable(duty: f.Duty, parties: tuple[PartyId, ...]) -> f.Duty:
    """The duty, or a waiver by each of the parties within its time."""
    if not isinstance(duty.must, f.Eventually):
        raise Meaningless('a waiver "within that time" needs a duty that has a time ahead of it')
    key = f.key_names(duty.trigger)
    if not key:
        raise Meaningless("a waiver must say what it waives, and this duty is about nothing in particular")
    waived = tuple(
        f.Eventually(duty.must.within, f.Event("waived", (f.Var(key[0]), f.Const(party)))) for party in parties
    )
    both: f.Formula = waived[0] if len(waived) == 1 else f.And(waived)
    return msgspec.structs.replace(duty, must=f.Or((duty.must, both)))


@cache
def _by_id() -> dict[str, Pattern]:
    return {pattern.id: pattern for pattern in PATTERNS}


_DECODER: Final = msgspec.json.Decoder(Rule)
