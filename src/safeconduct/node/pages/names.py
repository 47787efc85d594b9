"""How people call the things that records name by id."""

from collections.abc import Mapping

from safeconduct.accord.reduce import ACCORD
from safeconduct.alarm.reduce import ALARMS
from safeconduct.disclosure.glass import CLAUSE as GLASS
from safeconduct.disclosure.reduce import DISCLOSURES
from safeconduct.protocol.reduce import VERDICTS
from safeconduct.records.fact import Arg
from safeconduct.records.units import AlarmId, ClauseId, Digest, KeyId, Lang, PartyId, RecordId, SiteId, ZoneId
from safeconduct.site.reduce import SITES
from safeconduct.state.model import State

from .language import translator
from .moment import utc


class Names:
    """Looks names up in one state, in one language where there is a name in it. What has no name keeps its id."""

    def __init__(self, state: State, lang: Lang = "en") -> None:
        self._state = state
        self._lang = lang
        self._zones = {zone.zone: zone.names.get(lang, zone.name) for zone in state.of(SITES).zones()}

    def party(self, party: PartyId) -> str:
        """The party's name."""
        known = self._state.parties.parties.get(party)
        return known.names.get(self._lang, known.name) if known else party

    def officer(self, key: KeyId) -> str:
        """The officer's name."""
        return self._state.parties.name(key)

    def zone(self, zone: str) -> str:
        """The zone's name."""
        return self._zones.get(ZoneId(zone), zone)

    def site(self, site: SiteId) -> str:
        """The site's name."""
        known = self._state.of(SITES).sites.get(site)
        return known.name if known else site

    def clause(self, clause: ClauseId) -> str:
        """The clause's number and title."""
        known = self._state.of(ACCORD).clauses.get(clause)
        return f"{known.number}, {known.title_in(self._lang)}" if known else self._unsigned(clause)

    def title(self, clause: ClauseId) -> str:
        """The clause's title alone."""
        known = self._state.of(ACCORD).clauses.get(clause)
        return known.title_in(self._lang) if known else self._unsigned(clause)

    def _unsigned(self, clause: ClauseId) -> str:
        """What stands where a clause would, and is none."""
        return translator(self._lang)("alarm-glass") if clause == GLASS else clause

    def key(self, key: Mapping[str, Arg]) -> str:
        """What a verdict or alarm is about."""
        return ", ".join(self._value(name, value) for name, value in sorted(key.items()))

    def _value(self, name: str, value: Arg) -> str:
        """Keys that end in `_ms` are times; alarms are called by what they are about."""
        if name == "alarm":
            return self.alarm(AlarmId(str(value)))
        if name == "holder":
            return self.officer(KeyId(str(value)))
        is_time = name.endswith("_ms") and isinstance(value, int)
        return utc(value) if is_time and isinstance(value, int) else self.zone(str(value))

    def alarm(self, alarm: AlarmId) -> str:
        """What the alarm is about."""
        known = self._state.of(ALARMS).alarms.get(alarm)
        return f"{self.clause(known.clause)}: {self.key(dict(known.key))}" if known else alarm[:8]

    def verdict(self, verdict: Digest) -> str:
        """What the verdict is about."""
        known = self._state.of(VERDICTS).verdicts.get(verdict)
        return f"{self.clause(known.verdict.clause)}: {self.key(known.verdict.key)}" if known else verdict[:8]

    def release(self, release: RecordId) -> tuple[str, str, str]:
        """To whom, of which document, which part."""
        known = self._state.of(DISCLOSURES).releases.get(release)
        if known is None:
            return release[:8], "", ""
        return self.officer(known.body.reader), known.body.document, known.body.part

    def contest(self, contest: RecordId) -> str:
        """What the contested verdict is about."""
        known = self._state.of(VERDICTS).contests.get(contest)
        return self.verdict(known[0]) if known else contest[:8]
