"""What an officer types or confirms, as a report that is ready to be signed."""

import secrets
from pathlib import Path

import msgspec

from safeconduct.errors import BadInput
from safeconduct.incident.imports.taking import Unusable, row_of_fields
from safeconduct.incident.row import account_of
from safeconduct.records.incident import Account, IncidentReported, OpenTlp, Source, Tlp
from safeconduct.records.units import BatchId, IncidentId, Ms, Name, PartyId, ReportId

from .batching import Wanted
from .clock import WallClock

_DAY_MS = 86_400_000


class Told(msgspec.Struct, frozen=True):
    """A report in words, as the command line takes it."""

    title: str
    event_type: str
    kind: str
    date: str
    place: str
    where: str
    within_m: int
    fatalities: str
    injured: str
    said_by: str
    source: str
    text: str


def reported(told: Told, incident: str | None, tlp: OpenTlp, keep_days: int) -> IncidentReported:
    """Raises BadInput."""
    lat, _, lon = told.where.partition(",")
    fields = {
        **msgspec.structs.asdict(told),
        "lat": lat.strip(),
        "lon": lon.strip(),
        "within_m": str(told.within_m),
    }
    now_ms = WallClock().now_ms()
    try:
        row = row_of_fields({name: str(value) for name, value in fields.items()}, now_ms)
    except Unusable as error:
        raise BadInput(str(error), next_step="see: safeconduct incident report --help") from error
    account = account_of(row, Source("observed", Name(told.source or "our own people"), "", None))
    return _report(account, incident, tlp, keep_days, now_ms)


def confirmed(raw: bytes, file: str, incident: str | None, tlp: OpenTlp, keep_days: int) -> IncidentReported:
    """The account of a draft file. Raises BadInput with its place."""
    try:
        account = msgspec.json.decode(raw, type=Account)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            f"no account: {error}", where=file, next_step="see docs/incidents.md for its form"
        ) from error
    return _report(account, incident, tlp, keep_days, WallClock().now_ms())


def wanted(
    file: Path, batch: str | None, source: str | None, kind: str, tlp: Tlp, share_with: list[str], keep_days: int
) -> Wanted:
    """How that file is taken; a batch that is not named gets a name that nobody else gives. Raises BadInput."""
    now_ms = WallClock().now_ms()
    name = batch or f"batch-{secrets.token_hex(6)}"
    given = Source("import", Name((source or file.name)[:120]), file.name[:500], None)
    try:
        return Wanted(
            msgspec.convert(name, BatchId),
            given,
            tlp,
            tuple(msgspec.convert(each, PartyId) for each in share_with),
            Ms(now_ms + keep_days * _DAY_MS),
            now_ms,
            kind,
        )
    except msgspec.ValidationError as error:
        raise BadInput(str(error), next_step="ids are short, lower case, without spaces") from error


def _report(account: Account, incident: str | None, tlp: OpenTlp, keep_days: int, now_ms: Ms) -> IncidentReported:
    told = None if incident is None else IncidentId(incident)
    name = ReportId(f"r-{secrets.token_hex(6)}")
    return IncidentReported(name, told, account, tlp, None, Ms(now_ms + keep_days * _DAY_MS))
