"""Desks, reports, risks and responses at random: the same refusals in both verifiers, in any order of arrival."""

import base64
import random
from collections import Counter

import pytest

from safeconduct.joint import new_fold
from safeconduct.records.record import BODIES
from safeconduct.response.reduce import RESPONSES
from safeconduct.risk.reduce import RISKS
from safeconduct.state.entry import Entry
from safeconduct.voice.reduce import VOICES
from tests.responded import Responded
from tests.second import ROOT, answers

WORLDS = 16
KINDS = VOICES.handles | RISKS.handles | RESPONSES.handles


def folded(world):
    fold = new_fold()
    fold.add([*world.host.entries, *world.company.entries])
    return fold


@pytest.mark.skipif(not (ROOT / "node_modules/esbuild").exists(), reason="node_modules is not here: run `npm ci`")
def test_both_verifiers_refuse_the_same():
    worlds = [Responded(random.Random(seed)) for seed in range(WORLDS)]
    logs = [
        {side.origin: [base64.b64encode(raw).decode() for raw in side.raw] for side in (w.host, w.company)}
        for w in worlds
    ]
    stood, reasons = Counter(), Counter()
    for seed, (world, theirs) in enumerate(zip(worlds, answers("--fold", logs), strict=True)):
        state = folded(world).state
        assert dict(theirs["refused"]) == dict(state.refused), f"seed {seed}"
        reasons.update(state.refused.values())
        entries = [each for side in (world.host, world.company) for each in side.entries if isinstance(each, Entry)]
        stood.update(each.record.type for each in entries if each.id not in state.refused)
    assert set(stood) >= KINDS and set(BODIES) >= KINDS, f"never taken: {KINDS - set(stood)}"
    assert len(reasons) > 35, "too few ways to go wrong"


def test_any_order_of_arrival_gives_one_state():
    for seed in range(6):
        world, rng = Responded(random.Random(seed)), random.Random(seed)
        state = folded(world).state
        fold, left = new_fold(), [list(world.host.entries), list(world.company.entries)]
        while any(left):
            log = rng.choice([each for each in left if each])
            count = rng.randint(1, 9)
            fold.add(log[:count])
            del log[:count]
        for reducer in (VOICES, RISKS, RESPONSES):
            assert fold.state.of(reducer) == state.of(reducer), f"seed {seed}"
