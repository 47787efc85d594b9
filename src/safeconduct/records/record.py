"""A record: one signed act of an officer or a device, the only source of truth."""

from typing import Annotated, Final, TypeAlias

import msgspec

from safeconduct.errors import BadInput
from safeconduct.wire import canonical

from .alarm import AlarmAcknowledged, AlarmEscalated, AlarmRaised, AlarmResolved
from .authority import AuthorityDelegated, AuthorityWithdrawn
from .clause import (
    ClauseCountered,
    ClauseDiscussed,
    ClausePosition,
    ClauseProposed,
    ClauseWithdrawn,
    RuleLoaded,
)
from .content import ContentCommitted, ContentErased
from .contest import VerdictAnswered, VerdictContested
from .device import DeviceEnrolled, DeviceRetired
from .dispatch import (
    BadgeShown,
    DispatchAnswered,
    DispatchDiscussed,
    DispatchRecalled,
    DispatchRequested,
    DispatchRostered,
    GrantTurned,
)
from .document import (
    CodeSealed,
    DocumentDrafted,
    DocumentReleased,
    GlassBroken,
    GlassOpened,
    ReaderKeyed,
    ReadingsLogged,
    RecoverySealed,
    ReleaseEnded,
    ReleaseHeld,
    ReleaseOpened,
    ReleaseRecalled,
    ReleaseRefused,
    ShareGiven,
)
from .draw import (
    DrawCommitted,
    DrawDisputed,
    DrawOpened,
    DrawPublished,
    DrawSalted,
    DrawWitnessed,
    LegStarted,
)
from .feed import FeedReceived, FeedShared
from .history import HistoryStored
from .incident import IncidentImported, IncidentJoined, IncidentReported, IncidentSplit
from .inquiry import CodeRevealed, InquiryClosed, InquiryOpened
from .journey import CrewSpoke, MovementConfirmed, MovementDiverted, RosterKept, TravellerSpoke
from .level import LevelStated
from .log import Head, LogCompleted, LogCosigned, LogForked, LogRolledBack, LogSucceeded
from .meeting import (
    ActionDone,
    MeetingAnswered,
    MeetingAttended,
    MeetingCalled,
    MeetingCancelled,
    MinutesDrafted,
    MinutesSigned,
)
from .movement import (
    MovementApproved,
    MovementOrdered,
    MovementRefused,
    MovementReleased,
    MovementReported,
    MovementRequested,
    MovementResumed,
    MovementStopped,
)
from .party import OfficerEnrolled, OfficerRevoked, PartyAdmitted, PartyFounded, PartyRekeyed, PartyRemoved
from .plan import GroundListed, MovementDrawOrdered, MovementPlanned
from .response import (
    BoardNoted,
    ResourcePlaced,
    ReviewDrafted,
    ReviewSigned,
    TaskDone,
    TaskSet,
    TaskTaken,
)
from .risk import RiskAccepted, RiskClosed, RiskLapsed, RiskRated
from .seat import SeatGiven
from .silence import SilenceNoted
from .site import SiteDrawn
from .statement import StatementAnswered, StatementDrafted, StatementIssued
from .units import Digest, KeyId, Ms, ObjectId, PartyId, RecordId
from .verdict import VerdictReached
from .voice import (
    DeskClosed,
    DeskJoined,
    DeskOpened,
    IdentityAnswered,
    IdentityAsked,
    VoiceAnswered,
    VoiceBarred,
    VoiceContinued,
    VoiceHeard,
)
from .watch import AssetJoined, AssetParted, CheckMade, FactsDerived, ObservationBatch

