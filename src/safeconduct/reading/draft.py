"""What was read off a page: a draft, until an officer confirms it. Nothing here is a record.

Offsets are Unicode code points of the text that was read, end exclusive. Degrees are WGS 84. What the page does not
say is "unknown", never a guess.
"""

from typing import Literal, TypeAlias

import msgspec

Kind: TypeAlias = Literal["incident", "roundup", "retrospective", "non_incident", "unverified"]
EventType: TypeAlias = Literal[
    "vehicle_bomb",
    "roadside_bomb",
    "bomb",
    "ied_found",
    "grenade",
    "landmine",
    "explosion",
    "shooting",
    "armed_attack",
    "abduction",
    "robbery",
    "intrusion",
    "illegal_checkpoint",
    "pipeline_sabotage",
    "protest_blockade",
    "suspicious_activity",
    "insider_leak",
    "road_accident",
    "exercise",
    "talks",
    "multiple",
    "unknown",
]
Role: TypeAlias = Literal["event", "mentioned", "destination"]
ClaimStatus: TypeAlias = Literal["claimed", "denied", "attributed"]
Unknown: TypeAlias = Literal["unknown"]
Harm: TypeAlias = Literal["fatalities", "injured"]
Marked: TypeAlias = Literal["title", "published", "event_date", "place", "fatalities", "injured", "claim"]


class Span(msgspec.Struct, frozen=True):
    """Code points of the text that was read, end exclusive."""

    start: int
    end: int


class Stretch(msgspec.Struct, frozen=True):
    """The article on the page, its dateline included. exclude: advertising, links and captions inside of it."""

    start: int
    end: int
    exclude: tuple[Span, ...] = ()


class Range(msgspec.Struct, frozen=True):
    """How many people, over all sources that are quoted."""

    low: int
    high: int


class DraftPlace(msgspec.Struct, frozen=True):
    """A place that the page names. lat, lon: degrees; None where no gazetteer knows it.

    country: ISO 3166, two letters; "" where unknown.
    """

    name: str
    as_written: str
    lat: float | None
    lon: float | None
    role: Role
    country: str = ""


class Claim(msgspec.Struct, frozen=True):
    """Who is said to have done it, as reported. by: who says so; never our own word."""

    name: str
    status: ClaimStatus
    by: str


class Tally(msgspec.Struct, frozen=True):
    """One number of people that one source gives. by: who says so, "" for the page itself."""

    harm: Harm
    low: int
    high: int
    by: str
    as_written: str


class Mark(msgspec.Struct, frozen=True):
    """A stretch of the page that something was read off: what an officer looks at beside the draft."""

    start: int
    end: int
    what: Marked


class DraftIncident(msgspec.Struct, frozen=True):
    """One of several incidents that a page tells of. start, end: where it does."""

    start: int
    end: int
    event_date: str
    places: tuple[DraftPlace, ...]
    event_type: EventType
    fatalities: Range | Unknown
    injured: Range | Unknown
    claims: tuple[Claim, ...] = ()


class Draft(msgspec.Struct, frozen=True):
    """All that was read off one page.

    title: "" where the page has none. published, event_date: YYYY-MM-DD or "unknown". language: ISO 639-1 or "und".
    incidents: several on one page, each; empty where the page tells of one or none. tallies: each number with its
    source. notes: what the officer should know, in English.
    """

    kind: Kind
    title: str
    body: Stretch
    published: str
    event_date: str
    places: tuple[DraftPlace, ...]
    event_type: EventType
    fatalities: Range | Unknown
    injured: Range | Unknown
    claims: tuple[Claim, ...]
    incidents: tuple[DraftIncident, ...]
    language: str
    tallies: tuple[Tally, ...] = ()
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
