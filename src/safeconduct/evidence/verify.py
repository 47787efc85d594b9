"""Verifying a pack: by replay, from its bytes alone, without trust in whoever made it."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from safeconduct.accord.reduce import ACCORD
from safeconduct.joint import verdict_digest
from safeconduct.protocol.explain import moment_s
from safeconduct.protocol.reduce import VERDICTS
from safeconduct.protocol.verdict import Status
from safeconduct.records.clause import ProtocolContent
from safeconduct.state.bracket import Bracket
from safeconduct.state.placed import Placed

from .archive import PackRefused
from .claim import Claimed, LateClaim, NothingToClaim, claim_again, duty_of
from .finding import Finding, KeyPrint, Report, broken, holds, notice
from .groups import check_groups
from .heads import check_heads
from .observations import check_observations
from .pack import Pack, folder
from .replay import Replay
from .seals import Trust, check_seals, key_prints
from .select import cosigned, texts
from .summary import claim_lines, contests_of
from .told import act
from .unpack import unpack

__all__ = ["Trust", "verify"]

_SHOWN_MAX: Final = 20
"""Of each kind of notice; the rest is counted."""


def verify(pack: bytes, trust: Trust | None = None) -> Report:
    """What can be said of those bytes. Never raises for anything in them: damage is a finding.

    trust: keys and copies that the verifier holds already. Without it the keys come from the pack itself.
    """
    try:
        contents = unpack(pack)
    except PackRefused as refused:
        return Report(False, None, (), (broken(refused.what, refused.where, refused.next_step),), ())
    keys = key_prints(contents.policy, trust)
    findings = [*check_seals(contents, trust)]
    if _is_broken(findings):
        return Report(False, contents.claim, (), tuple(findings), keys)
    replay = Replay({log.origin: log.entries for log in contents.logs})
    findings += check_heads(contents, replay)
    findings += _records(contents, replay)
    findings += _claim(contents, replay)
    findings += _files(contents, replay)
    findings += check_observations(contents, replay)
    findings += check_groups(contents, replay)
    findings += _keys(keys, trust)
    words = tuple(claim_lines(replay, contents.claim.claimed))
    return Report(not _is_broken(findings), contents.claim, words, tuple(findings), keys)


def _is_broken(findings: Iterable[Finding]) -> bool:
    return any(finding.level == "broken" for finding in findings)


def _records(contents: Pack, replay: Replay) -> Iterator[Finding]:
    """What does not count, and why."""
    refused = [placed for placed in replay.fold.order if placed.entry.id in replay.state.refused]
    for placed in refused:
        if placed.entry.index == 0:
            yield broken(f"the first record does not hold: {_reason(replay, placed)}", _where(placed))
    for origin in replay.logs:
        if replay.end(origin) and not replay.fold.placed(origin):
            yield broken(
                "the first record has seen what is not in the pack, so nobody can judge it",
                f"{folder(origin)}/entries, entry 0",
            )
    count = len(replay.fold.order)
    unsigned = sum("signature does not hold" in _reason(replay, placed) for placed in refused)
    yield holds(f"{count - unsigned} of {count} records carry a good signature by an enrolled key")
    yield from _some(notice(f"does not count: {_reason(replay, each)}", _where(each)) for each in refused)
    yield from _some(
        notice(
            f"is no record that this version knows: {blank.reason}",
            f"{folder(blank.log)}/entries, entry {blank.index}",
        )
        for blank in replay.blanks
    )
    for origin, entries in replay.logs.items():
        end = replay.end(origin)
        if end > (placed_to := replay.fold.placed(origin)):
            yield notice(
                f"the last {end - placed_to} entries have seen what is not in the pack, and are not judged",
                folder(origin),
            )
        if len(entries) > end:
            yield notice(
                f"this log ends at {end} records: the {len(entries) - end} after it do not count", folder(origin)
            )
    late = [
        (placed, bracket)
        for placed in replay.fold.order
        if (bracket := replay.fold.bracket(placed)).is_late_entered and placed.entry.id not in replay.state.refused
    ]
    yield from _some(notice(_late(replay, placed, bracket), _where(placed)) for placed, bracket in late)
    excluded = replay.records(replay.judgement.excluded)
    yield from _some(
        notice("is dated back behind a promise of its own log to be complete, and does not count", _where(placed))
        for placed in excluded
    )
    yield from _verdicts_logged(replay)
    yield from _unjudged(replay)


def _late(replay: Replay, placed: Placed, bracket: Bracket) -> str:
    return (
        f"late-entered: {act(replay, placed)} claims {moment_s(bracket.claimed_ms)}, proven not before "
        f"{moment_s(bracket.not_before_ms)}"
    )


def _verdicts_logged(replay: Replay) -> Iterator[Finding]:
    """A node that logged a verdict which replay does not give has judged by something else than the records."""
    given = {verdict_digest(verdict) for _, verdict in replay.judgement.verdicts()}
    other = [judged for digest, judged in replay.state.of(VERDICTS).verdicts.items() if digest not in given]
    yield from _some(
        notice(
            f"the node of {', '.join(sorted(judged.by))} logged a verdict ({judged.verdict.status}) that these "
            f"records do not give",
            ", ".join(f"record {record[:16]}" for _, record in sorted(judged.by.items())),
        )
        for judged in sorted(other, key=lambda each: each.verdict.verdict)
    )


def _unjudged(replay: Replay) -> Iterator[Finding]:
    """Protocols in force that this version cannot judge."""
    judged = {running.clause for running in replay.judgement.in_force()}
    for clause in replay.state.of(ACCORD).in_force(replay.state.parties.members):
        if isinstance(clause.content, ProtocolContent) and clause.clause not in judged:
            yield notice(
                f"clause {clause.number} is in force, and this version cannot judge its rule", "accord.txt"
            )


def _claim(contents: Pack, replay: Replay) -> Iterator[Finding]:
    """The claim against what the records say."""
    claimed = contents.claim.claimed
    if contents.claim.by not in replay.state.parties.parties:
        yield broken(f"{contents.claim.by} has no log in this pack", "claim.json")
    try:
        says = claim_again(replay, claimed)
    except NothingToClaim as error:
        yield broken(f"the claim is not confirmed: {error}", "claim.json")
        return
    if says != claimed:
        yield broken(f"the claim is not what the records say: {_difference(claimed, says)}", "claim.json")
        return
    yield holds("replaying the logs gives exactly what is claimed", "claim.json")
    if isinstance(claimed, LateClaim):
        return
    verdict = replay.judgement.verdict(duty) if (duty := duty_of(claimed)) else None
    if verdict is not None and verdict.status is Status.PENDING:
        yield notice(
            f"provisional: the logs are complete up to {moment_s(max(replay.judgement.watermark_ms, 0))} only; "
            f"a record that changes this may be on its way",
            "claim.json",
        )
    for party, contest in contests_of(replay, claimed):
        if contest.stands:
            yield notice(
                f"{party} contests this verdict: its reason, and the answers, stand beside it in summary.txt",
                f"record {contest.record[:16]}",
            )
    for placed in replay.records((*verdict.anchor, *(verdict.witness or ()))) if verdict else ():
        if replay.fold.bracket(placed).not_after_ms is None:
            yield notice("is cosigned by nobody else yet: its own party could still replace it", _where(placed))


def _difference(claimed: Claimed, says: Claimed) -> str:
    for name, mine, theirs in zip(
        claimed.__struct_fields__, msgspec.structs.astuple(claimed), msgspec.structs.astuple(says), strict=False
    ):
        if mine != theirs:
            return f"{name} is claimed as {_short(mine)}, by the records it is {_short(theirs)}"
    return "it is another kind of claim"


def _short(value: object) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 120 else f"{text[:117]}..."


def _files(contents: Pack, replay: Replay) -> Iterator[Finding]:
    """Whatever is readable in the pack is written again from the logs, and must be the same."""
    again = texts(contents, replay)
    for name in sorted(again.keys() | contents.texts.keys()):
        if contents.texts.get(name) != again.get(name):
            yield broken("is not what this version writes from the logs: a word of it was changed", name)
    for log, keys in zip(contents.logs, contents.policy.logs, strict=True):
        if cosigned(log.checkpoint, keys, contents.policy, replay) != log.checkpoint:
            yield broken("carries other signatures than the logs record", f"{folder(log.origin)}/checkpoint")


def _keys(keys: Iterable[KeyPrint], trust: Trust | None) -> Iterator[Finding]:
    if trust is None:
        yield notice(
            "the keys come from the pack itself: compare the fingerprints with what each party told you",
            "policy.json",
        )
    else:
        yield holds(f"the keys of {', '.join(key.party for key in keys)} are those that you hold", "policy.json")


def _some(found: Iterable[Finding]) -> Iterator[Finding]:
    everything = list(found)
    yield from everything[:_SHOWN_MAX]
    if len(everything) > _SHOWN_MAX:
        yield notice(f"{len(everything) - _SHOWN_MAX} more of the same kind")


def _reason(replay: Replay, placed: Placed) -> str:
    return replay.state.refused.get(placed.entry.id, "")


def _where(placed: Placed) -> str:
    return f"{folder(placed.entry.log)}/entries, entry {placed.entry.index}"
