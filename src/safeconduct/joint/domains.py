"""The domains together: one state of all logs, and what they say for the monitor to judge."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from safeconduct.accord.reduce import ACCORD
from safeconduct.alarm.reduce import ALARMS
from safeconduct.disclosure.reduce import DISCLOSURES
from safeconduct.dispatch.reduce import DISPATCHES
from safeconduct.incident.reduce import INCIDENTS
from safeconduct.meeting.reduce import MEETINGS
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.protocol.lexicon import Lexicon, NamedParty, NamedPlace, Names
from safeconduct.protocol.reduce import VERDICTS
from safeconduct.records.fact import Arg, Fact
from safeconduct.records.log import LogCompleted
from safeconduct.records.units import Name
from safeconduct.response.reduce import RESPONSES
from safeconduct.risk.reduce import RISKS
from safeconduct.site.reduce import SITES
from safeconduct.state.bracket import is_late_entered
from safeconduct.state.content import CONTENTS
from safeconduct.state.entry import Blank, Entry
from safeconduct.state.fact import Complete, Logged
from safeconduct.state.fold import Fold
from safeconduct.state.logs import LOGS
from safeconduct.state.model import State
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.statement.reduce import STATEMENTS
from safeconduct.voice.reduce import VOICES
from safeconduct.watch.devices import DEVICES
from safeconduct.watch.hours_kept import HOURS_KEPT
from safeconduct.watch.reduce import GROUND
from safeconduct.watch.shares import SHARES

REDUCERS: Final[tuple[Reducer[Any], ...]] = (
    LOGS,
    CONTENTS,
    ACCORD,
    SITES,
    MOVEMENTS,
    GROUND,
    ALARMS,
    VERDICTS,
    MEETINGS,
    STATEMENTS,
    DISPATCHES,
    DEVICES,
    SHARES,
    HOURS_KEPT,
    DISCLOSURES,
    INCIDENTS,
    VOICES,
    RISKS,
    RESPONSES,
)
_OF_TYPE: Final = {name: reducer for reducer in REDUCERS for name in reducer.handles}


def new_fold() -> Fold:
    """A fold over all domains, still empty."""
    return Fold(REDUCERS)


def replay(entries: Iterable[Entry | Blank]) -> State:
    """The state that these entries give, in whatever order they come."""
    fold = new_fold()
    fold.add(entries)
    return fold.state


def judged(placed: Placed, state: State) -> tuple[Logged | Complete, ...]:
    """What that record says to the monitor. Refused and late-entered records say nothing."""
    entry, record = placed.entry, placed.entry.record
    if entry.id in state.refused:
        return ()
    if isinstance(record.body, LogCompleted):
        return (Complete(entry.log, entry.index, record.body.complete_to_ms),)
    if is_late_entered(record.at_ms, placed.not_before_ms):
        return ()
    return tuple(Logged(entry.id, entry.log, entry.index, fact) for fact in said(placed))


def said(placed: Placed) -> tuple[Fact, ...]:
    """The facts that the record claims, whether or not it counts."""
    reducer = _OF_TYPE.get(placed.entry.record.type)
    return reducer.facts(placed) if reducer else ()


def is_about(placed: Placed, key: Collection[Arg]) -> bool:
    """Whether a fact that the record claims names one of these things."""
    return any(arg in key for fact in said(placed) for arg in fact.args)


def lexicon_of(state: State) -> Lexicon:
    """The names that clauses may use: the zones of all sites, and the parties."""
    places = [
        NamedPlace(zone.zone, Names(_with_article(zone.name), zone.names.get("zh", ""), zone.names.get("ur", "")))
        for zone in state.of(SITES).zones()
    ]
    parties = [
        NamedParty(
            party.party, Names(_with_article(party.name), party.names.get("zh", ""), party.names.get("ur", ""))
        )
        for _, party in sorted(state.parties.parties.items())
    ]
    return Lexicon(tuple(places), tuple(parties))


def _with_article(name: Name) -> Name:
    """As a sentence says it: "Outer ring" is "the outer ring", "Host" is "the Host"."""
    first, _, rest = name.partition(" ")
    return Name(f"the {first.lower()} {rest}" if rest else f"the {first}")
