"""Secret fields that records commit to: which of them a claim is about, and what of them is shown.

A group is about a claim where its subject is the thing in the duty's key (`movement/m1`), or the object of a record
that the duty rests on, or of the late record itself.
"""

from collections.abc import Iterator
from typing import Final

from safeconduct.protocol.explain import moment_s
from safeconduct.records.units import Digest, PartyId
from safeconduct.state.content import CONTENTS, Committed
from safeconduct.wire import canonical

from .claim import Claimed, LateClaim, duty_of
from .finding import Finding, broken, holds, notice
from .pack import Pack
from .replay import Replay

SALT_BYTES: Final = 16
Groups = dict[Digest, tuple[PartyId, Committed]]


def groups_of(replay: Replay, claimed: Claimed) -> Groups:
    """The groups about that claim, by commitment; of one commitment of two parties the first."""
    subjects = _subjects(replay, claimed)
    found: Groups = {}
    for (party, digest), committed in sorted(replay.state.of(CONTENTS).committed.items(), key=lambda each: each[0]):
        if committed.subject in subjects:
            found.setdefault(digest, (party, committed))
    return found


def check_groups(contents: Pack, replay: Replay) -> Iterator[Finding]:
    """Each group that is shown against its commitment, and what became of the others."""
    for digest, (party, committed) in sorted(groups_of(replay, contents.claim.claimed).items()):
        what = f"{committed.group.group} of {committed.subject}"
        blob = contents.blobs.get(digest)
        if blob is None:
            yield notice(f"{what}, to which {party} committed, {_gone(replay, party, digest)}", _where(committed))
        elif _is_plain(blob[SALT_BYTES:]):
            yield holds(f"{what} is what {party} committed to", f"blobs/{digest}")
        else:
            yield broken(f"{what} is in no canonical spelling, so it could be read in two ways", f"blobs/{digest}")


def group_lines(contents: Pack, replay: Replay) -> list[str]:
    """For the summary."""
    return [
        f"{committed.group.group} of {committed.subject}, committed to by {party}, record {committed.record[:16]}: "
        + ("in this pack" if digest in contents.blobs else _gone(replay, party, digest))
        for digest, (party, committed) in sorted(groups_of(replay, contents.claim.claimed).items())
    ]


def _subjects(replay: Replay, claimed: Claimed) -> set[str]:
    if isinstance(claimed, LateClaim):
        return {placed.entry.record.object for placed in replay.records((claimed.record,))}
    verdict = replay.judgement.verdict(duty) if (duty := duty_of(claimed)) else None
    found = {f"{name}/{value}" for name, value in claimed.key.items()}
    rests_on = (*verdict.anchor, *(verdict.witness or ())) if verdict else ()
    return found | {placed.entry.record.object for placed in replay.records(rests_on)}


def _gone(replay: Replay, party: PartyId, digest: Digest) -> str:
    erased_ms = replay.state.of(CONTENTS).erased.get((party, digest))
    return "is withheld" if erased_ms is None else f"was erased by its retention date, {moment_s(erased_ms)}"


def _is_plain(content: bytes) -> bool:
    try:
        canonical.decode(content)
    except canonical.NotCanonical:
        return False
    return True


def _where(committed: Committed) -> str:
    return f"record {committed.record[:16]}"
