"""Propose a clause: write a sentence, see at once what it would mean here, sign it."""

import asyncio
import re
from typing import Final

from litestar import Response, get, post

from safeconduct import joint
from safeconduct.accord.accord import Clause
from safeconduct.accord.reduce import ACCORD
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.proposal import Found, Misunderstood, Understood, look_at, sentence_here, understand
from safeconduct.node.recordable import recordable
from safeconduct.node.wording import Example, Wordings
from safeconduct.protocol import EVENTS, PLAIN, Lexicon, parse, say
from safeconduct.protocol.pattern import Pattern
from safeconduct.protocol.patterns import PATTERNS
from safeconduct.protocol.words import STATES
from safeconduct.records.clause import ProtocolContent, TextContent
from safeconduct.records.units import ClauseId, Lang
from safeconduct.state.model import State

from .language import Translate, language_of, translator
from .names import Names
from .render import page

_NOTES: Final = frozenset({"unbreakable", "unkeepable", "differs"})
"""Remarks that only tell; the others warn."""
_ONE_ANALYSIS: Final = asyncio.Lock()
"""Analysis takes a whole core for seconds: people who type wait for each other, the watch for nobody."""


@get("/accord/propose")
async def propose(request: AnyRequest) -> Response[str]:
    """The page; `?clause=` starts from a clause that is on the table."""
    officer_of(request)
    state, lang = node_of(request).truth.state, _lang(request)
    return page(
        request,
        "propose/page.html",
        "accord",
        context(
            state,
            lang,
            str(request.query_params.get("clause", "")),
            is_counter=request.query_params.get("as") == "counter",
        ),
    )


@post("/accord/propose/check", status_code=200)
async def check(request: AnyRequest) -> Response[str]:
    """What the sentence in the form means, or why it means nothing."""
    officer_of(request)
    state, lang = node_of(request).truth.state, _lang(request)
    sentence, _ = await _posted(request)
    return page(request, "propose/check.html", "accord", check_context(state, lang, sentence))


@post("/accord/propose/analysis", status_code=200)
async def analysis(request: AnyRequest) -> Response[str]:
    """What to look at before signing the sentence in the form. Slow, so it comes after the check."""
    officer_of(request)
    node = node_of(request)
    state, lang = node.truth.state, _lang(request)
    sentence, clause = await _posted(request)
    read = understand(sentence, joint.lexicon_of(state))
    found: tuple[Found, ...] = ()
    if isinstance(read, Understood):
        async with _ONE_ANALYSIS:
            found = await asyncio.to_thread(look_at, read.rule, clause, state, recordable(state, node.config))
    return page(request, "propose/analysis.html", "accord", analysis_context(found, state, lang))


async def _posted(request: AnyRequest) -> tuple[str, ClauseId | None]:
    form = await request.form()
    clause = str(form.get("clause", ""))
    return str(form.get("sentence", ""))[:4_000], ClauseId(clause) if clause else None


def _lang(request: AnyRequest) -> Lang:
    return language_of(request.cookies.get("lang"))


def context(state: State, lang: Lang, clause: str, *, is_counter: bool = False) -> dict[str, object]:
    """What `propose/page.html` shows. is_counter: the version is to stand beside the one on the table."""
    accord, lexicon = state.of(ACCORD), joint.lexicon_of(state)
    before = accord.clauses.get(ClauseId(clause))
    taken = {each.number: each.clause for each in accord.clauses.values()}
    return {
        "form": _form(before, state, max(taken, default=0) + 1),
        "taken": {str(number): other for number, other in sorted(taken.items())},
        "known": sorted(accord.clauses),
        "against": before.meaning if is_counter and before is not None else "",
        "patterns": [_pattern(pattern, lexicon, lang) for pattern in PATTERNS],
        "places": [_name(place.names.en, lexicon.place(place.zone, lang)) for place in lexicon.places],
        "parties": [_name(party.names.en, lexicon.party(party.party, lang)) for party in lexicon.parties],
        "events": [_name(word.en.noun, getattr(word, lang).noun) for word in EVENTS.values()],
        "states": [_name(word.en, getattr(word, lang)) for word in STATES.values()],
        **check_context(state, lang, _form(before, state, 1)["sentence"]),
    }


