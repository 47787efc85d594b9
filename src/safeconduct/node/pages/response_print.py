"""The situation report of an incident as a document: only what the records say, with who said it and when."""

from safeconduct.exports.sheet import Block, Facts, Head, Said, Sheet, Table, Warned
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.headcount import headcount
from safeconduct.records.units import IncidentId, Lang, PartyId
from safeconduct.response.reduce import RESPONSES
from safeconduct.response.response import Task
from safeconduct.state.model import State

from .language import Translate, translator
from .moment import full
from .names import Names


def situation_sheet(incident: IncidentId, state: State, parties: frozenset[PartyId], lang: Lang) -> Sheet:
    """What happened, what is being done, with what, and how many people are safe."""
    t, names, known = translator(lang), Names(state, lang), state.of(RESPONSES)
    board, tasks = known.board(incident), known.tasks_of(incident)
    blocks: list[Block] = [
        Facts(
            (
                (t("field-incident"), incident),
                (t("situation-lines"), str(len(board))),
                (t("situation-as-of"), full(max((each.at_ms for each in board), default=0)) if board else "–"),
            )
        )
    ]
    noted = tuple((full(e.happened_ms), names.party(e.party), names.officer(e.by), e.text) for e in board)
    columns = (t("print-time"), t("print-party"), t("print-officer"), t("response-what"))
    blocks += _section(t("response-board"), columns, noted, t)
    given = tuple((e.text, names.party(e.owner), full(e.due_ms), _standing(e, t)) for e in tasks)
    columns = (t("response-task"), t("field-owner"), t("field-due-ms"), t("situation-standing"))
    blocks += _section(t("response-tasks"), columns, given, t)
    placed = tuple(
        (
            names.party(e.party),
            f"{e.count} × {e.what}",
            t(f"value-place-{e.place.replace('_', '-')}"),
            full(e.at_ms),
        )
        for e in known.resources_of(incident)
    )
    columns = (t("print-party"), t("response-resource"), t("situation-standing"), t("print-time"))
    blocks += _section(t("response-resources"), columns, placed, t)
    blocks += _people(state, names, t)
    for review in known.reviews_of(incident):
        findings = tuple((e.text, names.clause(e.clause) if e.clause else "–", e.todo, names.party(e.owner))
                         for e in review.draft.findings)  # fmt: skip
        columns = (t("response-finding"), t("field-clause"), t("response-todo"), t("field-owner"))
        blocks += _section(f"{t('response-review')} {review.review}", columns, findings, t)
        unsigned = [names.party(party) for party in sorted(parties) if review.signature(party) is None]
        if unsigned:
            blocks.append(Warned(t("minutes-unsigned"), (", ".join(unsigned),)))
    foot = t("print-order-foot", record=(board[-1].record[:16] if board else "–"))
    return Sheet(f"{t('situation-title')}: {incident}", lang, t("print-parties-mark"), foot, tuple(blocks))


def _section(title: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], t: Translate) -> list[Block]:
    return [Head(title), Table(columns, rows) if rows else Said((t("situation-nothing"),))]


def _people(state: State, names: Names, t: Translate) -> list[Block]:
    """The headcount of every movement that is on its way: numbers only."""
    under_way = [
        e for _, e in sorted(state.of(MOVEMENTS).movements.items()) if e.status in ("released", "under_way")
    ]
    rows = tuple(
        (str(movement.movement), names.party(e.party), str(e.expected), str(e.safe), str(e.help))
        for movement in under_way
        for e in headcount(movement)
    )
    columns = (
        t("risk-of-movement"),
        t("print-party"),
        t("situation-expected"),
        t("situation-safe"),
        t("situation-help"),
    )
    return _section(t("situation-people"), columns, rows, t)


def _standing(task: Task, t: Translate) -> str:
    if task.done_ms is not None:
        return f"{t('response-is-done')} {full(task.done_ms)}"
    return t("response-is-taken") if task.taken_ms is not None else t("response-not-taken")
