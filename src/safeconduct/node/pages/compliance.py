"""Compliance: what became of every duty under every protocol clause, and what the parties say of the verdicts."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from litestar import Response, get

from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.compliance import OUTCOMES, Duty, OnRecord, Outcome, on_record, span
from safeconduct.node.node import Node
from safeconduct.node.wording import Wordings
from safeconduct.protocol.reduce import Contest
from safeconduct.records.contest import VerdictContested
from safeconduct.records.units import Lang, PartyId, RecordId
from safeconduct.state.bracket import Bracket
from safeconduct.state.parties import Officer
from safeconduct.state.placed import Placed

from .language import Translate, language_of, translator
from .moment import kept_together
from .names import Names
from .render import page
from .sentence import sentence
from .timeline import LIMIT, SHOWN

_PAGE: Final = 40
_RECORDS: Final = 8
_ABOVE: Final[tuple[Outcome, ...]] = ("kept", "open")
"""Drawn above the line; everything else below it: the place says what the colour repeats."""
_HALF: Final = 100
"""Height of either half of a chart, in units of its own."""
_BAR: Final = 10
"""Width of a bucket, in the same units."""


@get("/compliance")
async def compliance(request: AnyRequest) -> Response[str]:
    """The page."""
    return page(request, "compliance/page.html", "compliance", _context(request))


@get("/compliance/verdicts")
async def verdicts(request: AnyRequest) -> Response[str]:
    """Its living part."""
    return page(request, "compliance/verdicts.html", "compliance", _context(request))


def _context(request: AnyRequest) -> dict[str, object]:
    _, officer = officer_of(request)
    asked = request.query_params
    lang = language_of(request.cookies.get("lang"))
    number = str(asked.get("page", "1"))
    return context(
        node_of(request),
        officer,
        lang,
        clause=str(asked.get("clause", "")),
        status=str(asked.get("status", "")),
        number=int(number) if number.isdigit() and len(number) < 7 else 1,
    )


def context(
    node: Node, officer: Officer, lang: Lang, *, clause: str = "", status: str = "", number: int = 1
) -> dict[str, object]:
    """What the templates in `compliance/` show. Filters that nothing has are taken as no filter."""
    now_ms = node.clock.now_ms()
    t, names = translator(lang), Names(node.truth.state, lang)
    clauses = on_record(node, now_ms)
    clause = clause if any(each.clause == clause for each in clauses) else ""
    status = status if status in (*OUTCOMES, "contested") else ""
    shown = [duty for each in clauses if each.clause == clause or not clause for duty in each.duties]
    shown = [duty for duty in shown if not status or duty.is_shown_as(status)]
    shown.sort(key=lambda duty: (-duty.verdict.at_ms, duty.id))
    pages = max(1, -(-len(shown) // _PAGE))
    number = min(max(1, number), pages)
    writer = _Writer(node, officer, names, t, lang)
    first_ms, width_ms = span(clauses, now_ms)
    return {
        "filter": {"clause": clause, "status": status, "query": _query(clause, status, number)},
        "clauses": [
            _clause(each, names, _chart(each, first_ms, width_ms, _top(clauses, first_ms, width_ms)))
            for each in clauses
        ],
        "chart": {"from_ms": first_ms, "to_ms": now_ms},
        "statuses": [
            (each, sum(known.count(each) for known in clauses if known.clause == clause or not clause))
            for each in ("kept", "violated", "contested", "unjudged", "open", "superseded", "within-skew")
        ],
        "total": len(shown),
        "pages": {
            "number": number,
            "count": pages,
            "before": number - 1,
            "after": number + 1 if number < pages else 0,
        },
        "verdicts": [writer.verdict(duty) for duty in shown[(number - 1) * _PAGE : number * _PAGE]],
        "link": lambda **to: _query(to.get("clause", clause), to.get("status", status), int(to.get("page", 1))),
    }


def _query(clause: str, status: str, number: int) -> str:
    wanted = {"clause": clause, "status": status, "page": str(number) if number > 1 else ""}
    return urlencode({name: value for name, value in wanted.items() if value})


def _clause(each: OnRecord, names: Names, chart: Sequence[Mapping[str, object]]) -> dict[str, object]:
    return {
        "clause": each.clause,
        "number": each.on_table.number if each.on_table else None,
        "title": names.title(each.clause),
        "in_force": each.is_in_force,
        "arisen": len(each.duties),
        "counts": {status: each.count(status) for status in (*OUTCOMES, "contested")},
        "chart": chart,
    }


def _top(clauses: Sequence[OnRecord], first_ms: int, width_ms: int) -> int:
    """The most duties of one half of one bucket: all charts have one scale."""
    halves = [
        sum(n for outcome, n in bucket.counts.items() if (outcome in _ABOVE) == is_above)
        for each in clauses
        for bucket in each.buckets(first_ms, width_ms)
        for is_above in (True, False)
    ]
    return max(halves, default=1) or 1


def _chart(each: OnRecord, first_ms: int, width_ms: int, top: int) -> list[dict[str, object]]:
    """Bars as rectangles, y downwards from the top of a chart of twice `_HALF`; with them what they stand for."""
    bars: list[dict[str, object]] = []
    for bucket in each.buckets(first_ms, width_ms):
        x = (bucket.from_ms - first_ms) // width_ms * _BAR
        up, down = _HALF, _HALF
        for outcome in ("kept", "open", "violated", "unjudged", "superseded", "within-skew"):
            n = bucket.counts.get(outcome, 0)
            height = n * _HALF // top if n else 0
            if n and outcome in _ABOVE:
                up -= height
            if n:
                y = up if outcome in _ABOVE else down
                bars.append(
                    {"x": x, "y": y, "height": height, "outcome": outcome, "n": n, "from_ms": bucket.from_ms}
                )
            if n and outcome not in _ABOVE:
                down += height
        if bucket.contested:
            bars.append({"x": x, "y": 2 * _HALF, "height": 0, "outcome": "contested", "n": bucket.contested,
                         "from_ms": bucket.from_ms})  # fmt: skip
    return bars


class _Writer:
    """Writes duties for one officer in one language."""

    def __init__(self, node: Node, officer: Officer, names: Names, t: Translate, lang: Lang) -> None:
        self._node, self._names, self._t, self._lang = node, names, t, lang
        self._party = officer.party
        self._may = bool(VerdictContested.SIGNERS.intersection(officer.roles))
        self._wordings = Wordings(node.truth.state)
        self._on_timeline = {row.id for row in node.truth.store.newest(SHOWN, LIMIT)}

    def verdict(self, duty: Duty) -> dict[str, object]:
        parties = self._node.truth.parties
        contests = duty.judged.contests if duty.judged else {}
        mine = contests.get(self._party)
        return {
            "id": duty.id,
            "digest": duty.digest,
            "clause": self._names.clause(duty.clause),
            "clause_id": duty.clause,
            "key": self._names.key({bound.name: bound.value for bound in duty.verdict.key}),
            "at_ms": duty.verdict.at_ms,
            "due_ms": duty.verdict.due_ms,
            "outcome": duty.outcome,
            "text": self.text(duty),
            "standing": _standing(duty, parties),
            "logged_by": [self._names.party(party) for party in duty.logged_by],
            "waits_for": [
                {"party": self._names.party(each.party), "since_ms": each.since_ms} for each in duty.waits_for
            ],
            "anchor": self._records(duty.verdict.anchor),
            "witness": self._records(duty.verdict.witness or ()),
            "is_contested": duty.is_contested,
            "contests": [self._contest(party, each) for party, each in sorted(contests.items())],
            "may_contest": self._may and duty.judged is not None and (mine is None or not mine.stands),
        }

    def text(self, duty: Duty) -> str:
        """The explanation; in Urdu each moment is kept together from left to right."""
        text = self._wordings.verdict(
            duty.verdict, duty.running.rule, self._node.truth, self._lang, is_missed=duty.is_missed
        )
        return kept_together(text, self._lang)

    def _records(self, records: Sequence[RecordId]) -> list[dict[str, object]]:
        """The first few of them, as far as they are held."""
        found = [self._node.truth.fold.find(record) for record in records[:_RECORDS]]
        return [self._record(placed) for placed in found if placed is not None]

    def _record(self, placed: Placed) -> dict[str, object]:
        truth, record = self._node.truth, placed.entry.id
        said, bracket = placed.entry.record, truth.bracket(placed)
        return {
            "id": record,
            "text": sentence(said.body, self._t, self._names),
            "party": self._names.party(said.party),
            "officer": truth.state.parties.name(said.by),
            "t_ms": said.at_ms,
            **_proven(bracket),
            "is_on_timeline": record in self._on_timeline,
        }

    def _contest(self, party: PartyId, contest: Contest) -> dict[str, object]:
        name, is_own = self._node.truth.state.parties.name, party == self._party
        return {
            "record": contest.record,
            "party": self._names.party(party),
            "officer": name(contest.by),
            "at_ms": contest.at_ms,
            "reason": contest.reason,
            "stands": contest.stands,
            "answers": [
                {
                    "party": self._names.party(other),
                    "officer": name(answer.by),
                    "at_ms": answer.at_ms,
                    "answer": answer.answer,
                    "text": answer.text,
                }
                for other, answer in sorted(contest.answers.items())
            ],
            "may_withdraw": self._may and contest.stands and is_own,
            "may_answer": self._may and contest.stands and not is_own,
        }


def _proven(bracket: Bracket) -> dict[str, object]:
    return {
        "proven_from_ms": bracket.not_before_ms or None,
        "proven_to_ms": bracket.not_after_ms,
        "is_late_entered": bracket.is_late_entered,
    }


def _standing(duty: Duty, parties: frozenset[PartyId]) -> str:
    """How sure it is: `running` until it is due, then `provisional`, `final-here`, `final` on every node.

    `by-default` while a log is silent and the clause says what that counts as.
    """
    if duty.outcome == "open":
        return "running"
    if duty.is_by_default:
        return "by-default"
    if duty.digest is None:
        return "provisional"
    return "final" if parties <= set(duty.logged_by) else "final-here"


HANDLERS = (compliance, verdicts)
