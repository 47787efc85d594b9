"""The command line: every command explains itself with an example that it would itself accept."""

import re
import shlex
from collections.abc import Iterator
from importlib import import_module

import pytest
from cyclopts import App

from safeconduct.cli import COMMANDS, usage
from tests.style.tree import at, files


def commands() -> Iterator[tuple[str, App]]:
    """Every command that does something, by its words."""
    for noun, command in COMMANDS.items():
        app = import_module(f"safeconduct.cli.{command.module}").app
        if app.default_command is not None:
            yield noun, app
        for verb in app:
            if not verb.startswith("-"):
                yield f"{noun} {verb}", app[verb]


EVERY = dict(commands())
OF_SIGNATURES = {"pull", "sign", "draw", "key"}
"""First words of texts that keys sign, which are no commands."""
MENTIONED = re.compile(r"(?<!from )(?<!import )(?<![\w/.-])safeconduct ([a-z]+)(?: ([a-z]+))?")


def example(app: App) -> str:
    said = app.default_command.__doc__ or ""
    assert "Example: " in said, "no example"
    return " ".join(said.split("Example: ", 1)[1].split())


def test_the_help_names_every_command():
    assert len(EVERY) >= len(COMMANDS)
    for noun in COMMANDS:
        assert f"  {noun} " in usage()


@pytest.mark.parametrize("words", EVERY)
def test_help_with_an_example(words):
    app = EVERY[words]
    first = (app.default_command.__doc__ or "").strip().splitlines()[0]
    assert len(first) > 10, first
    assert f"safeconduct {words}" in example(app)


@pytest.mark.parametrize("words", EVERY)
def test_nothing_of_the_help_is_taken_for_a_tag(words):
    """What stands in <...> is not printed."""
    arguments = EVERY[words].assemble_argument_collection()
    said = [
        EVERY[words].default_command.__doc__ or "",
        *(str(argument.parameter.help or "") for argument in arguments),
    ]
    assert not [text for text in said if re.search(r"<[a-z]", text)]


@pytest.mark.parametrize("words", EVERY)
def test_the_example_is_accepted(words, monkeypatch):
    """Parsed to the last word; nothing runs. An example may have what feeds it before a pipe."""
    for name in ("SAFECONDUCT_NODE", "SAFECONDUCT_KEY"):
        monkeypatch.delenv(name, raising=False)
    spoken = shlex.split(example(EVERY[words]).split("|")[-1])
    assert spoken[0] == "safeconduct"
    noun = import_module(f"safeconduct.cli.{COMMANDS[spoken[1]].module}").app
    noun.parse_args(spoken[2:], exit_on_error=False, print_error=False)


@pytest.mark.parametrize("words", EVERY)
def test_answers_for_machines_too(words):
    """`--json` everywhere, except where a command stays until it is stopped."""
    has_json = "json" in EVERY[words].default_command.__annotations__
    assert has_json or words in ("serve", "demo")


def test_errors_and_comments_name_only_commands_that_are_there():
    """What a person is told to type next must work."""
    wrong = []
    for path in files("src", "web", "scripts", endings=(".py", ".ts", ".ftl", ".html", ".mjs")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for noun, verb in MENTIONED.findall(line):
                if noun in OF_SIGNATURES:
                    continue
                has_verbs = any(words.startswith(f"{noun} ") for words in EVERY)
                if noun not in COMMANDS or (has_verbs and verb and f"{noun} {verb}" not in EVERY):
                    wrong.append(f"{at(path, number)}: {line.strip()}")
    assert not wrong, "\n".join(wrong)
