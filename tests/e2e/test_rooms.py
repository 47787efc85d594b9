"""A real browser in both control rooms, two real nodes behind it."""

import json
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from safeconduct.demo.place import HELSINKI, TERMINAL, WORKS, find_place
from safeconduct.demo.stage import Stage
from safeconduct.demo.story import Story
from safeconduct.demo.telling import Telling

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[2]


@pytest.fixture
def story(tmp_path):
    stage = Stage(tmp_path / "stage", find_place(HELSINKI, TERMINAL, WORKS), speed=60)
    try:
        played = Story(stage, Telling(Console(file=StringIO())))
        for step in (played.officers, played.accord, played.order):
            step()
        yield played
    finally:
        stage.close()


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
    assert saw["counts"] == {"inForce": "7", "reserved": "2", "refused": "1", "open": "0"}
