"""Protocols as data: what a sentence means here, and what became of every duty."""

import asyncio
from typing import Final

import msgspec
from litestar import get, post

from safeconduct import joint
from safeconduct.node.compliance import OUTCOMES, Duty, on_record, silences
from safeconduct.node.node import Node
from safeconduct.node.pages.language import language_of
from safeconduct.node.proposal import Found, Misunderstood, look_at, understand
from safeconduct.node.recordable import recordable
from safeconduct.node.wording import Wordings
from safeconduct.protocol import Timeline, rule_digest
from safeconduct.records.units import ClauseId, Lang

from .guard import AnyRequest, body_of, node_of, officer_of

VERDICTS_MAX: Final = 1_000
"""Duties that one answer holds: the newest."""


class Sentence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to check. `clause`: the one that it is to replace."""

    sentence: str
    clause: ClauseId | None = None


@post("/api/protocol/check", status_code=200)
async def check(request: AnyRequest) -> dict[str, object]:
    """What that sentence would mean as a clause here, and what to look at before signing; or why it is none."""
    officer_of(request)
    wanted = await body_of(request, Sentence)
    node = node_of(request)
    state = node.truth.state
    read = understand(wanted.sentence, joint.lexicon_of(state))
    if isinstance(read, Misunderstood):
        return {
            "column": read.column,
            "caret": read.caret,
            "why": read.why,
            "remedy": read.remedy,
            "nearest": list(read.nearest),
        }
    wordings, content = Wordings(state), read.content
    found = await asyncio.to_thread(look_at, read.rule, wanted.clause, state, recordable(state, node.config))
    return {
        "rule": content.rule,
        "digest": rule_digest(read.rule),
        "texts": wordings.texts(content),
        "boundary": read.boundary,
        "examples": [
            {"title": each.title, "steps": msgspec.to_builtins(each.steps)}
            for each in wordings.examples(content, "en")
        ],
        "warnings": [_found(each, wordings) for each in found],
    }


@get("/api/compliance")
async def compliance(request: AnyRequest) -> dict[str, object]:
    """Every protocol clause with the duties under it: how many of each outcome, and the newest one by one."""
    officer_of(request)
    node, asked = node_of(request), request.query_params
    lang = language_of(str(asked.get("lang", "")) or request.cookies.get("lang"))
    clause, status = str(asked.get("clause", "")), str(asked.get("status", ""))
    now_ms = node.clock.now_ms()
    clauses = [each for each in on_record(node, now_ms) if not clause or each.clause == clause]
    duties = [duty for each in clauses for duty in each.duties if not status or duty.is_shown_as(status)]
    duties.sort(key=lambda duty: (-duty.verdict.at_ms, duty.id))
    return {
        "silent": {each.party: each.since_ms for each in silences(node, now_ms)},
        "clauses": [
            {
                "clause": each.clause,
                "number": each.on_table.number if each.on_table else None,
                "title": each.on_table.title if each.on_table else None,
                "is_in_force": each.is_in_force,
                "arisen": len(each.duties),
                **{status.replace("-", "_"): each.count(status) for status in (*OUTCOMES, "contested")},
            }
            for each in clauses
        ],
        "duties": [_duty(duty, node, lang) for duty in duties[:VERDICTS_MAX]],
        "left_out": max(0, len(duties) - VERDICTS_MAX),
    }


def _duty(duty: Duty, node: Node, lang: Lang) -> dict[str, object]:
    verdict, judged = duty.verdict, duty.judged
    text = Wordings(node.truth.state).verdict(
        verdict, duty.running.rule, node.truth, lang, is_missed=duty.is_missed
    )
    return {
        "duty": duty.id,
        "verdict": duty.digest,
        "clause": duty.clause,
        "key": {bound.name: bound.value for bound in verdict.key},
        "at_ms": verdict.at_ms,
        "due_ms": verdict.due_ms,
        "outcome": duty.outcome.replace("-", "_"),
        "is_final": duty.digest is not None,
        "logged_by": list(duty.logged_by),
        "waits_for": {each.party: each.since_ms for each in duty.waits_for},
        "anchor": list(verdict.anchor),
        "witness": None if verdict.witness is None else list(verdict.witness),
        "text": text,
        "is_contested": duty.is_contested,
        "contests": [
            {
                "contest": contest.record,
                "party": party,
                "at_ms": contest.at_ms,
                "reason": contest.reason,
                "stands": contest.stands,
                "answers": {
                    other: {"answer": answer.answer, "text": answer.text, "at_ms": answer.at_ms}
                    for other, answer in sorted(contest.answers.items())
                },
            }
            for party, contest in sorted(judged.contests.items() if judged else ())
        ],
    }


def _found(found: Found, wordings: Wordings) -> dict[str, object]:
    return {
        "kind": found.kind,
        "text": found.text,
        "clause": found.clause,
        "timeline": _steps(found.timeline, wordings),
    }


def _steps(timeline: Timeline | None, wordings: Wordings) -> object:
    return msgspec.to_builtins(wordings.steps(timeline, "en")) if timeline else None


HANDLERS = (check, compliance)
