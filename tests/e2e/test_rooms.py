"""A real browser in both control rooms, two real nodes behind it."""

import json
import subprocess

import pytest

from tests.e2e.staging import ROOT, staged

pytestmark = pytest.mark.e2e


@pytest.fixture
def story(tmp_path):
    with staged(tmp_path, "officers", "accord", "order", speed=60) as played:
        yield played


def test_an_alarm_appears_in_both_rooms_and_each_sees_the_answer(story, tmp_path):
    host, company = story.rooms
    keys = (host.keys["ravi"], company.keys["ada"])
    script = "tests/e2e/browser/alarm.mjs"
    command = ["node", script, host.url, keys[0], company.url, keys[1], tmp_path / "pictures"]
    browser = subprocess.Popen(
        [str(word) for word in command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert browser.stderr.readline().strip() == "ready"
        story.pickup_arrives()
        seen, complaints = browser.communicate(timeout=120)
    finally:
        browser.kill()
    assert browser.returncode == 0, complaints
    saw = json.loads(seen)
    assert saw["faults"] == []
    assert saw["assets"] == [1, 1]
    assert "Acknowledge an alarm" in saw["signed"]
    assert "Company rang" in saw["past"], "the map of the past tells how both rooms stood to it"
    assert saw["counts"] == {"inForce": "7", "reserved": "2", "refused": "1", "open": "0"}
