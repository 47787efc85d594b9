"""Every text in three languages, with the same variables."""

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from tests.style.tree import SOURCE

LOCALES = SOURCE / "node" / "locales"
LANGS = ("en", "zh", "ur")
SETS = sorted({path.name.removesuffix("en.ftl") for path in LOCALES.glob("*en.ftl")})


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


def texts(name: str) -> dict[str, frozenset[str]]:
    """The variables of each message of that file."""
    found: dict[str, frozenset[str]] = {}
    for entry in FluentParser().parse((LOCALES / name).read_text(encoding="utf-8")).body:
        assert not isinstance(entry, ast.Junk), f"{name}: {entry.content!r}"
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found, f"{name}: {entry.id.name} stands there twice"
            assert entry.value is not None, f"{name}: {entry.id.name} is empty"
            seen = Variables()
            seen.visit(entry)
            found[entry.id.name] = frozenset(seen.names)
    return found


@pytest.mark.parametrize("part", SETS)
@pytest.mark.parametrize("lang", LANGS[1:])
def test_languages_say_the_same(part, lang):
    english, other = texts(f"{part}en.ftl"), texts(f"{part}{lang}.ftl")
    assert english
    assert sorted(english.keys() ^ other.keys()) == []
    differing = [
        f"{name}: {sorted(english[name])}, {sorted(other[name])}"
        for name in english
        if english[name] != other[name]
    ]
    assert not differing, "\n".join(differing)


def test_no_message_stands_in_two_files():
    every = [name for part in SETS for name in texts(f"{part}en.ftl")]
    assert len(SETS) >= 2
    assert len(every) == len(set(every))


def test_every_language_has_every_file():
    assert sorted(path.name for path in LOCALES.glob("*.ftl")) == sorted(
        f"{part}{lang}.ftl" for part in SETS for lang in LANGS
    )
