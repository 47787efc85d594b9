"""Inquiries between two nodes: opened by both, reported by one, checked offline by the other."""

import asyncio
import random

import pytest

from safeconduct.errors import BadInput
from safeconduct.evidence import Shown, check, inquiry_report, leak_digest
from safeconduct.node.api.disclosures import told
from safeconduct.node.releasing import (
    read_copy,
)
from safeconduct.node.shelf import Shelf
from tests.office import Office, ready


@pytest.fixture
def office(tmp_path) -> Office:
    office = Office(tmp_path)
    asyncio.run(office.keyed())
    return office


def leaked(office) -> str:
    """What Company's reader was given, typed off."""
    texts = [
        read_copy(office.release(each["release"]), office.reader) for each in told(office.company.node)["releases"]
    ]
    return "".join(texts).replace("- ", "").replace("• ", "").replace(",", "")


def shown_of(office):
    parts = office.kept.order.parts()
    return [Shown("d1", part, office.kept.salts[part], content) for part, content in parts.items()]


async def inquired(office, leak: str) -> None:
    for side in office.pair.sides:
        body = {"inquiry": "i1", "documents": ["d1"], "leak": leak_digest(leak), "found_ms": office.pair.clock.ms}
        await side.act("inquiry.opened/1", **body, reason="seen in a chat")
        await office.pair.pass_time(1)


def test_the_inquiry_of_both_names_the_copy_and_the_host_checks_the_companys_report(office):
    ready(office)

    async def run():
        for part in ("order", "leg-1"):
            await office.opened(await office.released(part=part))
        leak = leaked(office)
        assert office.document()["secrets"] == {}, "a secret of the code is out before both have opened an inquiry"
        await inquired(office, leak)
        for side in office.pair.sides:
            assert set(office.document(side)["secrets"]) == {"host", "company"}

    asyncio.run(run())
    leak, company, host = leaked(office), Shelf(office.company.root), Shelf(office.host.root)
    raw = inquiry_report("company", company.logs(), "i1", leak, shown_of(office))
    found = check(raw, host.trust())
    assert found.is_verified, found.findings
    assert found.told.trace.leads == (office.company.signer.key_id,)
    assert found.told.holders == tuple(sorted((office.company.signer.key_id, office.host.signer.key_id)))
    assert found.told.authors == (office.host.signer.key_id,)
    assert not any(word in " ".join(found.words).lower() for word in ("guilty", "culprit", "traitor", "leaker"))
    rng = random.Random(1)
    for _ in range(40):
        at = rng.randrange(len(raw))
        assert not check(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :], host.trust()).is_verified, f"byte {at}"
    assert not check(raw[: len(raw) // 2]).is_verified
    with pytest.raises(BadInput, match="not the text that the inquiry is about"):
        inquiry_report("company", company.logs(), "i1", leak + "more", shown_of(office))
    other = Shown("d1", "leg-1", "00" * 16, office.kept.order.legs[0])
    with pytest.raises(BadInput, match="not what its author had committed to"):
        inquiry_report("company", company.logs(), "i1", leak, [other])


def test_an_inquiry_of_one_party_reveals_nothing(office):
    ready(office)

    async def run():
        await office.opened(await office.released())
        body = {"inquiry": "i1", "documents": ["d1"], "leak": "0" * 64, "found_ms": office.pair.clock.ms}
        await office.host.act("inquiry.opened/1", **body, reason="seen in a chat")
        await office.pair.pass_time(5)
        assert office.document()["secrets"] == {}

    asyncio.run(run())
    with pytest.raises(BadInput, match="company has not opened the inquiry"):
        inquiry_report("host", Shelf(office.host.root).logs(), "i1", "", shown_of(office))


def test_a_copy_that_the_code_does_not_give_is_found(office):
    """An author who gives a reader another text than the code says cannot have a report that names that reader."""
    ready(office)

    async def run():
        await office.opened(await office.released(digest="e" * 64))
        await inquired(office, "some text")

    asyncio.run(run())
    with pytest.raises(BadInput, match="is not the one that the code gives"):
        inquiry_report("host", Shelf(office.host.root).logs(), "i1", "some text", shown_of(office))


def test_a_text_told_in_other_words_says_so(office):
    ready(office)

    async def run():
        await office.opened(await office.released())
        await inquired(office, "They leave in the morning, people say.")

    asyncio.run(run())
    host = Shelf(office.host.root)
    raw = inquiry_report("host", host.logs(), "i1", "They leave in the morning, people say.", shown_of(office))
    found = check(raw, host.trust())
    assert found.is_verified and found.told.trace.leads == ()
    assert any("Nothing of these documents can be read" in line for line in found.words)
