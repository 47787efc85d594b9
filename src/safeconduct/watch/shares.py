"""Which feeds have been shared with whom, and which receipts stand beside them."""

from typing import Final

import immutables
import msgspec

from safeconduct.records.feed import FeedReceived, FeedShared
from safeconduct.records.units import Ms, PartyId, RecordId
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal


class Share(msgspec.Struct, frozen=True):
    """One hand-over, and when its receipt was logged."""

    owner: PartyId
    body: FeedShared
    at_ms: Ms
    received_ms: Ms | None = None


class Shares(msgspec.Struct, frozen=True):
    """All hand-overs between the parties."""

    shares: immutables.Map[RecordId, Share] = immutables.Map()


def _reduce(state: Shares, placed: Placed, parties: Parties) -> Shares | Refusal:
    record = placed.entry.record
    match record.body:
        case FeedShared() as body:
            if body.to == record.party:
                return Refusal("a feed is shared with another party")
            return Shares(state.shares.set(placed.entry.id, Share(record.party, body, record.at_ms)))
        case FeedReceived() as body:
            share = state.shares.get(body.shared)
            if share is None or (share.owner, share.body.feed) != (body.owner, body.feed):
                return Refusal(f"{body.owner} has shared no such thing of {body.feed}")
            if share.body.to != record.party or share.body.content != body.content:
                return Refusal("a receipt for what was not received")
            return Shares(state.shares.set(body.shared, msgspec.structs.replace(share, received_ms=record.at_ms)))
        case _:
            return Refusal("not about shared feeds")


SHARES: Final = Reducer("shares", Shares(), frozenset({FeedShared.TYPE, FeedReceived.TYPE}), _reduce)
