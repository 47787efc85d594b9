"""What each arc of the net costs under the adversary's odds."""

from typing import NamedTuple

from .net import Cover, Net


class Toll(NamedTuple):
    """What each arc costs under the adversary's odds."""

    per_arc: dict[int, int]
    """Sites that no route meets twice: simply added."""
    once: dict[int, tuple[tuple[int, int], ...]]
    """arc -> (site, amount): a site that a route may meet twice is paid once, its largest amount."""


def toll(net: Net, cover: dict[int, Cover], odds: dict[int, int]) -> Toll:
    """cover: site -> arcs, of one slot. odds: site -> integer, positive."""
    per_arc: dict[int, int] = {}
    once: dict[int, list[tuple[int, int]]] = {}
    for site, weight in sorted(odds.items()):
        arcs = cover[site]
        if _is_met_once(net, arcs):
            for arc, ppm in arcs:
                per_arc[arc] = per_arc.get(arc, 0) + weight * ppm
        else:
            for arc, ppm in arcs:
                once.setdefault(arc, []).append((site, weight * ppm))
    return Toll(per_arc, {arc: tuple(sites) for arc, sites in once.items()})


def _is_met_once(net: Net, arcs: Cover) -> bool:
    """No route drives two of the arcs, or one twice: it repeats no node, and they share one."""
    if len(arcs) < 2:
        return True
    ends = [net.arcs[arc][:2] for arc, _ in arcs]
    starts, targets = {a for a, _ in ends}, {b for _, b in ends}
    return len(starts) == 1 or len(targets) == 1 or len(starts | targets) == 2
