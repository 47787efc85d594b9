"""The timeline: every act of either party, with the time it claims and the time that can be proven."""

from typing import Final

from safeconduct.node.node import Node
from safeconduct.records.record import BODIES
from safeconduct.records.units import Lang
from safeconduct.state.bracket import Bracket

from .language import Translate
from .names import Names
from .sentence import sentence

LIMIT: Final = 100
_SILENT_TYPES: Final = {"log.completed/1", "log.cosigned/1", "observation.batch/1"}
"""They tell nothing of events: the Evidence page shows them."""
SHOWN: Final = tuple(sorted(set(BODIES) - _SILENT_TYPES))


def timeline(node: Node, t: Translate, lang: Lang) -> list[dict[str, object]]:
    """The newest acts first, by claimed time."""
    state = node.truth.state
    names = Names(state, lang)
    entries: list[dict[str, object]] = []
    for row in node.truth.store.newest(SHOWN, LIMIT):
        placed = node.truth.placed(row.id)
        record = placed.entry.record
        bracket: Bracket = node.truth.bracket(placed)
        refused = state.refused.get(row.id)
        text = sentence(record.body, t, names)
        entries.append(
            {
                "t_ms": record.at_ms,
                "proven_from_ms": bracket.not_before_ms or None,
                "proven_to_ms": bracket.not_after_ms,
                "is_late_entered": bracket.is_late_entered,
                "party": names.party(record.party),
                "officer": state.parties.name(record.by),
                "text": t("said-refused", text=text, reason=refused) if refused else text,
                "record_id": row.id,
            }
        )
    return entries
