"""From observations to facts: who is where, since when, and who has gone quiet."""

from .config import Corridor, WatchConfig
from .replay import PARAMETERS, replay, to_line
from .site_file import SiteUnreadable, read_site
from .snapshot import SnapshotUnreadable, from_bytes, to_bytes
from .stand import Refused
from .step import Step, Watch, begin, next_deadline_ms, next_settling_ms, step

__all__ = [
    "PARAMETERS",
    "Corridor",
    "Refused",
    "SiteUnreadable",
    "SnapshotUnreadable",
    "Step",
    "Watch",
    "WatchConfig",
    "begin",
    "from_bytes",
    "next_deadline_ms",
    "next_settling_ms",
    "read_site",
    "replay",
    "step",
    "to_bytes",
    "to_line",
]
