"""Times as people type them."""

from datetime import UTC, datetime

from safeconduct.errors import BadInput


def moment_ms(text: str) -> int:
    """UTC milliseconds of `2026-05-01T06:00`, `2026-05-01T06:00:30Z`, or with an offset. Without one: UTC.

    A number is taken as milliseconds. Raises BadInput.
    """
    if text.isdigit():
        return int(text)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text!r} is no time", next_step="write it as 2026-05-01T06:00 (UTC)") from error
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)


def place(text: str) -> tuple[int, int]:
    """Degrees x 10^7 of `LAT,LON`. Raises BadInput."""
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BadInput(
            f"{text!r} is no place", next_step="write it as LAT,LON in degrees: 60.1665,24.9445"
        ) from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise BadInput(f"{text!r} is not on the globe", next_step="write latitude first, then longitude")
    return round(lat * 10_000_000), round(lon * 10_000_000)
