"""How the source is written: small files and functions, everything public explained, nothing swallowed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.style.tree import SOURCE, at, files, syntax

FILE_LINES = 400
FUNCTION_LINES = 70
NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
OUTERMOST = {"src/safeconduct/node/serve.py", "src/safeconduct/cli/__init__.py"}
"""Where a loop may catch whatever comes: nobody stands above it."""
UNFINISHED = re.compile(
    r"\b(TODO|FIXME|XXX|HACK|TBD|(?i:stub|stubbed|placeholder|not implemented yet|coming soon))\b"
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def source() -> list[Path]:
    return files("src/safeconduct", endings=(".py",))


def functions(tree: ast.AST) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def test_files_are_short():
    looked_at = [
        *files("src/safeconduct", "tests", "scripts", "web", endings=(".py", ".ts", ".mjs", ".css", ".html")),
    ]
    assert len(looked_at) > 100
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in looked_at}
    long = [f"{at(path, lines)}: {lines} lines" for path, lines in lengths.items() if lines >= FILE_LINES]
    assert not long, "\n".join(long)


def test_functions_are_short():
    long = [
        f"{at(path, node.lineno)}: {node.name} has {length} lines"
        for path in source()
        for node in functions(syntax(path))
        if (length := (node.end_lineno or 0) - node.lineno + 1) >= FUNCTION_LINES
    ]
    assert not long, "\n".join(long)


def test_every_public_thing_says_what_it_is():
    classes = Classes(source())
    bare = [place for path in source() for place in classes.unexplained(path)]
    assert not bare, "\n".join(bare)


def test_nothing_is_swallowed():
    swallowed = []
    for path in source():
        name = str(path.relative_to(SOURCE.parents[1]))
        for node in ast.walk(syntax(path)):
            if not isinstance(node, ast.ExceptHandler):
                continue
            is_empty = all(isinstance(each, ast.Pass) for each in node.body)
            is_wide = node.type is None or (
                isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")
            )
            raises_again = any(isinstance(each, ast.Raise) and each.exc is None for each in node.body)
            if is_empty or (is_wide and not raises_again and name not in OUTERMOST):
                swallowed.append(at(path, node.lineno))
    assert not swallowed, "\n".join(swallowed)


def test_nothing_is_unfinished():
    found = [
        f"{at(path, number)}: {line.strip()}"
        for path in files("src/safeconduct", "web", endings=(".py", ".ts", ".css", ".html", ".ftl", ".mjs"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNFINISHED.search(line) and "placeholder=" not in line
    ]
    assert not found, "\n".join(found)


def test_names_say_what_is_inside():
    looked_at = files("src", "tests", "web", "scripts", endings=(".py", ".ts", ".mjs", ".css"))
    vague = [at(path, 1) for path in looked_at if {path.stem, *path.parent.parts} & NAMES]
    assert not vague, "\n".join(vague)


class Classes:
    """What each class explains: a method that takes the place of an explained one need not say it again."""

    def __init__(self, paths: list[Path]) -> None:
        self._bases: dict[str, list[str]] = {}
        self._explained: dict[str, set[str]] = {}
        self._protocols: dict[Path, list[str]] = {}
        for path in paths:
            for node in syntax(path).body:
                if isinstance(node, ast.ClassDef):
                    self._note(path, node)

    def unexplained(self, path: Path) -> Iterator[str]:
        tree = syntax(path)
        if tree.body and ast.get_docstring(tree) is None:
            yield f"{at(path, 1)}: the module"
        for node in tree.body:
            if not isinstance(node, ast.ClassDef | Function) or node.name.startswith("_"):
                continue
            if ast.get_docstring(node) is None:
                yield f"{at(path, node.lineno)}: {node.name}"
            for method in node.body if isinstance(node, ast.ClassDef) else ():
                if not isinstance(method, Function) or method.name.startswith("_") or _says_itself(method):
                    continue
                if ast.get_docstring(method) is None and not self._inherits(path, node, method.name):
                    yield f"{at(path, method.lineno)}: {node.name}.{method.name}"

    def _note(self, path: Path, node: ast.ClassDef) -> None:
        bases = [name for base in node.bases if (name := _last_name(base))]
        self._bases[node.name] = bases
        self._explained[node.name] = {
            each.name for each in node.body if isinstance(each, Function) and ast.get_docstring(each)
        }
        if "Protocol" in bases:
            self._protocols.setdefault(path, []).append(node.name)

    def _inherits(self, path: Path, node: ast.ClassDef, method: str) -> bool:
        """From a base class, or from a protocol that stands in the same file."""
        seen, waiting = set(), [*self._bases[node.name], *self._protocols.get(path, ())]
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            if method in self._explained.get(name, ()):
                return True
            waiting += self._bases.get(name, [])
        return False


def _says_itself(method: Function) -> bool:
    """One statement: its name and its types tell as much as a sentence would."""
    return len(method.body) == 1


def _last_name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Subscript):
        return _last_name(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None
