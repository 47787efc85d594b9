"""Times as pages show them."""

import re
from datetime import UTC, datetime
from typing import Final

from safeconduct.records.units import Lang

_LATIN: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? UTC|[A-Za-z0-9]+(?:[-./][A-Za-z0-9]+)+")
"""A moment, or a name in parts: KX-4471."""


def iso(ms: int) -> str:
    """RFC 3339, to the second."""
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc(ms: int) -> str:
    """The time of day, as on a control room's wall."""
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%H:%M:%S")


def full(ms: int) -> str:
    """Day and time, complete, for what is printed."""
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def field(ms: int) -> str:
    """As a field for a day and a time of day holds it, UTC, to the minute."""
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M")


def kept_together(text: str, lang: Lang) -> str:
    """The text, in which moments and names of several parts are read from left to right: between Arabic letters
    2026-11-24 would be shown as 24-11-2026 (Unicode Bidirectional Algorithm, isolates)."""
    return _LATIN.sub("\u2066\\g<0>\u2069", text) if lang == "ur" else text
