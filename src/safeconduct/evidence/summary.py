"""The readable summary of a pack: who claims what; what was agreed, known, done, missed; what is not proven."""

import base64
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from safeconduct import joint
from safeconduct.accord.reduce import ACCORD
from safeconduct.ledger import checkpoint
from safeconduct.protocol import Status, Verdict, explain
from safeconduct.protocol.explain import moment_s, needs_all
from safeconduct.protocol.reduce import VERDICTS, Contest
from safeconduct.records.clause import ClausePosition, ClauseProposed, RuleLoaded
from safeconduct.records.log import LogCompleted
from safeconduct.records.units import Digest, Lang, PartyId
from safeconduct.state.logs import LOGS
from safeconduct.state.placed import Placed
from safeconduct.wire import note

from .accord_text import LANGS
from .claim import AlarmClaim, Claimed, LateClaim, RoomClaim, VerdictClaim, duty_of
from .groups import group_lines
from .pack import Pack, PackedLog
from .replay import Replay
from .told import act, key_text, party_name, plain, record_line

_LINES_MAX: Final = 60
_NOT_PROVEN: Final = (
    "Who made this pack. It is not signed and need not be: all that it shows is signed in the logs, or follows.",
    "That what a camera, a tracker or a person reported is true: a record shows who said what, and when.",
    "That something was not done. It shows that there is no record of it in logs that their own parties have "
    "declared complete.",
    "A time inside its bracket: between the two proven times there is only the word of who signed.",
    "That the keys belong to these parties: compare the fingerprints below with what each party told you itself.",
    "Who held a key in their hand: it shows which key signed, and for whom that key was enrolled.",
    "That records which nobody else has cosigned yet will stay: their own party could still show others another "
    "history. Each party's own mirror tells.",
)


class Line(msgspec.Struct, frozen=True):
    """One line of the summary. lang: of an explanation that stands there once in each language."""

    text: str
    lang: Lang | None = None


class Part(msgspec.Struct, frozen=True):
    """What stands under one heading."""

    title: str
    lines: tuple[Line, ...]


def summary_text(contents: Pack, replay: Replay, batches: Mapping[Digest, Placed]) -> str:
    """The whole text, in English; the explanation of the verdict also in Chinese and Urdu."""
    return "\n\n".join(map(_text, summary_parts(contents, replay, batches))) + "\n"


def summary_parts(contents: Pack, replay: Replay, batches: Mapping[Digest, Placed]) -> tuple[Part, ...]:
    """The summary by its headings, in the order of reading. Nothing in it steers how it is read."""
    claimed = contents.claim.claimed
    lead = (f"Made from the logs held by {party_name(replay, contents.claim.by)}.",
            "To check it without a node or a network: safeconduct verify FILE")  # fmt: skip
    return (
        _part("SAFECONDUCT EVIDENCE PACK", lead),
        _part("CLAIM", claim_lines(replay, claimed)),
        _part("AGREED", _agreed(replay, claimed)),
        _part("KNOWN", _known(replay, claimed)),
        _part("DONE", _done(replay, claimed)),
        _part("MISSED", _missed(replay, claimed)),
        _part("CONTESTED", _contested(replay, claimed)),
        _part("OBSERVATIONS", [*_observations(contents, batches), *group_lines(contents, replay)]),
        _part("LOGS", [line for log in contents.logs for line in _log(replay, log)]),
        _part("KEYS", [f"{keys.party}: {keys.fingerprint}" for keys in contents.policy.logs]),
        _part("WHAT THIS PACK DOES NOT PROVE", _NOT_PROVEN),
    )


def _part(title: str, lines: Iterable[str | Line]) -> Part:
    found = (line if isinstance(line, Line) else Line(line) for line in lines)
    return Part(title, tuple(Line(plain(line.text), line.lang) for line in found))


def _text(part: Part) -> str:
    lines = (f"{line.lang}: {line.text}" if line.lang else line.text for line in part.lines)
    return "\n  ".join((part.title, *lines))


