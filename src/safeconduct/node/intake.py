"""Counts what each feed sent, and why some of it was not taken. Nothing is dropped without a trace."""

from collections import Counter, deque
from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

import msgspec

from safeconduct.records.observation import Observation
from safeconduct.records.units import Digest, FeedId, Ms

from .floods import Floods

UNKNOWN_MAX: Final = 1_000
"""Devices that are kept by name while nobody has enrolled them."""
HELD_MAX: Final = 20
"""Observations that are held of each of them: enrolled, it begins with these."""
_TEXT_MAX: Final = 200
LinkState: TypeAlias = Literal["waiting", "connected", "listening"]
Why: TypeAlias = Literal["not-enrolled", "ended", "wrong-secret", "not-encrypted"]


class Tally(msgspec.Struct):
    """One feed's counts since the node started."""

    accepted: int = 0
    newest_ms: Ms = Ms(0)
    refused: Counter[str] = msgspec.field(default_factory=Counter)
    last: dict[str, tuple[Ms, str]] = msgspec.field(default_factory=dict)
    """Of each reason: when it last was one, and what was said then."""


class Link(msgspec.Struct):
    """A feed's connection, as the Feeds page shows it."""

    state: LinkState
    since_ms: Ms
    where: str
    lost: int = 0
    """How often it was lost since the node started."""
    clients: int = 0
    why: str = ""


class Unknown(msgspec.Struct):
    """A device in quarantine: it reports, and nothing of it counts until an officer enrols it."""

    feed: FeedId
    kind: str
    device: str
    why: Why
    first_ms: Ms
    newest_ms: Ms
    count: int = 0
    secret_sha256: Digest | None = None
    """Of the password that it knocked with, so that enrolling it takes no second visit to the phone."""
    held: deque[Observation] = msgspec.field(default_factory=lambda: deque(maxlen=HELD_MAX))


class Intake:
    """All feeds' counts, connections and unknown devices. Bounded, whatever comes in."""

    def __init__(self) -> None:
        self.feeds: dict[FeedId, Tally] = {}
        self.links: dict[FeedId, Link] = {}
        self.unknown: dict[tuple[str, str], Unknown] = {}
        self.unnamed: int = 0
        """Reports of unknown devices beyond those that are kept by name."""
        self.floods: Final = Floods()

    def every(self) -> list[tuple[FeedId, Tally]]:
        """All feeds that sent something or are connected, by name."""
        return [(feed, self.feeds.get(feed, Tally())) for feed in sorted({*self.feeds, *self.links})]

    def accept(self, feed: FeedId, count: int, now_ms: Ms) -> None:
        """Observations that were taken."""
        tally = self.feeds.setdefault(feed, Tally())
        tally.accepted += count
        tally.newest_ms = now_ms

    def refuse(self, feed: FeedId, reason: str, now_ms: Ms | None = None, said: str = "", count: int = 1) -> None:
        """Messages or observations that were not taken. `reason` is one of a few fixed words."""
        tally = self.feeds.setdefault(feed, Tally())
        tally.refused[reason] += count
        if now_ms is not None:
            tally.last[reason] = (now_ms, said[:_TEXT_MAX])

    def link(self, feed: FeedId, state: LinkState, where: str, now_ms: Ms, why: str = "") -> None:
        """The feed's connection came or went."""
        before = self.links.get(feed)
        lost = 0 if before is None else before.lost + (before.state == "connected" and state == "waiting")
        since_ms = before.since_ms if before is not None and before.state == state else now_ms
        clients = before.clients if before is not None else 0
        self.links[feed] = Link(state, since_ms, where, lost, clients, why[:_TEXT_MAX])

    def quarantine(
        self,
        feed: FeedId,
        kind: str,
        device: str,
        why: Why,
        now_ms: Ms,
        seen: Sequence[Observation] = (),
        secret_sha256: Digest | None = None,
    ) -> None:
        """Somebody reports whom nobody has enrolled, or who does not prove to be that device."""
        key = (kind, device)
        known = self.unknown.get(key)
        if known is None:
            if len(self.unknown) >= UNKNOWN_MAX:
                self.unnamed += 1
                return
            known = self.unknown[key] = Unknown(feed, kind, device, why, now_ms, now_ms)
        known.count += 1
        known.newest_ms, known.why = now_ms, why
        known.secret_sha256 = secret_sha256 or known.secret_sha256
        known.held.extend(seen)

    def release(self, kind: str, device: str) -> tuple[Observation, ...]:
        """What was held of a device that is enrolled now. Who failed to prove to be that device stays in sight."""
        known = self.unknown.get((kind, device))
        if known is None or known.why not in ("not-enrolled", "ended"):
            return ()
        del self.unknown[kind, device]
        return tuple(known.held)
