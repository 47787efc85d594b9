"""Runs tests/vectors/dispatch: mandates, requests that are consented to, and whom a live grant covers at last."""

import asyncio
import tomllib
from pathlib import Path

import pytest

from safeconduct.accord.meaning import meaning
from safeconduct.accord.reduce import ACCORD
from safeconduct.errors import Denied
from tests.sim.pair import Pair

VECTORS = sorted(Path(__file__).parents[1].joinpath("vectors/dispatch").glob("*.toml"))
KNOWN = {"catches", "mandates", "dispatches", "suspended", "narrowed", "denied", "at_h", "live"}
HOUR = 3_600_000


async def agree(pair: Pair, clause: str, number: int, at_most: int | None) -> None:
    content = {"kind": "mandate", "act": "be_present", "party": "company", "role": "security", "on": ["site/works"],
               "at_most": at_most}  # fmt: skip
    await pair.host.act("clause.proposed/1", clause=clause, number=number, title=clause, content=content)
    await pair.sync()
    digest = meaning(pair.host.node.truth.state.of(ACCORD).clauses[clause].content)
    for side in pair.sides:
        await side.act("clause.position/1", clause=clause, meaning=digest, stand="agreed")
        await pair.sync()


async def ask(pair: Pair, each: dict, start_ms: int) -> None:
    times = {"from_ms": start_ms + each.get("from_h", 0) * HOUR, "to_ms": start_ms + each.get("to_h", 72) * HOUR}
    request = await pair.company.act(
        "dispatch.requested/1", dispatch=each["id"], mandate=each["mandate"], why="Escort", people="guards",
        count=each["count"], site="works", command="host", **times,
    )  # fmt: skip
    await pair.sync()
    await pair.host.act("dispatch.answered/1", dispatch=each["id"], request=request, consent="granted",
                        count=each.get("granted", each["count"]), **times)  # fmt: skip
    await pair.sync()
    await pair.company.act("dispatch.rostered/1", dispatch=each["id"], request=request, badges=each["badges"])
    if each.get("recalled"):
        await pair.company.act("dispatch.recalled/1", dispatch=each["id"], reason="Over.")
    await pair.sync()


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_whom_a_live_grant_covers(tmp_path, path):
    vector = tomllib.loads(path.read_text())
    assert not set(vector) - KNOWN and vector["catches"]

    pair = Pair(tmp_path)

    async def story() -> None:
        start_ms = pair.clock.ms
        for number, each in enumerate(vector["mandates"], start=1):
            await agree(pair, each["clause"], number, each.get("at_most"))
        for each in vector["dispatches"]:
            if (why := vector.get("denied", {}).get(each["id"])) is None:
                await ask(pair, each, start_ms)
                pair.clock.ms += 1_000  # who is granted first counts first
            else:
                with pytest.raises(Denied, match=why):
                    await ask(pair, each, start_ms)
        for clause, at_most in vector.get("narrowed", {}).items():
            await agree(pair, clause, 1, at_most)
        for clause in vector.get("suspended", []):
            known = pair.host.node.truth.state.of(ACCORD).clauses[clause]
            await pair.host.act(
                "clause.position/1", clause=clause, meaning=known.meaning, stand="refused", reason="No"
            )
            await pair.sync()
            pair.clock.ms = start_ms + vector["at_h"] * HOUR
            for side in pair.sides:
                await side.node.tick()
            for badge, dispatch in vector["live"].items():
                found = side.node.grants.covering(badge, "works", pair.clock.ms)
                assert (found.dispatch if found else "") == dispatch, (side.node.config.party, badge)

    asyncio.run(story())


def test_at_least_half_are_refused():
    live = [tomllib.loads(path.read_text())["live"].values() for path in VECTORS]
    assert sum("" in each for each in live) * 2 >= len(VECTORS)
