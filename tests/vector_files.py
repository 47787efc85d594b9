"""Vectors as data: JSON files of cases, each with what it catches, taken or refused by the area's own readers."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from safeconduct.errors import SafeconductError

Case = dict[str, Any]
Readers = Mapping[str, Callable[[Case], None]]
"""By the file's name: takes the case's keys one by one, and raises what refuses it."""
FOLDER = Path(__file__).parent / "vectors"


def cases(area: str, readers: Readers) -> list[Any]:
    """Every case of every file of that area, as parameters of a test."""
    found = [(name, case) for name in readers for case in json.loads((FOLDER / area / f"{name}.json").read_text())]
    return [pytest.param(name, case, id=f"{name}: {case['name']}") for name, case in found]


def judge(readers: Readers, name: str, case: Case) -> None:
    """The case comes out as it says, and its reader has used all of it."""
    case = dict(case)
    is_refused, catches = case.pop("refused"), case.pop("catches")
    assert catches
    case.pop("name")
    if is_refused:
        with pytest.raises(SafeconductError) as caught:
            readers[name](case)
        assert str(caught.value)
        assert caught.value.next_step
    else:
        readers[name](case)
        assert not case, f"a key that no runner knows: {case}"


def check_share(area: str, name: str) -> None:
    """At least half of a file is refused."""
    refused = [case["refused"] for case in json.loads((FOLDER / area / f"{name}.json").read_text())]
    assert sum(refused) * 2 >= len(refused)
