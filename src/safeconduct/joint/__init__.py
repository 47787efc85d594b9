"""Where the domains meet: one state of all logs, what they say to the monitor, and what it says of them."""

from .definitions import say_definition
from .domains import REDUCERS, is_about, judged, lexicon_of, new_fold, replay, said
from .force import Running, running_of
from .judgement import Judgement, alarm_id, verdict_digest
from .knowledge import Known, Ledger, Look, ledger, ledgers
from .mandates import say_mandate

__all__ = [
    "REDUCERS",
    "Judgement",
    "Known",
    "Ledger",
    "Look",
    "Running",
    "alarm_id",
    "is_about",
    "judged",
    "ledger",
    "ledgers",
    "lexicon_of",
    "new_fold",
    "replay",
    "running_of",
    "said",
    "say_definition",
    "say_mandate",
    "verdict_digest",
]
