"""The pages of the room, once: header, keys, help and palette are written from this list."""

from typing import Final, NamedTuple


class Place(NamedTuple):
    """A page: its name (the text `page-<name>`), where it is, and the key that goes there after `g`."""

    name: str
    path: str
    key: str = ""
    icon: str = ""
    """Stands among the tools under that sign, not in the row of pages."""


MENU: Final = (
    Place("watch", "/watch", "w"),
    Place("movements", "/movements", "m"),
    Place("incidents", "/incidents", "i"),
    Place("accord", "/accord", "a"),
    Place("meetings", "/meetings", "e"),
    Place("dispatch", "/dispatch", "d"),
    Place("statements", "/statements", "s"),
    Place("disclosure", "/disclosure", "l"),
    Place("reports", "/reports", "n"),
    Place("response", "/response", "o"),
    Place("risks", "/risks", "r"),
    Place("voices", "/voices", "v"),
    Place("gate", "/gate", "t"),
    Place("feeds", "/feeds", "f"),
    Place("compliance", "/compliance", "c"),
    Place("evidence", "/evidence", "p"),
    Place("settings", "/settings", ",", "settings"),
)