def claim_lines(replay: Replay, claimed: Claimed) -> list[str]:
    """The claim in words."""
    match claimed:
        case VerdictClaim():
            return [
                f"{_clause(replay, claimed)}: the duty for {key_text(claimed.key)} that arose at "
                f"{moment_s(claimed.at_ms)} and was due at {moment_s(claimed.due_ms)} is {claimed.status} "
                f"by the records.",
                f"verdict {claimed.verdict}",
            ]
        case AlarmClaim():
            status = f"{claimed.status} by the records" if claimed.status else "not shown by the records"
            return [
                f"{_clause(replay, claimed)}: an alarm rang for {key_text(claimed.key)}, due at "
                f"{moment_s(claimed.due_ms)}; the duty behind it is {status}.",
                f"alarm {claimed.alarm}",
                *(_room(replay, room) for room in claimed.rooms),
            ]
        case LateClaim():
            return [
                f"A {claimed.type} of {party_name(replay, claimed.party)}, signed by "
                f"{replay.state.parties.name(claimed.by)}, claims {moment_s(claimed.claimed_ms)}; it is proven not "
                f"before {moment_s(claimed.not_before_ms)}: late-entered. It does not count as on time.",
                f"record {claimed.record}",
            ]


def _clause(replay: Replay, claimed: AlarmClaim | VerdictClaim) -> str:
    clause = replay.state.of(ACCORD).clauses.get(claimed.clause)
    return f"Clause {clause.number}, {clause.title}" if clause else f"Clause {claimed.clause}"


def _room(replay: Replay, room: RoomClaim) -> str:
    def at(t_ms: int | None) -> str:
        return moment_s(t_ms) if t_ms is not None else "no record of it"

    return (
        f"{party_name(replay, room.party)}: raised {at(room.raised_ms)}; acknowledged {at(room.acknowledged_ms)}; "
        f"resolved {at(room.resolved_ms)}"
    )


def _agreed(replay: Replay, claimed: Claimed) -> list[str]:
    if isinstance(claimed, LateClaim):
        return ["No clause is needed for this claim. What is in force is in accord.txt."]
    running = replay.judgement.running.get(claimed.rule)
    if running is None:
        return ["By the records the rule was never in force."]
    spans = ", ".join(
        f"from {moment_s(span.from_ms)} to {moment_s(span.to_ms) if span.to_ms is not None else 'now'}"
        for span in running.spans
    )
    kinds = (ClauseProposed, ClausePosition, RuleLoaded)
    about = [
        placed
        for placed in replay.fold.order
        if isinstance(body := placed.entry.record.body, kinds) and body.clause == running.clause
    ]
    return [f"The rule (rule.txt) was in force {spans}.", *_lines(replay, about)]


def _known(replay: Replay, claimed: Claimed) -> list[str]:
    if isinstance(claimed, LateClaim):
        return ["Whoever signed it had already seen:", *_lines(replay, _seen_by(replay, claimed))]
    verdict = _verdict(replay, claimed)
    if verdict is None:
        return ["Nothing beyond the records below."]
    return ["The duty arose by:", *_lines(replay, replay.records(verdict.anchor))]


def _seen_by(replay: Replay, claimed: LateClaim) -> list[Placed]:
    """The record that proves the earliest possible time: of another party's node, or the own log's promise."""
    late = replay.records((claimed.record,))
    for placed in replay.fold.order:
        entry, body = placed.entry, placed.entry.record.body
        for each in late:
            is_promise = isinstance(body, LogCompleted) and body.complete_to_ms == claimed.not_before_ms
            is_own = entry.log == each.entry.log and entry.index < each.entry.index and is_promise
            is_node = entry.log != each.entry.log and {"node"} == body.SIGNERS
            if is_own or (is_node and entry.record.at_ms == claimed.not_before_ms):
                return [placed]
    return []


