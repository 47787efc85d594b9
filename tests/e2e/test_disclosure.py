"""Two real nodes, a document released to two readers, a copy opened in a browser, a leak that both look into."""

import pyrage
import pytest

from safeconduct.disclosure.copy import parse
from safeconduct.evidence import check
from safeconduct.node.shelf import Shelf
from tests.e2e.staging import browse, staged

pytestmark = pytest.mark.e2e


@pytest.fixture
def story(tmp_path):
    with staged(tmp_path, "officers", speed=1) as played:
        yield played


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
    saw = browse("disclosure", *words, patience_s=240)
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
