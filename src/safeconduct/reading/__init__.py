"""A pasted page to a draft of an incident: `read(text, gazetteer) -> Draft`. Knows no record."""

from .draft import Claim, Draft, DraftIncident, DraftPlace, Mark, Range, Span, Stretch, Tally

__all__ = ["Claim", "Draft", "DraftIncident", "DraftPlace", "Mark", "Range", "Span", "Stretch", "Tally"]
