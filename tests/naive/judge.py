"""What the planner answers to a game, judged by the list of everything."""

import json
from fractions import Fraction
from typing import Any

from pytest import approx

from safeconduct.planner import instance

from . import game as naive


def judge(game: dict[str, Any], value: Fraction) -> None:
    """The answer has the value, keeps the rules of the game, and its own routes and sites prove its bounds."""
    answer: Any = instance.solve_instance(json.dumps(game).encode())
    assert answer["upper"] - answer["lower"] <= 1e-7
    assert answer["lower"] - 1e-9 <= value <= answer["upper"] + 1e-9
    assert abs(answer["value"] - value) <= 1e-7
    routes = naive.routes(game)
    assert sum(route["odds"] for route in answer["routes"]) == approx(1, abs=1e-12)
    assert all(tuple(route["edges"]) in routes for route in answer["routes"])
    sites = {site["id"]: site for site in game["sites"]}
    picks = min(game["adversary_sites"], len(sites))
    assert sum(site["odds"] for site in answer["sites"]) == approx(picks, abs=1e-12)
    assert all(0 < site["odds"] <= 1 for site in answer["sites"])
    met = [
        sum(r["odds"] * naive.exposure(site, tuple(r["edges"]), r["slot"]) for r in answer["routes"])
        for site in sites.values()
    ]
    assert sum(sorted(met, reverse=True)[:picks]) == approx(answer["upper"], abs=1e-9)
    least = min(
        sum(s["odds"] * naive.exposure(sites[s["site"]], path, slot) for s in answer["sites"])
        for path in routes
        for slot in range(game["slots"])
    )
    assert least == approx(answer["lower"], abs=1e-9)
