"""After the journey: the order had been released to two readers; one reader's copy appears outside."""

from collections.abc import Callable
from typing import Any, Final

import msgspec
import pyrage

from safeconduct.accord.meaning import meaning
from safeconduct.disclosure.order import Head, Leg, Order, Reporting
from safeconduct.evidence import inquiry_report, leak_digest
from safeconduct.node.keyfile import read_key
from safeconduct.node.releasing import (
    AuthorFile,
    code_secret,
    groups_of,
    new_author_file,
    read_copy,
    release_body,
    shown_of,
)
from safeconduct.node.shelf import Shelf
from safeconduct.records.clause import MandateContent
from safeconduct.records.units import InquiryId

from .room import Room
from .stage import Stage

Until = Callable[[str, Callable[[], Any]], Any]
_MINUTE_MS: Final = 60_000
_READERS: Final = ("lin", "ada")
DOCUMENT: Final = "o1"
INQUIRY: Final = "i1"


class Leak:
    """Document, releases, and the text that was found. `keys`: the age key of each reader, by officer."""

    def __init__(self, stage: Stage, until: Until) -> None:
        self._host, self._company = stage.rooms
        self._stage = stage
        self._until = until
        self.keys: dict[str, str] = {}
        self.kept: AuthorFile | None = None
        self.text = ""

    def release(self) -> None:
        """Noor commits to an order and releases it to Lin and Ada, part by part; each opens a copy of their own."""
        self._mandate()
        for room, officer in ((self._host, "noor"), *((self._company, each) for each in _READERS)):
            self._key(room, officer)
        kept = self.kept = new_author_file(DOCUMENT, _order(self._stage.clock.now_ms()))
        body = {"document": DOCUMENT, "title": "Order of the return journey", "lang": kept.order.lang,
                "subject": "movement/m1", "between": ["host", "company"], "parts": groups_of(kept), "holders": [],
                "readers_max": 1}  # fmt: skip
        self._host.sign("noor", "document.drafted/1", body)
        self._until("both nodes have sealed their half of the code", lambda: len(self._document()["codes"]) == 2)
        secret = code_secret(self._document(), self.keys["noor"])
        nodes = self._until("both nodes have a key to seal to", self._nodes)
        for officer in _READERS:
            for part in kept.order.parts():
                reader = self._reader(officer)
                made = release_body(kept, self._document(), part, reader, nodes, secret)
                until_ms = self._stage.clock.now_ms() + 600 * _MINUTE_MS
                made |= {"purpose": "drives with the convoy", "until_ms": until_ms, "mandate": None}
                self._open(officer, self._host.sign("noor", "document.released/1", made))

    def appear(self) -> None:
        """Somebody finds a text: Ada's copy, without its layout. Both parties open an inquiry."""
        self.text = self._copy_of("ada").replace("- ", "").replace("• ", "").lower()
        body = {"inquiry": INQUIRY, "documents": [DOCUMENT], "leak": leak_digest(self.text),
                "found_ms": self._stage.clock.now_ms(), "reason": "A text was found in a chat"}  # fmt: skip
        self._host.sign("noor", "inquiry.opened/1", body)
        self._until("the Company sees the inquiry", lambda: self._company.get("/api/disclosures")["inquiries"])
        self._company.sign("lin", "inquiry.opened/1", body)
        self._until("both halves of the code are revealed", lambda: len(self._document()["secrets"]) == 2)

    def report(self) -> bytes:
        """The Company's report, from its own logs."""
        shown = [] if self.kept is None else shown_of(self.kept)
        self._until("the Company holds it too", lambda: len(self._document(self._company)["secrets"]) == 2)
        shelf = Shelf(self._company.node)
        return inquiry_report(shelf.party, shelf.logs(), InquiryId(INQUIRY), self.text, shown)

    def _mandate(self) -> None:
        for number, role in ((11, "security"), (12, "operator")):
            content = MandateContent("read_documents", "company", role, (), None, None, None)  # type: ignore[arg-type]
            clause = f"reads-{role}"
            body = {"clause": clause, "number": number, "title": "Documents for the Company",
                    "titles": {"zh": "向公司方开放文件", "ur": "کمپنی کے لیے دستاویزات"},
                    "content": {"kind": "mandate", **msgspec.to_builtins(content)}}  # fmt: skip
            self._company.sign("lin", "clause.proposed/1", body)
            self._until("both hold the mandate", lambda clause=clause: all(  # type: ignore[misc]
                any(each["id"] == clause for each in room.get("/api/accord")) for room in self._stage.rooms
            ))  # fmt: skip
            stand = {"clause": clause, "meaning": meaning(content), "stand": "agreed", "reason": ""}
            self._host.sign("noor", "clause.position/1", stand)
            self._company.sign("lin", "clause.position/1", stand)

    def _key(self, room: Room, officer: str) -> None:
        made = pyrage.x25519.Identity.generate()
        self.keys[officer] = str(made)
        key = read_key(room.keys[officer], None)[0].key_id
        room.sign(officer, "reader.keyed/1", {"reader": key, "recipient": str(made.to_public())})
        self._until(f"the Host knows the key of {officer}", lambda: self._reader(officer))

    def _open(self, officer: str, release: str) -> None:
        path = f"/api/disclosures/{release}"
        held = {"held", "opened", "given"}
        self._until("both hold the release", lambda: self._standing(self._company, release) in held)
        if self._standing(self._company, release) == "held":
            self._company.sign(officer, "release.opened/1", {"release": release})
        self._until("both have given their share", lambda: len(self._company.get(path)["shares"]) == 2)
        self._until("the Host shows it too", lambda: self._standing(self._host, release) == "given")

    def _copy_of(self, officer: str) -> str:
        every = self._company.get("/api/disclosures")["releases"]
        mine = [each["release"] for each in every if each["name"].lower() == officer]
        found = [self._company.get(f"/api/disclosures/{release}") for release in mine]
        return "".join(read_copy(each, self.keys[officer]) for each in found)

    def _standing(self, room: Room, release: str) -> str:
        every = room.get("/api/disclosures")["releases"]
        return next((str(each["standing"]) for each in every if each["release"] == release), "")

    def _reader(self, officer: str) -> Any:
        readers = self._host.get("/api/disclosures")["readers"]
        return next((each for each in readers if each["name"].lower() == officer), None)

    def _nodes(self) -> Any:
        nodes = self._host.get("/api/disclosures")["nodes"]
        return nodes if len(nodes) == 2 else None

    def _document(self, room: Room | None = None) -> Any:
        found = (room or self._host).get("/api/disclosures")["documents"]
        return found[0] if found else {"codes": {}, "secrets": {}}


def _order(now_ms: int) -> Order:
    start = now_ms // _MINUTE_MS * _MINUTE_MS
    head = Head("m1", "Heron", 3, 15, ("bus-1", "car-2"), ("escort-1",), ("Company desk", "Host room"))
    leg = Leg(
        1, "Ferry terminal", "The works", start, start + 40 * _MINUTE_MS, ("Harbour road", "Mill lane"),
        (Reporting("Bridge", start + 12 * _MINUTE_MS), Reporting("Mill", start + 25 * _MINUTE_MS)),
        ("Fire station", "Hospital"),
    )  # fmt: skip
    return Order("en", head, (leg,))
