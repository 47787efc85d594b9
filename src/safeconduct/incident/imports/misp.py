"""Events of MISP (core format, draft-dulaunoy-misp-core-format): one, or a list of them as its search answers."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.units import Ms

from .finding import Fault, Found
from .taking import Unusable, row_of_fields


class _Attribute(msgspec.Struct, frozen=True):
    type: str = ""
    value: str | int | float = ""
    object_relation: str | None = None


class _Object(msgspec.Struct, frozen=True):
    name: str = ""
    Attribute: list[_Attribute] = []


class _Event(msgspec.Struct, frozen=True):
    info: str
    uuid: str = ""
    date: str = ""
    Attribute: list[_Attribute] = []
    Object: list[_Object] = []
    Orgc: dict[str, Any] = {}


class _One(msgspec.Struct, frozen=True):
    Event: msgspec.Raw


class _Many(msgspec.Struct, frozen=True):
    response: list[_One]


_PLACE: Final = {
    "latitude": "lat",
    "longitude": "lon",
    "city": "place",
    "text": "place",
    "accuracy-radius": "within_km",
}
_RESULTS: Final = frozenset(
    {"fatalities", "injured", "missing", "counts", "claims", "kind", "event_type", "from", "to"}
)


def read_misp(content: bytes, now_ms: Ms) -> Iterator[Found]:
    """A row for each event; its number stands for its line. Raises BadInput."""
    try:
        events = [_one(content)]
    except msgspec.DecodeError:
        try:
            events = [each.Event for each in msgspec.json.decode(content, type=_Many).response]
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadInput(f"no event of MISP: {error}", next_step="export it as MISP JSON") from error
    for number, raw in enumerate(events, start=1):
        try:
            yield row_of_fields(_fields(msgspec.json.decode(raw, type=_Event)), now_ms)
        except (Unusable, msgspec.DecodeError) as error:
            yield Fault(number, str(error))


def _one(content: bytes) -> msgspec.Raw:
    return msgspec.json.decode(content, type=_One).Event


def _fields(event: _Event) -> dict[str, str]:
    fields = {"title": event.info, "date": event.date, "ref": event.uuid, "source": str(event.Orgc.get("name", ""))}
    for each in event.Object:
        if each.name == "geolocation":
            for one in each.Attribute:
                name = _PLACE.get(one.object_relation or "")
                if name:
                    fields.setdefault(name, str(one.value))
    if "within_km" in fields:
        fields["within_m"] = f"{float(fields.pop('within_km')) * 1_000:.0f}"
    for one in event.Attribute:
        name, mark, value = str(one.value).partition(": ")
        if one.type == "text" and mark and name in _RESULTS:
            fields[name] = value
        elif one.type == "comment":
            fields.setdefault("text", str(one.value))
        elif one.type == "link":
            fields["ref"] = str(one.value)
    return fields
