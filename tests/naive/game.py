"""The ambush game by listing everything: all routes, all sets of sites. Slow on purpose; never used by the product.

Solved as a matrix game in exact rationals (simplex with Bland's rule), so its value is no solver's opinion.
"""

from fractions import Fraction
from itertools import combinations, pairwise
from math import ceil
from typing import Any

Row = list[Fraction]


def routes(game: dict[str, Any]) -> list[tuple[str, ...]]:
    """Every route that repeats no node, makes no banned turn and is within the budget, as edge names."""
    found: list[tuple[str, ...]] = []
    banned = {tuple(pair) for pair in game.get("banned", [])}

    def grow(node: str, seen: tuple[str, ...], path: tuple[str, ...]) -> None:
        if node == game["destination"]:
            found.append(path)
            return
        for edge in game["edges"]:
            if edge["from"] == node and edge["to"] not in seen:
                grow(edge["to"], (*seen, edge["to"]), (*path, edge["id"]))

    grow(game["origin"], (game["origin"],), ())
    length = {edge["id"]: Fraction(str(edge["length_m"])) for edge in game["edges"]}
    legal = [path for path in found if banned.isdisjoint(pairwise(path))]
    total = {path: sum((length[e] for e in path), Fraction(0)) for path in found}
    if game["budget"] is None or not found:
        return legal
    limit = Fraction(str(game["budget"])) * min(total.values())  # of the shortest, banned turns or not
    return [path for path in legal if total[path] <= limit]


def exposure(site: dict[str, Any], path: tuple[str, ...], slot: int) -> Fraction:
    hits = [c["success_ppm"] for c in site["covers"] if c["edge"] in path and c["slot"] in (None, slot)]
    return Fraction(max(hits, default=0), 1_000_000)


def hazardous(game: dict[str, Any]) -> dict[str, Any]:
    """The same game with the hazards of its edges worked into the successes."""
    times = {edge["id"]: Fraction(edge.get("hazard_ppm", 1_000_000), 1_000_000) for edge in game["edges"]}
    edges = [{name: said for name, said in edge.items() if name != "hazard_ppm"} for edge in game["edges"]]
    sites = [
        {
            **s,
            "covers": [
                {**c, "success_ppm": min(1_000_000, ceil(c["success_ppm"] * times[c["edge"]]))} for c in s["covers"]
            ],
        }
        for s in game["sites"]
    ]
    return {**game, "edges": edges, "sites": sites}


def at_least_one(game: dict[str, Any], drawn: list[tuple[tuple[str, ...], int, Fraction]]) -> Fraction:
    """drawn: (route, slot, odds). The worst set of places, each tried; successes are independent."""
    picks = min(game["adversary_sites"], len(game["sites"]))
    worst = Fraction(0)
    for chosen in combinations(game["sites"], picks):
        met = Fraction(0)
        for path, slot, odds in drawn:
            missed = Fraction(1)
            for site in chosen:
                missed *= 1 - exposure(site, path, slot)
            met += odds * (1 - missed)
        worst = max(worst, met)
    return worst


def value(game: dict[str, Any]) -> Fraction:
    """The least worst-case loss."""
    return value_over(game, routes(game))


def value_over(game: dict[str, Any], paths: list[tuple[str, ...]]) -> Fraction:
    choices = [(path, slot) for path in paths for slot in range(game["slots"])]
    picks = min(game["adversary_sites"], len(game["sites"]))
    table = [[exposure(site, *choice) for site in game["sites"]] for choice in choices]
    answers = list(combinations(range(len(game["sites"])), picks))
    return matrix_value([[sum((row[i] for i in chosen), Fraction(0)) for chosen in answers] for row in table])


def matrix_value(loss: list[Row]) -> Fraction:
    """Rows minimise, columns maximise. Entries are shifted to be positive; then max sum u, A' u <= 1, u >= 0."""
    loss = [list(column) for column in zip(*loss, strict=True)]
    rows, columns = len(loss), len(loss[0])
    tableau = [
        [x + 1 for x in row] + [Fraction(int(i == j)) for j in range(rows)] + [Fraction(1)]
        for i, row in enumerate(loss)
    ]
    goal = [Fraction(-1)] * columns + [Fraction(0)] * (rows + 1)
    basis = list(range(columns, columns + rows))
    while True:
        enter = next((j for j, cost in enumerate(goal[:-1]) if cost < 0), None)
        if enter is None:
            return 1 / goal[-1] - 1
        ratios = [(row[-1] / row[enter], basis[i], i) for i, row in enumerate(tableau) if row[enter] > 0]
        _, _, leave = min(ratios)
        pivot = tableau[leave][enter]
        tableau[leave] = [x / pivot for x in tableau[leave]]
        for row in (*tableau[:leave], *tableau[leave + 1 :], goal):
            factor = row[enter]
            if factor:
                row[:] = [x - factor * y for x, y in zip(row, tableau[leave], strict=True)]
        basis[leave] = enter
