"""Two nodes and a document: who can open what, what both logs show, and that no node opens anything alone."""

import asyncio
import base64
import shutil
import subprocess

import msgspec
import pyrage
import pytest

from safeconduct.disclosure.copy import parse
from safeconduct.disclosure.knowledge import holders, knowers, need
from safeconduct.disclosure.reduce import DISCLOSURES
from safeconduct.errors import BadInput, Denied, SafeconductError
from safeconduct.node.api.disclosures import told
from safeconduct.node.disclosing import reader_identity
from safeconduct.node.pages.act_words import rows
from safeconduct.node.rekeying import rekey
from safeconduct.node.releasing import (
    code_secret,
    read_copy,
    recovery_body,
)
from safeconduct.node.sealing import NotOpened, unseal
from safeconduct.node.sheets import BINDING
from safeconduct.records.document import GlassBroken
from safeconduct.records.inquiry import InquiryOpened
from tests.office import Office, ready
from tests.parties import signer


@pytest.fixture
def office(tmp_path) -> Office:
    office = Office(tmp_path)
    asyncio.run(office.keyed())
    return office


def test_a_reader_opens_their_copy_and_both_logs_show_it(office):
    ready(office)

    async def run():
        release = await office.released()
        for side in office.pair.sides:
            assert office.release(release, side)["standing"] == "held"
            assert set(office.release(release, side)["held"]) == {"host", "company"}
            assert office.release(release, side)["shares"] == {}, "a share was given before the reader opened"
        await office.opened(release)
        for side in office.pair.sides:
            assert office.release(release, side)["standing"] == "given"
            assert set(office.release(release, side)["given"]) == {"host", "company"}
        assert parse(read_copy(office.release(release), office.reader), "en") == office.kept.order.head
        assert office.pair.agreed()
        for side in office.pair.sides:
            now = side.node.truth.state.of(DISCLOSURES)
            known = [(each.by, each.reader) for each in knowers(now, "d1", "order")]
            assert known == [("author", office.host.signer.key_id), ("release", office.company.signer.key_id)]
            assert holders(now, [("d1", "order"), ("d1", "leg-1")], office.pair.clock.ms) == (
                office.host.signer.key_id,
            )

    asyncio.run(run())


def everything_of(office, side) -> list[str]:
    """Every age identity that the node of that side has, on disk or in memory."""
    keys = [str(reader_identity(side.node.folder)), side.node.disclosing._identity]
    own = (side.node.folder.keys / "identity.txt").read_text().strip()
    return [*keys, own]


def test_neither_node_alone_opens_a_release_with_all_it_has(office):
    """With the code in hand: every key that a node has, on the copy, on every share, one after the other."""
    ready(office)

    async def run():
        release = await office.released()
        await office.opened(release)
        for side, other in ((office.host, "company"), (office.company, "host")):
            found = side.node.truth.state.of(DISCLOSURES).releases[release]
            keys = everything_of(office, side)
            known = [*keys]
            for sealed in (*found.body.shares.values(), *(each.sealed for each in found.shares.values())):
                for key in keys:
                    try:
                        known.append(unseal(sealed, key).decode())
                    except NotOpened:
                        continue
            assert len(known) > len(keys), "it has its own share"
            layers = [base64.b64decode(found.body.sealed)]
            for _ in range(4):
                layers += [
                    inner
                    for layer in layers
                    for key in known
                    if (inner := opened_or_none(layer, key)) is not None and inner not in layers
                ]
            texts = [each for each in layers if not each.startswith(b"age-encryption.org")]
            assert texts == [], f"the node of {side.node.config.party} has the text"
            assert not any(office.kept.order.head.movement.encode() in path.read_bytes()
                           for path in side.root.rglob("*") if path.is_file()), "the order is on disk"  # fmt: skip
            assert other in found.shares

    asyncio.run(run())


def opened_or_none(layer: bytes, key: str) -> bytes | None:
    try:
        return bytes(pyrage.decrypt(layer, [pyrage.x25519.Identity.from_str(key.strip())]))
    except (ValueError, pyrage.DecryptError, pyrage.IdentityError):
        return None


@pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed: apt-get install age")
def test_with_debians_age_a_reader_opens_and_an_outsider_does_not(office, tmp_path):
    ready(office)

    async def run():
        release = await office.released()
        await office.opened(release)
        found = office.release(release)
        files = {"copy.age": found["sealed"], **{f"{party}.age": share for party, share in found["shares"].items()}}
        for name, content in files.items():
            (tmp_path / name).write_bytes(base64.b64decode(content))
        (tmp_path / "me.key").write_text(office.reader)
        (tmp_path / "outsider.key").write_text(str(pyrage.x25519.Identity.generate()))
        script = """set -e -o pipefail
            age -d -i $1 company.age > c.key; age -d -i $1 host.age > h.key
            age -d -i h.key copy.age | age -d -i c.key | age -d -i $1"""
        done = [
            subprocess.run(["bash", "-c", script, "_", key], cwd=tmp_path, capture_output=True, text=True)
            for key in ("me.key", "outsider.key")
        ]
        assert done[0].returncode == 0, done[0].stderr
        assert parse(done[0].stdout, "en") == office.kept.order.head
        assert done[1].returncode != 0 and done[1].stdout == ""

    asyncio.run(run())


def test_a_withheld_share_is_visible_at_both(office):
    """Company's node is cut off from the moment on when its reader's receipt is through: it withholds."""
    ready(office)

    async def run():
        release = await office.released()
        # a node that will not write that record, whatever the time
        office.company.node.disclosing._tried[f"release/{release[:32]}/share/company"] = 10**15
        await office.opened(release)
        await office.pair.pass_time(3)
        for side in office.pair.sides:
            found = office.release(release, side)
            assert found["standing"] == "opened"
            assert list(found["withheld"]) == ["company"]
        with pytest.raises(BadInput, match="no share of company yet"):
            read_copy(office.release(release), office.reader)

    asyncio.run(run())


def test_a_recall_is_acknowledged_by_both_nodes_and_opens_nothing_any_more(office):
    ready(office)

    async def run():
        release = await office.released()
        await office.host.act("release.recalled/1", release=release, reason="the route changed")
        await office.pair.pass_time(1)
        for side in office.pair.sides:
            found = office.release(release, side)
            assert found["standing"] == "recalled" and set(found["ended"]) == {"host", "company"}
        with pytest.raises(Denied, match="recalled"):
            await office.company.act("release.opened/1", release=release)

    asyncio.run(run())


def test_a_recall_that_the_receivers_node_has_not_seen_is_shown_as_not_acknowledged(office):
    ready(office)

    async def run():
        release = await office.released()
        await office.host.act("release.recalled/1", release=release, reason="the route changed")
        await office.pair.pass_time(5, is_cut=True)
        assert set(office.release(release, office.host)["ended"]) == {"host"}

    asyncio.run(run())


def test_two_of_three_break_the_glass_and_one_alone_does_not(office):
    third = pyrage.x25519.Identity.generate()

    async def run():
        await office.mandated()
        other = signer("third holder")
        await office.host.act(
            "officer.enrolled/1", key=other.public, key_id=other.key_id, name="Third", roles=["keeper"]
        )
        side = type(office.host).__new__(type(office.host))
        side.__dict__ = {**office.host.__dict__, "signer": other}
        await side.act("reader.keyed/1", reader=other.key_id, recipient=str(third.to_public()))
        await office.pair.pass_time(1)
        keys = [office.host.signer.key_id, office.company.signer.key_id, other.key_id]
        await office.drafted(holders=keys)
        secret = code_secret(office.document(), office.author)
        recipients = [*office.recipients, str(third.to_public())]
        body = recovery_body(office.kept, "order", list(zip(keys, recipients, strict=True)),
                             told(office.host.node)["nodes"], secret)  # fmt: skip
        await office.host.act("recovery.sealed/1", **body)
        await office.pair.pass_time(1)
        await office.company.act("glass.broken/1", document="d1", part="order", holder=keys[1], reason="no link")
        await office.pair.pass_time(2)
        assert office.document()["glass"]["order"]["opened"] == {}
        await side.act("glass.broken/1", document="d1", part="order", holder=keys[2], reason="no link")
        await office.pair.pass_time(1)
        for each in office.pair.sides:
            opened = office.document(each)["glass"]["order"]["opened"]
            assert set(opened) == {"host", "company"}
            once = unseal(opened["host"], office.reader)
            key = unseal(base64.b64encode(once).decode(), str(third)).decode()
            assert parse(unseal(body["sealed"], key).decode(), "en") == office.kept.order.head
            with pytest.raises(SafeconductError):
                unseal(opened["host"], str(third))

    asyncio.run(run())


