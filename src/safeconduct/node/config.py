"""node.toml: who this node is, where it listens, which feeds and peers it has."""

import tomllib
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

import msgspec

from safeconduct.errors import BadInput
from safeconduct.feeds import FEEDS, FILES
from safeconduct.records.area import Point
from safeconduct.records.units import (
    AccordId,
    AssetId,
    DurationMs,
    FeedId,
    LatE7,
    LonE7,
    Name,
    Origin,
    PartyId,
    PublicKey,
    SensorId,
    ZoneId,
)
from safeconduct.watch.coverage import FieldOfView

FORMAT: Final = 1
"""The layout of a node's folder that this version writes. A newer one is refused, never guessed at."""


class Listen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the pages and the peers' door are."""

    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=1, le=65_535)] = 8443
    certificate: str = ""
    """A PEM file, from the node's folder; with `key` the node speaks TLS itself."""
    key: str = ""

    def __post_init__(self) -> None:
        if bool(self.certificate) != bool(self.key):
            raise ValueError("certificate and key go together")

    @property
    def url(self) -> str:
        """Where this machine reaches it."""
        return f"{'https' if self.certificate else 'http'}://{self.host}:{self.port}"


Fingerprint: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of a certificate."""


class Peer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another party's node: what its invitation says."""

    party: PartyId
    name: Name
    origin: Origin
    url: Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s?#]+$")]
    founder: PublicKey
    log_vkey: str
    witness_vkey: str
    certificates: tuple[Fingerprint, ...] = ()
    """If any: its node shows one of these, and no other is spoken to. Two while one is being replaced."""

    def __post_init__(self) -> None:
        if self.certificates and not self.url.startswith("https://"):
            raise ValueError("certificates are pinned, and the url is not https")


class Tls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files in the node's folder for a connection under TLS: whom to trust, and who we are."""

    ca: str = ""
    """Certificates of those whom to trust; without it, the system's. A listener with it asks clients for theirs."""
    cert: str = ""
    key: str = ""


