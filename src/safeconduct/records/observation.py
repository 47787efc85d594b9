"""One thing that a feed reported. Observations travel in batches; see `observation_batch`."""

from typing import Literal, TypeAlias

import msgspec

from .units import AssetId, LatE7, LonE7, Metres, Ms, SensorId, ZoneId


class Position(msgspec.Struct, frozen=True, tag="position", forbid_unknown_fields=True):
    """Where an asset said it was."""

    asset: AssetId
    t_ms: Ms
    lat_e7: LatE7
    lon_e7: LonE7
    acc_m: Metres = Metres(0)
    """Radius of uncertainty, rounded up; 0 = taken as exact."""
    speed_kmh: int | None = None
    heading_deg: int | None = None


class Sighting(msgspec.Struct, frozen=True, tag="sighting", forbid_unknown_fields=True):
    """A sensor saw an asset, and in which zones. No zones: the sensor saw it outside all of them.

    A sensor that stops seeing an asset reports nothing: losing sight is not leaving.
    """

    asset: AssetId
    t_ms: Ms
    sensor: SensorId
    zones: tuple[ZoneId, ...]


class SensorState(msgspec.Struct, frozen=True, tag="sensor", forbid_unknown_fields=True):
    """A sensor came on line or went off line."""

    sensor: SensorId
    t_ms: Ms
    is_online: bool


AlertKind: TypeAlias = Literal["distress", "distress_over", "tampered"]


class Alert(msgspec.Struct, frozen=True, tag="alert", forbid_unknown_fields=True):
    """A device calls for help, calls that off, or says that somebody tampers with it."""

    asset: AssetId
    t_ms: Ms
    alert: AlertKind


Observation: TypeAlias = Position | Sighting | SensorState | Alert
