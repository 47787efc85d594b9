"""The documentation does not rot: links, references into the code, commands and pictures are checked."""

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from cyclopts import App

from safeconduct.cli import COMMANDS
from tests.style.tree import ROOT, SOURCE, syntax, tracked

DOCS = [path for path in tracked() if path.suffix == ".md"]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
REFERENCE = re.compile(r"`([\w./-]+\.(?:py|ts|mjs)):([\w.]+)`")
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]*)`")
TREES = (
    "src",
    "tests",
    "docs",
    "web",
    "data",
    "scripts",
    *sorted(each.name for each in SOURCE.iterdir() if each.is_dir()),
)
SHELL = {
    "cat", "cd", "cp", "curl", "dd", "export", "git", "grep", "cut", "head", "kill", "mkdir", "node",
    "npm", "pip", "printf", "rm", "sed", "sha256sum", "sleep", "tail", "tee", "echo", "python3", "unzip", "ls",
    "age-keygen", "chmod", "mv", "scp", "systemctl", "sudo",
    "base64", "go", "jq", "openssl",
}  # fmt: skip
DIAGRAMS = {"flowchart", "graph", "sequenceDiagram", "stateDiagram-v2"}
DECISION = re.compile(r"(\d{4})-[a-z0-9-]+\.md")
PARTS = ("## Context", "## Options", "## Outcome", "## What gets worse")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(path: Path) -> str:
    """The text without its fenced blocks."""
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def fences(path: Path, kind: str) -> list[str]:
    return [body for label, body in FENCE.findall(path.read_text(encoding="utf-8")) if label == kind]


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_links_lead_somewhere(path):
    broken = []
    for target in LINK.findall(prose(path)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(target)
    assert not broken, broken


@cache
def anchors(path: Path) -> set[str]:
    """As GitHub makes them from headings."""
    headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCS, ids=name)
def test_references_into_the_code_resolve(path):
    text = prose(path)
    wrong = [f"{file}:{what}" for file, what in REFERENCE.findall(text) if not defines(file, what)]
    wrong += [
        each
        for each in PATH.findall(text)
        if each.split("/")[0] in TREES and not (resolve(each) or is_in_node(each))
    ]
    assert not wrong, wrong


def resolve(file: str) -> Path | None:
    """A path as written: from the root of the repository, or of the package."""
    return next((path for base in (ROOT, SOURCE) if (path := base / file).exists()), None)


def is_in_node(path: str) -> bool:
    """The parts of a node's folder have names that packages have too."""
    return path.startswith(("log/", "keys/", "peers/", "blobs/"))


def defines(file: str, what: str) -> bool:
    path = resolve(file)
    if path is None:
        return False
    if path.suffix != ".py":
        pattern = rf"\b(function|class|const|let|async)\s+\*?{re.escape(what)}\b"
        return re.search(pattern, path.read_text(encoding="utf-8")) is not None
    return what in set(names_in(syntax(path)))


def names_in(tree: ast.Module) -> Iterator[str]:
    """`function`, `Class`, `Class.method`, `CONSTANT`."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        for target in node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]:
            if isinstance(target, ast.Name):
                yield target.id
        for inner in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{node.name}.{inner.name}"


@pytest.mark.parametrize("path", [path for path in DOCS if fences(path, "sh")], ids=name)
def test_commands_in_the_docs_would_be_accepted(path, monkeypatch):
    for each in ("SAFECONDUCT_NODE", "SAFECONDUCT_KEY"):
        monkeypatch.setenv(each, "set-before")
    wrong = []
    for block in fences(path, "sh"):
        for command in commands(block):
            try:
                check(command)
            except (AssertionError, ValueError, KeyError) as error:
                wrong.append(f"{shlex.join(command)}: {error}")
    assert not wrong, "\n".join(wrong)


def commands(block: str) -> Iterator[list[str]]:
    """Each simple command of a shell block, without here-documents, assignments and redirections."""
    block = re.sub(r"<<'(\w+)'\n.*?^\1$", "", block, flags=re.DOTALL | re.MULTILINE).replace("\\\n", " ")
    for line in block.splitlines():
        line = re.sub(r"^(until|while|if) (.*?); (do|then) .*$", r"\2", line.strip())
        line = re.sub(r"^\w+=\$\((.*)\)$", r"\1", line)
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
        lexer.whitespace_split = True
        lexer.commenters = "#"
        command: list[str] = []
        for word in [*lexer, ";"]:
            if set(word) <= set("|&;"):
                if command:
                    yield command
                command = []
            elif set(word) <= set("<>"):
                command.append("\0")
            elif command[-1:] == ["\0"]:
                command.pop()
            elif command or not re.fullmatch(r"\w+=.*", word):
                command.append(word)


def check(words: list[str]) -> None:
    """Raises when there is no such command, target or option."""
    program = Path(words[0]).name
    if program == "safeconduct":
        accept(words[1:])
    elif program == "make":
        targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert targets and words[1] in targets[1].split(), f"no target {words[1]}"
    else:
        tools = {each.name for each in (ROOT / ".venv/bin").iterdir()} if (ROOT / ".venv/bin").exists() else set()
        assert program in SHELL | tools, f"what is {program}?"


def accept(words: list[str]) -> None:
    if words[0] in ("--help", "--version") or "--help" in words:
        return
    assert words[0] in COMMANDS, f"there is no command {words[0]}"
    app: App = import_module(f"safeconduct.cli.{COMMANDS[words[0]].module}").app
    try:
        app.parse_args([word for word in words[1:] if word != "--debug"], exit_on_error=False, print_error=False)
    except Exception as error:
        raise AssertionError(str(error)) from error


@pytest.mark.parametrize("path", [path for path in DOCS if fences(path, "mermaid")], ids=name)
def test_diagrams_are_well_formed(path):
    for diagram in fences(path, "mermaid"):
        first, *lines = [line.strip() for line in diagram.strip().splitlines()]
        assert first.split()[0] in DIAGRAMS, first
        assert len(lines) >= 2
        is_flow = first.split()[0] in ("flowchart", "graph")
        begins = r"subgraph\b" if is_flow else r"(loop|alt|opt|par|critical|break|rect)\b"
        opened = sum(re.match(begins, line) is not None for line in lines)
        assert sum(line == "end" for line in lines) == opened, "every block has an end"
        for line in lines:
            for opening, closing in ("[]", "()", "{}", '""'):
                if opening == closing:
                    assert line.count(opening) % 2 == 0, line
                elif is_flow:
                    assert line.count(opening) == line.count(closing), line
            if is_flow and not re.match(r"(subgraph|end|direction|classDef|class|style|%%)", line):
                assert re.match(r"\w+", line), line
            if first == "sequenceDiagram" and re.search(r"-[->x)]", line):
                assert re.match(r"\w+ ?-{1,2}(>>|>|x|\)) ?[+-]?\w+ ?: ?\S", line), line


def test_decisions_are_numbered_and_complete():
    folder = ROOT / "docs/decisions"
    found = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("*.md"))
        if path.name != "README.md"
    }
    numbers = [int(DECISION.fullmatch(each)[1]) for each in found]
    assert numbers == list(range(1, len(numbers) + 1))
    index = (folder / "README.md").read_text(encoding="utf-8")
    for each, text in found.items():
        assert text.startswith(f"# {int(each[:4])}. "), each
        assert [part for part in PARTS if f"\n{part}\n" not in text] == [], each
        assert len(text.splitlines()) <= 60, f"{each}: one page"
        assert f"({each})" in index, f"{each} is not in the index"


def test_the_shell_reader_reads():
    lines = (
        "A=$(safeconduct watch alarms | grep OPEN)",
        "X=1 safeconduct serve n & # note",
        "cat > f <<'E'",
        "|",
        "E",
    )
    block = "\n".join((*lines, "until curl x; do sleep 1; done", ""))
    assert list(commands(block)) == [
        ["safeconduct", "watch", "alarms"], ["grep", "OPEN"], ["safeconduct", "serve", "n"], ["cat"], ["curl", "x"],
    ]  # fmt: skip
