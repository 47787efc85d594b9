"""The register at this node: content that reports commit to, the index over it, and what is asked of both."""

import threading
from collections.abc import Iterable
from pathlib import Path

from safeconduct.accord.reduce import ACCORD
from safeconduct.errors import BadInput
from safeconduct.incident.incident import Batch, parted, row_name
from safeconduct.incident.reduce import INCIDENTS
from safeconduct.incident.row import account_of, row_of, unpack_rows
from safeconduct.incident.summary import Told, summary
from safeconduct.protocol.reduce import VERDICTS, Judged
from safeconduct.records.area import Point
from safeconduct.records.incident import Account, IncidentImported, IncidentReported, Place, Source
from safeconduct.records.record import AnyBody
from safeconduct.records.units import Digest, IncidentId, Metres, Ms, Name, PartyId, ReportId, Text
from safeconduct.site.reduce import SITES
from safeconduct.state.content import CONTENTS
from safeconduct.state.placed import Placed

from .blobs import SALT_BYTES, Blobs
from .clock import Clock
from .disk import Disk
from .register import Register
from .truth import Truth

CONTENT_MAX = 8 << 20
"""Bytes of one file of a batch, or of an original."""
BREACH = "breach."
"""What the names of breaches that the protocols found begin with."""


class Incidents:
    """`register` may be asked from any thread while `lock` is held."""

    def __init__(self, truth: Truth, blobs: Blobs, root: Path, disk: Disk, clock: Clock) -> None:
        self._truth, self._blobs, self._disk, self._clock = truth, blobs, disk, clock
        self._staged = root / "staged"
        """An empty file for each content that came and that no record names yet."""
        self.lock = threading.Lock()
        self.register = Register(root / "register.db")
        self._synced: tuple[object, ...] = ()
        self.done, self.wanted = 0, 0
        """Reports of batches that are in the index, and that should be."""
        self.learn(truth.fold.order)
        for name in disk.list(self._staged):
            self._blobs.erase(Digest(name))
            disk.remove(self._staged / name)

    def stage(self, content: bytes) -> Digest:
        """Keep what a record is going to commit to: salt, then content. Durable when this returns; gone when the
        node starts again and no record names it."""
        if not SALT_BYTES < len(content) <= CONTENT_MAX:
            raise BadInput(f"content is at most {CONTENT_MAX >> 20} MB", next_step="cut it into smaller files")
        digest = self._blobs.put(content[:SALT_BYTES], content[SALT_BYTES:])
        self._disk.make_folder(self._staged)
        self._disk.write(self._staged / digest, b"")
        self._disk.sync_folder(self._staged)
        self._blobs.settle()
        return digest

    def learn(self, placed: Iterable[Placed]) -> None:
        """What our records name is kept until its date."""
        for each in placed:
            if each.entry.record.party == self._truth.party:
                for digest in _named(each.entry.record.body):
                    self._disk.remove(self._staged / digest)

    def sync(self) -> None:
        """Bring the index to the state, a file of a batch at a time. Long after an import: call it in a thread."""
        state = self._truth.state
        found = (
            state.of(INCIDENTS),
            state.of(VERDICTS),
            state.of(CONTENTS).erased,
            self._clock.now_ms() // 3_600_000,
        )
        if len(found) == len(self._synced) and all(
            a is b or a == b for a, b in zip(found, self._synced, strict=True)
        ):
            return
        incidents, erased = state.of(INCIDENTS), state.of(CONTENTS).erased
        wanted: dict[str, tuple[Batch, int, int]] = {}
        for batch in incidents.batches.values():
            start = 0
            for part in batch.body.parts:
                is_kept = batch.body.keep_until_ms > self._clock.now_ms()
                if batch.party == self._truth.party and is_kept and (batch.party, part.content) not in erased:
                    wanted[part.content] = (batch, start, part.count)
                start += part.count
        with self.lock:
            held = self.register.parts()
            for content in held - set(wanted):
                self.register.drop_part(content)
        self.wanted = sum(count for _, _, count in wanted.values())
        self.done = sum(count for content, (_, _, count) in wanted.items() if content in held)
        new = [content for content in wanted if content not in held]
        for content in new:
            self._index(Digest(content), *wanted[content])
        with self.lock:
            if new:
                self.register.merge()
            self._sync_live()
        self._synced = found

    def remake(self) -> None:
        """The index anew, from the state and the content held. Long after an import: call it in a thread."""
        with self.lock:
            self.register.clear()
        self._synced = ()
        self.sync()

    def told(self, incident: IncidentId) -> tuple[Told, ...]:
        """Its reports as they may be shown here, the oldest first; those whose content is not here are left out."""
        state = self._truth.state
        incidents, now_ms = state.of(INCIDENTS), self._clock.now_ms()
        if incident.startswith(BREACH):
            return tuple(self._breaches().get(incident, ()))
        found = []
        for name in incidents.reports_of(incident):
            batch = incidents.batch_of(name)
            report = incidents.reports.get(ReportId(name))
            if batch is not None:
                row = self.register.row(name)
                if row is not None:
                    account = account_of(row, batch.body.source)
                    body = batch.body
                    found.append(Told(name, batch.party, batch.at_ms, body.tlp, body.share_with, account))
            elif report is not None and report.body.keep_until_ms > now_ms:
                told = Told(name, report.party, report.at_ms, report.body.tlp, (), report.body.account)
                found.append(told)
        return tuple(found)

    def original(self, digest: Digest) -> str | None:
        """What the source wrote; None where it is not here any more."""
        blob = self._blobs.get(digest)
        return blob[SALT_BYTES:].decode("utf-8", "replace") if blob is not None else None

    def _index(self, content: Digest, batch: Batch, start: int, count: int) -> None:
        blob = self._blobs.get(content)
        if blob is None:
            return
        rows = unpack_rows(blob[SALT_BYTES:])
        names = [row_name(batch.body.batch, start + number) for number in range(1, len(rows) + 1)]
        if len(rows) != count:
            raise BadInput(f"{content[:12]} holds {len(rows)} reports, its record says {count}")
        with self.lock:
            self.register.add_part(content, names, rows, batch.body.tlp)
        self.done += count

    def _sync_live(self) -> None:
        """Everything that is not one untouched report of a batch."""
        incidents = self._truth.state.of(INCIDENTS)
        self.register.hide(
            name for names in incidents.groups.values() for name in names if parted(name) is not None
        )
        wanted: dict[IncidentId, tuple[str, tuple[Told, ...]]] = {}
        for incident, names in incidents.groups.items():
            records = [
                incidents.reports[ReportId(name)].record for name in names if ReportId(name) in incidents.reports
            ]
            told = self.told(incident)
            if told:
                wanted[incident] = (" ".join((*names, *records, str(len(told)))), told)
        wanted.update({name: (name, told) for name, told in self._breaches().items()})
        held = self.register.versions()
        for name in set(held) - set(wanted):
            self.register.remove(name)
        for name, (version, told) in wanted.items():
            if held.get(name) != version:
                self._put(name, version, told)

    def _put(self, name: IncidentId, version: str, told: tuple[Told, ...]) -> None:
        known = summary(name, told)
        lead = told[0].account
        counts = tuple(count for each in told for count in each.account.counts)[:12]
        account = Account(
            known.kind, known.title, known.event_type, known.from_ms, known.to_ms, known.place, counts, lead.claims,
            lead.source, lead.text,
        )  # fmt: skip
        more = " ".join(f"{each.account.title} {each.account.text}" for each in told[1:20])
        self.register.put(name, version, row_of(account), known.tlp, f"{name} {more}"[:20_000])

    def _breaches(self) -> dict[IncidentId, tuple[Told, ...]]:
        """Agreed rules that were broken, as the protocols found: near enough to incidents to stand among them."""
        state = self._truth.state
        zones = {str(zone.zone): zone for zone in state.of(SITES).zones()}
        clauses = state.of(ACCORD).clauses
        found: dict[IncidentId, tuple[Told, ...]] = {}
        for digest, judged in state.of(VERDICTS).verdicts.items():
            if judged.verdict.status != "violated":
                continue
            zone = next((zones[str(arg)] for arg in judged.verdict.key.values() if str(arg) in zones), None)
            place = None
            if zone is not None:
                lats, lons = [p.lat_e7 for p in zone.outline], [p.lon_e7 for p in zone.outline]
                middle = Point(_middle(lats), _middle(lons))  # type: ignore[arg-type]
                place = Place(zone.name, middle, Metres(0))
            clause = clauses.get(judged.verdict.clause)
            title = clause.title if clause is not None else judged.verdict.clause
            name = IncidentId(f"{BREACH}{digest[:16]}")
            found[name] = (_breach(name, title, place, judged, self._truth.party),)
        return found


def _breach(name: IncidentId, title: str, place: Place | None, judged: Judged, party: PartyId) -> Told:
    verdict = judged.verdict
    about = ", ".join(str(value) for _, value in sorted(verdict.key.items()))
    source = Source("protocol", Name(f"clause {verdict.clause}"), f"verdict {verdict.verdict}", None)
    at_ms = Ms(verdict.due_ms)
    said = "; ".join(
        f"{who}: {contest.reason}" for who, contest in sorted(judged.contests.items()) if contest.stands
    )
    account = Account(
        "breach", f"{title}: {about}"[:300], "other", at_ms, at_ms, place, (), (), source, Text(said[:8_000])
    )
    return Told(name, party, at_ms, "AMBER", (), account)


def _middle(values: list[int]) -> int:
    return (min(values) + max(values)) // 2


def _named(body: AnyBody) -> Iterable[Digest]:
    match body:
        case IncidentImported(parts=parts):
            return [part.content for part in parts]
        case IncidentReported(original=str() as original):
            return [original]
        case _:
            return ()
