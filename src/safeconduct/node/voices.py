"""Reports that came to this node's desks: found again by a source's token, told as far as the source may know.

What is sealed stays sealed here. In memory: which token's digest belongs to which report.
"""

from typing import Final

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.units import Digest, KeyId, Ms, PartyId, VoiceId
from safeconduct.state.content import CONTENTS
from safeconduct.state.parties import Parties
from safeconduct.voice.code import lookup_of
from safeconduct.voice.reduce import VOICES
from safeconduct.voice.voice import Desk, Voice

from .blobs import SALT_BYTES, Blobs
from .truth import Truth
from .voice_seal import Message, OpenDesk, Report, Seat, read_message, read_report

REPLIES_MAX: Final = 6
"""Answers that a source is given back, the newest ones."""
MESSAGES_MAX: Final = 200
"""Of one report: a code that somebody else got hold of cannot fill the disk."""


class Looked(msgspec.Struct, frozen=True):
    """Somebody looked at who the source is, or asked to. `opened_ms`: null while too few keepers have agreed."""

    asked_ms: Ms
    opened_ms: Ms | None
    agreed: int
    needed: int


class Thread(msgspec.Struct, frozen=True):
    """What a source finds again. `replies`: sealed to its key. `thread`: what more is sealed to."""

    found: bool
    thread: str = ""
    came_ms: Ms = Ms(0)
    keep_until_ms: Ms = Ms(0)
    more: int = 0
    replies: tuple[tuple[Ms, str], ...] = ()
    looked: tuple[Looked, ...] = ()
    pad: str = ""


class Voices:
    """Called on the node's one loop."""

    def __init__(self, truth: Truth, blobs: Blobs) -> None:
        self._truth, self._blobs = truth, blobs
        self._by_lookup: dict[str, VoiceId] | None = None

    def desk(self, name: str) -> Desk | None:
        """Our own desk of that name, if it takes reports."""
        found = [each for each in self._truth.state.of(VOICES).by_name() if each.desk == name]
        return next((each for each in found if each.party == self._truth.party and each.is_open), None)

    def of_token(self, token: str) -> Voice | None:
        """The report that the token finds; None: there is none, or it is erased."""
        name = self._index().get(lookup_of(token))
        voice = self._truth.state.of(VOICES).voices.get(name) if name else None
        return voice if voice is not None and not self.is_erased(Digest(voice.voice)) else None

    def note(self, report: Report, voice: Digest) -> None:
        """A report has come."""
        self._index()[report.lookup] = VoiceId(voice)

    def is_known(self, lookup: str) -> bool:
        """Whether a report with that token is here already."""
        return lookup in self._index()

    def is_erased(self, content: Digest) -> bool:
        """Whether our log says that it is gone."""
        return (self._truth.party, content) in self._truth.state.of(CONTENTS).erased

    def report(self, voice: Voice) -> Report:
        """The report as it came. Raises BadInput where it is erased, or at another party's node."""
        return read_report(self._content(Digest(voice.voice)))

    def message(self, content: Digest) -> Message:
        """A message as it came. Raises BadInput where it is erased."""
        return read_message(self._content(content))

    def thread(self, voice: Voice) -> Thread:
        """What its source may know of it."""
        answers = [each for each in voice.messages if each.by is not None and not self.is_erased(each.content)]
        return Thread(
            found=True,
            thread=self.report(voice).thread,
            came_ms=voice.at_ms,
            keep_until_ms=voice.keep_until_ms,
            more=sum(each.by is None for each in voice.messages),
            replies=tuple((each.at_ms, self.message(each.content).sealed) for each in answers[-REPLIES_MAX:]),
            looked=tuple(
                Looked(each.at_ms, voice.opened_ms(each), len(each.consents()), voice.desk.body.threshold)
                for each in voice.asked
            ),
        )

    def _content(self, digest: Digest) -> bytes:
        blob = self._blobs.get(digest)
        if blob is None:
            raise BadInput(
                "that report is erased, or lies at another party's node", next_step="its date has passed"
            )
        return blob[SALT_BYTES:]

    def _index(self) -> dict[str, VoiceId]:
        if self._by_lookup is None:
            own = [v for v in self._truth.state.of(VOICES).by_time() if v.desk.party == self._truth.party]
            kept = [each for each in own if not self.is_erased(Digest(each.voice))]
            self._by_lookup = {self.report(each).lookup: each.voice for each in kept}
        return self._by_lookup


def open_desk(desk: Desk, parties: Parties) -> OpenDesk:
    """The desk as a source's program needs it. Names of officers are in the logs anyway."""

    def seat(key: KeyId) -> Seat:
        officer = parties.officers[key]
        return Seat(key, officer.name, _name(parties, officer.party), desk.joined[key])

    return OpenDesk(
        desk.desk,
        desk.body.title,
        desk.opened,
        tuple(map(seat, desk.body.readers)),
        tuple(map(seat, desk.body.keepers)),
        desk.body.threshold,
        desk.body.keep_days,
    )


def _name(parties: Parties, party: PartyId) -> str:
    return parties.parties[party].name