_Broker: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^(mqtts?://[^\s/?#@]+)?$")]
_Socket: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^((tcp|tls)://[^\s/?#@]+:[0-9]{1,5})?$")]


class Feed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source of observations: from an MQTT broker, over TCP (connecting or listening), or, where none of these is
    named, over HTTP. HTTP needs no entry at all unless zones or cameras are to be named."""

    feed: FeedId
    kind: str
    """A format that feeds/ reads."""
    mqtt: _Broker = ""
    topic: str = ""
    zones: dict[str, ZoneId] = {}
    """What the source calls a zone, and which zone of ours that is."""
    cameras: dict[str, SensorId] = {}
    """What the source calls a camera, and its name here. Availability is told of listed ones only."""
    lateness_s: Annotated[int, msgspec.Meta(ge=0, le=3_600)] = 60
    """How late and out of order its messages may come. Facts are logged so long after their time; what comes later
    still, and older than what is known, is refused."""
    connect: _Socket = ""
    listen: _Socket = ""
    asset: AssetId | None = None
    """What everything from this feed is about: a receiver on board."""
    any_device: bool = False
    """Take devices that nobody has enrolled: for surveys such as AIS."""
    user: str = ""
    password_file: str = ""
    """For the broker, in the node's folder: a password stands in no settings."""
    tls: Tls | None = None

    def __post_init__(self) -> None:
        if self.kind not in FEEDS or self.kind in FILES:
            raise ValueError(f"there is no feed {self.kind!r}; one of: {', '.join(sorted(FEEDS.keys() - FILES))}")
        if len([each for each in (self.mqtt, self.connect, self.listen) if each]) > 1:
            raise ValueError(f"feed {self.feed}: one of mqtt, connect and listen")
        if bool(self.mqtt) != bool(self.topic):
            raise ValueError(f"feed {self.feed}: mqtt and topic belong together")

    @property
    def is_http(self) -> bool:
        """Whether its devices come to the node's own address."""
        return not (self.mqtt or self.connect or self.listen)

    @classmethod
    def over_http(cls, kind: str) -> "Feed":
        """The feed of that kind at the node's own address, where node.toml says nothing of it."""
        return cls(FeedId(f"{kind}-http"), kind)


class Tak(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What TAK clients see of ours, over the connections of a feed of the kind `cot`: those who connect to it, or
    the server that it connects to."""

    feed: FeedId
    alarms: bool = True
    zones: bool = True
    routes: bool = False
    """Routes of movements under way: only where everybody behind this feed may know them."""


_Degrees: TypeAlias = Annotated[float, msgspec.Meta(ge=-180, le=180)]


class View(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The ground that a sensor of ours sees, as `[longitude, latitude]` corners. It stays here: the other party
    learns which sectors of a ring nobody sees, not where our cameras look."""

    sensor: SensorId
    outline: Annotated[tuple[tuple[_Degrees, _Degrees], ...], msgspec.Meta(min_length=3, max_length=500)]

    def __post_init__(self) -> None:
        if any(abs(lat) > 90 for _, lat in self.outline):
            raise ValueError(f"view of {self.sensor}: corners are [longitude, latitude]")

    @property
    def field(self) -> FieldOfView:
        """In the watch's numbers."""
        places = (Point(LatE7(round(lat * 10**7)), LonE7(round(lon * 10**7))) for lon, lat in self.outline)
        return FieldOfView(self.sensor, tuple(places))


class Rehearsal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A clock that runs faster, for drills and the demo. Shown on every page."""

    speed: Annotated[float, msgspec.Meta(gt=0, le=1_000)]
    start_ms: int
    wall_start_ms: int


class Witness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An outside witness that cosigns our heads: c2sp.org/tlog-witness, at `url`/add-checkpoint."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
    vkey: str
    url: Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s?#]+$")]


class MirrorSite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mirror that our log is uploaded to: c2sp.org/tlog-mirror, at `url`/add-checkpoint and `url`/add-entries."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
    vkey: str
    url: Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s?#]+$")]


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long content is kept. The log keeps its commitments for ever."""

    observations_days: Annotated[int, msgspec.Meta(ge=1, le=36_500)] = 90
    by_hour: bool = False
    """Also as a Parquet file an hour, for analysis; needs the extra `history`."""


class Roads(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The road file that maps and routes use."""

    path: str


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A node's settings."""

    format: int
    party: PartyId
    name: Name
    accord: AccordId
    epoch: Annotated[int, msgspec.Meta(ge=1)] = 1
    listen: Listen = Listen()
    roads: Roads | None = None
    rehearsal: Rehearsal | None = None
    quorum: Annotated[int, msgspec.Meta(ge=0, le=64)] = 0
    """How many of `witnesses` must have cosigned a head of ours for it to count as witnessed."""
    witness_for: tuple[str, ...] = ()
    """Verifier keys of further logs that we cosign for."""
    witnesses: tuple[Witness, ...] = ()
    mirrors: tuple[MirrorSite, ...] = ()
    retention: Retention = Retention()
    peers: tuple[Peer, ...] = ()
    feeds: tuple[Feed, ...] = ()
    tak: tuple[Tak, ...] = ()
    views: tuple[View, ...] = ()

    def __post_init__(self) -> None:
        cot = {feed.feed for feed in self.feeds if feed.kind == "cot"}
        missing = sorted({tak.feed for tak in self.tak} - cot)
        if missing:
            raise ValueError(f"tak: there is no feed {missing[0]!r} of the kind cot")
        if len({feed.feed for feed in self.feeds}) < len(self.feeds):
            raise ValueError("each feed needs a name of its own")

    @property
    def lateness_ms(self) -> dict[FeedId, DurationMs]:
        """How late each feed may be."""
        return {feed.feed: DurationMs(feed.lateness_s * 1000) for feed in self.feeds}

    @property
    def fields(self) -> list[FieldOfView]:
        """What our sensors see, in the watch's numbers."""
        return [view.field for view in self.views]

    @property
    def origin(self) -> Origin:
        """The name of this node's own log."""
        return Origin(f"{self.party}/{self.accord}/{self.epoch}")


class ConfigError(BadInput):
    """node.toml cannot be used."""


class NewerNode(ConfigError):
    """A newer version made this folder."""


def read_config(path: Path) -> Config:
    """The settings in that file. Raises ConfigError with the place of what is wrong, or NewerNode."""
    fix = f"correct {path} and start again"
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(
            "there is no node here", where=str(path), next_step="make one: safeconduct init NODE --party NAME"
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(str(error), where=str(path), next_step=fix) from error
    made_by = plain.get("format")
    if isinstance(made_by, int) and made_by > FORMAT:
        raise NewerNode(
            f"this node was made by a newer version (format {made_by}, this version knows {FORMAT})",
            where=str(path),
            next_step="upgrade Safeconduct; nothing was changed",
        )
    try:
        return msgspec.convert(plain, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(str(error), where=str(path), next_step=fix) from error


def new_config(party: PartyId, name: Name, accord: AccordId, listen: Listen) -> str:
    """The text of a new node.toml, with comments."""
    return f"""\
# The settings of a Safeconduct node: see docs/guide-administrator.md.
format = {FORMAT}
party = {_toml(party)}      # our short name in the logs
name = {_toml(name)}        # how people read it
accord = {_toml(accord)}

[listen]
host = {_toml(listen.host)}
port = {listen.port}
# certificate = "tls/certificate.pem"       # TLS by the node itself; make both: safeconduct certificate new
# key = "tls/key.pem"

# [[witnesses]]                             # outsiders who cosign our log; above all tables: quorum = 1
# name = "notary"
# vkey = "..."
# url = "https://notary.example"

# [[mirrors]]                               # outsiders who hold a copy of our log, which we upload
# name = "archive"
# vkey = "..."
# url = "https://archive.example/mirror"

# [retention]
# observations_days = 90                    # then their content is erased; what they showed stays
# by_hour = true                            # a Parquet file an hour too: pip install 'safeconduct[history]'

# [roads]
# path = "city.osm.pbf"                     # the roads of the map and of routes

# [[feeds]]                                 # a camera system
# feed = "cameras"
# kind = "frigate"
# mqtt = "mqtt://127.0.0.1:1883"
# topic = "frigate/#"
# zones = {{ outer_ring = "outer" }}
# cameras = {{ outer_gate_north = "cam-north" }}
# lateness_s = 60                           # 0 to 5 for one that is in order: its facts count so much sooner

# [[views]]                                 # what a camera sees: blind sectors of rings are told
# sensor = "cam-north"
# outline = [[24.941, 60.171], [24.944, 60.171], [24.944, 60.173]]

# [[feeds]]                                 # TAK clients report here
# feed = "radios"
# kind = "cot"
# listen = "tcp://0.0.0.0:8087"

# [[tak]]                                   # and see our alarms and zones
# feed = "radios"
"""


def table(kind: Literal["peers", "feeds", "tak", "roads", "rehearsal"], entry: msgspec.Struct) -> str:
    """One more table for the end of node.toml."""
    head = f"[[{kind}]]" if kind in ("peers", "feeds", "tak") else f"[{kind}]"
    fields = {name: value for name, value in msgspec.structs.asdict(entry).items() if value not in (None, "", {})}
    return "\n".join(["", head, *(f"{name} = {_toml(value)}" for name, value in fields.items()), ""])


def _toml(value: object) -> str:
    """A TOML value. JSON's strings and numbers are TOML's too (TOML 1.0, basic strings)."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items()) + " }"
    return msgspec.json.encode(value).decode()
