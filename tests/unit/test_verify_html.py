"""The second verifier, verify.html, an implementation of its own: the same answer to everything.

SAFECONDUCT_PACKS=5000 tries about that many packs; by default a few hundred.
"""

import json
import os
import random
import subprocess
from pathlib import Path

import msgspec
import pytest

from safeconduct.evidence import unpack
from safeconduct.joint import new_fold
from safeconduct.protocol.patterns import PATTERNS
from safeconduct.protocol.phrases import TEXTS
from safeconduct.protocol.words import EVENTS, NOUNS, STATES
from tests.acted import Acted
from tests.bent import BentBreach, packed
from tests.campaign import packs
from tests.ruled import Ruled, formula, sentence
from tests.second import ROOT, answers
from tests.unit.test_evidence_damage import SEALED, ZIPS, bent, changed
from tests.unit.test_evidence_pack import BREACH, WANTED, made

SHARED = Path("../shared/vectors")
PACKS = int(os.environ.get("SAFECONDUCT_PACKS", "300"))
MEMORY_BYTES_MAX = 320 * 2**20


@pytest.mark.parametrize("name", WANTED)
def test_good_packs(second, name):
    assert second.agrees(made(name))


@pytest.mark.parametrize("case", SEALED, ids=[case["catches"] for case in SEALED])
def test_sealed_again(second, case):
    assert second.agrees(changed(case)) == ("refused" not in case)


@pytest.mark.parametrize("case", ZIPS, ids=[case["catches"] for case in ZIPS])
def test_outer_form(second, case):
    assert not second.agrees(bent(case["how"]))


def test_mutated_packs(second):
    """A slice of the campaign: `make campaign-packs`."""
    told, failures = packs.run(PACKS // 2, 5_000_000, second)
    assert not failures, "\n".join(failures)
    assert len(told) >= 7, "the slice leaves out a kind of mutation"


def test_worlds_whose_parties_sign_what_they_should_not(second):
    original, verified = unpack(made("alarm")), 0
    for seed in range(PACKS // 12):
        rng = random.Random(seed)
        breach = BentBreach(seed, rng.choice((1, 1, 2, 5)))
        try:
            verified += second.agrees(packed(breach, original, rng))
        except AssertionError as error:
            raise AssertionError(f"world {seed}") from error
    assert verified * 10 >= PACKS // 12, "most worlds are nonsense: bend them less"


@pytest.mark.parametrize("pattern", PATTERNS, ids=[pattern.id for pattern in PATTERNS])
def test_rules_of_every_pattern(second, pattern):
    for seed in range(max(1, PACKS // 300)):
        rng = random.Random(f"{pattern.id} {seed}")
        for raw in Ruled(sentence(pattern, rng), rng).packs()[:4]:
            assert second.agrees(raw), f"seed {seed}"


def test_rules_in_the_formal_notation(second):
    packs = 0
    for seed in range(PACKS // 10):
        rng = random.Random(seed)
        for raw in Ruled(formula(rng), rng).packs()[:2]:
            packs += 1
            assert second.agrees(raw), f"seed {seed}"
    assert packs > PACKS // 20


def test_worlds_whose_parties_meet_speak_and_send_people(second):
    packs, refused = 0, 0
    for seed in range(PACKS // 6):
        world = Acted(random.Random(seed))
        fold = new_fold()
        fold.add([*world.host.entries, *world.company.entries])
        refused += len(fold.state.refused)
        for raw in world.packs()[:1]:
            packs += 1
            assert second.agrees(raw), f"seed {seed}"
    assert packs > PACKS // 60
    assert refused > PACKS


def test_memory_stays_bounded(second):
    assert second.asked > 50
    assert second.memory_bytes() < MEMORY_BYTES_MAX


def test_both_speak_the_same_words():
    (tables,) = answers("--tables")
    assert tables["sentences"] == {p.id: {"en": p.en, "zh": p.zh, "ur": p.ur} for p in PATTERNS}
    assert tables["nouns"] == {kind: {"en": noun.en, "zh": noun.zh, "ur": noun.ur} for kind, noun in NOUNS.items()}
    assert tables["phrases"] == {name: dict(texts) for name, texts in TEXTS.items()}
    made_by = {name: word["madeBy"] for name, word in tables["words"].items()}
    assert made_by == {name: word.made_by for name, word in EVENTS.items()}
    kinds = {name: tuple(word["kinds"]) for name, word in tables["words"].items()}
    assert kinds == {name: word.kinds for name, word in EVENTS.items()}
    for name, word in EVENTS.items():
        for lang in ("en", "zh", "ur"):
            wording = getattr(word, lang)
            shown = {"noun": wording.noun, "at": wording.at, "does": wording.does, "did": wording.did}
            assert tables["words"][name][lang] == shown
    starts = {name: state["starts"] for name, state in tables["states"].items()}
    assert starts == {name: state.starts for name, state in STATES.items()}


@pytest.mark.shared
def test_each_public_edge_case_of_a_signature_has_its_documented_answer():
    path = SHARED / "cctv-ed25519/ed25519vectors.jsonl"
    if not path.exists():
        pytest.skip("../shared/vectors/cctv-ed25519 is not beside the project")
    table = json.loads((ROOT / "tests/vectors/wire/cctv-ed25519.json").read_text())
    found = answers("--ed25519", path.resolve())
    assert len(found) == table["cases"]
    for which in (0, 1):  # the rule written out; with the platform's own Ed25519
        assert [number for number, each in enumerate(found) if each[which]] == table["accepted"]


@pytest.mark.shared
def test_wycheproof():
    path = SHARED / "wycheproof/ed25519_test.jsonl"
    if not path.exists():
        pytest.skip("../shared/vectors/wycheproof is not beside the project")
    cases = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(cases) == 151
    for case, found in zip(cases, answers("--ed25519", path.resolve()), strict=True):
        assert found == [case["result"] == "valid"] * 2, case["tcId"]


@pytest.mark.shared
@pytest.mark.parametrize("name", ["inclusion", "consistency"])
def test_merkle(name):
    path = SHARED / f"merkle/{name}.jsonl"
    if not path.exists():
        pytest.skip("../shared/vectors/merkle is not beside the project")
    cases = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(cases) == 98
    for case, holds in zip(cases, answers("--merkle", path.resolve()), strict=True):
        assert holds != case["wantErr"], case["file"]


@pytest.mark.e2e
def test_the_page_in_a_browser(tmp_path):
    """From a file, without a network: a good pack, a damaged one, invitations, three languages, two widths."""
    if not (ROOT / "node_modules/@sparticuz/chromium").exists():
        pytest.skip("the browser is not here: run `npm ci`")
    code = "import('./web/verify/build.mjs').then((module) => module.buildVerify(process.argv[1]))"
    names = ("verify.html", "good.pack", "bad.pack", "host.json")
    page, good, damaged, invitation = (tmp_path / name for name in names)
    subprocess.run(["node", "-e", code, str(page)], cwd=ROOT, check=True, capture_output=True)
    raw = made()
    good.write_bytes(raw)
    damaged.write_bytes(raw[: len(raw) // 2] + bytes([raw[len(raw) // 2] ^ 1]) + raw[len(raw) // 2 + 1 :])
    invitation.write_bytes(msgspec.json.encode(BREACH.host.held().keys))
    command = ["node", "tests/e2e/browser/verify.mjs", *map(str, (page, good, damaged, invitation))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no request" in done.stdout
