"""What phones report waits, encrypted, until an officer confirms it: nothing enters the register unseen."""

import asyncio

import msgspec
import pytest
from litestar.testing import TestClient

from safeconduct.errors import Denied
from safeconduct.incident.reduce import INCIDENTS
from safeconduct.node.app import make_app
from safeconduct.node.phone_reports import DRAFTS_MAX, KEPT_MS, Told, check_form, form_secret, reported
from tests.sim.pair import Pair

TOLD = {"key": "a" * 64, "kind": "incident", "event_type": "explosion", "happened_ms": 5, "place": "Gate 3",
        "at": [601_650_000, 249_524_000], "within_m": 12, "fatalities": [0, 0], "injured": [1, None],
        "text": "A bang behind the hall.\nدھماکا", "who": ""}  # fmt: skip


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


def path(node) -> str:
    return f"/n/{form_secret(node.keys.node)}/report"


def test_a_report_waits_and_is_confirmed_by_an_officer(pair):
    node = pair.host.node
    with TestClient(make_app(node)) as client:
        receipts = [client.post(path(node), json=TOLD).json()["receipt"] for _ in range(2)]
    assert receipts == [f"phone-{'a' * 16}"] * 2 and len(node.phone_reports.waiting(pair.clock.ms)) == 1
    assert not node.truth.state.of(INCIDENTS).reports, "nothing enters unseen"
    pair.host.again()
    node = pair.host.node
    (draft,) = node.phone_reports.waiting(pair.clock.ms)
    body = reported(draft, pair.clock.ms)
    assert body.account.title == "A bang behind the hall." and body.account.counts[1].high is None
    asyncio.run(pair.host.act("incident.reported/1", **msgspec.to_builtins(body)))
    assert receipts[0] in node.truth.state.of(INCIDENTS).reports


def test_the_folder_holds_no_word_of_it(pair):
    node = pair.host.node
    node.phone_reports.take(msgspec.convert(TOLD, Told), pair.clock.ms)
    files = [each for each in pair.host.root.rglob("*") if each.is_file()]
    assert any("phone-" in each.name for each in files)
    assert not any(b"behind the hall" in each.read_bytes() for each in files)


@pytest.mark.parametrize(
    "change",
    [
        {"key": "short"}, {"kind": "rumour"}, {"event_type": "ufo"}, {"text": ""}, {"text": "x" * 8_001},
        {"at": [910_000_000, 0]}, {"at": [0]}, {"within_m": -1}, {"injured": [-1, 2]}, {"place": "x" * 121},
        {"happened_ms": -1}, {"more": 1},
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused(pair, change):
    node = pair.host.node
    with TestClient(make_app(node)) as client:
        assert client.post(path(node), json={**TOLD, **change}).status_code == 400
    assert not node.phone_reports.waiting(pair.clock.ms)


def test_only_the_link_opens_it_and_it_differs_by_party(pair):
    with TestClient(make_app(pair.host.node)) as client:
        assert client.post(path(pair.company.node), json=TOLD).status_code == 403
        assert client.get("/n/nothing").status_code == 403
    with pytest.raises(Denied):
        check_form(pair.host.node.keys.node, "")


def test_drafts_are_bounded_and_go_after_a_month(pair):
    reports = pair.host.node.phone_reports
    for number in range(3):
        reports.take(msgspec.convert({**TOLD, "key": f"{number:064x}"[::-1]}, Told), pair.clock.ms)
    assert len(reports.waiting(pair.clock.ms)) == 3 < DRAFTS_MAX
    pair.clock.ms += KEPT_MS
    asyncio.run(pair.host.node.tick())
    assert not list((pair.host.root / "reports").glob("*"))


def test_what_happens_in_the_future_is_said_to_happen_now(pair):
    draft = pair.host.node.phone_reports.take(
        msgspec.convert({**TOLD, "happened_ms": pair.clock.ms + 9_999_999}, Told), pair.clock.ms
    )
    assert draft.told.happened_ms == pair.clock.ms
