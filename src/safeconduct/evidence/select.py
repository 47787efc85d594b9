"""The closure of a claim: what has to be in a pack so that a stranger can check it.

Every log is taken from its first entry up to the newest head held: "there is no record of" needs the complete
interval, and a time bracket needs all that was seen. Of observations only the batches that the duty's facts
rest on are disclosed, where they are held.
"""

from collections.abc import Callable, Collection, Sequence

import msgspec

from safeconduct.errors import BadInput, Untrusted
from safeconduct.ledger import checkpoint, cosignature
from safeconduct.records.fact import Fact
from safeconduct.records.log import LogCosigned
from safeconduct.records.units import Digest, PartyId
from safeconduct.records.watch import FactsDerived, ObservationBatch
from safeconduct.state.placed import Placed
from safeconduct.wire import note

from .accord_text import accord_text, rule_text
from .claim import Claim, Claimed, Wanted, duty_of, find
from .groups import groups_of
from .pack import Pack, PackedLog
from .policy import LogKeys, Policy, witness_vkeys
from .replay import Replay
from .summary import Part, summary_parts, summary_text


class HeldLog(msgspec.Struct, frozen=True):
    """A log as a node holds it: its keys, a signed note, and every entry below that head."""

    keys: LogKeys
    checkpoint: bytes
    entries: tuple[bytes, ...]


def select(
    by: PartyId,
    held: Sequence[HeldLog],
    wanted: Wanted,
    blob: Callable[[Digest], bytes | None],
    disclose: Collection[str] = (),
) -> Pack:
    """The pack for that claim. blob: salt and content of a digest, None where it is not held. disclose: the names
    of groups of secret fields to show; all others are withheld.

    Raises NothingToClaim. Whether the claim can be relied on is for `verify` to say.
    """
    logs = sorted(held, key=lambda log: log.keys.origin)
    replay = Replay({log.keys.origin: log.entries for log in logs})
    policy = Policy(tuple(log.keys for log in logs))
    claim = Claim(1, by, find(replay, wanted))
    shown = [digest for digest, (_, committed) in groups_of(replay, claim.claimed).items()
             if committed.group.group in disclose]  # fmt: skip
    wanted_blobs = (*batches(replay, claim.claimed), *shown)
    blobs = {digest: raw for digest in wanted_blobs if (raw := blob(digest)) is not None}
    contents = Pack(
        claim=claim,
        policy=policy,
        logs=tuple(
            PackedLog(log.keys.origin, cosigned(log.checkpoint, log.keys, policy, replay), log.entries)
            for log in logs
        ),
        blobs=blobs,
        texts={},
    )
    return msgspec.structs.replace(contents, texts=texts(contents, replay))


def texts(contents: Pack, replay: Replay) -> dict[str, str]:
    """The readable files, written from everything else in the pack."""
    found = {
        "accord.txt": accord_text(replay),
        "summary.txt": summary_text(contents, replay, batches(replay, contents.claim.claimed)),
    }
    rule = rule_text(replay, contents.claim.claimed)
    return found if rule is None else {**found, "rule.txt": rule}


def parts_of(contents: Pack) -> tuple[Part, ...]:
    """The summary of a pack, for print: written from the logs, like the text in it."""
    replay = Replay({log.origin: log.entries for log in contents.logs})
    return summary_parts(contents, replay, batches(replay, contents.claim.claimed))


def cosigned(raw: bytes, keys: LogKeys, policy: Policy, replay: Replay) -> bytes:
    """The note with the log's own signature, and those cosignatures on this very head that the logs record.

    A line that does not hold is left out: the record that has it is a finding of its own.
    """
    key = note.parse_key(keys.log_vkey)
    stripped = checkpoint.strip(raw, key)
    head = checkpoint.parse(note.read(stripped).text)
    vkeys = witness_vkeys(policy, replay.entries)
    for other in policy.logs:
        for placed in replay.fold.order:
            body = placed.entry.record.body
            if not isinstance(body, LogCosigned) or placed.entry.log != other.origin:
                continue
            if placed.entry.id in replay.state.refused:
                continue
            if (body.head.origin, body.head.size, body.head.root) != (keys.origin, head.size, head.root.hex()):
                continue
            stripped = _with(stripped, body.cosignature.encode(), vkeys[other.origin])
    return stripped


def _with(raw: bytes, line: bytes, vkeys: Sequence[str]) -> bytes:
    """The note with that line, where it holds under one of the keys."""
    for vkey in vkeys:
        try:
            more = cosignature.add(raw, line)
            cosignature.verify(more, note.parse_key(vkey))
        except (BadInput, Untrusted):
            continue
        return more
    return raw


def batches(replay: Replay, claimed: Claimed) -> dict[Digest, Placed]:
    """The observation batches that the facts of the claim's duty rest on, by the commitment to their content."""
    duty = duty_of(claimed)
    verdict = replay.judgement.verdict(duty) if duty else None
    if verdict is None:
        return {}
    key = {bound.value for bound in verdict.key}
    found: dict[Digest, Placed] = {}
    for placed in replay.records((*verdict.anchor, *(verdict.witness or ()))):
        body = placed.entry.record.body
        if isinstance(body, FactsDerived):
            for fact in body.facts:
                if key.intersection(fact.args):
                    found |= _behind(replay, placed, fact)
    return found


def _behind(replay: Replay, derived: Placed, fact: Fact) -> dict[Digest, Placed]:
    """Each earlier batch of the same log that spans the fact's time."""
    return {
        body.content: placed
        for placed in replay.fold.order
        if placed.entry.log == derived.entry.log
        and placed.entry.index < derived.entry.index
        and isinstance(body := placed.entry.record.body, ObservationBatch)
        and body.from_ms <= fact.t_ms <= body.to_ms
    }
