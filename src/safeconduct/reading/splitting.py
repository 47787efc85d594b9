"""Several incidents on one page: where each is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from .event_words import ATTACKS, BULLET, EVENTS, NEXT, SEVERAL
from .view import Sentence


@dataclass(frozen=True)
class Part:
    """Sentences first to after - 1 tell of one incident."""

    first: int
    after: int


def parts_of(
    sentences: Sequence[Sentence], background: Sequence[bool], places: Sequence[Sequence[object]], title: str
) -> list[Part]:
    """The incidents, fewer than two if it is one. places: of each sentence, where things happened.

    A new one begins with an item of a list, with words such as "in another attack", or, on a page that announces
    several, with a paragraph that has a place of its own.
    """
    bullets = [n for n, each in enumerate(sentences) if _is_item(sentences, n)]
    if len(bullets) >= 2:
        ends = [*bullets[1:], len(sentences)]
        parts = [
            Part(first, _end(sentences, first, after, bullets)) for first, after in zip(bullets, ends, strict=True)
        ]
        parts = [each for each in parts if _tells(sentences[each.first : each.after])]
        if len(parts) >= 2:
            return parts
    is_several = bool(SEVERAL.search(title) or any(SEVERAL.search(each.text) for each in sentences[:2]))
    starts: list[int] = []
    seen: set[object] = set()
    for number, sentence in enumerate(sentences):
        if background[number] or not _tells([sentence]):
            continue
        own = places[number]
        is_next = bool(NEXT.search(sentence.text))
        is_first_of_paragraph = number == 0 or sentences[number - 1].paragraph != sentence.paragraph
        is_new = bool(own) and not seen.intersection(own)
        if not starts:
            if not (is_several and number == 0 and len(sentences) > 2 and SEVERAL.search(sentence.text)):
                starts.append(number)
                seen.update(own)
        elif (is_next and (is_new or (not own and is_first_of_paragraph))) or (
            is_several and is_new and is_first_of_paragraph
        ):
            starts.append(number)
            seen.update(own)
        else:
            seen.update(own)
    if len(starts) < 2:
        return []
    return [Part(first, after) for first, after in zip(starts, [*starts[1:], len(sentences)], strict=True)]


def _is_item(sentences: Sequence[Sentence], number: int) -> bool:
    sentence = sentences[number]
    is_first = number == 0 or sentences[number - 1].paragraph != sentence.paragraph
    return is_first and bool(BULLET.match(sentence.text))


def _end(sentences: Sequence[Sentence], first: int, after: int, bullets: Sequence[int]) -> int:
    """The last item ends with its paragraph."""
    if first != bullets[-1]:
        return after
    paragraph = sentences[first].paragraph
    return next((n for n in range(first, after) if sentences[n].paragraph != paragraph), after)


def _tells(sentences: Sequence[Sentence]) -> bool:
    return any(EVENTS[name].search(each.text) for each in sentences for name in ATTACKS)
