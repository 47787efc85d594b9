"""The exception tree. Each error says what happened, why, and what to do next.

A caller branches on the class, never on the words. Data stands in attributes, the text is for people.
The command line prints `str(error)`, then `next: ` and `error.next_step`, and exits 2.
"""


class SafeconductError(Exception):
    """Root of every error that Safeconduct raises on purpose."""

    next_step = "run the same command with --debug and send the trace to the maintainers"

    def __init__(self, what: str, next_step: str | None = None) -> None:
        super().__init__(what)
        if next_step is not None:
            self.next_step = next_step


class BadInput(SafeconductError):
    """What came from outside cannot be used. Nothing was changed.

    `where` is a place a person can open: `file:line`, a JSON path, a column.
    """

    def __init__(self, what: str, *, where: str | None = None, next_step: str | None = None) -> None:
        super().__init__(f"{where}: {what}" if where else what, next_step)
        self.where = where


class Untrusted(SafeconductError):
    """A signature, proof or hash does not hold. Never retry with the same bytes."""

    next_step = "keep the bytes, and ask the party that sent them"


class Denied(SafeconductError):
    """Nobody has agreed that this may be done. Names what is missing and whom to ask."""


class Unavailable(SafeconductError):
    """The outside world failed: disk, port, network. The same act may succeed later."""
