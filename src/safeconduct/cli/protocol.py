"""Protocols: sentences that a machine checks."""

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from .answer import Json, answer

Sentences: TypeAlias = Annotated[Path, Parameter(allow_leading_hyphen=True)]
app = App(name="protocol", help="Check a sentence, say it in three languages.")


@app.command
def check(file: Sentences, *, json: Json = False) -> None:
    """Check the sentences in FILE (one a line; `-` reads standard input) against the plain lexicon.

    Example: echo "Every movement departs within 10 minutes of the agreed time." | safeconduct protocol check -
    """
    from safeconduct.protocol import PLAIN, parse, rule_digest

    found = [(line, rule_digest(parse(line, PLAIN))) for line in _sentences(file)]
    answer(
        [{"sentence": s, "rule": d} for s, d in found], [f"{digest[:16]}  {line}" for line, digest in found], json
    )


@app.command
def say(file: Sentences, *, lang: Literal["en", "zh", "ur"] = "en", json: Json = False) -> None:
    """Say the sentences in FILE in English, Chinese or Urdu, written from their rules.

    Example: safeconduct protocol say clauses.txt --lang ur
    """
    from safeconduct.protocol import PLAIN, parse
    from safeconduct.protocol import say as say_rule

    said = [say_rule(parse(line, PLAIN), lang, PLAIN) for line in _sentences(file)]
    answer(said, said, json)


def _sentences(file: Path) -> list[str]:
    import sys

    from safeconduct.errors import BadInput

    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot be read: {error}", where=str(file), next_step="give a text file, or -") from error
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
