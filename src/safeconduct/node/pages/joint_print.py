"""Minutes, a meeting's pack and statements as PDF, in the reader's language. The same bytes for the same
content: no date of printing, no machine in it."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from safeconduct.accord.reduce import ACCORD
from safeconduct.exports.sheet import Block, Facts, Head, Said, Sheet, Table, Warned, sheet_pdf
from safeconduct.meeting.meeting import Meeting
from safeconduct.meeting.reduce import MEETINGS
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.fonts import fonts
from safeconduct.node.wording import Wordings
from safeconduct.records.units import ClauseId, Lang, MeetingId, PartyId, StatementId
from safeconduct.state.model import State
from safeconduct.statement.reduce import STATEMENTS
from safeconduct.statement.statement import Statement

from .act_words import minutes_line
from .language import Translate, language_of, translator
from .moment import full
from .names import Names

_T = TypeVar("_T")


@get("/meetings/{meeting:str}/minutes.pdf")
async def minutes_pdf(request: AnyRequest, meeting: FromPath[str]) -> Response[bytes]:
    """The minutes as they stand, with every signature and reservation."""
    officer_of(request)
    found = _meeting(request, meeting)
    if found.draft is None:
        raise NotFoundException("there are no minutes yet")
    return await printed(request, minutes_sheet, found, f"{found.meeting}-minutes")


@get("/meetings/{meeting:str}/pack.pdf")
async def pack_pdf(request: AnyRequest, meeting: FromPath[str]) -> Response[bytes]:
    """What one needs at the meeting: the call, each clause on the agenda with every party's stand, what is to be
    done."""
    officer_of(request)
    found = _meeting(request, meeting)
    return await printed(request, pack_sheet, found, f"{found.meeting}-pack")


@get("/statements/{statement:str}/statement.pdf")
async def statement_pdf(request: AnyRequest, statement: FromPath[str]) -> Response[bytes]:
    """What was issued, and each party's word on each line."""
    officer_of(request)
    found = node_of(request).truth.state.of(STATEMENTS).statements.get(StatementId(statement))
    if found is None:
        raise NotFoundException("there is no such statement")
    return await printed(request, statement_sheet, found, found.statement)


def minutes_sheet(meeting: Meeting, state: State, parties: frozenset[PartyId], lang: Lang) -> Sheet:
    """The minutes as a document."""
    t, names = translator(lang), Names(state, lang)
    lines = meeting.draft.lines if meeting.draft else ()
    signatures = [(party, meeting.signature(party)) for party in sorted(parties)]
    signed = tuple(
        (names.party(party), names.officer(each.by), full(each.at_ms))
        if each
        else (names.party(party), t("minutes-unsigned"), "–")
        for party, each in signatures
    )
    reserved = tuple(
        f"{t('minutes-line', n=str(one.line))}, {names.party(party)}: {one.text}"
        for party, each in signatures
        if each
        for one in each.reservations
    )
    blocks: list[Block] = [
        Facts(_call_rows(meeting, parties, t, names)),
        Head(t("minutes-title")),
        *(Said((f"{number}. {minutes_line(line, t, names)}",)) for number, line in enumerate(lines, start=1)),
    ]
    if reserved:
        blocks.append(Warned(t("field-reservations"), reserved))
    blocks += [
        Head(t("print-signatures")),
        Table((t("print-party"), t("print-officer"), t("print-time")), signed),
    ]
    foot = t("print-order-foot", record=(meeting.draft_id or "")[:16])
    return Sheet(f"{t('minutes-title')}: {meeting.call.title}", lang, t("print-parties-mark"), foot, tuple(blocks))


def pack_sheet(meeting: Meeting, state: State, parties: frozenset[PartyId], lang: Lang) -> Sheet:
    """The meeting's pack as a document."""
    t, names, wordings = translator(lang), Names(state, lang), Wordings(state)
    accord, order = state.of(ACCORD), sorted(parties)
    blocks: list[Block] = [Facts(_call_rows(meeting, parties, t, names)), Head(t("field-agenda"))]
    if meeting.cancelled is not None:
        blocks.insert(0, Warned(t("meeting-cancelled"), (meeting.cancelled,)))
    for number, item in enumerate(meeting.call.agenda, start=1):
        blocks.append(Said((f"{number}. {t(f'value-kind-{item.kind}')}: {item.title}",)))
        clause = accord.clauses.get(ClauseId(item.about)) if item.kind == "clause" else None
        if clause is not None:
            positions = [(party, clause.positions.get(party)) for party in order]
            rows = tuple(
                (names.party(party), t(f"stand-{clause.stand(party)}"), known.reason if known else "")
                for party, known in positions
            )
            blocks += [
                Said((wordings.texts(clause.content)[lang],)),
                Table((t("print-party"), t("field-stand"), t("field-reason")), rows),
            ]
    todo = state.of(MEETINGS).open_actions()
    if todo:
        rows = tuple((each.text, names.party(each.owner), full(each.due_ms)) for each in todo)
        blocks += [Head(t("actions-title")), Table((t("field-action"), t("field-owner"), t("field-due-ms")), rows)]
    foot = t("print-order-foot", record=meeting.call_id[:16])
    return Sheet(f"{t('meeting-pack')}: {meeting.call.title}", lang, t("print-parties-mark"), foot, tuple(blocks))


