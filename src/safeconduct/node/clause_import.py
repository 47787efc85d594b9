"""A document becomes clauses: numbered, of the four kinds, to be looked at before anything is proposed."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final, get_args

import msgspec

from safeconduct.accord import mandate
from safeconduct.protocol import Lexicon
from safeconduct.records.body import Role
from safeconduct.records.clause import MandateAct, MandateContent
from safeconduct.records.units import Lang, PartyId, Resource, ZoneId

from .document import Paragraph
from .proposal import Misunderstood, Understood, understand

CLAUSES_MAX: Final = 500
TEXT_MAX: Final = 8_000
_DIGITS: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_START: Final = re.compile(
    r"(?:(?:clause|article|section|§|شق|دفعہ)\s*(?P<named>\d{1,4})\s*[.):۔–—-]?|"
    r"第\s*(?P<zh>\d{1,4})\s*[条條]|(?P<plain>\d{1,4})\s*[.)、](?!\d))\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_DEFINES: Final = re.compile(
    r"[\"“”'‘«「](?P<word>[^\"“”'’»」]{1,100})[\"”'’»」]\s+(?:means|shall mean|is)\s+(?P<means>.+)",
    re.IGNORECASE | re.DOTALL,
)
_TITLE_MAX: Final = 80
_ENDS: Final = (".", "。", "۔", ";", ":", "?", "!")


class Drafted(msgspec.Struct, frozen=True):
    """One clause of the draft. `remark`: for a duty that no machine checks: a sentence that one would check."""

    clause: str
    number: int
    title: str
    content: dict[str, Any]
    remark: str = ""


class Draft(msgspec.Struct, frozen=True):
    """The clauses of a document. `left_out`: what stood before the first number."""

    clauses: tuple[Drafted, ...]
    left_out: tuple[str, ...] = ()


def draft(
    found: Sequence[Paragraph], lexicon: Lexicon, lang: Lang, taken: Collection[str], numbers: Collection[int]
) -> Draft:
    """Clauses by the names of this accord. taken, numbers: ids and numbers on the table, not to be used again."""
    left_out, groups = _groups(found)
    ids, used = set(taken), set(numbers)
    clauses = []
    for number, texts in groups[:CLAUSES_MAX]:
        title, body = _title(texts)
        number = number if number not in used and number <= 9_999 else _free(used)
        used.add(number)
        name = _id(title, number, ids)
        ids.add(name)
        content, remark = _content(body, lexicon, lang)
        clauses.append(Drafted(name, number, title, content, remark))
    return Draft(tuple(clauses), tuple(left_out))


def _groups(found: Iterable[Paragraph]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Paragraphs by the clause that they belong to: a new one begins with its number."""
    left_out: list[str] = []
    groups: list[tuple[int, list[str]]] = []
    for each in found:
        start = _START.match(each.text.translate(_DIGITS))
        if start:
            number = int(start["named"] or start["zh"] or start["plain"])
            groups.append((number, [start["rest"].strip()] if start["rest"].strip() else []))
        elif each.is_listed:
            groups.append((groups[-1][0] + 1 if groups else 1, [each.text]))
        elif groups:
            groups[-1][1].append(each.text)
        else:
            left_out.append(each.text)
    return left_out, [(number, texts) for number, texts in groups if texts]


def _title(texts: list[str]) -> tuple[str, str]:
    first, rest = texts[0], texts[1:]
    if rest and len(first) <= _TITLE_MAX and not first.endswith(_ENDS):
        return first, "\n".join(rest)[:TEXT_MAX]
    head, colon, tail = first.partition(": ")
    if colon and tail and len(head) <= _TITLE_MAX // 2:
        return head, "\n".join([tail, *rest])[:TEXT_MAX]
    words = first.split()
    short = " ".join(words[:8]) + ("…" if len(words) > 8 else "")
    return short[:_TITLE_MAX].rstrip("."), "\n".join(texts)[:TEXT_MAX]


def _content(text: str, lexicon: Lexicon, lang: Lang) -> tuple[dict[str, Any], str]:
    """What the text is: a duty that a machine checks, a permission, a definition, or prose."""
    if lang == "en":
        read = understand(text, lexicon)
        if isinstance(read, Understood):
            return msgspec.to_builtins(read.content), ""
        permission = _mandate(text, lexicon)
        if permission is not None:
            return msgspec.to_builtins(permission), ""
        defines = _DEFINES.match(text)
        if defines:
            words = {lang: defines["word"].strip()}
            return {
                "kind": "word",
                "authentic": lang,
                "words": words,
                "texts": {lang: defines["means"].strip()},
            }, ""
        return {"kind": "text", "authentic": lang, "texts": {lang: text}}, _remark(read, text)
    return {"kind": "text", "authentic": lang, "texts": {lang: text}}, ""


_DUTY: Final = re.compile(
    r"\b(shall|must|every|each|no|never|always|within|at least|at most|only)\b", re.IGNORECASE
)


def _remark(read: Misunderstood, text: str) -> str:
    """For prose that sounds like a duty: a sentence that a machine would check."""
    if not read.nearest or not _DUTY.search(text) or text.count(".") > 2:
        return ""
    return f"nobody checks this by machine; a sentence like it that a machine checks: {read.nearest[0]}"


class _Names:
    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def party(self, party: PartyId, lang: Lang) -> str:
        return self._lexicon.party(party, lang)

    def resource(self, resource: Resource, lang: Lang) -> str:
        return self._lexicon.place(ZoneId(resource.partition("/")[2]), lang)


_LIMIT: Final = re.compile(r", at most (\d{1,3}) at a time(?=\.$)")


def _mandate(text: str, lexicon: Lexicon) -> MandateContent | None:
    """The permission whose own words the text is; None where there is none."""
    text = " ".join(text.split())
    text = text if text.endswith(".") else f"{text}."
    limit = _LIMIT.search(text)
    at_most = int(limit[1]) if limit and 1 <= int(limit[1]) <= 500 else None
    places: list[tuple[Resource, ...]] = [(), *((Resource(f"zone/{each.zone}"),) for each in lexicon.places)]
    acts: tuple[MandateAct, ...] = get_args(MandateAct)
    roles: tuple[Role, ...] = get_args(Role)
    if " may " not in text:
        return None
    for party in lexicon.party_ids():
        for role in roles:
            for act in acts:
                for on in places:
                    content = MandateContent(act, party, role, on, at_most)
                    if mandate.say(content, "en", _Names(lexicon)).lower() == text.lower():
                        return content
    return None


def _id(title: str, number: int, taken: Collection[str]) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-")
    name = words if re.match(r"[a-z0-9]", words) else f"clause-{number}"
    while name in taken:
        name = f"{words[:40] or 'clause'}-{number}"
        number += 1
    return name


def _free(used: Collection[int]) -> int:
    return next(number for number in range(max(used, default=0) + 1, 10_000))
