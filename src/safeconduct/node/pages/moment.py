"""Times as pages show them."""

from datetime import UTC, datetime


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
