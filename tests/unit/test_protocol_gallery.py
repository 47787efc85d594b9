"""docs/patterns.md is what the patterns and their vectors say today."""

import runpy
from pathlib import Path

from safeconduct.protocol.patterns import PATTERNS

ROOT = Path(__file__).parents[2]
PAGE = runpy.run_path(str(ROOT / "scripts/docs.py"))["patterns"]()


def test_the_page_is_fresh():
    assert ROOT.joinpath("docs/patterns.md").read_text() == PAGE, "run `make docs`"


def test_every_pattern_stands_on_the_page_with_three_renderings_and_four_vectors():
    assert {p.number for p in PATTERNS} == set(range(1, 27))
    for pattern in PATTERNS:
        section = PAGE.split(f"\n## {pattern.id}\n")[1].split("\n## ")[0]
        assert all(f"- **{name}** " in section for name in ("English", "中文", "اردو", "Boundaries"))
        vectors = section.split("| the mistake that it catches |\n")[1]
        for kind in ("kept", "violated", "misread"):
            assert f"\n| {kind} | " in vectors
        assert "\n| violated by silence | " in vectors or "\n| silence keeps it | " in vectors
