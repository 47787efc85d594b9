"""What the demo prints: the story with its times."""

from datetime import UTC, datetime

from rich.console import Console
from rich.markup import escape


class Telling:
    """Prints each step once it has come out as told."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._number = 0

    @staticmethod
    def clock(at_ms: int) -> str:
        """The time of day, UTC, as on every page."""
        return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%H:%M:%S")

    def step(self, text: str) -> None:
        """One step of the story."""
        self._number += 1
        self._console.print(f"[bold]{self._number:>2}.[/bold] {escape(text)}", highlight=False)

    def time(self, what: str, at_ms: int, note: str) -> None:
        """A claimed time and what is proven of it."""
        self._console.print(
            f"    [cyan]{self.clock(at_ms)}[/cyan]  {escape(what)}: {escape(note)}", highlight=False
        )

    def say(self, text: str, style: str | None = None) -> None:
        """Anything else."""
        self._console.print(text, style=style, highlight=False, markup=False)
