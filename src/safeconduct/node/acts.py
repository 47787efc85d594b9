"""An officer's act on its way into our log: what is to be signed, and whether what comes back may be taken."""

import base64
import binascii

import msgspec

from safeconduct.errors import BadInput, Denied
from safeconduct.records import record as records
from safeconduct.records.log import LogSucceeded
from safeconduct.records.party import PartyAdmitted, PartyFounded, PartyRekeyed
from safeconduct.records.record import BODIES, Record
from safeconduct.records.units import KeyId, Ms, PartyId
from safeconduct.state.bracket import LATENESS_MS
from safeconduct.wire import dsse

from .access import Access
from .clock import Clock
from .truth import Truth, check_fresh


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a screen asks to sign. `at_ms`: when it happened, if that is not now."""

    type: str
    body: msgspec.Raw
    at_ms: Ms | None = None


class Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signed payload, both in base64."""

    payload: str
    keyid: KeyId
    sig: str


class Acts:
    """What officers may draft and sign at this node. Stores nothing."""

    def __init__(self, truth: Truth, access: Access, clock: Clock, party: PartyId) -> None:
        self._truth = truth
        self._access = access
        self._clock = clock
        self._party = party

    def draft(self, wanted: Draft, by: KeyId) -> bytes:
        """The canonical payload of that act by that officer, as things stand now. Raises BadInput, Denied."""
        kind = BODIES.get(wanted.type)
        if kind is None:
            raise BadInput(f"there are no records of type {wanted.type!r}", where="$.type")
        try:
            body = msgspec.json.decode(wanted.body, type=kind)
        except msgspec.DecodeError as error:
            raise BadInput(str(error), where="$.body") from error
        self._access.check(by, body)
        return records.encode(self._truth.draft(body, by, wanted.at_ms or self._clock.now_ms()))

    def opened(self, signed: Signed) -> tuple[Record, bytes]:
        """The record and its entry, if we would take it now. Raises BadInput, Denied; nothing is stored."""
        try:
            payload = base64.b64decode(signed.payload, validate=True)
            signature = base64.b64decode(signed.sig, validate=True)
        except binascii.Error as error:
            raise BadInput(f"not base64: {error}") from error
        record = records.read(payload)
        envelope = dsse.Envelope(payload, dsse.PAYLOAD_TYPE, (dsse.Signature(signed.keyid, signature),))
        self._check_signed(record, envelope)
        check_fresh(self._truth.state, record)
        return record, dsse.encode(envelope)

    def _check_signed(self, record: Record, envelope: dsse.Envelope) -> None:
        if record.party != self._party:
            raise Denied(f"this is the node of {self._party}", f"sign at the node of {record.party}")
        if isinstance(record.body, PartyFounded | PartyAdmitted | LogSucceeded):
            raise Denied("parties are admitted at the node itself", "use: safeconduct admit")
        if isinstance(record.body, PartyRekeyed):
            raise Denied("a node's keys are changed at the node itself", "use: safeconduct party rekey")
        self._access.check(record.by, record.body)
        officer = self._truth.state.parties.officers[record.by]
        if not dsse.verify(envelope, officer.public):
            raise Denied("the signature does not hold", "sign again with the key that is enrolled")
        if record.at_ms > self._clock.now_ms() + LATENESS_MS:
            raise BadInput("claims to happen in the future", where="$.at_ms", next_step="set this device's clock")
