"""How a command answers: words for people, JSON for machines, the same content."""

from collections.abc import Sequence
from typing import Annotated, TypeAlias

import msgspec
from cyclopts import Parameter

Json: TypeAlias = Annotated[bool, Parameter(name="--json", negative="", help="Answer in JSON.")]


def answer(value: object, words: str | Sequence[str], is_json: bool) -> None:
    """Print the answer on stdout."""
    if is_json:
        print(msgspec.json.encode(value).decode())
    else:
        print(words if isinstance(words, str) else "\n".join(words))
