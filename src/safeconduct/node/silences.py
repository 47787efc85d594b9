"""Notes in our log that a party is silent, where a signed clause asks for that; and that it is over."""

from collections.abc import Iterator
from typing import Final

from safeconduct.accord.reduce import ACCORD
from safeconduct.records.silence import SilenceNoted
from safeconduct.records.units import Ms, PartyId
from safeconduct.state.logs import LOGS

from .truth import Truth

_HEARD_MS: Final = 180_000
"""A party that has beaten its heart so lately is there: beats come each minute."""


class Silences:
    """`Node` asks it under the lock what is due."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth

    def due(self, now_ms: Ms) -> list[SilenceNoted]:
        """What to log now."""
        return [body for at_ms, body in self._notes(now_ms) if at_ms <= now_ms]

    def next_ms(self, now_ms: Ms) -> Ms | None:
        """When the next silence will have lasted too long."""
        return min((at_ms for at_ms, _ in self._notes(now_ms)), default=None)

    def _notes(self, now_ms: Ms) -> Iterator[tuple[Ms, SilenceNoted]]:
        """What there is to note of each party, and from when on."""
        accord, own = self._truth.state.of(ACCORD), self._truth.party
        after_ms = self._after_ms()
        signers = accord.signers(self._truth.parties)
        for party in sorted(set(self._truth.state.parties.parties) - {own}):
            beat_ms = self._beat_ms(party)
            noted = accord.quiet.get((party, own))
            if noted is not None and (beat_ms > noted.since_ms or party not in signers):
                if now_ms - beat_ms < _HEARD_MS or party not in signers:
                    yield now_ms, SilenceNoted(party, noted.since_ms, True)
            elif noted is None and after_ms is not None and party in signers and beat_ms:
                yield Ms(beat_ms + after_ms), SilenceNoted(party, beat_ms, False)

    def _after_ms(self) -> int | None:
        """The shortest silence that a signed clause heeds; never shorter than what a slow link makes."""
        accord = self._truth.state.of(ACCORD)
        signers = accord.signers(self._truth.parties)
        found = [
            clause.terms.silence.after_ms
            for clause in accord.numbered()
            if clause.terms and clause.terms.silence and clause.signed_since(signers) is not None
        ]
        return max(min(found), _HEARD_MS) if found else None

    def _beat_ms(self, party: PartyId) -> Ms:
        known = self._truth.state.parties.parties.get(party)
        beat = self._truth.state.of(LOGS).heartbeats.get(known.log) if known else None
        return beat.at_ms if beat else Ms(0)
