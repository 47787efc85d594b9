"""From observations to facts: who is where, since when, and who has gone quiet."""

from .config import Corridor, Escort, Halt, MovingZone, Stranger, Timetable, WatchConfig
from .coverage import Coverage, FieldOfView, Sector, cover, sectors
from .coverage import changes as coverage_changes
from .hours import Hours, hours_of, speeds_of
from .join import join, part
from .memory import Step, Watch
from .reconfigure import reconfigure
from .replay import PARAMETERS, replay, to_line
from .site_file import SiteUnreadable, read_site
from .snapshot import SnapshotUnreadable, from_bytes, to_bytes
from .stand import Refused
from .step import begin, next_deadline_ms, next_settling_ms, provisional, step

__all__ = [
    "PARAMETERS",
    "Corridor",
    "Coverage",
    "Escort",
    "FieldOfView",
    "Halt",
    "Hours",
    "MovingZone",
    "Refused",
    "Sector",
    "SiteUnreadable",
    "SnapshotUnreadable",
    "Step",
    "Stranger",
    "Timetable",
    "Watch",
    "WatchConfig",
    "begin",
    "cover",
    "coverage_changes",
    "from_bytes",
    "hours_of",
    "join",
    "next_deadline_ms",
    "next_settling_ms",
    "part",
    "provisional",
    "read_site",
    "reconfigure",
    "replay",
    "sectors",
    "speeds_of",
    "step",
    "to_bytes",
    "to_line",
]
