"""What each feed sent and why some of it was not taken."""

from litestar import get

from .guard import AnyRequest, node_of, officer_of


@get("/api/feeds")
async def intake(request: AnyRequest) -> dict[str, object]:
    """Counts since the node started: taken, refused by reason, and devices that nobody has enrolled."""
    officer_of(request)
    known = node_of(request).intake
    return {
        "feeds": [
            {"feed": feed, "accepted": tally.accepted, "newest_ms": tally.newest_ms, "refused": dict(tally.refused)}
            for feed, tally in sorted(known.feeds.items())
        ],
        "unknown_devices": dict(known.unknown),
    }


HANDLERS = (intake,)
