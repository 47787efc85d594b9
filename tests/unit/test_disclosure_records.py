"""What may be disclosed, opened, refused and looked into: at random, in both verifiers, in any order of arrival."""

import base64
import random
from collections import Counter

import pytest

from safeconduct.disclosure.reduce import DISCLOSURES
from safeconduct.joint import new_fold
from safeconduct.state.entry import Entry
from tests.disclosed import KINDS, Disclosed
from tests.second import ROOT, answers

WORLDS = 16


def folded(world):
    fold = new_fold()
    fold.add([*world.host.entries, *world.company.entries])
    return fold


@pytest.mark.skipif(not (ROOT / "node_modules/esbuild").exists(), reason="node_modules is not here: run `npm ci`")
def test_both_verifiers_refuse_the_same():
    worlds = [Disclosed(random.Random(seed)) for seed in range(WORLDS)]
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
    assert set(KINDS) <= set(stood), f"never taken: {set(KINDS) - set(stood)}"
    assert len(reasons) > 25, "too few ways to go wrong"


def test_any_order_of_arrival_gives_one_state():
    for seed in range(6):
        world, rng = Disclosed(random.Random(seed)), random.Random(seed)
        state = folded(world).state.of(DISCLOSURES)
        fold, left = new_fold(), [list(world.host.entries), list(world.company.entries)]
        while any(left):
            log = rng.choice([each for each in left if each])
            count = rng.randint(1, 9)
            fold.add(log[:count])
            del log[:count]
        assert fold.state.of(DISCLOSURES) == state, f"seed {seed}"
