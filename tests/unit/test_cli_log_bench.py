"""`safeconduct bench log`: it runs, measures what it says, and its figures are what they are made of."""

import json

import pytest

from safeconduct.bench import log, report
from safeconduct.bench.report import Aim, Figure, Report, Run, interleaved, rate, ratios, render
from safeconduct.cli import main


def test_the_answer_for_machines(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(report.Run, "rounds", 1)
    monkeypatch.setattr(report.Run, "seconds", 0.01)
    monkeypatch.setattr(log, "PROVEN_SIZE", 30_000)
    with pytest.raises(SystemExit) as done:
        main(["bench", "log", "--quick", "--json", "--folder", str(tmp_path)])
    assert done.value.code == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["bench"], found["is_quick"]) == ("log", True)
    assert "cores" in found["machine"]
    figures = {figure["name"]: figure for figure in found["figures"]}
    for batch in (1, 16, 256, 1024):
        each = figures[f"durable signed appends, batches of {batch}"]
        assert set(each["against"]) == {"SQLite", "pymerkle", "pymerkle with a root a batch"}
        assert "fsyncs" in each["bound"]
        assert each["value"] > 0
    assert figures["proof of one entry in 30,000"]["value"] < 1400
    full, tree = (
        figures["verified in full: hashes and signatures"],
        figures["verified: every entry and tile, hashes only"],
    )
    assert 0 < full["value"] < tree["value"]
    assert "  a log of 20,000 entries in full" in figures
    assert any(name.startswith("99 % acknowledged at 2,000/s") for name in figures)
    assert any(name.startswith("positions through batches") for name in figures)
    assert not list(tmp_path.iterdir()), "nothing is left behind"


def test_a_bench_that_is_not_there(capsys):
    with pytest.raises(SystemExit) as done:
        main(["bench", "weather"])
    assert done.value.code == 2
    assert "take one of: " in capsys.readouterr().err


def test_rivals_take_turns(tmp_path):
    turns = []
    cases = {name: (lambda name=name: turns.append(name) or 1) for name in ("a", "b")}
    assert interleaved(cases, Run(tmp_path, True)).keys() == {"a", "b"}
    order = [name for i, name in enumerate(turns) if not i or turns[i - 1] != name]
    assert order == ["a", "b"] * 2


def test_ratios_and_rates():
    assert ratios({"ours": 6.0, "b": 2.0, "c": 12.0}, "ours") == {"b": 3.0, "c": 0.5}
    assert rate(lambda: 5, 0.001) > 0


@pytest.mark.parametrize(
    ("aim", "value", "says"),
    [
        (Aim("at least", 10), 10, "meets"),
        (Aim("at least", 10), 9.99, "MISSES"),
        (Aim("at most", 10), 10, "meets"),
        (Aim("at most", 10), 10.01, "MISSES"),
    ],
)
def test_an_aim_is_met_or_missed_aloud(aim, value, says):
    figure = Figure("x", value, "/s", {"b": 2.0}, "because", aim)
    lines = render(Report("log", "here", False, (figure,)))
    assert says in lines[3]
    assert lines[4:] == ["    2.00 x b", "    because"]
