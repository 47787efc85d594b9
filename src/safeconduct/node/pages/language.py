"""The pages' languages: Fluent texts in English, Chinese and Urdu, loaded once."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Final, TypeAlias

from fluent.runtime import FluentBundle, FluentResource

from safeconduct.records.units import Lang

LANGS: Final[tuple[Lang, ...]] = ("en", "zh", "ur")
_PARTS: Final = (
    "",
    "accord.",
    "records.",
    "movements.",
    "feeds.",
    "packs.",
    "meetings.",
    "disclosure.",
    "evidence.",
    "settings.",
    "incidents.",
    "voices.",
    "response.",
)
Translate: TypeAlias = Callable[..., str]


class MissingText(LookupError):
    """A page asks for a text that no locale file has: a fault of ours, found by the tests."""


def translator(lang: Lang) -> Translate:
    """`t(id, name=value)` for that language. Raises MissingText."""
    bundle = _bundle(lang)

    def translate(message: str, **values: object) -> str:
        value = bundle.get_message(message).value if bundle.has_message(message) else None
        if value is None:
            raise MissingText(f"{lang}: {message}")
        text, errors = bundle.format_pattern(value, values)
        if errors:
            raise MissingText(f"{lang}: {message}: {errors[0]}")
        return str(text)

    return translate


def language_of(cookie: str | None) -> Lang:
    """The language that the reader chose; English until then."""
    return next((lang for lang in LANGS if lang == cookie), "en")


@cache
def _bundle(lang: Lang) -> FluentBundle:
    bundle = FluentBundle([lang], use_isolating=False)
    for part in _PARTS:
        text = (files("safeconduct.node") / "locales" / f"{part}{lang}.ftl").read_text(encoding="utf-8")
        bundle.add_resource(FluentResource(text))
    return bundle
