"""The gazetteer read from end to end: every name with its rows, in a dictionary."""

from safeconduct.gazetteer import Gazetteer, Place


def names(places: list[Place], index: dict[str, set[int]]) -> dict[str, tuple[int, ...]]:
    """What `Gazetteer.named` must answer."""
    return {key: tuple(sorted(rows)) for key, rows in index.items() if all(row < len(places) for row in rows)}


def distance(
    one: str,
    other: str,
    drop_one: dict[str, float],
    drop_other: dict[str, float],
    alike: dict[frozenset[str], float],
) -> float:
    """The cheapest way from one to the other, by trying all of them."""
    if not one and not other:
        return 0.0
    found = []
    if one:
        found.append(drop_one.get(one[0], 0.9) + distance(one[1:], other, drop_one, drop_other, alike))
    if other:
        found.append(drop_other.get(other[0], 1.0) + distance(one, other[1:], drop_one, drop_other, alike))
    if one and other:
        same = 0.0 if one[0] == other[0] else alike.get(frozenset((one[0], other[0])), 1.4)
        found.append(same + distance(one[1:], other[1:], drop_one, drop_other, alike))
    return min(found)


def whole(gazetteer: Gazetteer, rows: int) -> list[Place]:
    """All its places."""
    return [gazetteer.place(row) for row in range(rows)]
