"""A clause written by a newcomer, and a verdict that the parties argue about, in a real browser."""

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
WANTED = "While a movement is under way, at least 1 escort is within 300 metres of it."


@pytest.fixture
def story(tmp_path):
    stage = Stage(tmp_path / "stage", find_place(HELSINKI, TERMINAL, WORKS), speed=60)
    try:
        played = Story(stage, Telling(Console(file=StringIO())))
        for step in (played.officers, played.accord):
            step()
        yield played
    finally:
        stage.close()


def browse(script: str, *words: object) -> dict:
    command = ["node", f"tests/e2e/browser/{script}.mjs", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_newcomer_writes_a_clause_and_two_rooms_argue_about_a_verdict(story, tmp_path):
    host, company = story.rooms
    noor, lin = host.keys["noor"], company.keys["lin"]
    story.pickup_arrives()

    saw = browse("propose", host.url, noor, tmp_path / "pictures", company.url, lin)
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

    saw = browse("compliance", host.url, noor, company.url, lin, tmp_path / "pictures")
    assert saw["faults"] == []
    assert "There is no record of a check in the outer ring" in saw["text"]
    assert "Give a reason" in saw["contested"]["warned"]
    assert "The drawing of the ring is wrong" in saw["contested"]["shown"]
    assert "The drawing of the ring is wrong" in saw["read"] and "We agreed on the drawing" in saw["read"]
    assert "Host contests this" in saw["read"] and "Company disputes the contest" in saw["read"]
    assert saw["outcome"] == "violated", "a contest changes no verdict"
    assert saw["filtered"] == 1
    assert saw["wide"] == 0, "nothing sticks out at 360 px"
