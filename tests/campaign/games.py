"""Games at random that have a route, against the list of all routes and sets of sites (`make campaign-games`).

What the game's text asks for is counted, so that a run says how often each of it was tried.
"""

import random
import sys
from collections import Counter
from fractions import Fraction
from itertools import count
from typing import Any

from tests.naive import game as naive
from tests.naive.judge import judge


def games(seed: int) -> Any:
    """Without end, each with a route within its budget."""
    rng = random.Random(seed)
    for _ in count():
        game = game_at_random(rng)
        if naive.routes(game):
            yield game


def game_at_random(rng: random.Random) -> dict[str, Any]:
    """Up to six places; lengths that sum to the budget exactly as often as not; sites of up to five covers."""
    nodes = [f"n{i}" for i in range(rng.randint(2, 6))]
    edges: list[dict[str, Any]] = []
    for i in range(rng.randint(len(nodes), 11)):
        a, b, length = rng.choice(nodes), rng.choice(nodes), rng.choice([0, 1, 2, 2.5, 3, 5, 100])
        edges.append({"id": f"e{i}", "from": a, "to": b, "length_m": length})
        if rng.random() < 0.5:
            edges.append({"id": f"r{i}", "from": b, "to": a, "length_m": length})
    slots = rng.randint(1, 3)
    sites = [
        {"id": f"s{i}", "covers": [_cover(rng, edges, slots) for _ in range(rng.randint(1, 5))]}
        for i in range(rng.randint(0, 6))
    ]
    game = {
        "nodes": nodes,
        "edges": edges,
        "origin": "n0",
        "destination": "n1",
        "slots": slots,
        "adversary_sites": rng.randint(0, 3),
        "budget": rng.choice([None, 1, 1.1, 1.3, 1.5, 2]),
        "sites": sites,
    }
    if rng.random() < 0.3:
        _exact(rng, game)
    return game


def _cover(rng: random.Random, edges: list[dict[str, Any]], slots: int) -> dict[str, Any]:
    return {
        "edge": rng.choice(edges)["id"],
        "slot": rng.choice([None, rng.randrange(slots)]),
        "success_ppm": rng.choice([0, 500_000, 1_000_000, rng.randint(1, 999_999), rng.randint(1, 999_999)]),
    }


def _exact(rng: random.Random, game: dict[str, Any]) -> None:
    """The budget becomes that of one of its longer routes, where a decimal says it exactly."""
    lengths = _lengths(game | {"budget": None})
    shares = {length / min(lengths) for length in lengths if min(lengths)}
    said = [share for share in shares if Fraction(repr(float(share))) == share and 1 < share <= 10]
    if said:
        game["budget"] = float(rng.choice(sorted(said)))


def _lengths(game: dict[str, Any]) -> list[Fraction]:
    length = {edge["id"]: Fraction(str(edge["length_m"])) for edge in game["edges"]}
    return [sum((length[edge] for edge in path), Fraction(0)) for path in naive.routes(game)]


def kinds(game: dict[str, Any]) -> set[str]:
    """What of the game's text this one tries."""
    routes, lengths = naive.routes(game), _lengths(game)
    found = set()
    if len(routes) > 1:
        found.add("several routes")
    if game["budget"] is not None:
        limit = Fraction(str(game["budget"])) * min(lengths)
        if limit in lengths and limit > min(lengths):
            found.add("a longer route at the budget exactly")
        if len(naive.routes(game | {"budget": None})) > len(routes):
            found.add("a route over the budget")
    for site in game["sites"]:
        for path in routes:
            for slot in range(game["slots"]):
                hits = [c for c in site["covers"] if c["edge"] in path and c["slot"] in (None, slot)]
                if len({c["success_ppm"] for c in hits}) > 1:
                    found.add("a site that covers a route twice, unequally")
                if {c["slot"] is None for c in hits} == {True, False}:
                    found.add("a slot and every slot on one route")
                if any(c["edge"] in path and c["slot"] not in (None, slot) for c in site["covers"]):
                    found.add("a cover of another slot")
    if min(game["adversary_sites"], len(game["sites"])) > 1:
        found.add("several sites taken, their sum")
    if naive.value(game) not in (0, 1):
        found.add("a value other than 0 and 1")
    return found


def campaign(seed: int, many: int) -> Counter[str]:
    """Kind -> games. Raises AssertionError at the first that is wrong, with the game."""
    tried: Counter[str] = Counter()
    for at, game in enumerate(games(seed)):
        if at == many:
            return tried
        try:
            judge(game, naive.value(game))
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, game {at}: {error}: {game}") from error
        tried.update(kinds(game))
    return tried


if __name__ == "__main__":
    many, seed = int(sys.argv[1]), int(sys.argv[2])
    tried = campaign(seed, many)
    print(f"{many} games with a route from seed {seed}, values, bounds and routes as enumerated: all right")
    for kind, games_of_it in sorted(tried.items()):
        print(f"  {games_of_it:6} {kind}")
