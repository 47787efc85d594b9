"""A reader's copy: the same order in the wording, order and layout that the reader's word of the code says.

Marks are numbered: those of wording line by line, then one for each pair of lines whose order means nothing, then
standing instructions, of which a copy has one of each pair, then two of layout. No mark touches a fact: `parse`
gives the same part back from every copy, and `compose` refuses to make one where it would not.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.units import Lang

from .order import Head, Leg, Part
from .template import fill, pattern_of, slots_in, unsay
from .wording import WORDINGS, Wording

Kind: TypeAlias = Literal["wording", "order", "decoy", "layout"]
BULLETS: Final = ("- ", "• ")
LAYOUT_MARKS: Final = 2
_SETS: Final = {"vehicle": "vehicles", "escort": "escort", "contact": "contacts", "haven": "havens"}
_HEAD: Final = ("title", "call_sign", "people", "check_in", "vehicle", "escort", "contact")
_LEG: Final = ("leg", "to", "depart", "arrive", "road", "reporting", "haven")


class Line(NamedTuple):
    """One line before its wording is chosen. first: the number of its first mark."""

    name: str
    template: str
    values: dict[str, object]
    first: int


class Scheme(NamedTuple):
    """All that a copy of a part can vary. swaps: pairs of places in `lines`; the first mark of each kind."""

    lines: tuple[Line, ...]
    swaps: tuple[tuple[int, int], ...]
    decoys: tuple[tuple[str, str], ...]
    first_swap: int
    first_decoy: int
    size: int

    def kinds(self) -> dict[Kind, int]:
        """How many marks of each kind."""
        return {
            "wording": self.first_swap,
            "order": len(self.swaps),
            "decoy": len(self.decoys),
            "layout": LAYOUT_MARKS,
        }


def scheme(part: Part, lang: Lang) -> Scheme:
    """Of that part in that language."""
    wording = WORDINGS[lang]
    lines: list[Line] = []
    swaps: list[tuple[int, int]] = []
    first = 0
    for name, each in _facts(part):
        template: str = getattr(wording, name)
        lines.append(Line(name, template, each, first))
        first += slots_in(template)
    for name in _SETS:
        places = [at for at, line in enumerate(lines) if line.name == name]
        swaps += zip(places[::2], places[1::2], strict=False)
    decoys = wording.head_decoys if isinstance(part, Head) else wording.leg_decoys
    size = first + len(swaps) + len(decoys) + LAYOUT_MARKS
    return Scheme(tuple(lines), tuple(swaps), decoys, first, first + len(swaps), size)


def compose(part: Part, lang: Lang, word: Sequence[int]) -> str:
    """The copy. word: a bit for each mark. Raises BadInput where a name could not be told from the wording."""
    plan = scheme(part, lang)
    order = list(range(len(plan.lines)))
    for bit, (one, other) in zip(word[plan.first_swap : plan.first_decoy], plan.swaps, strict=True):
        if bit:
            order[one], order[other] = order[other], order[one]
    bullet, gap = BULLETS[word[-2]], word[-1]
    said = []
    for line in (plan.lines[at] for at in order):
        bits = word[line.first : line.first + slots_in(line.template)]
        said.append((bullet if _is_listed(line.name) else "") + fill(line.template, line.values, bits))
    bits = word[plan.first_decoy : plan.first_decoy + len(plan.decoys)]
    decoys = [bullet + pair[bit] for bit, pair in zip(bits, plan.decoys, strict=True)]
    text = "\n".join((*said, *([""] if gap else []), *decoys)) + "\n"
    if parse(text, lang) != part:
        raise BadInput("a name in the order reads like a sentence of it", next_step="call that place otherwise")
    return text


def parse(text: str, lang: Lang) -> Part:
    """The part that a whole copy says. Raises BadInput at a line that no copy has."""
    wording = WORDINGS[lang]
    decoys = {said for pair in (*wording.head_decoys, *wording.leg_decoys) for said in pair}
    found: dict[str, list[dict[str, object]]] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        said = raw.strip().removeprefix(BULLETS[0]).removeprefix(BULLETS[1])
        if not said or said in decoys:
            continue
        name, values = _recognise(said, wording, number)
        found.setdefault(name, []).append(values)
    try:
        return _part(found)
    except (msgspec.ValidationError, KeyError, IndexError) as error:
        raise BadInput(f"not a whole copy: {error}", next_step="take the text as it was opened") from error


def _facts(part: Part) -> Iterator[tuple[str, dict[str, object]]]:
    """Line by line: which template, and what goes into it."""
    values: dict[str, Any] = msgspec.structs.asdict(part)
    if isinstance(part, Head):
        yield from ((name, {_field(name): values[_field(name)]}) for name in _HEAD[:4])
        for name in _HEAD[4:]:
            yield from _named(name, values[_SETS[name]])
        return
    yield "leg", {"leg": part.leg, "start": part.start}
    for name in ("to", "depart", "arrive"):
        yield name, {_field(name): values[_field(name)]}
    yield from _named("road", part.roads)
    for each in part.reporting:
        yield "reporting", {"place": each.place, "due_ms": each.due_ms}
    yield from _named("haven", part.havens)


def _named(line: str, names: Sequence[str]) -> Iterator[tuple[str, dict[str, object]]]:
    for each in names:
        yield line, {"name": each}


def _field(name: str) -> str:
    return {"title": "movement", "check_in": "check_in_min", "depart": "depart_ms", "arrive": "arrive_ms"}.get(
        name, name
    )


def _is_listed(name: str) -> bool:
    return name in _SETS or name in ("road", "reporting")


def _recognise(said: str, wording: Wording, number: int) -> tuple[str, dict[str, object]]:
    for name in (*_HEAD, *_LEG):
        match = pattern_of(getattr(wording, name)).fullmatch(said)
        if match:
            return name, {field: unsay(field, value) for field, value in match.groupdict().items()}
    raise BadInput("no copy has such a line", where=f"line {number}", next_step="take the text as it was opened")


def _part(found: dict[str, list[dict[str, object]]]) -> Part:
    def one(name: str) -> object:
        (values,) = found[name]
        return values[_field(name)]

    def many(name: str) -> list[object]:
        return [values["name"] for values in found.get(name, [])]

    if "title" in found:
        plain = {_field(name): one(name) for name in _HEAD[:4]}
        sets = {_SETS[name]: sorted(map(str, many(name))) for name in _HEAD[4:]}
        return msgspec.convert({"kind": "head", **plain, **sets}, Head)
    plain = {_field(name): one(name) for name in ("to", "depart", "arrive")}
    lists = {
        "roads": many("road"),
        "reporting": found.get("reporting", []),
        "havens": sorted(map(str, many("haven"))),
    }
    return msgspec.convert({"kind": "leg", **found["leg"][0], **plain, **lists}, Leg)
