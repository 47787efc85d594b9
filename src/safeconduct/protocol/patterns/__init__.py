"""The sentence patterns. A new one is one file here and one line in PATTERNS."""

from typing import Final

from safeconduct.protocol.pattern import Pattern

from . import appointment, approval, check_in, dwell, dwell_once

PATTERNS: Final[tuple[Pattern, ...]] = (
    dwell_once.PATTERN,
    dwell.PATTERN,
    check_in.PATTERN,
    approval.PATTERN,
    appointment.PATTERN,
)
