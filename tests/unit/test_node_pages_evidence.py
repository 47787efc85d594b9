"""Evidence: what is shown of each log, and packs taken from a running node."""

import asyncio

import pytest

from safeconduct.alarm.reduce import ALARMS
from safeconduct.errors import BadInput
from safeconduct.evidence import Wanted, verify
from safeconduct.node.pages.evidence import context
from safeconduct.node.pages.language import LANGS, translator
from safeconduct.node.pages.render import environment
from safeconduct.node.shelf import Shelf
from safeconduct.protocol.reduce import VERDICTS
from tests.sim.pair import Pair
from tests.unit.test_node_pair import agree_on_dwell, pickup_enters


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


async def rung(pair):
    await agree_on_dwell(pair)
    await pickup_enters(pair)
    await pair.pass_time(27)


def logs(side):
    return {each["origin"]: each for each in context(side.node, "en")["logs"]}


def test_each_log_says_how_far_it_is_complete_and_who_holds_it(pair):
    asyncio.run(rung(pair))
    host, company = pair.host.node, pair.company.node
    shown = logs(pair.host)
    own, other = shown[host.config.origin], shown[company.config.origin]
    assert next(iter(shown)) == host.config.origin, "our own log comes first"
    assert (own["state"], other["state"]) == ("whole", "whole")
    assert own["size"] == host.truth.log.size
    assert own["root"] == host.truth.log.root.hex()
    assert [each["party"] for each in own["holders"]] == ["Company"]
    assert 0 < own["final"] <= own["size"]


def test_a_log_without_a_sign_of_life_is_called_silent(pair):
    asyncio.run(rung(pair))
    pair.clock.ms += 181_000
    assert logs(pair.host)[pair.company.node.config.origin]["state"] == "silent"


def test_a_pack_taken_from_a_running_node_verifies_at_the_other(pair):
    async def taken():
        await rung(pair)
        (alarm,) = pair.host.node.truth.state.of(ALARMS).alarms
        (verdict,) = pair.host.node.truth.state.of(VERDICTS).verdicts
        packs = pair.host.node.packs
        with pytest.raises(BadInput):
            await packs.of(Wanted("alarm", "f" * 64))
        return await asyncio.gather(packs.of(Wanted("alarm", alarm)), packs.of(Wanted("verdict", verdict)))

    trust = Shelf(pair.company.node.folder.root).trust
    for raw in asyncio.run(taken()):
        assert verify(raw, trust()).is_verified


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_written_in_each_language(pair, lang):
    asyncio.run(rung(pair))
    frame = {"t": translator(lang), "lang": lang, "now_ms": pair.host.node.clock.now_ms(), "me": None}
    text = environment().get_template("evidence/board.html").render({**frame, **context(pair.host.node, lang)})
    assert text.count("data-log=") == 2
    assert text.count("data-pack=") == 1
