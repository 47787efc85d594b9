"""What a language has to bring."""

import msgspec

from safeconduct.records.units import Lang


class Wording(msgspec.Struct, frozen=True):
    """A template for each kind of line; pairs of standing instructions, of which a copy has one each."""

    lang: Lang
    title: str
    call_sign: str
    people: str
    check_in: str
    vehicle: str
    escort: str
    contact: str
    leg: str
    to: str
    depart: str
    arrive: str
    road: str
    reporting: str
    haven: str
    head_decoys: tuple[tuple[str, str], ...]
    leg_decoys: tuple[tuple[str, str], ...]
