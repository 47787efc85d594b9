"""Two real nodes, a document released to two readers, a copy opened in a browser, a leak that both look into."""

import json
import subprocess
from io import StringIO
from pathlib import Path

import pyrage
import pytest
from rich.console import Console

from safeconduct.demo.place import HELSINKI, TERMINAL, WORKS, find_place
from safeconduct.demo.stage import Stage
from safeconduct.demo.story import Story
from safeconduct.demo.telling import Telling
from safeconduct.disclosure.copy import parse
from safeconduct.evidence import check
from safeconduct.node.shelf import Shelf

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[2]


@pytest.fixture
def story(tmp_path):
    stage = Stage(tmp_path / "stage", find_place(HELSINKI, TERMINAL, WORKS), speed=1)
    try:
        played = Story(stage, Telling(Console(file=StringIO())))
        played.officers()
        yield played
    finally:
        stage.close()


def test_a_copy_is_opened_on_a_phone_and_found_again_outside(story, tmp_path):
    host, company = story.rooms
    leaked = story.leaked
    leaked.release()
    for name, key in (("reader", leaked.keys["ada"]), ("other", str(pyrage.x25519.Identity.generate()))):
        (tmp_path / f"{name}.age").write_text(key)
    words = (
        company.url,
        company.keys["ada"],
        tmp_path / "reader.age",
        tmp_path / "other.age",
        tmp_path / "pictures",
    )
    command = ["node", "tests/e2e/browser/disclosure.mjs", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    saw = json.loads(done.stdout)
    assert saw["faults"] == []
    assert set(saw["wide"]) == {0}
    assert saw["hidden"], "with another's key nothing is shown"
    assert saw["over"] == "yes" and saw["knowers"] == 2 + 4
    assert parse(saw["text"], "en") in leaked.kept.order.parts().values()
    leaked.appear()
    found = check(leaked.report(), Shelf(host.node).trust())
    assert found.is_verified, found.findings
    names = [host.get("/api/disclosures")["readers"][at]["name"] for at in range(3)]
    assert set(names) == {"Ada", "Lin", "Noor"}
    (lead,) = found.told.trace.leads
    reader = next(each for each in host.get("/api/disclosures")["readers"] if each["reader"] == lead)
    assert reader["name"] == "Ada", "whose copy was found, not who passed it on"
