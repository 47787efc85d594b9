"""A short slice of a thousand negotiations, `make campaign-accord`; and the second verifier on the same logs."""

import base64

import pytest

from safeconduct.accord.reduce import ACCORD
from safeconduct.joint import running_of
from tests.campaign import accord
from tests.second import ROOT, answers


@pytest.mark.parametrize("seed", (0, 3))
def test_every_node_has_one_force_table_and_loses_no_act(seed):
    told, failures = accord.run([seed], 250, 40)
    assert not failures, "\n".join(failures)
    assert told["ClauseProposed"] > 40 and told["ClauseCountered"] > 5 and told["in force at the end"] > 3
    assert {told[kind] for kind in accord.NEVER} == {0}


def test_links_that_are_cut_make_rivals_and_all_of_them_are_shown():
    told, failures = accord.run(range(20, 24), 90, 8)
    assert not failures, "\n".join(failures)
    assert told["acts that came between"] > 0 and told["open rivals"] > 0


@pytest.mark.skipif(not (ROOT / "node_modules/esbuild").exists(), reason="node_modules is not here: run `npm ci`")
def test_the_second_verifier_reckons_the_same():
    worlds = [accord.one(seed, 110, 25)[0] for seed in (40, 43)]
    logs = [
        {room.party.origin: [base64.b64encode(raw).decode() for raw in room.party.raw] for room in world.rooms}
        for world in worlds
    ]
    for world, theirs in zip(worlds, answers("--fold", logs), strict=True):
        fold = world.rooms[0].fold
        state, members = fold.state, fold.state.parties.members
        assert theirs["refused"] == dict(state.refused)
        running = state.of(ACCORD).in_force(members)
        windows = {each.clause: (each.meaning, state.of(ACCORD).window(each, members)) for each in running}
        assert len(windows) > 2 and theirs["windows"] == {
            name: [digest, {"fromMs": window.from_ms, "toMs": window.to_ms}]
            for name, (digest, window) in windows.items()
        }
        spans = {
            digest: [each.is_in_force, [{"fromMs": span.from_ms, "toMs": span.to_ms} for span in each.spans]]
            for digest, each in running_of(fold.order, state).items()
        }
        assert spans and theirs["spans"] == spans
