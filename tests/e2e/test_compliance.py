"""A clause written by a newcomer, and a verdict that the parties argue about, in a real browser."""

import pytest

from tests.e2e.staging import browse, staged

pytestmark = pytest.mark.e2e
WANTED = "While a movement is under way, at least 1 escort is within 300 metres of it."


@pytest.fixture
def story(tmp_path):
    with staged(tmp_path, "officers", "accord", speed=60) as played:
        yield played


def test_a_newcomer_writes_a_clause_and_two_rooms_argue_about_a_verdict(story, tmp_path):
    host, company = story.rooms
    noor, lin = host.keys["noor"], company.keys["lin"]
    story.pickup_arrives()

    saw = browse("propose", host.url, noor, tmp_path / "pictures", company.url, lin, patience_s=120)
    assert saw["faults"] == []
    assert saw["blocked"], "a sentence that is not understood cannot be signed"
    assert '"The" cannot stand here' in saw["misread"]
    assert WANTED in saw["misread"], "the right sentence is offered, with the newcomer's own values"
    assert saw["written"] == WANTED, "one click"
    assert WANTED in saw["understood"]
    assert "300米" in saw["understood"] and "300 میٹر" in saw["understood"]
    assert saw["id"] == "escorts-stay-close"
    assert "Propose a clause" in saw["shown"] and WANTED in saw["shown"]
    assert f"It says\n{WANTED}" in saw["shown"], "the page's own words for the bytes, not JSON"
    assert '{"answers"' not in saw["shown"].split("The exact bytes")[0]
    assert WANTED in saw["agreed"] and "须始终有至少1辆护送车在其300米之内" in saw["agreed"]
    assert WANTED in saw["proposed"] and "not in force" in saw["proposed"]

    saw = browse("compliance", host.url, noor, company.url, lin, tmp_path / "pictures", patience_s=120)
    assert saw["faults"] == []
    assert "There is no record of a check in the outer ring" in saw["text"]
    assert "Give a reason" in saw["contested"]["warned"]
    assert "The drawing of the ring is wrong" in saw["contested"]["shown"]
    assert "The drawing of the ring is wrong" in saw["read"] and "We agreed on the drawing" in saw["read"]
    assert "Host contests this" in saw["read"] and "Company disputes the contest" in saw["read"]
    assert saw["outcome"] == "violated", "a contest changes no verdict"
    assert saw["filtered"] == 1
    assert saw["wide"] == 0, "nothing sticks out at 360 px"
