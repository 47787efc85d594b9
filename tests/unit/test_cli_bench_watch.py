"""`safeconduct bench watch`: it runs, and its figures are of what they say."""

import json

import pytest

from safeconduct.bench import report, watch, watch_node
from safeconduct.cli import main
from safeconduct.watch.kernel import HAS_NUMBA


def test_the_answer_for_machines(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(report.Run, "rounds", 1)
    monkeypatch.setattr(watch, "POSITIONS", 40_000)
    monkeypatch.setattr(watch, "_mqtt", lambda run: iter(()))  # a broker and paho: the bench of feeds has its test
    monkeypatch.setattr(watch, "ASSETS", 200)
    monkeypatch.setattr(watch, "ZONES", 30)
    monkeypatch.setattr(watch_node, "RATES", (1_000,))
    with pytest.raises(SystemExit) as done:
        main(["bench", "watch", "--quick", "--json", "--folder", str(tmp_path)])
    assert done.value.code == 0
    found = json.loads(capsys.readouterr().out)
    figures = {figure["name"]: figure for figure in found["figures"]}
    ways = ["zones and stays, NumPy", *(["zones and stays, compiled"] if HAS_NUMBA else [])]
    for way in ways:
        assert figures[way]["value"] > 0 and figures[way]["against"]["shapely"] > 0
        assert int(figures[way]["bound"].split(" facts")[0].replace(",", "")) > 0, "nothing was found"
    assert figures["OwnTracks JSON to facts, batches of 1,000"]["value"] > 0
    missing = [name for name in figures if name.startswith(report.NOT_MEASURED)]
    assert all(figures[name]["bound"] for name in missing), "it says why"
    assert figures["CoT XML to positions"]["value"] > 0
    assert figures["receipt to page at 1,000 positions/s, p99"]["value"] > 0
    assert not list(tmp_path.iterdir()), "nothing is left behind"
