"""Whether the entries are what the logs' owners signed, and whether the keys are the right ones."""

from collections.abc import Iterator, Mapping

import msgspec

from safeconduct.errors import BadInput, Untrusted
from safeconduct.ledger import checkpoint, merkle
from safeconduct.ledger.entry import leaf_hash
from safeconduct.records.log import LogSucceeded
from safeconduct.records.party import PartyFounded
from safeconduct.records.units import Origin
from safeconduct.state.entry import Entry, party_of
from safeconduct.wire import note

from .finding import Finding, KeyPrint, broken, holds, notice
from .pack import Pack, PackedLog, folder
from .policy import LogKeys, Policy, keys_after, keys_of
from .replay import read


class Trust(msgspec.Struct, frozen=True):
    """What a verifier holds already: keys that each party told them, and the leaf hashes of their own copies."""

    policy: Policy
    leaves: Mapping[Origin, tuple[bytes, ...]]


def check_seals(contents: Pack, trust: Trust | None) -> Iterator[Finding]:
    """Keys against logs and trust; each log's entries against its signed checkpoint."""
    origins = [keys.origin for keys in contents.policy.logs]
    if origins != [log.origin for log in contents.logs]:
        yield broken("names other logs than the pack holds", "policy.json")
        return
    for log, keys in zip(contents.logs, contents.policy.logs, strict=True):
        yield _root(log, keys)
        yield from _first(log, keys, contents)
        if trust is not None:
            yield from _trusted(log, keys, trust)


def key_prints(policy: Policy, trust: Trust | None) -> tuple[KeyPrint, ...]:
    """Each log's founder, to compare."""
    return tuple(
        KeyPrint(
            keys.origin, keys.party, keys.fingerprint, trust is not None and trust.policy.of(keys.origin) == keys
        )
        for keys in policy.logs
    )


def _root(log: PackedLog, keys: LogKeys) -> Finding:
    where = f"{folder(log.origin)}/checkpoint"
    try:
        head = checkpoint.open_checkpoint(log.checkpoint, note.parse_key(keys.log_vkey), log.origin)
    except (BadInput, Untrusted) as error:
        return broken(f"the signed head does not hold: {error}", where)
    if head.extensions:
        return broken("the signed head has extension lines, which logs of parties never have", where)
    if head.size != len(log.entries):
        return broken(f"signs {head.size} entries, the pack holds {len(log.entries)}", where)
    if merkle.root_of([leaf_hash(raw) for raw in log.entries]) != head.root:
        return broken(
            "the entries do not give the root that the log's owner signed: one of them was changed",
            f"{folder(log.origin)}/entries",
        )
    return holds(f"{head.size} entries of {log.origin} give the root that {keys.party} signed", where)


def _first(log: PackedLog, keys: LogKeys, contents: Pack) -> Iterator[Finding]:
    """The first record names all keys, and is signed by the founder, or by whom the founder let sign."""
    where = f"{folder(log.origin)}/entries"
    first = read(log.origin, 0, log.entries[0]) if log.entries else None
    said: LogKeys | None = None
    if isinstance(first, Entry) and isinstance(first.record.body, PartyFounded):
        said = keys_of(log.origin, first.record.body)
    elif isinstance(first, Entry) and isinstance(first.record.body, LogSucceeded):
        old = first.record.body.old
        before = contents.policy.of(old.origin)
        held = next((len(each.entries) for each in contents.logs if each.origin == old.origin), -1)
        if before is None or held < old.size:
            yield broken(f"goes on after {old.size} records of {old.origin}, which the pack does not hold", where)
            return
        said = keys_after(before, log.origin, first.record.body)
    if said is None:
        yield broken("the log begins neither with the founding of its party nor with a new epoch", where)
    elif said != keys or keys.party != party_of(log.origin):
        yield broken(f"gives other keys for {log.origin} than that log's own first record", "policy.json")
    else:
        try:
            note.parse_key(keys.witness_vkey)
        except BadInput as error:
            yield broken(f"the witness key of {keys.party} cannot be read: {error}", "policy.json")


def _trusted(log: PackedLog, keys: LogKeys, trust: Trust) -> Iterator[Finding]:
    where = folder(log.origin)
    known = trust.policy.of(log.origin)
    if known is None:
        yield broken(f"{log.origin} is a log that you have not admitted", where, "ask its party for an invitation")
        return
    if known != keys:
        yield broken(
            f"the keys of {log.origin} are not those that you hold",
            "policy.json",
            f"compare over the telephone: yours {known.fingerprint}, the pack's {keys.fingerprint}",
        )
        return
    held = trust.leaves.get(log.origin, ())
    here = [leaf_hash(raw) for raw in log.entries[: len(held)]]
    differs = next((index for index, pair in enumerate(zip(held, here, strict=False)) if pair[0] != pair[1]), None)
    if differs is not None:
        yield broken(
            f"entry {differs} is another one than in your own copy: {keys.party} signed two histories",
            where,
            "keep both, and call that party's duty officer",
        )
    elif len(here) < len(log.entries):
        yield notice(
            f"your own copy ends after {len(here)} of {len(log.entries)} entries, and agrees so far", where
        )
    else:
        yield holds(f"all {len(here)} entries are as in your own copy", where)
