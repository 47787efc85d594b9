"""docs/patterns.md is what the patterns say today."""

from pathlib import Path

from safeconduct.protocol.gallery import page
from safeconduct.protocol.patterns import PATTERNS

ROOT = Path(__file__).parents[2]


def test_the_page_is_fresh():
    assert ROOT.joinpath("docs/patterns.md").read_text() == page(), "run `make docs`"


def test_every_pattern_stands_on_the_page_with_three_renderings_and_its_vectors():
    text = page()
    assert {p.number for p in PATTERNS} == set(range(1, 26))
    for pattern in PATTERNS:
        section = text.split(f"\n## {pattern.id}\n")[1].split("\n## ")[0]
        assert all(f"- **{name}** " in section for name in ("English", "中文", "اردو", "Boundaries"))
        assert "| kept |" in section or "| kept, just outside |" in section or pattern.id == "apart"
        assert ROOT.joinpath(f"tests/vectors/protocol/{pattern.id}.toml").exists()
