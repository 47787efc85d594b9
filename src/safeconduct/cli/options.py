"""Options that many commands share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

from cyclopts import Parameter

if TYPE_CHECKING:
    from safeconduct.node.desk import Desk

At: TypeAlias = Annotated[str, Parameter(name="--at", help="The node's address.", env_var="SAFECONDUCT_NODE")]
Key: TypeAlias = Annotated[Path, Parameter(name="--key", help="Your key file.", env_var="SAFECONDUCT_KEY")]


def desk_at(url: str, key: Path) -> "Desk":
    """An officer, signed in."""
    from safeconduct.node.desk import Desk

    return Desk(url, key)
