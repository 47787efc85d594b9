"""Evidence packs made while the node runs, one at a time: whole logs are read for each."""

import asyncio
from pathlib import Path
from typing import Final

from safeconduct.evidence import Wanted, pack, select

from .shelf import Shelf


class Packs:
    """Makes packs from what the node's folder holds."""

    def __init__(self, root: Path) -> None:
        self._root: Final = root
        self._turn: Final = asyncio.Lock()

    async def of(self, wanted: Wanted) -> bytes:
        """The pack of that alarm or verdict; secret fields stay withheld. Raises BadInput where there is no such
        thing in the logs, ShelfMoving where the log grows faster than it is read."""
        async with self._turn:
            return await asyncio.to_thread(self._made, wanted)

    def _made(self, wanted: Wanted) -> bytes:
        shelf = Shelf(self._root)
        return pack(select(shelf.party, shelf.logs(), wanted, shelf.blob))
