"""Evidence packs and reports made while the node runs, one at a time: whole logs are read for each."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from safeconduct.evidence import Shown, Wanted, inquiry_report, pack, select
from safeconduct.records.units import InquiryId

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

    async def inquiry(self, inquiry: InquiryId, leak: str, shown: Sequence[Shown]) -> bytes:
        """The report of that inquiry; neither the text nor the parts are kept. Raises NoInquiry, ShelfMoving."""
        async with self._turn:
            return await asyncio.to_thread(self._reported, inquiry, leak, shown)

    def _reported(self, inquiry: InquiryId, leak: str, shown: Sequence[Shown]) -> bytes:
        shelf = Shelf(self._root)
        return inquiry_report(shelf.party, shelf.logs(), inquiry, leak, shown)

    def _made(self, wanted: Wanted) -> bytes:
        shelf = Shelf(self._root)
        return pack(select(shelf.party, shelf.logs(), wanted, shelf.blob))
