"""Reports of inquiries in the second verifier: the same answer to true ones, forged ones and damaged ones."""

import asyncio
import random

import msgspec
import pytest

from safeconduct.disclosure.wording import WORDINGS
from safeconduct.evidence import Shown, archive, check, inquiry_report, leak_digest
from safeconduct.evidence.inquiry import INQUIRY, LEAK, REPORT
from safeconduct.evidence.pack import MANIFEST, manifest
from safeconduct.node.api.disclosures import told
from safeconduct.node.releasing import read_copy
from safeconduct.node.shelf import Shelf
from safeconduct.wire import canonical
from tests.office import Office, ready
from tests.second import answers


def leaks(text: str, lang: str) -> list[str]:
    """What might be found of that text."""
    rng = random.Random(lang)
    lines = text.splitlines()
    typed = list(" ".join(line.lstrip("-• ") for line in lines).lower())
    for _ in range(14):
        typed[rng.randrange(len(typed))] = rng.choice("abc کل 路")
    mixed = rng.sample(lines, len(lines) * 2 // 3)
    other = [rng.choice(pair) for pair in (*WORDINGS[lang].head_decoys, *WORDINGS[lang].leg_decoys)]
    return [text, "".join(typed), "\r\n".join(mixed), "\n".join((*mixed, *other)), "They leave in the morning.", ""]


def reports(tmp_path, lang: str, count: int = 6) -> list[bytes]:
    """Of an order that takes one road twice; the first so many of `leaks`."""
    office = Office(tmp_path, lang)
    (leg,) = office.kept.order.legs
    order = msgspec.structs.replace(
        office.kept.order, legs=(msgspec.structs.replace(leg, roads=(*leg.roads, leg.roads[0])),)
    )
    office.kept = msgspec.structs.replace(office.kept, order=order)
    asyncio.run(office.keyed())
    ready(office)

    async def run() -> list[str]:
        for part in ("order", "leg-1"):
            await office.opened(await office.released(part=part))
        every = [office.release(each["release"]) for each in told(office.company.node)["releases"]]
        found = leaks("".join(read_copy(each, office.reader) for each in every), lang)[:count]
        for number, leak in enumerate(found):
            body = {"inquiry": f"i{number}", "documents": ["d1"], "leak": leak_digest(leak)}
            for side in office.pair.sides:
                await side.act("inquiry.opened/1", **body, found_ms=office.pair.clock.ms, reason="found")
                await office.pair.sync()
        await office.pair.pass_time(2)
        return found

    found, shelf = asyncio.run(run()), Shelf(office.host.root)
    shown = [Shown("d1", part, office.kept.salts[part], each) for part, each in office.kept.order.parts().items()]
    return [inquiry_report("host", shelf.logs(), f"i{number}", leak, shown) for number, leak in enumerate(found)]


def agrees(second, raw: bytes) -> bool:
    """Demands the same answer from both, and of what is verified the same words; whether it is."""
    first, other = check(raw), second.verify(raw)
    assert first.is_verified == other["isVerified"], (first.findings, other["findings"])
    assert list(first.words) == other["claimed"]
    return first.is_verified


def forged(raw: bytes, name: str, change) -> bytes:
    """With one file changed and the list of files made anew."""
    files = dict(archive.read(raw))
    files[name] = change(files[name])
    del files[MANIFEST]
    files[MANIFEST] = manifest(files)
    return archive.write(files)


def retold(**changes):
    def change(raw: bytes) -> bytes:
        return canonical.encode({**msgspec.json.decode(raw), **changes})

    return change


def lead(raw: bytes) -> bytes:
    told = msgspec.json.decode(raw)
    told["trace"]["odds"][0]["is_lead"] = not told["trace"]["odds"][0]["is_lead"]
    return canonical.encode(told)


FLIPS = 5
"""Many more: make campaign-inquiries."""
FORGED = (
    (INQUIRY, lead),
    (INQUIRY, retold(holders=[])),
    (INQUIRY, retold(authors=[])),
    (INQUIRY, retold(by="company")),
    (INQUIRY, retold(inquiry="i9")),
    (INQUIRY, retold(shown=[])),
    (INQUIRY, retold(reports=2)),
    (INQUIRY, retold(more="x")),
    (INQUIRY, lambda raw: raw.replace(b'"people":6', b'"people":7')),
    (INQUIRY, lambda raw: raw.replace(b'"people":6', b'"people":0')),
    (INQUIRY, lambda raw: raw.replace(b'"salt":"', b'"salt":"0')),
    (INQUIRY, lambda raw: b" " + raw),
    (LEAK, lambda raw: raw + b"."),
    (LEAK, lambda raw: b"\xff" + raw),
    (REPORT, lambda raw: raw.replace(b"host", b"HOST")),
    ("policy.json", lambda raw: raw.replace(b"company", b"compamy")),
)


def flipped(raw: bytes, rng: random.Random) -> bytes:
    """With one bit changed."""
    at = rng.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ 1 << rng.randrange(8)]) + raw[at + 1 :]


@pytest.mark.parametrize("lang", ["en", "zh", "ur"])
def test_reports_of_every_kind_of_text(second, tmp_path, lang):
    """What is found whole, typed off or out of order depends on the language; what is not ours does not."""
    every = reports(tmp_path, lang, 6 if lang == "en" else 3)
    assert all(agrees(second, raw) for raw in every)
    found = [check(raw).told.trace for raw in every]
    assert len(found[0].leads) == 1 and not any(each.leads for each in found[4:])
    if lang != "en":
        return
    for number, (name, change) in enumerate(FORGED):
        assert not agrees(second, forged(every[0], name, change)), f"forgery {number}"
    rng = random.Random(1)
    for _ in range(FLIPS):
        assert not agrees(second, flipped(every[0], rng))
    assert not agrees(second, every[0][: len(every[0]) // 2])


def test_both_have_the_same_wording():
    (tables,) = answers("--tables")
    for lang, wording in WORDINGS.items():
        said = msgspec.to_builtins(wording)
        head, leg = (said.pop(name) for name in ("head_decoys", "leg_decoys"))
        assert said.pop("lang") == lang
        assert tables["copies"][lang] == {"lines": said, "head": list(map(list, head)), "leg": list(map(list, leg))}
