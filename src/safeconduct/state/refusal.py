"""Why a record does not count."""

import msgspec


class Refusal(msgspec.Struct, frozen=True):
    """The record stays in the log, and changes nothing. `reason` is a sentence for people."""

    reason: str
