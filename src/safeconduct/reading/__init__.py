"""A pasted page to a draft of an incident: `read(text, gazetteer) -> Draft`. Knows no record."""

from .draft import Claim, Draft, DraftIncident, DraftPlace, Mark, Range, Span, Stretch, Tally
from .group import Group, grouped
from .read import TEXT_MAX, read

__all__ = [
    "TEXT_MAX",
    "Claim",
    "Draft",
    "DraftIncident",
    "DraftPlace",
    "Group",
    "Mark",
    "Range",
    "Span",
    "Stretch",
    "Tally",
    "grouped",
    "read",
]