def test_reads_of_a_page_with_secrets_are_in_the_log_once_an_hour(office):
    async def run():
        reader = office.host.signer.key_id
        for _ in range(3):
            await office.host.node.read(reader, "movement/m1")
        await office.pair.pass_time(61, steps=2)
        await office.host.node.read(reader, "movement/m1")
        await office.pair.sync()
        for side in office.pair.sides:
            assert side.node.truth.state.of(DISCLOSURES).readings[reader, "movement/m1"].count == 2

    asyncio.run(run())


def test_a_reader_and_a_node_take_new_keys_and_what_was_released_before_still_opens(office):
    """A key file keeps the old keys below the new one. Sealed to the old: the copy; to the new: the
    shares that are given afterwards. The half of the code is still the one that was committed to."""
    ready(office)

    async def run():
        release = await office.released()
        later = await office.released(part="leg-1")
        committed = office.document()["codes"]["company"]["commitment"]
        old, new = office.reader, pyrage.x25519.Identity.generate()
        await office.company.act(
            "reader.keyed/1", reader=office.company.signer.key_id, recipient=str(new.to_public())
        )
        before = told(office.company.node)["nodes"]["company"]
        await rekey(office.company.node, office.company.signer, "a laptop was stolen")
        office.company.again()
        await office.pair.pass_time(2)
        assert told(office.host.node)["nodes"]["company"] != before, "the node has enrolled its new key"
        await office.opened(release)
        found = office.release(release)
        for alone in (old, str(new)):
            with pytest.raises(NotOpened):
                read_copy(found, alone)
        assert parse(read_copy(found, f"# newest first\n{new}\n{old}\n"), "en") == office.kept.order.head
        await office.opened(later)
        for side in office.pair.sides:
            body = {"inquiry": "i1", "documents": ["d1"], "leak": "0" * 64, "found_ms": office.pair.clock.ms}
            await side.act("inquiry.opened/1", **body, reason="found")
        await office.pair.pass_time(2)
        assert office.document()["codes"]["company"]["commitment"] == committed
        assert set(office.document()["secrets"]) == {"host", "company"}

    asyncio.run(run())


def test_the_signing_sheet_warns_of_one_reader_more_than_need_to_know_before_it_is_signed(office):
    """Need is counted over all documents about one subject; every binding act has words of its own."""
    ready(office, readers_max=1)

    async def run():
        await office.released()
        state, now_ms = office.host.node.truth.state, office.pair.clock.ms
        wanted = need(state.of(DISCLOSURES), "d1", now_ms)
        assert not wanted.is_over() and wanted.is_over("f" * 32)
        (body,) = [each.body for each in state.of(DISCLOSURES).releases.values()]
        same = dict(rows(body, state, "en", now_ms))
        assert same["Readers after this"] == "1; need to know: 1"
        more = dict(rows(msgspec.structs.replace(body, reader="f" * 32), state, "en", now_ms))
        assert more["Readers after this"] == "WARNING: 2, but only 1 need to know"
        for act in (GlassBroken("d1", "order", "f" * 32, "no link"),
                    InquiryOpened("i1", ("d1",), "0" * 64, now_ms, "seen in a chat")):  # fmt: skip
            for lang in ("en", "zh", "ur"):
                assert any(text in ("no link", "seen in a chat") for _, text in rows(act, state, lang, now_ms))
            assert act.TYPE in BINDING
        with pytest.raises(Denied, match="no document"):
            rows(msgspec.structs.replace(body, document="d9"), state, "en", now_ms)
        assert body.TYPE in BINDING and not BINDING & {"release.refused/1", "release.recalled/1"}

    asyncio.run(run())
