"""Templates and what every page's frame needs."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response

from safeconduct.node.api.guard import AnyRequest, node_of, signed_in

from .language import language_of, translator
from .menu import MENU
from .moment import iso, utc
from .names import Names


@cache
def environment() -> Environment:
    """The templates. An unknown name is an error, everything is escaped."""
    folder = Path(str(files("safeconduct.node") / "templates"))
    templates = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    templates.filters.update(iso=iso, utc=utc)
    return templates


def page(request: AnyRequest, template: str, name: str, context: Mapping[str, object]) -> Response[str]:
    """That template in the reader's language and theme, for whoever is signed in."""
    node = node_of(request)
    lang = language_of(request.cookies.get("lang"))
    theme = request.cookies.get("theme")
    found = signed_in(request)
    frame = {
        "t": translator(lang),
        "lang": lang,
        "dir": "rtl" if lang == "ur" else "ltr",
        "theme": theme if theme in ("dark", "light") else None,
        "page": name,
        "menu": MENU,
        "party": Names(node.truth.state, lang).party(node.config.party),
        "party_id": node.config.party,
        "me": {"name": found[1].name, "key": found[0]} if found else None,
        "now_ms": node.clock.now_ms(),
        "speed": f"{node.clock.speed:g}",
    }
    text = environment().get_template(template).render({**frame, **context})
    return Response(text, media_type="text/html", headers={"cache-control": "no-store"})
