"""A dispatch as the logs tell it: what was asked, what was granted, who is there.

The state knows no clock. A grant says from when to when it lives; whoever looks brings the time.
"""

import immutables
import msgspec

from safeconduct.records.dispatch import DispatchAnswered, DispatchRequested
from safeconduct.records.units import DispatchId, KeyId, Ms, PartyId, Pseudonym, RecordId, SiteId, Text


class Answer(msgspec.Struct, frozen=True):
    """A party's word on one request."""

    body: DispatchAnswered
    by: KeyId
    at_ms: Ms


class Recall(msgspec.Struct, frozen=True):
    """It ended then."""

    by: PartyId
    at_ms: Ms
    reason: Text


class Said(msgspec.Struct, frozen=True):
    """One line of the discussion."""

    party: PartyId
    by: KeyId
    at_ms: Ms
    text: Text


class Grant(msgspec.Struct, frozen=True):
    """What everybody has consented to: the smallest number, the latest beginning, the earliest end."""

    site: SiteId
    count: int
    from_ms: Ms
    to_ms: Ms

    def lives(self, t_ms: int) -> bool:
        """Whether it covers that instant. The last one does not count any more."""
        return self.from_ms <= t_ms < self.to_ms


class Dispatch(msgspec.Struct, frozen=True):
    """One request with its answers, its roster and its end."""

    dispatch: DispatchId
    asked_by: PartyId
    request: DispatchRequested
    request_id: RecordId
    asked_ms: Ms
    answers: immutables.Map[PartyId, Answer] = immutables.Map()
    talk: tuple[Said, ...] = ()
    badges: tuple[Pseudonym, ...] = ()
    recall: Recall | None = None

    def answer(self, party: PartyId) -> Answer | None:
        """That party's answer to the request as it stands."""
        answer = self.answers.get(party)
        return answer if answer is not None and answer.body.request == self.request_id else None

    def unanswered(self, parties: frozenset[PartyId]) -> tuple[PartyId, ...]:
        """Whose consent is missing. Whoever asks consents by asking."""
        return tuple(sorted(p for p in parties if p != self.asked_by and self.answer(p) is None))

    @property
    def granted_ms(self) -> Ms:
        """When the last answer to the request that stands was given."""
        times = [answer.at_ms for party, answer in self.answers.items() if self.answer(party) is not None]
        return max(times, default=self.asked_ms)

    def grant(self, parties: frozenset[PartyId]) -> Grant | None:
        """What is granted; None while a party has not answered, and for good where one refuses."""
        others = [self.answer(party) for party in sorted(parties) if party != self.asked_by]
        answers = [answer.body for answer in others if answer is not None]
        if not others or len(answers) < len(others) or any(each.consent == "refused" for each in answers):
            return None
        to_ms = min(self.request.to_ms, *(each.to_ms for each in answers))
        if self.recall is not None:
            to_ms = min(to_ms, self.recall.at_ms)
        return Grant(
            self.request.site,
            min(self.request.count, *(each.count for each in answers)),
            max(self.request.from_ms, *(each.from_ms for each in answers)),
            Ms(to_ms),
        )


class Presence(msgspec.Struct, frozen=True):
    """A badge that came in and has not gone out."""

    badge: Pseudonym
    site: SiteId
    since_ms: Ms
    record: RecordId


class Dispatches(msgspec.Struct, frozen=True):
    """All dispatches, and which badges are on a site."""

    dispatches: immutables.Map[DispatchId, Dispatch] = immutables.Map()
    present: immutables.Map[Pseudonym, Presence] = immutables.Map()
    turned: immutables.Map[tuple[PartyId, Pseudonym, SiteId], bool] = immutables.Map()
    """What each party's node has said last: whether a live grant covers that badge at that site."""

    def granted(self, parties: frozenset[PartyId]) -> list[tuple[Dispatch, Grant]]:
        """Every grant, by when the last consent to it was given: who came first is counted first."""
        each = [(dispatch, dispatch.grant(parties)) for dispatch in self.dispatches.values()]
        found = [(dispatch, grant) for dispatch, grant in each if grant is not None]
        return sorted(found, key=lambda one: (one[0].granted_ms, one[0].dispatch))

    def at_once(self, body: DispatchAnswered, parties: frozenset[PartyId]) -> int:
        """How many people other grants under the same mandate cover at one time, while that consent would last."""
        own = self.dispatches[body.dispatch]
        others = [
            grant
            for dispatch, grant in self.granted(parties)
            if dispatch.dispatch != body.dispatch
            and (dispatch.request.mandate, dispatch.asked_by) == (own.request.mandate, own.asked_by)
            and grant.from_ms < body.to_ms
            and body.from_ms < grant.to_ms
        ]
        starts = {body.from_ms, *(grant.from_ms for grant in others if grant.from_ms > body.from_ms)}
        return max(sum(grant.count for grant in others if grant.lives(start)) for start in starts)
