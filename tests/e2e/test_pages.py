"""Every page of the room in a real browser: no grave finding of axe-core, nothing asked of the outside, no error,
nothing wider than the screen; each is reached by keyboard alone."""

import pytest

from safeconduct.node.pages.menu import MENU
from tests.e2e.staging import browse, staged

pytestmark = pytest.mark.e2e
STEPS = ("officers", "accord", "order", "pickup_arrives", "both_rooms_ring")
PATHS = (
    *(place.path for place in MENU),
    "/accord/propose",
    "/accord/access",
    "/accord/clause/works",
    "/movements/m1",
)
"""The pages of the menu, and those that one of them leads to."""


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    with staged(tmp_path_factory.mktemp("pages"), *STEPS, speed=60) as played:
        yield played


@pytest.mark.parametrize("look", [("en", "dark", "1280"), ("ur", "light", "360")], ids="-".join)
def test_every_page_can_be_used_by_everybody(story, tmp_path, look):
    host = story.rooms[0]
    saw = browse("pages", host.url, host.keys["ravi"], tmp_path, *look, *PATHS, patience_s=240)
    assert saw["looked"] == len(PATHS) + 3, "every page, the sign-in, the palette and the help"
    assert saw["broken"] == []
    assert saw["faults"] == []
    assert saw["wide"] == []
    assert saw["palette"] == [place.path for place in MENU]