def _done(replay: Replay, claimed: Claimed) -> list[str]:
    """Every record about the same vehicle or movement from the time the duty arose, whether it counts or not."""
    if isinstance(claimed, LateClaim):
        return _lines(replay, replay.records((claimed.record,)))
    key, since_ms = set(claimed.key.values()), _since_ms(replay, claimed)
    duty = duty_of(claimed)
    about = [
        placed
        for placed in replay.fold.order
        if placed.entry.record.at_ms >= since_ms
        and (
            getattr(placed.entry.record.body, "alarm", None) == duty
            or any(key.intersection(fact.args) for fact in joint.said(placed))
        )
    ]
    return _lines(replay, about) or ["There is no record of anything about it after the duty arose."]


def _missed(replay: Replay, claimed: Claimed) -> list[str | Line]:
    verdict = _verdict(replay, claimed)
    if isinstance(claimed, LateClaim):
        placed = replay.fold.find(claimed.record)
        what = act(replay, placed) if placed else "a record"
        return [f"At the time that it claims, this record could not have been signed yet: {what}."]
    if verdict is None:
        return ["By the records of this pack no such duty arose under a rule in force."]
    rule = replay.judgement.running[verdict.rule].rule
    facts = replay.facts((*verdict.anchor, *(verdict.witness or ())))
    if needs_all(rule, verdict.duty):
        facts = replay.facts_about({bound.value for bound in verdict.key})
    lines: list[str | Line] = [Line(explain(verdict, rule, replay.lexicon, lang, facts), lang) for lang in LANGS]
    if verdict.status is Status.PENDING and verdict.due_ms > replay.judgement.watermark_ms:
        lines.append("Provisional: not every log is complete past the due time; a record may be on its way.")
    return lines


def contests_of(replay: Replay, claimed: Claimed) -> list[tuple[PartyId, Contest]]:
    """Who contests the verdict of the claim, or did: by party."""
    digest = None if isinstance(claimed, LateClaim) else claimed.verdict
    judged = replay.state.of(VERDICTS).verdicts.get(digest) if digest else None
    return sorted(judged.contests.items()) if judged else []


def _contested(replay: Replay, claimed: Claimed) -> list[str]:
    """The verdict and what is said against it stand side by side; neither takes the other's place."""
    lines = []
    for party, contest in contests_of(replay, claimed):
        does = "contests" if contest.stands else "contested, and has withdrawn"
        lines.append(f"{party_name(replay, party)} {does} this verdict. It stands as the monitor gave it, beside:")
        answers = sorted(contest.answers.items())
        lines += _lines(replay, replay.records((contest.record, *(answer.record for _, answer in answers))))
    return lines or ["Nobody contests it."]


def _observations(contents: Pack, batches: Mapping[Digest, Placed]) -> list[str]:
    lines = [
        f"batch of {placed.entry.record.party}, record {placed.entry.id[:16]}: "
        + ("in this pack" if digest in contents.blobs else "withheld; the log holds its commitment")
        for digest, placed in sorted(batches.items())
    ]
    return lines or ["The claim rests on no observation batch."]


def _log(replay: Replay, log: PackedLog) -> list[str]:
    head = checkpoint.parse(note.read(log.checkpoint).text)
    beat = replay.state.of(LOGS).heartbeats.get(log.origin)
    upto = moment_s(beat.complete_to_ms) if beat else "no time yet"
    others = replay.state.parties.members - {PartyId(log.origin.split("/", 1)[0])}
    final = replay.state.of(LOGS).final_size(log.origin, others)
    return [
        f"{log.origin}: {head.size} records, root {base64.b64encode(head.root).decode()}",
        f"  declared complete to {upto}; {final} records are cosigned by every other party",
    ]


def _since_ms(replay: Replay, claimed: AlarmClaim | VerdictClaim) -> int:
    verdict = _verdict(replay, claimed)
    return verdict.at_ms if verdict else 0


def _verdict(replay: Replay, claimed: Claimed) -> Verdict | None:
    duty = duty_of(claimed)
    return replay.judgement.verdict(duty) if duty else None


def _lines(replay: Replay, placed: list[Placed]) -> list[str]:
    left = len(placed) - _LINES_MAX
    more = [f"... and {left} more; they are in the logs"] if left > 0 else []
    return [*(record_line(replay, each) for each in placed[:_LINES_MAX]), *more]
