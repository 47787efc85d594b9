"""Runs tests/vectors/disclosure: releases between two nodes, step by step, and texts that were found outside."""

import asyncio
import json
import random
import re
from pathlib import Path

import msgspec
import pyrage
import pytest

from safeconduct.disclosure.copy import parse
from safeconduct.disclosure.reduce import DISCLOSURES
from safeconduct.disclosure.trace import trace
from safeconduct.errors import SafeconductError
from safeconduct.evidence import Shown, inquiry_report, leak_digest
from safeconduct.node.releasing import code_secret, read_copy
from safeconduct.node.sealing import seal
from safeconduct.node.shelf import Shelf
from tests.office import Office
from tests.unit.test_disclosure_copies import made

FOLDER = Path(__file__).parents[1] / "vectors/disclosure"
RELEASES = json.loads((FOLDER / "release.json").read_text())
LEAKS = json.loads((FOLDER / "leak.json").read_text())
KEYS = {"name", "catches", "steps", "refused", "standing", "known", "is_revealed"}
LEAK_KEYS = {"name", "catches", "lang", "take", "text", "times", "flat", "typos", "leads", "among",
             "is_readable", "is_stitched"}  # fmt: skip
LEAK = "some text"


class Play:
    """Plays the steps of a case."""

    def __init__(self, tmp_path: Path) -> None:
        self.office, self.first = Office(tmp_path), ""

    async def step(self, verb: str, *rest: str) -> None:
        await getattr(self, f"_{verb}")(*rest)

    async def _ready(self) -> None:
        await self.office.mandated()
        await self.office.drafted()

    async def _drafted(self) -> None:
        await self.office.drafted()

    async def _release(self, part: str, how: str = "60") -> None:
        changes: dict[str, object] = {}
        if how == "swapped":
            one = await self.office.released(part="leg-1")
            shares = self.office.release(one)
            body = self.office.host.node.truth.state.of(DISCLOSURES).releases[shares["release"]].body
            changes = {"shares": {"host": body.shares["company"], "company": body.shares["host"]}}
        elif how == "unkeyed":
            changes = {"reader": "f" * 32}
        elif how == "framed":
            changes = {"digest": "e" * 64}
        minutes = int(how) if how.lstrip("-").isdigit() else 60
        release = await self.office.released(part=part, minutes=minutes, **changes)
        self.first = self.first or release

    async def _open(self, _as: str = "", who: str = "company") -> None:
        side = self.office.host if who == "host" else self.office.company
        await side.act("release.opened/1", release=self.first)
        await self.office.pair.pass_time(1)

    async def _read(self, how: str = "", who: str = "") -> None:
        found = self.office.release(self.first)
        if how == "exchanged":
            found["shares"]["company"] = found["shares"]["host"]
        identity = str(pyrage.x25519.Identity.generate()) if who == "outsider" else self.office.reader
        assert parse(read_copy(found, identity), "en") == self.office.kept.order.head

    async def _wait(self, minutes: str) -> None:
        await self.office.pair.pass_time(int(minutes))

    async def _recall(self) -> None:
        await self.office.host.act("release.recalled/1", release=self.first, reason="changed")
        await self.office.pair.pass_time(1)

    async def _refuse(self) -> None:
        await self.office.company.act("release.refused/1", release=self.first, reason="not on this trip")
        await self.office.pair.pass_time(1)

    async def _new(self, _key: str) -> None:
        new = pyrage.x25519.Identity.generate()
        reader = self.office.company.signer.key_id
        await self.office.company.act("reader.keyed/1", reader=reader, recipient=str(new.to_public()))
        self.office.reader = f"{new}\n{self.office.reader}"
        await self.office.pair.pass_time(1)

    async def _tampered(self, _half: str) -> None:
        document = self.office.document()
        document["codes"]["company"]["sealed"] = seal(b"x" * 32, self.office.recipients[0])
        code_secret(document, self.office.author)

    async def _changed(self, _file: str) -> None:
        kept = self.office.kept
        head = msgspec.structs.replace(kept.order.head, call_sign="Crow")
        order = msgspec.structs.replace(kept.order, head=head)
        self.office.kept = msgspec.structs.replace(kept, order=order)

    async def _inquire(self, who: str, text: str = LEAK) -> None:
        body = {"inquiry": "i1", "documents": ["d1"], "leak": leak_digest(text), "found_ms": 0}
        side = self.office.host if who == "host" else self.office.company
        await side.act("inquiry.opened/1", **body, reason="found")
        await self.office.pair.pass_time(1)

    async def _report(self) -> None:
        parts = self.office.kept.order.parts()
        shown = [Shown("d1", part, self.office.kept.salts[part], content) for part, content in parts.items()]
        inquiry_report("host", Shelf(self.office.host.root).logs(), "i1", LEAK, shown)


@pytest.mark.parametrize("case", RELEASES, ids=lambda case: case["name"])
def test_release(tmp_path, case):
    assert not set(case) - KEYS and case["catches"]
    play = Play(tmp_path)

    async def run() -> None:
        await play.office.keyed()
        *before, last = [step.split() for step in case["steps"]]
        for words in before:
            await play.step(*words)
        if "refused" not in case:
            await play.step(*last)
            return
        with pytest.raises(SafeconductError) as caught:
            await play.step(*last)
        assert re.search(case["refused"], str(caught.value)), str(caught.value)
        assert caught.value.next_step

    asyncio.run(run())
    for side in play.office.pair.sides:
        if "standing" in case:
            found = play.office.release(play.first, side)
            assert found["standing"] == case["standing"]
            if case["standing"] in ("recalled", "expired"):
                assert set(found["ended"]) == {"host", "company"}, "both nodes took notice"
        if "refused" in case and play.first:
            assert bool(play.office.release(play.first, side)["shares"]) == case.get("known", False)
        secrets = play.office.document(side)["secrets"]
        assert bool(secrets) == case.get("is_revealed", False), "the secret of the marks is out"


@pytest.mark.parametrize("case", LEAKS, ids=lambda case: case["name"])
def test_leak(case):
    assert not set(case) - LEAK_KEYS and case["catches"]
    marked, texts = made(random.Random(3), lang=case["lang"])
    found = trace(_found(case, texts), marked)
    leads = {marked[0].readers.index(each) for each in found.leads}
    if "leads" in case:
        assert leads == set(case["leads"])
    if "among" in case:
        assert leads <= set(case["among"])
    for name in ("is_readable", "is_stitched"):
        if name in case:
            assert getattr(found, name) == case[name]


def _found(case, texts) -> str:
    if "text" in case:
        return case["text"] * case.get("times", 1)
    lines = []
    for reader, start, end in case["take"]:
        every = texts[reader].splitlines()
        lines += every[len(every) * start // 100 : len(every) * end // 100]
    text = "\n".join(lines)
    if case.get("flat"):
        text = " ".join(line.lstrip("-• ") for line in lines).lower()
    rng = random.Random(1)
    for _ in range(case.get("typos", 0)):
        at = rng.choice([place for place, letter in enumerate(text) if letter.isalpha()])
        text = text[:at] + text[at + 1 :]
    return text


def test_at_least_half_are_refused():
    refused = sum("refused" in case for case in RELEASES) + sum(not case.get("leads", [1]) for case in LEAKS)
    assert refused * 2 >= len(RELEASES) + len(LEAKS)
