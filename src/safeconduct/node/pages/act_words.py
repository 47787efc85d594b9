"""What a binding act says, in rows of name and text: from the record's own fields, and from what its digests
name. Where the state holds something else under that name than the digest says, there are no words, and so no
signature."""

import msgspec

from safeconduct.accord.clause import Clause
from safeconduct.accord.reduce import ACCORD
from safeconduct.dispatch.reduce import DISPATCHES
from safeconduct.errors import Denied
from safeconduct.meeting.reduce import MEETINGS
from safeconduct.node.wording import Wordings
from safeconduct.records.clause import ClausePosition
from safeconduct.records.dispatch import DispatchAnswered, DispatchRequested
from safeconduct.records.document import DocumentReleased, GlassBroken
from safeconduct.records.inquiry import InquiryOpened
from safeconduct.records.meeting import Action, Decision, Line, MinutesSigned
from safeconduct.records.record import AnyBody
from safeconduct.records.statement import StatementIssued
from safeconduct.records.units import Digest, Lang, Ms
from safeconduct.state.model import State
from safeconduct.statement.reduce import STATEMENTS

from .disclosure_words import disclosure_rows
from .language import LANGS, Translate, translator
from .moment import full
from .names import Names
from .terms import terms_lines

Rows = list[tuple[str, str]]
_LANGUAGES = {"en": "English", "zh": "中文", "ur": "اردو"}


def rows(body: AnyBody, state: State, lang: Lang, now_ms: Ms) -> Rows:
    """Name and text, in the reader's language; a clause in all of its languages. Raises Denied."""
    t, names = translator(lang), Names(state, lang)
    match body:
        case ClausePosition():
            return _position(body, state, lang, t, names)
        case DispatchAnswered():
            return _dispatch(body, state, t, names)
        case MinutesSigned():
            return _minutes(body, state, t, names)
        case StatementIssued():
            return _statement(body, state, t)
        case DocumentReleased() | GlassBroken() | InquiryOpened():
            return disclosure_rows(body, state, t, names, now_ms)
        case _:
            raise TypeError(f"no sheet for {body.TYPE}")


def minutes_line(line: Line, t: Translate, names: Names) -> str:
    """One line of minutes: what it is, and what it says. The time is set apart: in Urdu its parts would change
    places."""
    match line:
        case Action():
            return t(
                "minutes-action",
                text=line.text,
                owner=names.party(line.owner),
                due=f"\u2066{full(line.due_ms)}\u2069",
            )
        case Decision(clause=clause):
            if clause is None:
                return t("minutes-decision", text=line.text)
            return t("minutes-decision-on", text=line.text, clause=names.clause(clause))
        case _:
            return line.text


def request_rows(asked: DispatchRequested, t: Translate, names: Names) -> Rows:
    """What was asked for."""
    return [
        (t("field-why"), asked.why),
        (t("field-people"), f"{asked.count} {asked.people}"),
        (t("field-site"), names.site(asked.site)),
        (t("field-from-ms"), full(asked.from_ms)),
        (t("field-to-ms"), full(asked.to_ms)),
        (t("field-command"), names.party(asked.command)),
        (t("field-equipment"), asked.equipment or "–"),
        (t("field-mandate"), names.clause(asked.mandate)),
    ]


def _position(body: ClausePosition, state: State, lang: Lang, t: Translate, names: Names) -> Rows:
    clause = state.of(ACCORD).clauses.get(body.clause)
    content = clause.said_by(body.meaning) if clause is not None else None
    if clause is None or content is None:
        raise _gone()
    texts = Wordings(state).texts(content)
    order = [lang, *(each for each in LANGS if each != lang)]
    conditions = () if body.conditions is msgspec.UNSET else body.conditions
    said = [(f"{t('sign-says')} ({_LANGUAGES[each]})", texts[each]) for each in order if texts[each]]
    return [
        (t("sign-clause"), f"{clause.number}. {clause.title_in(lang)}"),
        *said,
        *_limits(clause, body.meaning, t, names),
        (t("field-stand"), t(f"stand-{body.stand}")),
        *((t("field-conditions"), condition) for condition in conditions),
        *([(t("field-reason"), body.reason)] if body.reason else []),
        (t("field-meaning"), body.meaning),
    ]


def _limits(clause: Clause, meaning: Digest, t: Translate, names: Names) -> Rows:
    """The terms that are signed with a clause, and the clauses in whose place it comes."""
    if meaning == clause.meaning:
        terms, replaces = clause.terms, clause.replaces
    else:
        found = [counter for counter in clause.counters.values() if counter.meaning == meaning]
        terms, replaces = found[0].terms, ()
    said = terms_lines(terms, t) if terms is not None else []
    return [
        *((t("field-terms"), line) for line in said),
        *((t("field-replaces"), names.clause(each)) for each in replaces),
    ]


def _dispatch(body: DispatchAnswered, state: State, t: Translate, names: Names) -> Rows:
    dispatch = state.of(DISPATCHES).dispatches.get(body.dispatch)
    if dispatch is None or dispatch.request_id != body.request:
        raise _gone()
    asked = [
        (t("dispatch-asked-by"), names.party(dispatch.asked_by)),
        *((t("dispatch-asked", what=name), value) for name, value in request_rows(dispatch.request, t, names)),
    ]
    if body.consent == "refused":
        return [
            *asked,
            (t("field-consent"), t("value-consent-refused")),
            (t("field-reason"), body.conditions or "–"),
        ]
    granted = [
        (t("field-consent"), t("value-consent-granted")),
        (t("field-count"), str(body.count)),
        (t("field-from-ms"), full(body.from_ms)),
        (t("field-to-ms"), full(body.to_ms)),
        (t("field-conditions"), body.conditions or "–"),
    ]
    return [*asked, *granted]


def _minutes(body: MinutesSigned, state: State, t: Translate, names: Names) -> Rows:
    meeting = state.of(MEETINGS).meetings.get(body.meeting)
    if meeting is None or meeting.draft is None or meeting.draft_id != body.draft:
        raise _gone()
    lines = [
        (t("minutes-line", n=str(number)), minutes_line(line, t, names))
        for number, line in enumerate(meeting.draft.lines, start=1)
    ]
    takes = ", ".join(f"{each.action} ({full(each.due_ms)})" for each in body.takes)
    reserved = [(t("minutes-reserved", n=str(each.line)), each.text) for each in body.reservations]
    return [(t("field-meeting"), meeting.call.title), *lines, (t("field-takes"), takes or "–"), *reserved]


def _statement(body: StatementIssued, state: State, t: Translate) -> Rows:
    statement = state.of(STATEMENTS).statements.get(body.statement)
    if statement is None or statement.newest.draft != body.draft:
        raise _gone()
    draft = statement.newest.body
    if any(number > len(draft.lines) for number in body.lines):
        raise _gone()
    lines = [(t("statement-line", n=str(number)), draft.lines[number - 1]) for number in body.lines]
    how = t("statement-together") if body.is_joint else t("statement-alone")
    return [(t("field-statement"), draft.title), *lines, (t("statement-how"), how)]


def _gone() -> Denied:
    return Denied("what this signature is for is not on the table any more", "look at it anew, then sign again")
