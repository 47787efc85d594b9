"""A fact: what is judged. The watch derives facts from observations, domains read them off records."""

from typing import Annotated, TypeAlias

import msgspec

from .units import Ms

Arg: TypeAlias = str | int


class Fact(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """Something that happened at one instant, for example `entered("pickup-1", "outer")`."""

    t_ms: Ms
    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z_]{0,39}\Z")]
    args: Annotated[tuple[Arg, ...], msgspec.Meta(max_length=8)]
