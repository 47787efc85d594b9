"""PostGIS finds the same pairs of position and zone as we do: the bench compares the same work."""

from pathlib import Path

import pytest

from safeconduct import geo
from safeconduct.bench import postgis, watch


def test_the_same_pairs_as_ours(monkeypatch):
    if postgis.programs() is None:
        pytest.skip("PostgreSQL with postgis is not installed: apt-get install postgresql postgis")
    monkeypatch.setattr(watch, "ASSETS", 500)
    monkeypatch.setattr(watch, "ZONES", 300)
    at = watch.world(10_000)
    before = set(Path("/tmp").glob("pg-*"))
    took_s, pairs = postgis.spent_s(at.ground, at.columns, 1)
    ours = geo.locate(at.ground.grid, at.columns.lat_e7, at.columns.lon_e7)
    assert took_s > 0 and pairs == len(ours.point) > 100
    assert set(Path("/tmp").glob("pg-*")) == before, "nothing is left behind"


def test_without_it_the_bench_says_why(monkeypatch):
    monkeypatch.setattr(postgis, "programs", lambda: None)
    with pytest.raises(postgis.Unavailable, match="not installed"):
        postgis.spent_s(None, None, 1)
