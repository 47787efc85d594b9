"""Two nodes, an author at the Host, a reader at the Company, and a document between them."""

import asyncio

import msgspec
import pyrage

from safeconduct.accord.meaning import meaning
from safeconduct.bench.disclosure import example
from safeconduct.disclosure.order import Order
from safeconduct.node.api.disclosures import sealed_told, told
from safeconduct.node.releasing import (
    code_secret,
    groups_of,
    new_author_file,
    release_body,
)
from safeconduct.records.clause import MandateContent
from tests.sim.pair import MINUTE, Pair


class Office:
    """Host's founder writes, Company's reads."""

    def __init__(self, tmp_path, lang="en") -> None:
        self.pair = Pair(tmp_path)
        self.host, self.company = self.pair.host, self.pair.company
        made = [pyrage.x25519.Identity.generate() for _ in range(2)]
        self.author, self.reader = map(str, made)
        self.recipients = [str(each.to_public()) for each in made]
        head, leg = example()[:2]
        self.kept = new_author_file("d1", Order(lang, head, (leg,)))

    async def keyed(self) -> None:
        await self.pair.sync()
        for side, recipient in zip((self.host, self.company), self.recipients, strict=True):
            await side.act("reader.keyed/1", reader=side.signer.key_id, recipient=recipient)
        await self.pair.pass_time(1)

    async def mandated(self) -> None:
        content = MandateContent("read_documents", "company", "security", (), None, None, None)
        raw = {"kind": "mandate", **msgspec.to_builtins(content)}
        await self.host.act("clause.proposed/1", clause="read", number=1, title="Read", content=raw)
        await self.pair.sync()
        for side in self.pair.sides:
            await side.act("clause.position/1", clause="read", meaning=meaning(content), stand="agreed", reason="")
        await self.pair.pass_time(1)

    async def drafted(self, holders=(), readers_max=None) -> None:
        await self.host.act(
            "document.drafted/1", document="d1", title="Order", lang=self.kept.order.lang, subject="movement/m1",
            between=["host", "company"], parts=groups_of(self.kept), holders=holders, readers_max=readers_max,
        )  # fmt: skip
        await self.pair.pass_time(1)

    def document(self, side=None):
        return told((side or self.host).node)["documents"][0]

    async def released(self, part="order", minutes=60, **changes) -> str:
        all_ = told(self.host.node)
        reader = next(each for each in all_["readers"] if each["party"] == "company")
        secret = code_secret(self.document(), self.author)
        body = release_body(self.kept, self.document(), part, reader, all_["nodes"], secret)
        until = self.pair.clock.ms + minutes * MINUTE
        body = {**body, "purpose": "drive", "until_ms": until, "mandate": None, **changes}
        release = await self.host.act("document.released/1", **body)
        await self.pair.pass_time(1)
        return release

    async def opened(self, release: str) -> None:
        await self.company.act("release.opened/1", release=release)
        await self.pair.pass_time(1)

    def release(self, release: str, side=None):
        return sealed_told((side or self.company).node, release)


def ready(office, **how) -> None:
    async def run():
        await office.mandated()
        await office.drafted(**how)

    asyncio.run(run())
