"""What `watch replay` prints."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from safeconduct.feeds import Names as FeedNames
from safeconduct.feeds.recording import BadLine
from safeconduct.protocol import Lexicon, Monitor, Verdict, explain, parse
from safeconduct.protocol.lexicon import PLAIN, NamedPlace, Names
from safeconduct.records.fact import Fact
from safeconduct.records.observation import Observation
from safeconduct.records.units import AssetId, Ms, Name, Origin, RecordId
from safeconduct.state.fact import Complete, Logged
from safeconduct.watch import PARAMETERS, WatchConfig

from .file import content_of

_LOG = Origin("watch/replay/1")


def observations_of(
    feed: str, file: Path, until_ms: Ms, names: FeedNames, asset: AssetId
) -> tuple[Sequence[Observation], Sequence[BadLine]]:
    """What stands in a recording, a disclosed batch, or the hours that a node has put away. Raises BadInput."""
    from safeconduct.feeds import recording

    if feed != "parquet":
        return recording.read(feed, content_of(file), until_ms, names, asset)
    from safeconduct.node.parquet import from_parquet

    files = sorted(file.glob("*.parquet")) if file.is_dir() else [file]
    return [seen for each in files for _, seen in from_parquet(content_of(each))], ()


def in_order(facts: Sequence[Fact], names: Mapping[str, str]) -> tuple[Fact, ...]:
    """By time; at one instant by the fact, then by the names that the file itself gives: the order that a reader
    can check without knowing ours."""

    def told(fact: Fact) -> tuple[int, str, tuple[str, ...]]:
        return fact.t_ms, fact.name, tuple(names.get(str(arg), str(arg)) for arg in fact.args)

    return tuple(sorted(facts, key=told))


def lines_of(facts: Sequence[Fact], names: Mapping[str, str]) -> Iterator[str]:
    """Facts for people."""
    for fact in facts:
        yield f"{fact.t_ms}  {fact.name}  {' '.join(names.get(str(arg), str(arg)) for arg in fact.args)}"


def judged(sentence: str, config: WatchConfig, facts: Sequence[Fact], until_ms: Ms) -> list[dict[str, Any]]:
    """What the sentence would have said over these facts: a verdict a duty, with its reason. Raises Misread.

    Places go by the names and ids that the site's file gives. There are no signed records here: a check that nobody
    recorded in the file did not happen.
    """
    places = [
        NamedPlace(zone.zone, Names(Name(name)))
        for zone in config.zones
        for name in dict.fromkeys((str(zone.name), f"the {zone.name}", f"the {zone.zone}"))
    ]
    lexicon = msgspec.structs.replace(PLAIN, places=tuple(places))
    rule = parse(sentence, lexicon)
    logged = [Logged(RecordId(f"{n:064x}"), _LOG, n, fact) for n, fact in enumerate(facts)]
    monitor = Monitor([rule], [_LOG])
    monitor.feed([*logged, Complete(_LOG, len(logged), until_ms)])
    return [_told(verdict, rule, lexicon, logged) for verdict in monitor.changes()]


def _told(verdict: Verdict, rule: Any, lexicon: Lexicon, logged: Sequence[Logged]) -> dict[str, Any]:
    because = [logged[int(record, 16)] for record in (*verdict.anchor, *(verdict.witness or ()))]
    return {
        "t_ms": verdict.at_ms,
        "verdict": verdict.status.value,
        "key": {bound.name: bound.value for bound in verdict.key},
        "due_ms": verdict.due_ms,
        "because": [_row(each.fact) for each in because],
        "text": explain(verdict, rule, lexicon, "en", logged),
    }


def _row(fact: Fact) -> dict[str, Any]:
    return {"t_ms": fact.t_ms, "fact": fact.name, **dict(zip(PARAMETERS[fact.name], fact.args, strict=True))}
