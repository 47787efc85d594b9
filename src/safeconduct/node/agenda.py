"""What a meeting could deal with: open clauses, violated duties that nobody has settled, overdue actions."""

from collections.abc import Callable
from typing import Final

from safeconduct.accord.reduce import ACCORD
from safeconduct.meeting.reduce import MEETINGS
from safeconduct.protocol.reduce import VERDICTS
from safeconduct.records.meeting import About, AgendaItem
from safeconduct.records.units import Digest, Lang, Ms, Name, PartyId
from safeconduct.state.model import State

_FINDINGS_MAX: Final = 10
_TITLE_MAX: Final = 120


def proposed_agenda(
    state: State, parties: frozenset[PartyId], now_ms: Ms, lang: Lang, finding: Callable[[Digest], str]
) -> list[AgendaItem]:
    """Items for a call, the overdue first. `finding`: a verdict's name for people."""
    meetings, accord = state.of(MEETINGS), state.of(ACCORD)
    late = [each for each in meetings.open_actions() if each.is_overdue(now_ms)]
    actions = [_item("action", each.text, each.action) for each in late]
    violated = [each for each in state.of(VERDICTS).verdicts.values() if each.verdict.status == "violated"]
    newest = sorted(violated, key=lambda each: (-each.verdict.at_ms, each.verdict.verdict))[:_FINDINGS_MAX]
    findings = [_item("finding", finding(each.verdict.verdict), each.verdict.verdict) for each in newest]
    running = {clause.clause for clause in accord.in_force(parties, now_ms)}
    still_open = [clause for clause in accord.numbered() if clause.clause not in running]
    clauses = [_item("clause", f"{each.number}. {each.title_in(lang)}", each.clause) for each in still_open]
    return [*actions, *findings, *clauses]


def _item(kind: About, title: str, about: str) -> AgendaItem:
    return AgendaItem(kind, Name(title if len(title) <= _TITLE_MAX else f"{title[: _TITLE_MAX - 1]}…"), about)
