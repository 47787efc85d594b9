"""Feeds: every source with its connection, what came and what was refused and why; devices, known and unknown."""

from typing import Final

from litestar import Response, get

from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.intake import Tally, Unknown
from safeconduct.node.node import Node
from safeconduct.node.reception import quarantined
from safeconduct.records.units import FeedId, PartyId
from safeconduct.watch.devices import DEVICES, Device
from safeconduct.watch.reduce import GROUND
from safeconduct.watch.shares import SHARES, Share

from .language import language_of
from .names import Names
from .render import page

_ENROLLED_MS: Final = 90 * 86_400_000
"""How long an enrolment from this page holds, unless it is renewed."""
_QUIET_MS: Final = 15 * 60_000
_SHOWN_MAX: Final = 200


@get("/feeds")
async def feeds(request: AnyRequest) -> Response[str]:
    """The page."""
    officer_of(request)
    return page(request, "feeds/page.html", "feeds", _board(request))


@get("/feeds/board")
async def board(request: AnyRequest) -> Response[str]:
    """Its living part."""
    officer_of(request)
    return page(request, "feeds/board.html", "feeds", _board(request))


def _board(request: AnyRequest) -> dict[str, object]:
    node = node_of(request)
    devices = node.truth.state.of(DEVICES).of(node.config.party)
    unknown = quarantined(node)
    named = {feed.feed: feed.kind for feed in node.config.feeds}
    known = dict(node.intake.every())
    every = sorted({*known, *named})
    return {
        "feeds": [_feed(feed, known.get(feed, Tally()), named.get(feed), node) for feed in every],
        "unknown": [_unknown(each, node) for each in unknown[:_SHOWN_MAX]],
        "unknown_more": node.intake.unnamed + max(0, len(unknown) - _SHOWN_MAX),
        "shares": _shares(node, Names(node.truth.state, language_of(request.cookies.get("lang")))),
        "joins": _joins(node, Names(node.truth.state, language_of(request.cookies.get("lang")))),
        "devices": [_device(each, node) for each in devices[:_SHOWN_MAX]],
    }


def _feed(feed: FeedId, tally: Tally, kind: str | None, node: Node) -> dict[str, object]:
    link = node.intake.links.get(feed)
    now_ms = node.clock.now_ms()
    is_quiet = not tally.newest_ms or now_ms - tally.newest_ms > _QUIET_MS
    state = "lost" if link is not None and link.state == "waiting" else "quiet" if is_quiet else "live"
    return {
        "feed": feed,
        "kind": kind,
        "state": state,
        "link": link,
        "accepted": tally.accepted,
        "newest_ms": tally.newest_ms or None,
        "refused": [
            {
                "reason": reason,
                "count": count,
                "last_ms": tally.last[reason][0] if reason in tally.last else None,
                "said": tally.last[reason][1] if reason in tally.last else "",
            }
            for reason, count in tally.refused.most_common()
        ],
    }


def _shares(node: Node, names: Names) -> list[dict[str, object]]:
    """What goes out to the others and comes in from them under mandates, and whether its receipts came."""
    found: dict[tuple[PartyId, PartyId, FeedId, str], list[Share]] = {}
    for share in node.truth.state.of(SHARES).shares.values():
        found.setdefault((share.owner, share.body.to, share.body.feed, share.body.role), []).append(share)
    return [
        {
            "is_ours": owner == node.config.party,
            "party": names.party(to if owner == node.config.party else owner),
            "feed": feed,
            "role": role,
            "count": sum(each.body.count for each in shares),
            "last_ms": max(each.at_ms for each in shares),
            "resolution_m": shares[-1].body.resolution_m,
            "open": sum(each.received_ms is None for each in shares),
        }
        for (owner, to, feed, role), shares in sorted(found.items())
        if node.config.party in (owner, to)
    ]


def _joins(node: Node, names: Names) -> list[dict[str, object]]:
    """Names that a watch took for one vehicle: only the party whose watch it was takes that back."""
    ground = node.truth.state.of(GROUND)
    return [
        {
            "other": other,
            "kept": ground.names.get(other, joined.kept),
            "party": names.party(joined.party),
            "is_ours": joined.party == node.config.party,
            "at_ms": joined.t_ms,
        }
        for other, joined in sorted(ground.joins.items(), key=lambda each: (-each[1].t_ms, each[0]))[:_SHOWN_MAX]
    ]


def _unknown(unknown: Unknown, node: Node) -> dict[str, object]:
    """With the act that enrols it as it is: under its own name, with the secret that it knocked with if it did."""
    can_enrol = unknown.why in ("not-enrolled", "ended")
    body = {
        "kind": unknown.kind,
        "device": unknown.device,
        "keep_until_ms": node.clock.now_ms() + _ENROLLED_MS,
        "asset": unknown.device,
        "proof": "password" if unknown.secret_sha256 else "none",
        "secret_sha256": unknown.secret_sha256,
        "name": None,
    }
    return {
        "kind": unknown.kind,
        "device": unknown.device,
        "feed": unknown.feed,
        "why": unknown.why,
        "count": unknown.count,
        "newest_ms": unknown.newest_ms,
        "held": len(unknown.held),
        "enrol": body if can_enrol else None,
    }


def _device(device: Device, node: Node) -> dict[str, object]:
    enrolled = device.enrolled
    seen = node.vigil.positions.get(enrolled.asset) if enrolled.asset else None
    return {
        "kind": enrolled.kind,
        "device": enrolled.device,
        "asset": enrolled.asset,
        "proof": enrolled.proof,
        "until_ms": enrolled.keep_until_ms,
        "holds": device.holds(node.clock.now_ms()),
        "by": node.truth.state.parties.name(device.by),
        "heard_ms": seen.t_ms if seen else None,
        "retire": {"kind": enrolled.kind, "device": enrolled.device},
        "can_ask": enrolled.kind == "owntracks",
    }


HANDLERS = (feeds, board)
