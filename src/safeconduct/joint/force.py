"""Which rules have been in force, and when: read off the accord's own records in the canonical order.

A rule that was suspended still governs the duties that arose before, so its spans are kept. Both ends of a span
are proven times: nobody can date a suspension back to escape a duty, or an agreement back to create one.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from safeconduct.accord.accord import Accord, Clause
from safeconduct.accord.reduce import ACCORD
from safeconduct.accord.window import Window, meet
from safeconduct.errors import BadInput
from safeconduct.protocol.rule import Rule, load_rule, rule_digest
from safeconduct.records.clause import (
    ClauseCountered,
    ClausePosition,
    ClauseProposed,
    ClauseWithdrawn,
    LevelsContent,
    ProtocolContent,
)
from safeconduct.records.level import LevelStated
from safeconduct.records.party import PartyAdmitted, PartyFounded, PartyRemoved
from safeconduct.records.seat import SeatGiven
from safeconduct.records.silence import SilenceNoted
from safeconduct.records.units import ClauseId, Digest, Ms
from safeconduct.state.bracket import proven_ms
from safeconduct.state.introduce import introduce
from safeconduct.state.model import State
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.refusal import Refusal

_CHANGES_MEMBERS: Final = (PartyFounded, PartyAdmitted, PartyRemoved)
CHANGES_FORCE: Final = (
    ClauseProposed, ClausePosition, ClauseCountered, ClauseWithdrawn, SeatGiven, LevelStated, SilenceNoted,
    *_CHANGES_MEMBERS,
)  # fmt: skip


class Running(msgspec.Struct, frozen=True):
    """A protocol clause that is or was in force, with its rule. The last span may lie in the future, or end there,
    by the clause's own terms."""

    clause: ClauseId
    meaning: Digest
    rule: Rule
    spans: tuple[Window, ...]
    is_in_force: bool = True
    """Whether the records that are there give it a time that nothing has cut short."""

    def covers(self, t_ms: int) -> bool:
        """Whether a duty that arises then arises under the rule."""
        return any(span.covers(Ms(t_ms)) for span in self.spans)


def running_of(order: Iterable[Placed], state: State) -> dict[Digest, Running]:
    """Every rule that has ever been in force, by its digest. order: all placed records; state: after them.

    A clause whose rule this version cannot judge is left out: it is in force, but by people only.
    """
    parties, accord = Parties(), ACCORD.empty
    running: dict[Digest, Running] = {}
    windows: dict[ClauseId, Window] = {}
    rules: dict[Digest, Rule | None] = {}
    for placed in order:
        body = placed.entry.record.body
        if not isinstance(body, CHANGES_FORCE) or placed.entry.id in state.refused:
            continue
        if isinstance(body, _CHANGES_MEMBERS):
            changed = introduce(parties, placed.entry)
            parties = changed if isinstance(changed, Parties) else parties
        else:
            after = ACCORD.reduce(accord, placed, parties)
            if isinstance(after, Refusal):
                continue
            accord = after
        touched = _touched(accord, body)
        for clause, window in zip(touched, accord.windows(touched, parties.members), strict=True):
            windows.pop(clause.clause, None)
            if window is not None:
                windows[clause.clause] = window
        _note(running, _in_force(accord, windows, rules), proven_ms(placed))
    return running


def _touched(accord: Accord, body: object) -> list[Clause]:
    """The protocol clauses that the act may have changed: that one and those that it ends; all of them where it
    says who has a voice, how high the level is, or who is silent."""
    known = None
    if isinstance(body, ClauseProposed | ClausePosition | ClauseWithdrawn | ClauseCountered):
        known = accord.clauses.get(body.clause)
    if known is None or isinstance(known.content, LevelsContent):
        found = list(accord.clauses.values())
    else:
        found = [known, *(accord.clauses[name] for name in known.replaces if name in accord.clauses)]
    return [each for each in found if each is known or isinstance(each.content, ProtocolContent)]


def _in_force(
    accord: Accord, windows: Mapping[ClauseId, Window], rules: dict[Digest, Rule | None]
) -> dict[Digest, tuple[Clause, Rule, Window]]:
    found: dict[Digest, tuple[Clause, Rule, Window]] = {}
    for clause in sorted((accord.clauses[name] for name in windows), key=lambda each: (each.number, each.clause)):
        if not isinstance(clause.content, ProtocolContent):
            continue
        if clause.meaning not in rules:
            rules[clause.meaning] = _loaded(clause.content.rule)
        rule = rules[clause.meaning]
        if rule is not None:
            found.setdefault(rule_digest(rule), (clause, rule, windows[clause.clause]))
    return found


def _loaded(text: str) -> Rule | None:
    try:
        return load_rule(text.encode())
    except (BadInput, RecursionError):  # a rule nested a thousand levels deep must not stop a node
        return None


def _note(running: dict[Digest, Running], now: Mapping[Digest, tuple[Clause, Rule, Window]], at_ms: Ms) -> None:
    """Cut the spans of rules that are in force no longer, begin or go on with those that are."""
    for digest, known in list(running.items()):
        if known.is_in_force and digest not in now:
            running[digest] = msgspec.structs.replace(known, spans=_cut(known.spans, at_ms), is_in_force=False)
    for digest, (clause, rule, window) in now.items():
        old = running.get(digest)
        begun = meet(window, Window(at_ms))  # what could have held before is in force only since this was said
        spans = old.spans if old else ()
        if old is not None and old.is_in_force:
            spans = _going_on(spans, window, at_ms)
        elif begun is not None:
            spans = (*spans, begun)
        else:
            continue
        running[digest] = Running(clause.clause, clause.meaning, rule, spans)


def _cut(spans: tuple[Window, ...], at_ms: Ms) -> tuple[Window, ...]:
    """What was said now ends it now, and not later than it would have ended anyway."""
    last = spans[-1]
    end_ms = max(at_ms, last.from_ms)
    return (*spans[:-1], Window(last.from_ms, end_ms if last.to_ms is None else min(end_ms, last.to_ms)))


def _going_on(spans: tuple[Window, ...], window: Window, at_ms: Ms) -> tuple[Window, ...]:
    """A span that still lasts goes on with its new end; otherwise another one begins."""
    last = spans[-1]
    if last.to_ms is not None and last.to_ms < window.from_ms:
        return (*spans, window)
    if window.to_ms is not None and window.to_ms <= last.from_ms:
        return _cut(spans, at_ms)
    return (*spans[:-1], Window(last.from_ms, window.to_ms))
