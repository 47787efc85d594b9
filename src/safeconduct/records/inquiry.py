"""Inquiries: a text has been found where it should not be. Nothing in them says that anybody did it."""

from typing import Annotated, ClassVar

import msgspec

from .body import Body, Role
from .draw import Secret
from .units import Digest, DocumentId, InquiryId, Ms, ObjectId, PartyId, Text

_SECURITY: frozenset[Role] = frozenset({"security"})


class InquiryOpened(Body, frozen=True):
    """This party agrees to look where a text came from. `leak`: digest of the text as it was found. Only when both
    parties have signed the same are the secrets of those documents' marks revealed."""

    TYPE: ClassVar[str] = "inquiry.opened/1"
    SIGNERS: ClassVar[frozenset[Role]] = _SECURITY

    inquiry: InquiryId
    documents: Annotated[tuple[DocumentId, ...], msgspec.Meta(min_length=1, max_length=20)]
    leak: Digest
    found_ms: Ms
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"inquiry/{self.inquiry}/opened/{party}")


class CodeRevealed(Body, frozen=True):
    """This party's half of the secret of a document's marks, in clear, as it was committed to."""

    TYPE: ClassVar[str] = "code.revealed/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    inquiry: InquiryId
    document: DocumentId
    secret: Secret

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"code/{self.document}/revealed/{party}")


class InquiryClosed(Body, frozen=True):
    """What this party takes from it. `report`: digest of the report that it goes by."""

    TYPE: ClassVar[str] = "inquiry.closed/1"
    SIGNERS: ClassVar[frozenset[Role]] = _SECURITY

    inquiry: InquiryId
    report: Digest
    finding: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"inquiry/{self.inquiry}/closed/{party}")
