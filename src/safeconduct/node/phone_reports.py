"""What people report from a phone, in a minute. It waits here, encrypted like the node's keys, until an officer has
confirmed it beside what was written: nothing enters the register unseen.

The link is one for all people of a party, made from the node's key. It opens a form, and nothing else.
"""

import base64
import hashlib
import hmac
from pathlib import Path
from typing import Annotated, Final

import msgspec
import pyrage

from safeconduct.errors import Denied, Unavailable
from safeconduct.records.area import Point
from safeconduct.records.incident import (
    Account,
    Count,
    CountOf,
    EventType,
    IncidentReported,
    Number,
    Place,
    ReportKind,
    Source,
)
from safeconduct.records.units import Metres, Ms, Name, ReportId, Text
from safeconduct.wire.ed25519 import Signer

from .disk import Disk, write_durably
from .folder import Folder, identity_of

KEPT_MS: Final = 30 * 86_400_000
DRAFTS_MAX: Final = 500
_REPORT_KEPT_MS: Final = 365 * 86_400_000


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The form, filled in. `key`: 32 random bytes that the phone chose for this report. Counts are low and high,
    null where the reporter does not know."""

    key: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    kind: ReportKind
    event_type: EventType
    happened_ms: Ms
    place: Annotated[str, msgspec.Meta(max_length=120)]
    at: Point | None
    within_m: Metres
    fatalities: tuple[Number | None, Number | None]
    injured: tuple[Number | None, Number | None]
    text: Annotated[Text, msgspec.Meta(min_length=1)]
    who: Annotated[str, msgspec.Meta(max_length=120)] = ""


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report that waits to be confirmed."""

    report: ReportId
    came_ms: Ms
    told: Told


def form_secret(signer: Signer) -> str:
    """The secret of the link: 144 bits, safe in an address."""
    return base64.urlsafe_b64encode(hashlib.sha256(signer.sign(b"report form\n")).digest()[:18]).decode()


def check_form(signer: Signer, secret: str) -> None:
    """Raises Denied."""
    if not hmac.compare_digest(form_secret(signer).encode(), secret.encode()):
        raise Denied("this link does not work", "ask the operations room for the link of the report form")


class PhoneReports:
    """The drafts of one node, in memory; each is durable before the phone has its receipt."""

    def __init__(self, folder: Folder, disk: Disk) -> None:
        self._folder, self._disk = folder, disk
        self._path: Path = folder.root / "reports"
        self._drafts: dict[ReportId, Draft] = {}
        if disk.size(self._path) is not None:
            identity = identity_of(folder)
            for file in sorted(self._path.glob("*.age")):
                draft = msgspec.json.decode(pyrage.decrypt(disk.read(file), [identity]), type=Draft)
                self._drafts[draft.report] = draft

    def waiting(self, now_ms: Ms) -> list[Draft]:
        """Those that nobody has looked at yet, the newest first."""
        self.sweep(now_ms)
        return sorted(self._drafts.values(), key=lambda each: (-each.came_ms, each.report))

    def take(self, told: Told, now_ms: Ms) -> Draft:
        """Keep it, durably; the same again gives the same. Raises Unavailable where too many wait."""
        report = ReportId(f"phone-{told.key[:16]}")
        known = self._drafts.get(report)
        if known is not None:
            return known
        if len(self.waiting(now_ms)) >= DRAFTS_MAX:
            raise Unavailable("too many reports wait to be read", "call the operations room")
        draft = Draft(report, now_ms, msgspec.structs.replace(told, happened_ms=Ms(min(told.happened_ms, now_ms))))
        if self._disk.size(self._path) is None:
            self._disk.make_folder(self._path)
        sealed = pyrage.encrypt(msgspec.json.encode(draft), [identity_of(self._folder).to_public()])
        write_durably(self._disk, self._path / f"{report}.age", sealed)
        self._drafts[report] = draft
        return draft

    def sweep(self, now_ms: Ms) -> None:
        """Erase what has waited long enough."""
        for each in [each for each in self._drafts.values() if now_ms >= each.came_ms + KEPT_MS]:
            self.drop(each.report)

    def drop(self, report: ReportId) -> None:
        """It is confirmed, or set aside."""
        if self._drafts.pop(report, None) is not None:
            (self._path / f"{report}.age").unlink(missing_ok=True)


def reported(draft: Draft, now_ms: Ms) -> IncidentReported:
    """The record that an officer signs to confirm it."""
    told = draft.told
    first = told.text.strip().splitlines()[0]
    place = Place(Name(told.place), told.at, told.within_m) if told.place else None
    if place is None and told.at is not None:
        lat, lon = (each / 1e7 for each in told.at)
        place = Place(Name(f"{lat:.5f}, {lon:.5f}"), told.at, told.within_m)
    account = Account(
        kind=told.kind,
        title=first[:300],
        event_type=told.event_type,
        from_ms=told.happened_ms,
        to_ms=told.happened_ms,
        place=place,
        counts=tuple(_counts(told)),
        claims=(),
        source=Source("observed", Name(told.who or draft.report), "", None),
        text=told.text,
    )
    return IncidentReported(draft.report, None, account, "AMBER", None, Ms(now_ms + _REPORT_KEPT_MS))


def _counts(told: Told) -> list[Count]:
    said_by = Name(told.who or "reporter")
    found: list[tuple[CountOf, tuple[int | None, int | None]]] = [
        ("fatalities", told.fatalities),
        ("injured", told.injured),
    ]
    return [Count(what, low, high, said_by, "") for what, (low, high) in found if (low, high) != (None, None)]