def statement_sheet(statement: Statement, state: State, parties: frozenset[PartyId], lang: Lang) -> Sheet:
    """The statement as a document: what was said first, then how each line came to be."""
    t, names, newest, order = translator(lang), Names(state, lang), statement.newest, sorted(parties)
    blocks: list[Block] = []
    for party, issue in sorted(statement.issues.items()):
        how = t("statement-together") if issue.is_joint else t("statement-alone")
        blocks += [
            Head(f"{t('statement-issued')}: {names.party(party)}, {how}, {full(issue.at_ms)}"),
            Said(
                statement.issued_text(issue), next(d.body.lang for d in statement.drafts if d.draft == issue.draft)
            ),
        ]
    if not statement.issues:
        blocks.append(Warned(t("print-not-issued"), (t("print-not-issued-why"),)))
    if newest.body.embargo_ms is not None:
        blocks.append(Facts(((t("field-embargo-ms"), full(newest.body.embargo_ms)),)))
    blocks.append(Head(t("statement-version", n=str(len(statement.drafts)), party=names.party(newest.by))))
    columns = (t("statement-text"), *(names.party(party) for party in order))
    blocks.append(Table(columns, tuple(_words(statement, number, order, t) for number in _numbers(statement))))
    foot = t("print-order-foot", record=newest.draft[:16])
    return Sheet(newest.body.title, lang, t("print-parties-mark"), foot, tuple(blocks))


def _numbers(statement: Statement) -> range:
    return range(1, len(statement.newest.body.lines) + 1)


def _words(statement: Statement, number: int, order: list[PartyId], t: Translate) -> tuple[str, ...]:
    cells = [f"{number}. {statement.newest.body.lines[number - 1]}"]
    for party in order:
        answer = statement.answer(party, number)
        word = t(f"clearance-{(answer.clearance if answer else 'open').replace('_', '-')}")
        cells.append(f"{word}: {answer.text}" if answer is not None and answer.text else word)
    return tuple(cells)


def _call_rows(
    meeting: Meeting, parties: frozenset[PartyId], t: Translate, names: Names
) -> tuple[tuple[str, str], ...]:
    call = meeting.call
    answers = [
        (names.party(party), meeting.reply(party), meeting.attendance.get(party)) for party in sorted(parties)
    ]
    return (
        (t("field-place"), call.place),
        (t("field-begins-ms"), full(call.begins_ms)),
        (t("field-ends-ms"), full(call.ends_ms)),
        (t("print-called-by"), names.party(meeting.called_by)),
        *((name, t(f"meeting-{reply.answer}") if reply else t("meeting-no-answer")) for name, reply, _ in answers),
        *((f"{name}: {t('meeting-were-there')}", ", ".join(people)) for name, _, people in answers if people),
    )


def _meeting(request: AnyRequest, meeting: str) -> Meeting:
    found = node_of(request).truth.state.of(MEETINGS).meetings.get(MeetingId(meeting))
    if found is None:
        raise NotFoundException("there is no such meeting")
    return found


async def printed(
    request: AnyRequest, sheet: Callable[[_T, State, frozenset[PartyId], Lang], Sheet], thing: _T, name: str
) -> Response[bytes]:
    """What that function makes of the thing, as PDF in the reader's language, or the one that `lang` asks for."""
    truth = node_of(request).truth
    lang = language_of(str(request.query_params.get("lang", "")) or request.cookies.get("lang"))
    raw = await asyncio.to_thread(lambda: sheet_pdf(sheet(thing, truth.state, truth.parties, lang), fonts()))
    headers = {"content-disposition": f'inline; filename="{name}-{lang}.pdf"', "cache-control": "no-store"}
    return Response(raw, media_type="application/pdf", headers=headers)


HANDLERS = (minutes_pdf, pack_pdf, statement_pdf)