def check_context(state: State, lang: Lang, sentence: str) -> dict[str, object]:
    """What `propose/check.html` shows."""
    wordings, t = Wordings(state), translator(lang)
    read = understand(sentence, joint.lexicon_of(state)) if sentence.strip() else None
    text = " ".join(sentence.split())
    misread = read if isinstance(read, Misunderstood) else None
    return {
        "sentence": sentence,
        "misread": _marked(text, misread) if misread else None,
        "understood": {
            "rule": read.content.rule,
            "texts": wordings.texts(read.content),
            "boundary": read.boundary,
            "examples": [_example(each, t) for each in wordings.examples(read.content, lang)],
        }
        if isinstance(read, Understood)
        else None,
    }


def analysis_context(found: tuple[Found, ...], state: State, lang: Lang) -> dict[str, object]:
    """What `propose/analysis.html` shows."""
    wordings, t, names = Wordings(state), translator(lang), Names(state, lang)
    return {"remarks": [_remark(each, wordings, t, names, lang) for each in found]}


def _form(before: Clause | None, state: State, number: int) -> dict[str, str]:
    if before is None:
        empty = dict.fromkeys(("id", "title", "title_zh", "title_ur", "sentence", "en", "zh", "ur"), "")
        return {**empty, "number": str(number), "kind": "protocol"}
    texts = Wordings(state).texts(before.content)
    is_text = isinstance(before.content, TextContent)
    return {
        "number": str(before.number),
        "id": before.clause,
        "title": before.title,
        "title_zh": before.titles.get("zh", ""),
        "title_ur": before.titles.get("ur", ""),
        "kind": "protocol" if isinstance(before.content, ProtocolContent) else "text",
        "sentence": texts["en"] if isinstance(before.content, ProtocolContent) else "",
        **{lang: text if is_text else "" for lang, text in texts.items()},
    }


def _name(english: str, here: str) -> dict[str, str]:
    return {"en": english, "here": here}


def _pattern(pattern: Pattern, lexicon: Lexicon, lang: Lang) -> dict[str, object]:
    sentence = sentence_here(pattern, lexicon)
    said = (
        say(parse(sentence, lexicon), lang, lexicon)
        if sentence
        else say(parse(pattern.example, PLAIN), lang, PLAIN)
    )
    return {
        "id": pattern.id,
        "sentence": sentence or pattern.example,
        "is_usable": sentence is not None,
        "said": said,
        "boundary": pattern.boundary,
    }


def _marked(text: str, misread: Misunderstood) -> dict[str, object]:
    """The text cut at the word that does not fit."""
    at = misread.column - 1
    word = re.match(r"\S*", text[at:])
    here = word[0] if word else ""
    return {
        "column": misread.column,
        "before": text[:at],
        "here": here,
        "after": text[at + len(here) :],
        "why": misread.why,
        "remedy": misread.remedy,
        "nearest": misread.nearest,
    }


def _example(example: Example, t: Translate) -> dict[str, object]:
    steps = [
        {"at_text": step.at_text, "kind": step.kind, "text": step.text if step.kind == "event" else t(step.text)}
        for step in example.steps
    ]
    return {"title": t(example.title), "steps": steps}


def _remark(found: Found, wordings: Wordings, t: Translate, names: Names, lang: Lang) -> dict[str, object]:
    match found.kind:
        case "clash":
            text = t(
                "remark-clash" if not found.is_proven else "remark-clash-proven",
                clause=names.clause(found.clause) if found.clause else "",
            )
        case "unseen":
            nouns = [getattr(EVENTS[event], lang).noun if event in EVENTS else event for event in found.events]
            text = t("remark-unseen", events=", ".join(nouns))
        case "differs":
            before, after = found.change or ("kept", "violated")
            text = t("remark-differs", before=t(f"worth-{before}"), after=t(f"worth-{after}"))
        case _:
            text = t(f"remark-{found.kind}" if found.is_proven else f"remark-{found.kind}-maybe")
    return {
        "kind": found.kind,
        "is_warning": found.kind not in _NOTES,
        "text": text,
        "steps": [] if found.timeline is None else wordings.steps(found.timeline, lang),
    }


HANDLERS = (propose, check, analysis)
