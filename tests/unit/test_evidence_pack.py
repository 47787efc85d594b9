"""Packs of the breach: made, read back, verified by replay."""

import io
import zipfile

import pytest

from safeconduct.evidence import NothingToClaim, Wanted, pack, render, select, unpack, verify
from safeconduct.joint import new_fold, replay
from safeconduct.state.model import state_digest
from tests.breach import Breach

BREACH = Breach()
WANTED = {
    "alarm": Wanted("alarm", BREACH.alarm[:8]),
    "verdict": Wanted("verdict", BREACH.verdict[:8]),
    "late": Wanted("record", BREACH.late_check[:8]),
}


def made(name: str = "alarm", breach: Breach = BREACH, by: str = "company") -> bytes:
    return pack(select(by, breach.held(), WANTED[name], breach.blobs.get))


@pytest.mark.parametrize("name", WANTED)
def test_a_true_claim_is_verified_with_and_without_trust(name):
    raw = made(name)
    alone, trusted = verify(raw), verify(raw, BREACH.trust())
    assert alone.is_verified and trusted.is_verified
    assert not any(key.is_known for key in alone.keys)
    assert all(key.is_known for key in trusted.keys)
    assert any("the keys come from the pack itself" in finding.text for finding in alone.findings)


@pytest.mark.parametrize("name", WANTED)
def test_packing_again_gives_the_same_bytes(name):
    raw = made(name)
    assert pack(unpack(raw)) == raw == made(name)


def test_both_parties_make_the_same_logs_and_texts():
    ours, theirs = unpack(made(by="company")), unpack(made(by="host"))
    assert ours.logs == theirs.logs and ours.texts["accord.txt"] == theirs.texts["accord.txt"]


def test_the_story_is_told():
    state = replay([*BREACH.host.entries, *BREACH.company.entries])
    assert not state.refused and state_digest(state) != state_digest(new_fold().state)
    told = unpack(made()).texts["summary.txt"]
    for words in ("CLAIM", "AGREED", "KNOWN", "DONE", "MISSED", "DOES NOT PROVE"):
        assert words in told
    assert "There is no record of a check in outer or an exit from outer by 2026-09-21 14:33:20 UTC" in told
    assert "LATE-ENTERED" in told and "did not" not in told
    assert "没有" in told and "کوئی اندراج نہیں" in told


@pytest.mark.parametrize("lang", ["en", "zh", "ur"])
def test_the_report_names_the_answer_first(lang):
    first = {"en": "VERIFIED", "zh": "已核验", "ur": "تصدیق شدہ"}[lang]
    assert render(verify(made()), lang)[0].startswith(first)


def test_any_unzip_reads_a_pack():
    with zipfile.ZipFile(io.BytesIO(made())) as file:
        assert file.testzip() is None
        assert file.namelist() == sorted(file.namelist())
        assert file.read("summary.txt").decode() == unpack(made()).texts["summary.txt"]


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (Wanted("alarm", "ffff"), "there is no alarm"),
        (Wanted("verdict", "0123"), "there is no verdict"),
        (Wanted("record", ""), "records have an id"),
        (Wanted("record", BREACH.entered), "is not late-entered"),
    ],
)
def test_what_the_logs_do_not_say_cannot_be_claimed(wanted, why):
    with pytest.raises(NothingToClaim, match=why):
        select("company", BREACH.held(), wanted, BREACH.blobs.get)
