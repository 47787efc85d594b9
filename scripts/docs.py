"""Writes the pages of docs/ that follow from the code: `make docs`. With --check: fails if one is stale."""

import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from cyclopts import App

from safeconduct.cli import COMMANDS
from safeconduct.protocol.gallery import Vector
from safeconduct.protocol.gallery import page as patterns_page

ROOT = Path(__file__).parents[1]
HEAD = """# Commands

Written from the code by `make docs`. Every command prints its answer on standard output and everything else on
standard error. `--json`: the same answer for machines. Exit codes: 0 done, 1 the answer is no, 2 bad input.
`--debug` shows the trace of an error. `--at` and `--key` may stand in the environment, as `SAFECONDUCT_NODE` and
`SAFECONDUCT_KEY`; the passphrase of a locked key file in `SAFECONDUCT_PASSPHRASE`.
"""


def patterns() -> str:
    """docs/patterns.md, with the vectors of each pattern from tests/vectors/protocol."""
    read = {path.stem: tomllib.loads(path.read_text()) for path in ROOT.glob("tests/vectors/protocol/*.toml")}
    return patterns_page({name: [*_vectors(file)] for name, file in read.items()})


def _vectors(file: dict[str, list[dict[str, str]]]) -> Iterator[Vector]:
    for case in file["case"]:
        yield Vector(case["shows"], case["catches"])
    for case in file["misread"]:
        yield Vector("misread", case["catches"])


def commands() -> Iterator[tuple[str, App]]:
    """(words, command) of everything that does something, in the order of the help."""
    for noun, command in COMMANDS.items():
        app: App = import_module(f"safeconduct.cli.{command.module}").app
        if app.default_command is not None:
            yield noun, app
        for verb in app:
            if not verb.startswith("-"):
                yield f"{noun} {verb}", app[verb]


def page() -> str:
    """docs/commands.md."""
    return "\n".join([HEAD, *("\n".join(section(words, app)) for words, app in commands())])


def section(words: str, app: App) -> list[str]:
    """One command: what it does, its arguments, an example."""
    said, _, example = (app.default_command.__doc__ or "").partition("Example: ")
    lines = [f"## {words}", "", *(line.strip() for line in said.strip().splitlines()), ""]
    rows = list(arguments(app))
    if rows:
        lines += ["| argument | |", "|---|---|", *rows, ""]
    return [*lines, "```sh", " ".join(example.split()), "```", ""]


def arguments(app: App) -> Iterator[str]:
    """A row for each argument: its name, whether it must be there, its meaning."""
    for argument in app.assemble_argument_collection():
        if argument.name == "--json":
            continue
        is_positional = argument.field_info.kind is not argument.field_info.kind.KEYWORD_ONLY
        name = argument.name.removeprefix("--").upper() if is_positional else argument.name
        notes = [argument.parameter.help or ""]
        if argument.required:
            notes.append("Must be there.")
        elif argument.field_info.default not in (None, "", False, argument.field_info.empty):
            notes.append(f"If not given: {argument.field_info.default}.")
        yield f"| `{name}` | {' '.join(note for note in notes if note)} |"


PAGES = {"docs/patterns.md": patterns, "docs/commands.md": page}


def main() -> int:
    """Write the pages, or say which are stale."""
    stale = [
        name for name, text in PAGES.items() if not (ROOT / name).exists() or (ROOT / name).read_text() != text()
    ]
    if "--check" in sys.argv:
        print("\n".join(f"{name} is stale" for name in stale) or "all pages are fresh")
        return 1 if stale else 0
    for name in stale:
        (ROOT / name).write_text(PAGES[name](), encoding="utf-8")
        print(f"{name} is written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
