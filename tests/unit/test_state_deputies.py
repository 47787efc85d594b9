"""Deputies: vectors, and histories at random against the definition and the second verifier."""

import base64
import random
import tomllib
from pathlib import Path

import pytest

from safeconduct.joint import new_fold
from safeconduct.records.authority import AuthorityDelegated, AuthorityWithdrawn
from safeconduct.records.clause import ClausePosition
from safeconduct.records.dispatch import DispatchAnswered
from safeconduct.records.movement import MovementStopped
from safeconduct.records.party import OfficerEnrolled, OfficerRevoked
from safeconduct.records.units import KeyId, Name, PublicKey, Text
from tests.naive.deputies import Loan, Places
from tests.parties import Party, admit_each_other, at, signer
from tests.second import ROOT, answers

VECTORS = sorted((ROOT / "tests/vectors/authority").glob("*.toml"))
NODE = pytest.mark.skipif(not (ROOT / "node_modules/esbuild").exists(), reason="node_modules is not here: `npm ci`")


class World:
    """One party with officers by name, and another that has admitted it."""

    def __init__(self, officers: dict[str, list[str]]) -> None:
        self.host, self.company = Party("host"), Party("company")
        admit_each_other(self.host, self.company)
        self.keys = {"founder": self.host.founder, "company founder": self.company.founder}
        for name, roles in officers.items():
            self.enrol(name, roles, -30)

    def key(self, name: str):
        return self.keys.get(name) or signer(name)

    def id(self, name: str) -> KeyId:
        return KeyId(self.key(name).key_id)

    def enrol(self, name: str, roles: list[str], minute: float) -> None:
        key = self.keys[name] = signer(name)
        body = OfficerEnrolled(PublicKey(key.public), KeyId(key.key_id), Name(name), tuple(roles))
        self.host.add(body, self.host.founder, at(minute))

    def act(self, step: dict, number: int) -> str:
        body = self.body(step, number)
        tip = self.host.tips.get(body.about("host"))
        made = self.host.add(body, self.key(step["by"]), at(step["at"]))
        if "refused" in step and isinstance(body, AuthorityDelegated | AuthorityWithdrawn):
            self.host.tips[body.about("host")] = tip  # what does not stand is no predecessor
        return made

    def body(self, step: dict, number: int):
        match step:
            case {"lends": to}:
                return AuthorityDelegated(self.id(to), step["role"], at(step["from"]), at(step["to"]))
            case {"withdraws": of}:
                return AuthorityWithdrawn(self.id(of), step["role"], Text("Back."))
            case {"revokes": of}:
                return OfficerRevoked(self.id(of), Text("Left."))
            case {"stops": True}:
                return MovementStopped(f"m{number}", Text("Halt."))
            case {"stands": True}:
                return ClausePosition(f"c{number}", "0" * 64, "refused", Text("No."))
            case {"consents": True}:
                return DispatchAnswered(f"d{number}", "0" * 64, "granted", 1, at(0), at(9))
        raise AssertionError(f"a step that no runner knows: {step}")

    def refused(self) -> dict[str, str]:
        fold = new_fold()
        fold.add([*self.host.entries, *self.company.entries])
        return dict(fold.state.refused)

    def logs(self) -> dict[str, list[str]]:
        return {
            each.origin: [base64.b64encode(raw).decode() for raw in each.raw] for each in (self.host, self.company)
        }


def played(path: Path) -> tuple[World, list[tuple[dict, str]]]:
    vector = tomllib.loads(path.read_text())
    assert set(vector) == {"catches", "officers", "steps"} and vector["catches"]
    world, made = World(vector["officers"]), []
    for number, step in enumerate(vector["steps"]):
        if "complete_to" in step:
            world.host.beat(at(step["complete_to"]), at(step["at"]))
        else:
            made.append((step, world.act(step, number)))
    return world, made


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_who_may_act_in_whose_place(path):
    world, made = played(path)
    refused = world.refused()
    for step, record in made:
        reason = refused.get(record, "")
        if "stops" in step and "refused" not in step:
            assert "may not sign" not in reason, step  # there is no such movement, but the role is right
        elif "stands" in step and "refused" not in step:
            assert "there is no clause" in reason, step
        else:
            assert step.get("refused", "") in reason and bool(reason) == ("refused" in step), (step, reason)


def test_at_least_half_refuse_something():
    steps = [tomllib.loads(path.read_text())["steps"] for path in VECTORS]
    assert sum(any("refused" in step for step in each) for each in steps) * 2 >= len(VECTORS)


NAMES = ("ada", "ben", "cem", "dee", "eli")
ROLES = ("security", "liaison", "keeper", "operator")


def history(seed: int) -> tuple[World, dict[str, bool]]:
    """What people lent, took back and did at random; of each act whether the definition lets it stand."""
    rng = random.Random(seed)
    own = {name: sorted(rng.sample(ROLES, rng.choice((0, 0, 1, 2)))) for name in NAMES}
    world, expected = World(own), {}
    places = Places({**{name: set(roles) for name, roles in own.items()}, "founder": {"admin", "security"}})
    for minute in range(60):
        by, to, role = rng.choice((*NAMES, "founder")), rng.choice(NAMES), rng.choice(ROLES)
        start = rng.randrange(70)
        step = {"at": minute, "by": by, "role": role}
        kind = rng.choice(("lend", "lend", "lend", "take", "stop", "stop", "enrol"))
        if kind == "enrol" and rng.random() < 0.7:
            continue
        if kind == "enrol":
            roles = sorted(rng.sample(ROLES, rng.choice((0, 1))))
            world.enrol(to, roles, minute)
            places.own[to] = set(roles)
            continue
        if kind == "stop":
            signs = ("operator", "security", "liaison")
            stands = any(places.acts(by, each, minute) for each in signs)
            expected[world.act({**step, "stops": True}, minute)] = stands
            continue
        may = any(places.acts(by, each, minute) for each in ROLES)
        may |= kind == "take" and "admin" in places.own[by]
        if kind == "lend":
            loan = Loan(by, to, role, start, start + rng.randrange(-1, 40))
            ends = {each for other in places.loans for each in (other.start, other.end - 1, other.end)}
            stands = may and places.lend(loan, ends)
            step |= {"lends": to, "from": loan.start, "to": max(loan.end, 0)}
        else:
            stands = may and places.take_back(by, to, role)
            step |= {"withdraws": to}
        expected[world.act(step if stands else {**step, "refused": ""}, minute)] = stands
    return world, expected


def stands(reason: str | None) -> bool:
    return reason is None or reason.startswith(("there is no movement", "nobody has requested"))


@NODE
def test_histories_at_random_the_definition_and_both_verifiers():
    worlds = [history(seed) for seed in range(30)]
    worlds_of_vectors = [played(path)[0] for path in VECTORS]
    found = answers("--fold", [world.logs() for world in [*(world for world, _ in worlds), *worlds_of_vectors]])
    taken = 0
    for seed, (world, expected) in enumerate(worlds):
        refused = world.refused()
        assert found[seed]["refused"] == refused, seed
        for record, does in expected.items():
            assert stands(refused.get(record)) == does, (seed, refused.get(record))
            taken += does
    for world, told in zip(worlds_of_vectors, found[len(worlds) :], strict=True):
        assert told["refused"] == world.refused()
    assert taken > 100
