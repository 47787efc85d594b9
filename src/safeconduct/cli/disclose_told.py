"""What the commands of disclosure look up: documents, readers and releases by name; keys in files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from cyclopts import Parameter

from .file import content_of

if TYPE_CHECKING:
    from safeconduct.node.desk import Desk

Identity: TypeAlias = Annotated[
    Path, Parameter(name="--identity", help="Your age key file: what is sealed to you opens with it.")
]
BeyondNeed: TypeAlias = Annotated[
    bool, Parameter(negative="", help="Release it although more read it then than need to know.")
]


def identity_text(path: Path) -> str:
    """The keys in that file, the newest first. Raises BadInput."""
    import pyrage

    from safeconduct.errors import BadInput
    from safeconduct.node.sealing import identities_of

    text = content_of(path).decode("ascii", "replace")
    try:
        if identities_of(text):
            return text
        why = "is no age key"
    except (ValueError, pyrage.IdentityError) as error:
        why = f"is no age key: {error}"
    raise BadInput(why, where=str(path), next_step="make one: safeconduct disclose key FILE")


def document_of(told: dict[str, Any], name: str) -> dict[str, Any]:
    """Raises BadInput."""
    from safeconduct.errors import BadInput

    found: dict[str, Any] | None = next((each for each in told["documents"] if each["id"] == name), None)
    if found is None:
        raise BadInput(f"there is no document {name!r}", next_step="see: safeconduct disclose show")
    return found


def reader_of(told: dict[str, Any], name: str) -> dict[str, Any]:
    """By key id, or by a name that only one reader has. Raises BadInput."""
    from safeconduct.errors import BadInput

    found = [each for each in told["readers"] if name in (each["reader"], each["name"])]
    if len(found) != 1:
        what = (
            f"{len(found)} readers are called {name!r}" if found else f"{name!r} has enrolled no key to read with"
        )
        raise BadInput(what, next_step="they run: safeconduct disclose key FILE")
    return dict(found[0])


def check_need(found: dict[str, Any], readers: Sequence[dict[str, Any]], *, is_allowed: bool) -> str | None:
    """A warning where these readers make more than need to know. Raises BadInput unless that is allowed."""
    from safeconduct.errors import BadInput

    known, most = {*found["readers"], *(each["reader"] for each in readers)}, found["readers_max"]
    if most is None or len(known) <= most:
        return None
    names = ", ".join(each["name"] for each in readers)
    warning = (
        f"with {names} there would be {len(known)} readers of {found.get('subject', 'it')}: {most} need to know"
    )
    if not is_allowed:
        raise BadInput(warning, next_step="ask whether it must be; then release it with --beyond-need")
    return warning


def release_of(desk: "Desk", digits: str) -> dict[str, Any]:
    """By the first digits of its id. Raises BadInput."""
    from safeconduct.errors import BadInput

    told = desk.get("/api/disclosures")
    found = [each for each in told["releases"] if each["release"].startswith(digits.lower())]
    if len(found) != 1:
        raise BadInput(f"{len(found)} releases begin with {digits!r}", next_step="see: safeconduct disclose show")
    return dict(found[0])
