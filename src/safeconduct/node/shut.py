"""Why nothing may be written to our own log."""

from safeconduct.errors import Unavailable
from safeconduct.records.units import Origin


class LogShut(Unavailable):
    """Nothing may be written to our log any more."""


class LogClosed(LogShut):
    """The others count our log up to a point that has passed: our party was removed, or the log has forked."""

    next_step = "speak with the other parties; once one admits you again, go on in a new epoch"


class LogBehind(LogShut):
    """Others hold more of our log than this folder: it was restored from a backup. Writing would fork the log."""

    def __init__(self, origin: Origin, size: int, known: int) -> None:
        super().__init__(f"{origin}: this folder holds {size} records, another party holds {known} of them, signed")
        self.next_step = "stop the node and begin a new epoch: safeconduct party succeed NODE --key FILE"


class LogDoubted(LogShut):
    """This folder may be an old copy, and nobody has said yet what we signed last. Writing could fork the log."""

    next_step = (
        "let it reach another party, or take in a stick from one (safeconduct sync import); if neither can be had, "
        "stop the node and begin a new epoch: safeconduct party succeed NODE --key FILE --alone"
    )

    def __init__(self, origin: Origin, why: str) -> None:
        super().__init__(f"{origin}: nothing is written yet, because this folder may be an old copy: {why}")
