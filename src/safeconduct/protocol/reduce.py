"""Verdicts that the parties' monitors have reached and logged, and what the parties say against them."""

from typing import Final

import immutables
import msgspec

from safeconduct.records.contest import Reply, VerdictAnswered, VerdictContested
from safeconduct.records.units import Digest, KeyId, Ms, PartyId, RecordId
from safeconduct.records.verdict import VerdictReached
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal


class Answer(msgspec.Struct, frozen=True):
    """What a party says to a contest. A later answer of the same party takes its place."""

    answer: Reply
    text: str
    by: KeyId
    at_ms: Ms
    record: RecordId


class Contest(msgspec.Struct, frozen=True):
    """One party's objection to one verdict, and the answers to it."""

    reason: str
    by: KeyId
    at_ms: Ms
    record: RecordId
    answers: immutables.Map[PartyId, Answer] = immutables.Map()

    @property
    def stands(self) -> bool:
        """Whether the party that raised it still holds it. Only that party can withdraw it."""
        return all(answer.answer != "withdrawn" for answer in self.answers.values())


class Judged(msgspec.Struct, frozen=True):
    """One verdict, which parties' nodes have logged the very same, and who contests it."""

    verdict: VerdictReached
    by: immutables.Map[PartyId, RecordId] = immutables.Map()
    contests: immutables.Map[PartyId, Contest] = immutables.Map()

    @property
    def is_contested(self) -> bool:
        """Whether any contest stands, answered or not."""
        return any(contest.stands for contest in self.contests.values())


class Verdicts(msgspec.Struct, frozen=True):
    """All final verdicts in the logs."""

    verdicts: immutables.Map[Digest, Judged] = immutables.Map()
    contests: immutables.Map[RecordId, tuple[Digest, PartyId]] = immutables.Map()
    """Which verdict each contest is about, and whose it is."""


def _reduce(verdicts: Verdicts, placed: Placed, parties: Parties) -> Verdicts | Refusal:
    match placed.entry.record.body:
        case VerdictReached() as body:
            return _reached(verdicts, placed, body)
        case VerdictContested() as body:
            return _contested(verdicts, placed, body)
        case VerdictAnswered() as body:
            return _answered(verdicts, placed, body)
        case _:
            return Refusal("not a verdict")


def _reached(verdicts: Verdicts, placed: Placed, body: VerdictReached) -> Verdicts | Refusal:
    judged = verdicts.verdicts.get(body.verdict, Judged(body))
    if judged.verdict != body:
        return Refusal("another verdict stands under that digest")
    by = judged.by.set(placed.entry.record.party, placed.entry.id)
    return _with(verdicts, msgspec.structs.replace(judged, by=by))


def _contested(verdicts: Verdicts, placed: Placed, body: VerdictContested) -> Verdicts | Refusal:
    record = placed.entry.record
    judged = verdicts.verdicts.get(body.verdict)
    if judged is None:
        return Refusal("no node has logged that verdict")
    before = judged.contests.get(record.party)
    if before is not None and before.stands:
        return Refusal("this party contests that verdict already: withdraw first, then give the new reason")
    contest = Contest(body.reason, record.by, record.at_ms, placed.entry.id)
    judged = msgspec.structs.replace(judged, contests=judged.contests.set(record.party, contest))
    contests = verdicts.contests.set(placed.entry.id, (body.verdict, record.party))
    return msgspec.structs.replace(_with(verdicts, judged), contests=contests)


def _answered(verdicts: Verdicts, placed: Placed, body: VerdictAnswered) -> Verdicts | Refusal:
    record = placed.entry.record
    digest, owner = verdicts.contests.get(body.contest, (None, None))
    if digest is None or owner is None:
        return Refusal("there is no such contest")
    judged = verdicts.verdicts[digest]
    contest = judged.contests[owner]
    if contest.record != body.contest or not contest.stands:
        return Refusal("that contest is withdrawn")
    if (body.answer == "withdrawn") != (record.party == owner):
        return Refusal("a contest is withdrawn by the party that raised it, and answered by the others")
    answer = Answer(body.answer, body.text, record.by, record.at_ms, placed.entry.id)
    contest = msgspec.structs.replace(contest, answers=contest.answers.set(record.party, answer))
    return _with(verdicts, msgspec.structs.replace(judged, contests=judged.contests.set(owner, contest)))


def _with(verdicts: Verdicts, judged: Judged) -> Verdicts:
    known = verdicts.verdicts.set(judged.verdict.verdict, judged)
    return msgspec.structs.replace(verdicts, verdicts=known)


VERDICTS: Final = Reducer(
    "verdicts",
    Verdicts(),
    frozenset({VerdictReached.TYPE, VerdictContested.TYPE, VerdictAnswered.TYPE}),
    _reduce,
)
