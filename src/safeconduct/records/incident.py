"""Incidents: accounts of what happened, each with its source, joined into one incident and split again."""

from typing import Annotated, ClassVar, Final, Literal, TypeAlias

import msgspec

from .area import Point
from .body import Body, Role
from .units import BatchId, Digest, IncidentId, Metres, Ms, Name, ObjectId, PartyId, ReportId, Text

EventType: TypeAlias = Literal[
    "abduction",
    "armed_attack",
    "bomb",
    "exercise",
    "explosion",
    "grenade",
    "ied_found",
    "illegal_checkpoint",
    "insider_leak",
    "intrusion",
    "landmine",
    "multiple",
    "other",
    "pipeline_sabotage",
    "protest_blockade",
    "road_accident",
    "roadside_bomb",
    "robbery",
    "shooting",
    "suspicious_activity",
    "talks",
    "vehicle_bomb",
]
ReportKind: TypeAlias = Literal["breach", "finding", "incident", "near_miss"]
CountOf: TypeAlias = Literal["fatalities", "injured", "missing"]
ClaimStatus: TypeAlias = Literal["attributed", "claimed", "denied"]
SourceKind: TypeAlias = Literal["confidential", "import", "news", "observed", "party", "protocol"]
Tlp: TypeAlias = Literal["AMBER", "AMBER+STRICT", "CLEAR", "GREEN", "RED"]
"""Traffic Light Protocol 2.0 (FIRST): who may read it. The words are never translated."""
OpenTlp: TypeAlias = Literal["AMBER", "CLEAR", "GREEN"]
"""What every member may read, as it stands in a log that they all copy."""
Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Title: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Written: TypeAlias = Annotated[str, msgspec.Meta(max_length=200)]
COUNTS_MAX: Final = 12
CLAIMS_MAX: Final = 6
_REPORTERS: frozenset[Role] = frozenset({"security", "operator", "liaison"})


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where. `at` is null where nobody knows; `within_m` is how far off it may be."""

    name: Name
    at: Point | None
    within_m: Metres


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many, and who said so. Null: that source does not know. Other sources' numbers stand beside it."""

    what: CountOf
    low: Number | None
    high: Number | None
    said_by: Name
    as_written: Written


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is said to have done it, in the source's own words. It is reported here, not asserted."""

    name: Name
    status: ClaimStatus
    by: Name


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who gave the account. `ref`: where it can be read again. `published_ms` is null where it does not say."""

    kind: SourceKind
    name: Name
    ref: Annotated[str, msgspec.Meta(max_length=500)]
    published_ms: Ms | None


class Account(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one source says happened. `from_ms` to `to_ms`: within which time; null where it is unknown."""

    kind: ReportKind
    title: Title
    event_type: EventType
    from_ms: Ms | None
    to_ms: Ms | None
    place: Place | None
    counts: Annotated[tuple[Count, ...], msgspec.Meta(max_length=COUNTS_MAX)]
    claims: Annotated[tuple[Claim, ...], msgspec.Meta(max_length=CLAIMS_MAX)]
    source: Source
    text: Text


class IncidentReported(Body, frozen=True):
    """One account, read and confirmed by an officer. Again with the same `report`: a newer version of it.

    `incident` is the one that it tells of; null where it is the first of a new one, which is then called as the
    report is. `original`: the salted digest of what the source wrote, which stays with this party until its date.
    """

    TYPE: ClassVar[str] = "incident.reported/1"
    SIGNERS: ClassVar[frozenset[Role]] = _REPORTERS

    report: ReportId
    incident: IncidentId | None
    account: Account
    tlp: OpenTlp
    original: Digest | None
    keep_until_ms: Ms

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"report/{self.report}/{party}")


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Some of a batch's reports, in a file of their own. `content`: SHA-256 of 16 bytes of salt and the file."""

    content: Digest
    count: Annotated[int, msgspec.Meta(ge=1, le=100_000)]


class IncidentImported(Body, frozen=True):
    """Many reports at once, or some that the other members may not read: the log holds what they commit to.

    The reports stay with this party, until their date. Report n, counted from 1 through all parts, is an
    incident of its own, `batch~n`, until somebody joins it. `share_with`: nobody else, whatever the label allows.
    """

    TYPE: ClassVar[str] = "incident.imported/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "liaison"})

    batch: BatchId
    source: Source
    tlp: Tlp
    share_with: Annotated[tuple[PartyId, ...], msgspec.Meta(max_length=16)]
    parts: Annotated[tuple[Part, ...], msgspec.Meta(min_length=1, max_length=400)]
    keep_until_ms: Ms

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"batch/{self.batch}/{party}")


class IncidentJoined(Body, frozen=True):
    """The same thing happened: all reports of `others` tell of `incident`. The others' names lead there."""

    TYPE: ClassVar[str] = "incident.joined/1"
    SIGNERS: ClassVar[frozenset[Role]] = _REPORTERS

    incident: IncidentId
    others: Annotated[tuple[IncidentId, ...], msgspec.Meta(min_length=1, max_length=100)]
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return _grouping(self.incident, party)


class IncidentSplit(Body, frozen=True):
    """These reports tell of something else, which is called as the first of them is."""

    TYPE: ClassVar[str] = "incident.split/1"
    SIGNERS: ClassVar[frozenset[Role]] = _REPORTERS

    incident: IncidentId
    reports: Annotated[tuple[IncidentId, ...], msgspec.Meta(min_length=1, max_length=100)]
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return _grouping(self.incident, party)


def _grouping(incident: IncidentId, party: PartyId) -> ObjectId:
    return ObjectId(f"grouping/{incident.replace('~', '/')}/{party}")
