"""A drawn route's legs go out by releases like any other secret: both hold them, both shares open them."""

import asyncio
from pathlib import Path

import msgspec
import pyrage
import pytest

from safeconduct.accord.meaning import meaning
from safeconduct.disclosure.copy import parse
from safeconduct.errors import BadInput, Denied
from safeconduct.joint import ledger
from safeconduct.node.api.disclosures import sealed_told, told
from safeconduct.node.api.movements import _summary
from safeconduct.node.leading import open_leg
from safeconduct.node.marching import head_of, leg_document, leg_order, subject_of
from safeconduct.node.releasing import code_secret, draft_body, new_author_file, read_copy, release_body
from safeconduct.records.clause import MandateContent
from tests.sim.drive import Drive
from tests.sim.pair import MINUTE


def known(drive: Drive, side=None) -> list[tuple[str, str | None, str | None, str]]:
    found = ledger((side or drive.host).node.truth.fold, "movement/m1").known
    return [(each.fact, each.reader, each.party, each.by) for each in found]


def test_a_leg_is_told_to_who_drives_by_a_release_that_both_hold(tmp_path: Path) -> None:
    drive, keys = Drive(tmp_path), {name: pyrage.x25519.Identity.generate() for name in ("host", "company")}

    async def play() -> None:
        await drive.prepare()
        content = MandateContent("read_documents", "company", "security", (), None, None, None)
        raw = {"kind": "mandate", **msgspec.to_builtins(content)}
        await drive.host.act("clause.proposed/1", clause="read", number=1, title="Read", content=raw)
        await drive.sync()
        for side in (drive.host, drive.company):
            await side.act("clause.position/1", clause="read", meaning=meaning(content), stand="agreed", reason="")
            key = keys[side.node.config.party].to_public()
            await side.act("reader.keyed/1", reader=side.signer.key_id, recipient=str(key))
        assert ("leg-1", "leader", None, "draw") not in known(drive)
        await drive.until_open(1)
        said = msgspec.to_builtins(_summary(drive.movement(), drive.host.node))
        opened = open_leg(drive.said(), drive.plan, str(drive.identity))
        kept = new_author_file(leg_document("m1", opened.leg), leg_order(said, opened, "en"))
        body = draft_body(kept, "Leg 1", subject_of("m1"), ["host", "company"], [], 1)
        await drive.host.act("document.drafted/1", **body)
        await drive.turn(2)
        all_ = told(drive.host.node)
        (document,) = all_["documents"]
        reader = next(each for each in all_["readers"] if each["party"] == "company")
        secret = code_secret(document, str(keys["host"]))
        made = release_body(kept, document, "leg-1", reader, all_["nodes"], secret)
        until_ms = drive.world.clock.ms + 60 * MINUTE
        release = await drive.host.act(
            "document.released/1", **made, purpose="drives", until_ms=until_ms, mandate=None
        )
        with pytest.raises(Denied, match="to somebody else"):
            await drive.host.act("release.opened/1", release=release)
        await drive.turn()
        await drive.company.act("release.opened/1", release=release)
        await drive.turn()
        text = read_copy(sealed_told(drive.company.node, release), str(keys["company"]))
        (leg,) = kept.order.legs
        assert parse(text, "en") == leg
        assert leg.start == "Terminal" and leg.roads == opened.roads and leg.to.startswith("60.")
        for side in (drive.host, drive.company):
            found = known(drive, side)
            assert ("leg-1", "leader", None, "draw") in found
            assert ("leg-1", drive.company.signer.key_id, "company", "release") in found
            assert ("leg-1", None, "company", "start") not in found, "it has not begun: nobody else could know"
            assert not any(fact in ("leg-2", "leg-3", "route") for fact, *_ in found)
        await drive.start(1, opened.line)
        assert {("leg-1", None, party, "start") for party in ("host", "company")} <= set(known(drive))

    asyncio.run(play())


def test_a_witness_could_know_every_leg_from_the_start_and_the_names_stay_with_their_own_party(tmp_path) -> None:
    drive = Drive(tmp_path, witness=True)

    async def play() -> None:
        await drive.prepare()
        group = {"group": "roster", "content": "1" * 64, "keep_until_ms": None}
        await drive.company.act("content.committed/1", subject="movement/m1", groups=[group])
        await drive.sync()
        await drive.host.node.read(drive.host.signer.key_id, "movement/m1")
        await drive.turn()
        found = known(drive)
        assert {(f"leg-{leg}", None, "observer", "witness") for leg in (1, 2, 3)} <= set(found)
        assert [each for each in found if each[0] == "names"] == [("names", None, "company", "roster")]
        looks = ledger(drive.company.node.truth.fold, "movement/m1").looks
        assert [(each.reader, each.party) for each in looks] == [(drive.host.signer.key_id, "host")]

    asyncio.run(play())


def test_a_head_is_told_from_the_order_and_a_route_that_is_not_drawn_is_refused() -> None:
    order = {"vehicles": ["bus-1", "a-2"], "escort": [], "check_in_s": 900, "contacts": ["Host room"], "people": 3,
             "havens": []}  # fmt: skip
    head = head_of({"id": "m1", "ordered": order}, "Heron")
    assert (head.call_sign, head.people, head.check_in_min, head.vehicles) == ("Heron", 3, 15, ("a-2", "bus-1"))
    with pytest.raises(BadInput, match="is not drawn"):
        head_of({"id": "m1", "ordered": None}, "Heron")
    with pytest.raises(BadInput, match="cannot be told in a copy"):
        head_of({"id": "m1", "ordered": order}, "two\nlines")
