"""Units and identifiers. Each is its own type: a swap fails in mypy, a wrong value at the edge."""

from typing import Annotated, Final, Literal, NewType, TypeAlias

from msgspec import Meta

INT_MAX: Final = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 8785, section 3.2.2.3)."""

# Units: integers only, the unit is in the name.
LAST_MS: Final = 253_402_300_799_999
"""The last millisecond of the year 9999: sums of a time and an interval stay exact, every time can be written."""
Ms = NewType("Ms", Annotated[int, Meta(ge=0, le=LAST_MS)])
"""UTC, milliseconds since 1970-01-01."""
DurationMs = NewType("DurationMs", Annotated[int, Meta(ge=0, le=INT_MAX)])
Metres = NewType("Metres", Annotated[int, Meta(ge=0, le=40_100_000)])
LatE7 = NewType("LatE7", Annotated[int, Meta(ge=-900_000_000, le=900_000_000)])
"""Degrees x 10^7, WGS 84, north positive."""
LonE7 = NewType("LonE7", Annotated[int, Meta(ge=-1_800_000_000, le=1_800_000_000)])
"""Degrees x 10^7, WGS 84, east positive."""

# Identifiers: what people choose is short, lower case and ASCII; what is computed is hexadecimal.
_Chosen = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}\Z")]
_Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]

PartyId = NewType("PartyId", _Chosen)
AccordId = NewType("AccordId", _Chosen)
ClauseId = NewType("ClauseId", _Chosen)
SiteId = NewType("SiteId", _Chosen)
ZoneId = NewType("ZoneId", _Chosen)
"""A ring, a gate's area, a haven: any named area. Unique within an accord."""
GateId = NewType("GateId", _Chosen)
MovementId = NewType("MovementId", _Chosen)
CheckpointId = NewType("CheckpointId", _Chosen)
AssetId = NewType("AssetId", _Chosen)
SensorId = NewType("SensorId", _Chosen)
FeedId = NewType("FeedId", _Chosen)
DeviceId = NewType("DeviceId", _Chosen)
Pseudonym = NewType("Pseudonym", _Chosen)
MeetingId = NewType("MeetingId", _Chosen)
ActionId = NewType("ActionId", _Chosen)
StatementId = NewType("StatementId", _Chosen)
DispatchId = NewType("DispatchId", _Chosen)
DocumentId = NewType("DocumentId", _Chosen)
InquiryId = NewType("InquiryId", _Chosen)
ReportId = NewType("ReportId", _Chosen)
BatchId = NewType("BatchId", Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,47}\Z")])
IncidentId = NewType("IncidentId", Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}(~[1-9][0-9]{0,7})?\Z")])
"""A report's name, or `batch~n` for the n-th of a batch: what one report tells of is called as the report is."""
DeskId = NewType("DeskId", _Chosen)
RiskId = NewType("RiskId", _Chosen)
ResourceId = NewType("ResourceId", _Chosen)
ReviewId = NewType("ReviewId", _Chosen)
GroupId = NewType("GroupId", _Chosen)
"""Fields that are shown, withheld or erased together."""

Digest = NewType("Digest", _Hash)
"""SHA-256 of canonical bytes, hexadecimal."""
VoiceId = NewType("VoiceId", _Hash)
"""A confidential report: the salted digest of its sealed content, hexadecimal."""
RecordId = NewType("RecordId", _Hash)
"""The Merkle leaf hash (RFC 6962) of the record's log entry, hexadecimal."""
AlarmId = NewType("AlarmId", _Hash)
KeyId = NewType("KeyId", Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")])
"""The first 16 bytes of SHA-256 of the raw Ed25519 public key, hexadecimal."""
PublicKey = NewType("PublicKey", _Hash)
"""A raw Ed25519 public key, hexadecimal."""
ObjectId = NewType("ObjectId", Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._/-]{0,199}\Z")])
"""The thing that a record changes, as `kind/id` or `kind/id/party`."""
Resource = NewType("Resource", Annotated[str, Meta(pattern=r"^(feed|site|zone)/[a-z0-9][a-z0-9._-]{0,63}\Z")])
"""What a mandate is limited to, as `kind/id`."""
_ORIGIN: Final = r"^[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*/[1-9][0-9]*\Z"
Origin = NewType("Origin", Annotated[str, Meta(pattern=_ORIGIN)])
"""The name of a log: `party/accord/epoch`."""

# Texts that people write, bounded.
Name = NewType("Name", Annotated[str, Meta(min_length=1, max_length=120)])
Text = NewType("Text", Annotated[str, Meta(max_length=8_000)])

Lang: TypeAlias = Literal["en", "ur", "zh"]
"""The languages that clauses and pages speak."""
