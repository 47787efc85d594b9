"""How records change boards, tasks, resources and reviews."""

from typing import Final

import msgspec

from safeconduct.records.fact import Fact
from safeconduct.records.meeting import Taken
from safeconduct.records.response import (
    BoardNoted,
    ResourcePlaced,
    ReviewDrafted,
    ReviewSigned,
    TaskDone,
    TaskSet,
    TaskTaken,
)
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal

from .response import Line, Resource, Responses, Review, Signature, Task

_replace: Final = msgspec.structs.replace


def _reduce(now: Responses, placed: Placed, parties: Parties) -> Responses | Refusal:
    entry, record = placed.entry, placed.entry.record
    match record.body:
        case BoardNoted() as body:
            if body.happened_ms > record.at_ms:
                return Refusal("a board says what has happened, not what will")
            line = Line(entry.id, body.incident, record.party, record.by, body.text, body.happened_ms, record.at_ms)
            return _replace(now, lines=now.lines.set(entry.id, line))
        case ResourcePlaced() as body:
            placed_ = Resource(
                body.resource, record.party, body.incident, body.what, body.count, body.place, record.at_ms
            )
            return _replace(now, resources=now.resources.set((record.party, body.resource), placed_))
        case TaskSet() as body:
            return _set(now, placed, body, parties)
        case TaskTaken() as body:
            return _taken(now, placed, body)
        case TaskDone() as body:
            return _done(now, placed, body)
        case ReviewDrafted() as body:
            return _drafted(now, placed, body, parties)
        case ReviewSigned() as body:
            return _signed(now, placed, body)
        case _:
            return Refusal("not about a response")


def _set(now: Responses, placed: Placed, body: TaskSet, parties: Parties) -> Responses | Refusal:
    record, known = placed.entry.record, now.tasks.get(body.task)
    if body.owner not in parties.parties:
        return Refusal(f"the owner {body.owner} is no party")
    if known is not None and (known.set_by != record.party or known.review is not None):
        return Refusal(f"there is a task {body.task} already")
    if known is not None and known.done_ms is not None:
        return Refusal(f"the task {body.task} is done already")
    taken_ms = record.at_ms if body.owner == record.party else None
    task = Task(body.task, body.incident, body.text, body.owner, body.due_ms, record.party, None, taken_ms)
    return _with_task(now, task)


def _taken(now: Responses, placed: Placed, body: TaskTaken) -> Responses | Refusal:
    record, task = placed.entry.record, now.tasks.get(body.task)
    if task is None or task.owner != record.party or task.review is not None:
        return Refusal(f"no task {body.task} was set for {record.party}")
    if body.due_ms != task.due_ms:
        return Refusal("the task has another time by now")
    if task.taken_ms is not None:
        return Refusal(f"the task {body.task} is taken already")
    return _with_task(now, _replace(task, taken_ms=record.at_ms))


def _done(now: Responses, placed: Placed, body: TaskDone) -> Responses | Refusal:
    record, task = placed.entry.record, now.tasks.get(body.task)
    if task is None or task.owner != record.party or task.taken_ms is None:
        return Refusal(f"{record.party} has taken on no task {body.task}")
    if task.done_ms is not None:
        return Refusal(f"the task {body.task} is done already")
    return _with_task(now, _replace(task, done_ms=record.at_ms, done_note=body.note))


def _drafted(now: Responses, placed: Placed, body: ReviewDrafted, parties: Parties) -> Responses | Refusal:
    known, names = now.reviews.get(body.review), [finding.action for finding in body.findings]
    if known is not None and known.draft.incident != body.incident:
        return Refusal(f"the review {body.review} is one of {known.draft.incident}")
    if len(set(names)) != len(names):
        return Refusal("two actions of this review have one name")
    if any(finding.owner not in parties.parties for finding in body.findings):
        return Refusal("an action belongs to somebody who is no party")
    taken = (now.tasks.get(name) for name in names)
    if any(task is not None and task.review != body.review for task in taken):
        return Refusal("an action has the name of a task that there is already")
    record = placed.entry.record
    review = Review(body.review, body, placed.entry.id, record.party, record.at_ms)
    return _replace(now, reviews=now.reviews.set(body.review, review))


def _signed(now: Responses, placed: Placed, body: ReviewSigned) -> Responses | Refusal:
    record, review = placed.entry.record, now.reviews.get(body.review)
    if review is None or body.draft != review.draft_id:
        return Refusal("the draft that was signed is not the one that stands")
    own = review.own(record.party)
    if body.takes != tuple(Taken(each.action, each.due_ms) for each in own):
        return Refusal("the signature takes on other actions than the draft gives to " + record.party)
    if any(each.line > len(review.draft.findings) for each in body.reservations):
        return Refusal("a reservation on a finding that the review does not have")
    tasks = now.tasks
    for each in own:
        known = tasks.get(each.action)
        if known is not None and known.review != review.review:
            return Refusal("an action has the name of a task that there is already")
        task = Task(each.action, review.draft.incident, each.todo, each.owner, each.due_ms,
                    review.drafted_by, review.review, record.at_ms)  # fmt: skip
        if known is not None and known.done_ms is not None:
            task = _replace(task, done_ms=known.done_ms, done_note=known.done_note)
        tasks = tasks.set(each.action, task)
    signature = Signature(body.draft, record.by, record.at_ms, body.reservations)
    signed = _replace(review, signatures=review.signatures.set(record.party, signature))
    return _replace(now, tasks=tasks, reviews=now.reviews.set(review.review, signed))


def _with_task(now: Responses, task: Task) -> Responses:
    return _replace(now, tasks=now.tasks.set(task.task, task))


def _facts(placed: Placed) -> tuple[Fact, ...]:
    """As of a meeting's actions, so that one rule rings for both; the name says which it is."""
    record = placed.entry.record
    match record.body:
        case TaskSet(task=task, owner=owner, due_ms=due_ms) if owner == record.party:
            return (Fact(record.at_ms, "action_taken", (f"task/{task}", due_ms)),)
        case TaskTaken(task=task, due_ms=due_ms):
            return (Fact(record.at_ms, "action_taken", (f"task/{task}", due_ms)),)
        case ReviewSigned(takes=takes):
            return tuple(Fact(record.at_ms, "action_taken", (f"task/{each.action}", each.due_ms)) for each in takes)
        case TaskDone(task=task):
            return (Fact(record.at_ms, "action_done", (f"task/{task}",)),)
        case _:
            return ()


RESPONSES: Final = Reducer(
    "responses",
    Responses(),
    frozenset(
        {
            BoardNoted.TYPE,
            ResourcePlaced.TYPE,
            ReviewDrafted.TYPE,
            ReviewSigned.TYPE,
            TaskDone.TYPE,
            TaskSet.TYPE,
            TaskTaken.TYPE,
        }
    ),
    _reduce,
    _facts,
)
