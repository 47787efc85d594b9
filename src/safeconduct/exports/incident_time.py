"""Times as the formats of incidents have them: with their offset, never `Z`."""

from datetime import UTC, datetime


def day(t_ms: int | None) -> str:
    """2026-05-01; empty where nobody knows."""
    return "" if t_ms is None else f"{datetime.fromtimestamp(t_ms / 1000, UTC):%Y-%m-%d}"


def stamp(t_ms: int) -> str:
    """2026-05-01T06:00:00+00:00"""
    return f"{datetime.fromtimestamp(t_ms // 1000, UTC):%Y-%m-%dT%H:%M:%S}+00:00"
