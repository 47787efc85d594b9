"""How records change the register. No record ever deletes a name: what was linked to once still leads somewhere."""

from typing import Final

import immutables
import msgspec

from safeconduct.records.incident import IncidentImported, IncidentJoined, IncidentReported, IncidentSplit
from safeconduct.records.units import IncidentId
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal

from .incident import Batch, Incidents, Report, Turn, once

COUNT_MAX: Final = 2_000_000
"""Reports in a batch."""
REPORTS_MAX: Final = 1_000
"""Reports of one incident."""


def _reduce(incidents: Incidents, placed: Placed, parties: Parties) -> Incidents | Refusal:
    match placed.entry.record.body:
        case IncidentReported() as body:
            return _reported(incidents, placed, body)
        case IncidentImported() as body:
            return _imported(incidents, placed, body)
        case IncidentJoined() as body:
            return _joined(incidents, placed, body)
        case IncidentSplit() as body:
            return _split(incidents, placed, body)
        case _:
            return Refusal("not about incidents")


def _reported(incidents: Incidents, placed: Placed, body: IncidentReported) -> Incidents | Refusal:
    wrong = _wrong_times(body)
    if wrong is not None:
        return wrong
    record, name = placed.entry.record, IncidentId(body.report)
    report = Report(record.party, record.by, record.at_ms, placed.entry.id, body)
    known = incidents.reports.get(body.report)
    if known is not None and known.party != record.party:
        return Refusal(f"{known.party} has a report of the name {body.report}")
    if known is not None and known.body.incident != body.incident:
        return Refusal("a report is moved to another incident by a join or a split, not by a newer version")
    reports = incidents.reports.set(body.report, report)
    if known is not None:
        return msgspec.structs.replace(incidents, reports=reports)
    if body.incident is None:
        return msgspec.structs.replace(incidents, reports=reports, groups=incidents.groups.set(name, (name,)))
    told = incidents.resolve(body.incident)
    if told is None:
        return Refusal(f"there is no incident {body.incident}")
    members = (*incidents.reports_of(told), name)
    if len(members) > REPORTS_MAX:
        return Refusal(f"an incident has {REPORTS_MAX} reports at most")
    return msgspec.structs.replace(
        incidents,
        reports=reports,
        groups=incidents.groups.set(told, members),
        moved=incidents.moved.set(name, told),
    )


def _wrong_times(body: IncidentReported) -> Refusal | None:
    account = body.account
    if account.from_ms is not None and account.to_ms is not None and account.to_ms < account.from_ms:
        return Refusal("it ends before it begins")
    if any(each.low is not None and each.high is not None and each.high < each.low for each in account.counts):
        return Refusal("a count whose high is below its low")
    return None


def _imported(incidents: Incidents, placed: Placed, body: IncidentImported) -> Incidents | Refusal:
    record = placed.entry.record
    if body.batch in incidents.batches:
        return Refusal(f"there is a batch {body.batch} already")
    batch = Batch(record.party, record.by, record.at_ms, placed.entry.id, body)
    if batch.count > COUNT_MAX:
        return Refusal(f"a batch has {COUNT_MAX} reports at most")
    return msgspec.structs.replace(incidents, batches=incidents.batches.set(body.batch, batch))


def _joined(incidents: Incidents, placed: Placed, body: IncidentJoined) -> Incidents | Refusal:
    named = [incidents.resolve(name) for name in (body.incident, *body.others)]
    if None in named:
        missing = (body.incident, *body.others)[named.index(None)]
        return Refusal(f"there is no incident {missing}")
    kept, *others = once(name for name in named if name is not None)
    if not others:
        return Refusal("all of these are one incident already")
    members = tuple(once(name for each in (kept, *others) for name in incidents.reports_of(each)))
    if len(members) > REPORTS_MAX:
        return Refusal(f"an incident has {REPORTS_MAX} reports at most")
    groups = incidents.groups.mutate()
    for name in others:
        groups.pop(name, None)
    groups[kept] = members
    moved = incidents.moved.update({name: kept for each in others for name in (each, *incidents.reports_of(each))})
    turns = _turned(incidents, placed, kept, True, tuple(others), body)
    return msgspec.structs.replace(incidents, groups=groups.finish(), moved=moved, turns=turns)


def _split(incidents: Incidents, placed: Placed, body: IncidentSplit) -> Incidents | Refusal:
    told = incidents.resolve(body.incident)
    if told is None:
        return Refusal(f"there is no incident {body.incident}")
    members, going = incidents.reports_of(told), tuple(once(body.reports))
    strange = next((name for name in going if name not in members), None)
    if strange is not None:
        return Refusal(f"{strange} is no report of {told}")
    if told in going:
        return Refusal(f"the report that {told} is called after stays: split the others off")
    into = going[0]
    left = tuple(name for name in members if name not in going)
    groups = incidents.groups.set(told, left).set(into, going)
    moved = incidents.moved.update(dict.fromkeys(going[1:], into)).delete(into)
    turns = _turned(incidents, placed, told, False, going, body)
    return msgspec.structs.replace(incidents, groups=groups, moved=moved, turns=turns)


def _turned(
    incidents: Incidents,
    placed: Placed,
    incident: IncidentId,
    is_join: bool,
    others: tuple[IncidentId, ...],
    body: IncidentJoined | IncidentSplit,
) -> immutables.Map[IncidentId, tuple[Turn, ...]]:
    record = placed.entry.record
    turn = Turn(is_join, record.party, record.by, record.at_ms, others, body.reason)
    return incidents.turns.set(incident, (*incidents.turns.get(incident, ()), turn))


INCIDENTS: Final = Reducer(
    "incidents",
    Incidents(),
    frozenset({IncidentImported.TYPE, IncidentJoined.TYPE, IncidentReported.TYPE, IncidentSplit.TYPE}),
    _reduce,
)
