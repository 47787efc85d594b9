"""Settings: what is shown of officers and other nodes, and who may revoke whom."""

import asyncio

import pytest

from safeconduct.node.pages.language import LANGS, translator
from safeconduct.node.pages.menu import MENU
from safeconduct.node.pages.settings import context
from safeconduct.records.units import KeyId
from tests.sim.pair import Pair
from tests.unit.test_node_pair import agree_on_dwell


@pytest.fixture
def host(tmp_path):
    pair = Pair(tmp_path)
    asyncio.run(agree_on_dwell(pair))
    return pair.host


def shown(side, lang="en", roles=None):
    me = KeyId(side.signer.key_id)
    officer = side.node.truth.state.parties.officers[me]
    if roles is not None:
        officer = type(officer)(officer.party, officer.name, officer.public, roles)
    return context(side.node, me, officer, lang)


def test_our_officers_come_first_and_nobody_revokes_their_own_key(host):
    officers = shown(host)["officers"]
    assert [each["party"] for each in officers] == sorted((each["party"] for each in officers), key="Host".__ne__)
    assert not any(each["may_revoke"] for each in officers if each["key"] == host.signer.key_id)
    assert not any(each["may_revoke"] for each in officers if each["party"] != "Host"), "theirs are theirs"


def test_only_an_administrator_is_offered_to_revoke(host):
    assert not any(each["may_revoke"] for each in shown(host, roles=("operator",))["officers"])


@pytest.mark.parametrize("lang", LANGS)
def test_roles_are_said_in_each_language(host, lang):
    (role,) = {role for each in shown(host, lang)["officers"] for role in each["roles"]} & {
        translator(lang)("role-admin")
    }
    assert role != "role-admin"


def test_the_other_node_is_shown_with_its_address(host):
    (peer,) = shown(host)["peers"]
    assert peer["url"].startswith("http")
    assert peer["last_ms"]


def test_no_two_pages_have_one_key_or_one_address():
    for part in (lambda place: place.key, lambda place: place.path, lambda place: place.name):
        said = [part(place) for place in MENU if part(place)]
        assert len(said) == len(set(said))
