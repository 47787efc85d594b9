"""Whether the observations that a pack discloses are those that were committed to, and what they show."""

from collections.abc import Iterator
from typing import Final

import msgspec

from safeconduct.protocol.explain import moment_s
from safeconduct.records.observation import Observation, Position, Sighting
from safeconduct.records.watch import FactsDerived, ObservationBatch
from safeconduct.state.content import CONTENTS
from safeconduct.state.placed import Placed

from .claim import duty_of
from .finding import Finding, broken, holds, notice
from .groups import groups_of
from .pack import Pack
from .replay import Replay
from .select import batches

SALT_BYTES: Final = 16
"""In front of each blob's content, so that a commitment to few possible contents cannot be guessed."""
_CONTENT: Final = msgspec.json.Decoder(tuple[Observation, ...])


def check_observations(contents: Pack, replay: Replay) -> Iterator[Finding]:
    """Each blob against the record that commits to it."""
    wanted = batches(replay, contents.claim.claimed)
    groups = groups_of(replay, contents.claim.claimed)
    seen: list[Observation] = []
    for digest in sorted(contents.blobs):
        if digest not in wanted and digest in groups:
            continue
        if digest not in wanted:
            yield broken("is not needed for this claim: more is disclosed than must be", f"blobs/{digest}")
            continue
        content = _read(contents.blobs[digest])
        reason = _differs(content, wanted[digest])
        if content is None or reason is not None:
            yield broken(f"is not what its record says: {reason}", f"blobs/{digest}")
        else:
            seen += content
    here, missing = len(wanted.keys() & contents.blobs.keys()), sorted(wanted.keys() - contents.blobs.keys())
    if wanted and here:
        yield holds(f"{here} of {len(wanted)} observation batches behind the duty are disclosed and match the log")
    for digest in missing:
        where, party = f"record {wanted[digest].entry.id[:16]}", wanted[digest].entry.record.party
        erased_ms = replay.state.of(CONTENTS).erased.get((party, digest))
        if erased_ms is None:
            yield notice(f"{party} committed to observations that are withheld", where)
        else:
            when = moment_s(erased_ms)
            yield notice(
                f"{party} committed to observations that were erased by their retention date, {when}", where
            )
    yield from _supported(contents, replay, seen)


def _read(blob: bytes) -> tuple[Observation, ...] | None:
    try:
        return _CONTENT.decode(blob[SALT_BYTES:])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def _differs(content: tuple[Observation, ...] | None, placed: Placed) -> str | None:
    body = placed.entry.record.body
    if content is None:
        return "it holds no observations"
    if not isinstance(body, ObservationBatch) or len(content) != body.count:
        return f"it holds {len(content)} observations"
    times = [each.t_ms for each in content]
    if (min(times), max(times)) != (body.from_ms, body.to_ms):
        return "its times are others"
    return None


def _supported(contents: Pack, replay: Replay, seen: list[Observation]) -> Iterator[Finding]:
    """Which facts of the duty an observation in the pack stands behind."""
    at = {(str(each.asset), each.t_ms): each for each in seen if isinstance(each, Position | Sighting)}
    duty = duty_of(contents.claim.claimed)
    verdict = replay.judgement.verdict(duty) if duty else None
    for placed in replay.records(verdict.anchor if verdict else ()):
        body = placed.entry.record.body
        for fact in body.facts if isinstance(body, FactsDerived) else ():
            found = at.get((str(fact.args[0]), fact.t_ms)) if fact.args else None
            if found is not None:
                by = f"sensor {found.sensor}" if isinstance(found, Sighting) else "a reported position"
                yield holds(
                    f"{by} saw {found.asset} at the very time of the fact {fact.name!r}",
                    f"record {placed.entry.id[:16]}",
                )
