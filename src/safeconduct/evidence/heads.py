"""What each log says of the others: heads seen, heads cosigned, parties admitted. Two that cannot both be true
are found here."""

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from safeconduct.errors import BadInput, Untrusted
from safeconduct.ledger import checkpoint, cosignature, merkle
from safeconduct.ledger.entry import leaf_hash
from safeconduct.records.log import Head, LogCosigned, LogSucceeded
from safeconduct.records.party import PartyAdmitted
from safeconduct.records.units import Origin
from safeconduct.state.entry import Entry
from safeconduct.wire import note

from .finding import Finding, broken, holds, notice
from .pack import Pack, folder
from .policy import keys_of, witness_vkeys
from .replay import Replay


def check_heads(contents: Pack, replay: Replay) -> Iterator[Finding]:
    """Every head that any record names, against the log that it is of."""
    entries = replay.entries
    named = [(entry, head) for entry in entries for head in _heads(entry)]
    roots = _roots(contents, (head for _, head in named))
    ends = {log: closed.size for log, closed in replay.state.parties.closed.items()}
    wrong = [
        finding for entry, head in named if (finding := _compare(entry, head, roots, contents, ends)) is not None
    ]
    yield from wrong
    if not wrong:
        yield holds(f"{len(named)} heads that one party saw of another's log are all on that log's one history")
    yield from _cosignatures(contents, entries)
    yield from _admissions(contents, entries)


def _heads(entry: Entry) -> tuple[Head, ...]:
    match entry.record.body:
        case LogCosigned(head=head) | LogSucceeded(old=head):
            return (*entry.record.seen, head)
        case _:
            return entry.record.seen


def _roots(contents: Pack, heads: Iterable[Head]) -> dict[tuple[Origin, int], str]:
    """The root of each log in the pack at each size that somebody named."""
    sizes: dict[Origin, set[int]] = {log.origin: set() for log in contents.logs}
    for head in heads:
        if head.origin in sizes:
            sizes[head.origin].add(head.size)
    found: dict[tuple[Origin, int], str] = {}
    for log in contents.logs:
        frontier = merkle.Frontier()
        for size in sorted(size for size in sizes[log.origin] if size <= len(log.entries)):
            frontier = frontier.extend(map(leaf_hash, log.entries[frontier.size : size]))
            found[log.origin, size] = frontier.root.hex()
    return found


def _compare(
    entry: Entry,
    head: Head,
    roots: Mapping[tuple[Origin, int], str],
    contents: Pack,
    ends: Mapping[Origin, int],
) -> Finding | None:
    where = f"{folder(entry.log)}/entries, entry {entry.index}"
    root = roots.get((head.origin, head.size))
    if root is not None:
        if root == head.root:
            return None
        if head.size > ends.get(head.origin, head.size):
            return notice(
                f"{entry.record.party} names a head of {head.origin} at size {head.size}, beyond the end of that "
                f"log, that is not on the history in this pack: neither counts",
                where,
            )
        return broken(
            f"{entry.record.party} names a head of {head.origin} at size {head.size} that is not on the history in "
            f"this pack: one of the two logs has been shown in two versions",
            where,
            "ask each party for its own copy of that log, and compare them",
        )
    if all(log.origin != head.origin for log in contents.logs):
        return notice(f"has seen {head.origin}, which is not in the pack: it and what follows is not judged", where)
    return notice(f"has seen more of {head.origin} than the pack holds: it and what follows is not judged", where)


def _cosignatures(contents: Pack, entries: Sequence[Entry]) -> Iterator[Finding]:
    count = failed = 0
    vkeys = witness_vkeys(contents.policy, entries)
    for entry in entries:
        body = entry.record.body
        if not isinstance(body, LogCosigned):
            continue
        count += 1
        reasons = [_cosignature(body, vkey) for vkey in vkeys.get(entry.log, ())]
        reason = None if None in reasons else (reasons or ["nobody named the key"])[0]
        if reason is not None:
            failed += 1
            yield broken(
                f"{entry.record.party} logged a cosignature that does not hold: {reason}",
                f"{folder(entry.log)}/entries, entry {entry.index}",
            )
    if count and not failed:
        yield holds(f"{count} cosignatures hold, each made at the time that its record says")
    if not count:
        yield notice(
            "no party has cosigned another's log: there is no time after which a record cannot have been made"
        )


def _cosignature(body: LogCosigned, witness_vkey: str) -> str | None:
    """Why the line is no cosignature of that head by that key at that time; None if it is."""
    root = base64.b64encode(bytes.fromhex(body.head.root)).decode()
    text = f"{body.head.origin}\n{body.head.size}\n{root}\n"
    try:
        checkpoint.parse(text)
        signed = cosignature.verify(f"{text}\n{body.cosignature}".encode(), note.parse_key(witness_vkey))
    except (BadInput, Untrusted) as error:
        return str(error)
    if signed.at_s != body.cosigned_ms // 1000:
        return "it was made at another time than the record says"
    return None


def _admissions(contents: Pack, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Whoever the packer has admitted must be in the pack: a log left out could hold the deed.

    Whom only another party has admitted is said, no more: nobody can spoil others' packs by inventing parties.
    """
    vkeys = witness_vkeys(contents.policy, entries)
    for entry in entries:
        body = entry.record.body
        if not isinstance(body, PartyAdmitted):
            continue
        where = f"{folder(entry.log)}/entries, entry {entry.index}"
        keys = contents.policy.of(body.origin)
        if keys is None:
            missing = f"{entry.record.party} has admitted {body.origin}, whose log is not in the pack"
            is_packer = entry.record.party == contents.claim.by
            yield broken(f"{missing}, so silence cannot be judged", where) if is_packer else notice(missing, where)
        elif all(msgspec.structs.replace(keys, witness_vkey=vkey) != keys_of(body.origin, body)
                 for vkey in vkeys[body.origin]):  # fmt: skip
            yield broken(f"{entry.record.party} admitted {body.party} with other keys than policy.json has", where)
