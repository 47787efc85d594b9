"""The cheapest drive on a small map, by trying every drive. Slow on purpose; never imported by the product."""

from collections.abc import Iterator


def drives(
    edges: list[tuple[int, int]],
    banned: set[tuple[int, int]],
    twins: dict[int, int],
    blocked: set[int],
    first: list[int],
    last: set[int],
) -> Iterator[tuple[int, ...]]:
    """Every drive from an edge in `first` to an edge in `last` that uses no edge twice.

    edges: (from, to). A drive turns back onto the twin only where nothing else leaves the node.
    """

    def grow(path: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        here = path[-1]
        if here in last:
            yield path
        out = [e for e, (start, _) in enumerate(edges) if start == edges[here][1]]
        for e in out:
            turns_back = twins.get(here) == e and len(out) > 1
            if e not in path and e not in blocked and (here, e) not in banned and not turns_back:
                yield from grow((*path, e))

    for e in first:
        if e not in blocked:
            yield from grow((e,))
