"""A report from a phone without a network, the response in two rooms, a risk that both rate: with real browsers."""

import pytest

from tests.e2e.staging import browse, staged

pytestmark = pytest.mark.e2e


@pytest.fixture
def story(tmp_path):
    with staged(tmp_path, "officers", "accord", speed=1) as played:
        yield played


def test_from_a_phone_without_a_network_to_a_review_that_both_sign(story, tmp_path):
    host, company = story.rooms
    words = (host.url, host.keys["noor"], company.url, company.keys["lin"], tmp_path / "pictures")
    saw = browse("response", *words, patience_s=240)
    assert saw["faults"] == []
    assert (saw["stillWaiting"], saw["before"]) == (1, 0), "it waits on the phone, and nowhere else"
    assert saw["receipt"].startswith("phone-") and "گولیاں" not in saw["left"], "the phone keeps the receipt only"
    assert "گولیاں" in saw["confirmed"], "the officer signs what was written"
    assert "drill-count" in saw["taken"]
    assert saw["pdf"] == "%PDF" and saw["gap"] == "12"
    assert saw["wide"] == [0, 0, 0, 0]
    (told,) = [each for each in company.get("/api/responses") if each["incident"] == saw["receipt"]]
    assert {each["party"] for each in told["board"]} == {"host", "company"}
    assert [each["task"]["done_note"] for each in told["tasks"]] == ["", "31 of 31"]
