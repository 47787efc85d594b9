"""What commands ask a node before they sign: the thing that a name stands for, and whose node it is."""

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from safeconduct.errors import BadInput

if TYPE_CHECKING:
    from safeconduct.node.desk import Desk

Noun: TypeAlias = Literal["clause", "dispatch", "meeting", "movement", "statement"]
_LISTS: Final[dict[Noun, tuple[str, str]]] = {
    "clause": ("/api/accord", "accord"),
    "dispatch": ("/api/dispatches", "dispatch"),
    "meeting": ("/api/meetings", "meeting"),
    "movement": ("/api/movements", "movement"),
    "statement": ("/api/statements", "statement"),
}
"""Where the node lists them, and whose `show` command does."""


def known(desk: "Desk", noun: Noun, name: str) -> dict[str, Any]:
    """The one of that name, as the node tells it. Raises BadInput."""
    path, command = _LISTS[noun]
    found: dict[str, Any] | None = next((each for each in desk.get(path) if each["id"] == name), None)
    if found is None:
        raise BadInput(f"there is no {noun} {name!r}", next_step=f"see: safeconduct {command} show")
    return found


def own_party(desk: "Desk") -> str:
    """Whose node it is."""
    return str(next(each["party"] for each in desk.get("/api/parties") if each["is_own"]))
