"""Pages to drafts of incidents. Nothing is sent anywhere, nothing is recorded: an officer confirms a draft."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from .answer import Json, answer

if TYPE_CHECKING:
    from safeconduct.reading import Draft

Places = Annotated[
    Path | None, Parameter(name="--gazetteer", help="Another gazetteer than the one that is shipped.")
]
Page = Annotated[Path, Parameter(allow_leading_hyphen=True)]


def read(file: Page, *, places: Places = None, json: Json = False) -> None:
    """Read a pasted or saved page, HTML or text, into a draft. FILE may be - for standard input.

    English, Chinese and Urdu are read in full; of other languages only numbers, dates and places.

    Example: safeconduct incident read page.html --json
    """
    draft = _draft(file, places)
    answer(draft, _lines(draft), json)


def group(files: list[Page], *, places: Places = None, json: Json = False) -> None:
    """Propose which pages tell of one event, with reasons. An officer decides.

    Example: safeconduct incident group first.txt second.txt third.txt
    """
    from safeconduct.reading import grouped

    drafts = [_draft(file, places) for file in files]
    groups = grouped(drafts)
    value = {
        "groups": [
            {"files": [str(files[number]) for number in each.members], "reasons": each.reasons} for each in groups
        ]
    }
    lines = []
    for number, each in enumerate(groups, 1):
        lines.append(f"event {number}: {', '.join(str(files[member]) for member in each.members)}")
        lines += [f"  {reason}" for reason in each.reasons]
    answer(value, lines, json)


def _draft(file: Path, places: Path | None) -> "Draft":
    from datetime import UTC, datetime

    from safeconduct.errors import BadInput
    from safeconduct.node.clock import WallClock
    from safeconduct.node.gazetteer import gazetteer
    from safeconduct.node.page_file import page_text, read_at_most
    from safeconduct.reading import read as read_page

    today = datetime.fromtimestamp(WallClock().now_ms() / 1000, UTC).date()
    raw = read_at_most(sys.stdin.buffer if str(file) == "-" else file)
    try:
        return read_page(page_text(raw), gazetteer(places), today)
    except BadInput as error:
        name = "standard input" if str(file) == "-" else str(file)
        raise BadInput(str(error), where=name, next_step=error.next_step) from error


def _lines(draft: "Draft") -> list[str]:
    lines = [draft.title or "(no title)", f"  {draft.kind}, {draft.event_type}, language {draft.language}"]
    lines.append(f"  published {draft.published}, happened {draft.event_date}")
    for place in draft.places:
        where = (
            f"{place.lat:.3f},{place.lon:.3f}"
            if place.lat is not None and place.lon is not None
            else "place unknown"
        )
        lines.append(f"  {place.role}: {place.name} {place.country} {where}")
    for name, value in (("fatalities", draft.fatalities), ("injured", draft.injured)):
        lines.append(f"  {name}: {value if isinstance(value, str) else f'{value.low} to {value.high}'}")
    lines += [f"  {each.harm}: {each.low} to {each.high}, by {each.by or 'the page'}" for each in draft.tallies]
    lines += [f"  {each.status}: {each.name}, by {each.by or 'the page'}" for each in draft.claims]
    lines += [f"  also: {each.event_type}, {each.event_date}" for each in draft.incidents]
    return [*lines, *(f"  note: {note}" for note in draft.notes)]