AnyBody: TypeAlias = (
    ActionDone
    | AlarmAcknowledged
    | AlarmEscalated
    | AlarmRaised
    | AlarmResolved
    | AssetJoined
    | AssetParted
    | AuthorityDelegated
    | AuthorityWithdrawn
    | BadgeShown
    | BoardNoted
    | CheckMade
    | ClauseCountered
    | ClauseDiscussed
    | ClausePosition
    | ClauseProposed
    | ClauseWithdrawn
    | CodeRevealed
    | CodeSealed
    | ContentCommitted
    | ContentErased
    | DispatchAnswered
    | DispatchDiscussed
    | DispatchRecalled
    | DispatchRequested
    | DispatchRostered
    | CrewSpoke
    | DeskClosed
    | DeskJoined
    | DeskOpened
    | DeviceEnrolled
    | DeviceRetired
    | DocumentDrafted
    | DocumentReleased
    | FactsDerived
    | FeedReceived
    | FeedShared
    | GlassBroken
    | GlassOpened
    | GrantTurned
    | DrawCommitted
    | DrawDisputed
    | DrawOpened
    | DrawPublished
    | DrawSalted
    | DrawWitnessed
    | FactsDerived
    | GroundListed
    | HistoryStored
    | IdentityAnswered
    | IdentityAsked
    | IncidentImported
    | IncidentJoined
    | IncidentReported
    | IncidentSplit
    | InquiryClosed
    | InquiryOpened
    | LegStarted
    | LevelStated
    | LogCompleted
    | LogCosigned
    | LogForked
    | LogRolledBack
    | LogSucceeded
    | MeetingAnswered
    | MeetingAttended
    | MeetingCalled
    | MeetingCancelled
    | MinutesDrafted
    | MinutesSigned
    | MovementApproved
    | MovementConfirmed
    | MovementDiverted
    | MovementDrawOrdered
    | MovementOrdered
    | MovementPlanned
    | MovementRefused
    | MovementReleased
    | MovementReported
    | MovementRequested
    | MovementResumed
    | MovementStopped
    | ObservationBatch
    | OfficerEnrolled
    | OfficerRevoked
    | PartyAdmitted
    | PartyFounded
    | PartyRekeyed
    | PartyRemoved
    | ReaderKeyed
    | ReadingsLogged
    | RecoverySealed
    | ReleaseEnded
    | ReleaseHeld
    | ReleaseOpened
    | ReleaseRecalled
    | ReleaseRefused
    | ResourcePlaced
    | ReviewDrafted
    | ReviewSigned
    | RiskAccepted
    | RiskClosed
    | RiskLapsed
    | RiskRated
    | RosterKept
    | RuleLoaded
    | SeatGiven
    | SilenceNoted
    | ShareGiven
    | SiteDrawn
    | StatementAnswered
    | StatementDrafted
    | StatementIssued
    | TaskDone
    | TaskSet
    | TaskTaken
    | TravellerSpoke
    | VerdictAnswered
    | VerdictContested
    | VerdictReached
    | VoiceAnswered
    | VoiceBarred
    | VoiceContinued
    | VoiceHeard
)
"""Every kind of act. A new one is one file and one line here."""

BODIES: Final[dict[str, type[AnyBody]]] = {body.TYPE: body for body in AnyBody.__args__}
_DECODERS: Final = {name: msgspec.json.Decoder(body) for name, body in BODIES.items()}


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The signed payload. Its JSON form is canonical: one meaning, one spelling.

    `at_ms` is claimed by the signer; what can be proven of the time is in `state/bracket.py`.
    `prev` is the last record on the same object, null for the first. `seen` are the heads of the other
    logs that the signer's node held. `accord` is the digest of what was in force there, or null.
    """

    type: str
    party: PartyId
    by: KeyId
    at_ms: Ms
    object: ObjectId
    prev: RecordId | None
    seen: tuple[Head, ...]
    accord: Digest | None
    body: AnyBody


class _Outer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The payload before its body's type is known."""

    type: str
    party: PartyId
    by: KeyId
    at_ms: Ms
    object: ObjectId
    prev: RecordId | None
    seen: Annotated[tuple[Head, ...], msgspec.Meta(max_length=64)]
    accord: Digest | None
    body: msgspec.Raw


_OUTER: Final = msgspec.json.Decoder(_Outer)


class NotARecord(BadInput):
    """The bytes are no record of a kind known here."""


class UnknownType(NotARecord):
    """A record of a kind that this version does not know, perhaps of a newer one."""


def encode(record: Record) -> bytes:
    """Canonical payload bytes: what is signed. `read(encode(r)) == r`."""
    return canonical.encode(record)


def read(payload: bytes) -> Record:
    """A typed record from canonical payload bytes.

    Raises NotARecord with the JSON path of what is wrong, UnknownType, or canonical.NotCanonical.
    """
    try:
        outer = _OUTER.decode(payload)
        decoder = _DECODERS.get(outer.type)
        if decoder is None:
            raise UnknownType(
                f"this version does not know records of type {outer.type!r}",
                where="$.type",
                next_step="upgrade Safeconduct on this node, then sync again",
            )
        body = decoder.decode(outer.body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:  # ValidationError names the path
        raise NotARecord(f"not a record: {error}", next_step="sign it again with `safeconduct`") from error
    record = Record(
        type=outer.type,
        party=outer.party,
        by=outer.by,
        at_ms=outer.at_ms,
        object=outer.object,
        prev=outer.prev,
        seen=outer.seen,
        accord=outer.accord,
        body=body,
    )
    if encode(record) != payload:
        raise canonical.NotCanonical("the record is not in canonical form")
    if body.about(outer.party) != outer.object:
        raise NotARecord(
            f"a {outer.type} of {outer.party} changes {body.about(outer.party)}, not {outer.object}",
            where="$.object",
        )
    return record


def write(
    body: AnyBody,
    *,
    party: PartyId,
    by: KeyId,
    at_ms: Ms,
    prev: RecordId | None,
    seen: tuple[Head, ...] = (),
    accord: Digest | None = None,
) -> Record:
    """A record of that act, ready to be encoded and signed."""
    return Record(
        type=body.TYPE,
        party=party,
        by=by,
        at_ms=at_ms,
        object=body.about(party),
        prev=prev,
        seen=tuple(sorted(seen)),
        accord=accord,
        body=body,
    )
