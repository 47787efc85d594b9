"""That a party's log is silent, as another's node sees it: what degraded mode follows from."""

from typing import ClassVar

from .body import Body, Role
from .units import Ms, ObjectId, PartyId


class SilenceNoted(Body, frozen=True):
    """Nothing has come from that party since then; `is_over`: something has come again. Signed by the node, so that
    all can see later when it judged by the clauses for that case."""

    TYPE: ClassVar[str] = "silence.noted/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    party: PartyId
    since_ms: Ms
    is_over: bool

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"silence/{self.party}/{party}")
