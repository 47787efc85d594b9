"""Templates of accords on the command line: what they say, and what is proposed from one."""

from collections.abc import Mapping, Sequence
from typing import Any

from safeconduct.errors import BadInput
from safeconduct.node.accord_template import Filled, fill, template
from safeconduct.protocol import PLAIN, Lexicon, load_rule, say


def say_filled(name: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The template's clauses, as data and as lines. Raises BadInput."""
    wanted = template(name)
    found = [
        {"clause": each.clause, "title": each.title, "kind": each.content["kind"], "text": _text(each)}
        for each in fill(wanted, PLAIN, {})
    ]
    own = ", ".join(f"{key}={called}" for key, called in {**wanted.places, **wanted.parties}.items())
    lines = [f"{each['clause']} ({each['kind']}): {each['title']}\n   {each['text']}" for each in found]
    return found, [*lines, f"names: {own}"]


def to_propose(
    name: str, lexicon: Lexicon, said: Sequence[str], only: Sequence[str], on_table: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Bodies of the clauses to propose. Raises BadInput where one is on the table already."""
    filled = fill(template(name), lexicon, dict(_pair(each) for each in said))
    known = {each.clause for each in filled}
    if unknown := [each for each in only if each not in known]:
        raise BadInput(
            f"the template has no clause {unknown[0]!r}", next_step=f"see: safeconduct accord templates {name}"
        )
    chosen = [each for each in filled if not only or each.clause in only]
    taken = {each["id"] for each in on_table}
    if twice := [each.clause for each in chosen if each.clause in taken]:
        raise BadInput(
            f"clause {twice[0]!r} is on the table already",
            next_step="choose others with --clause, or amend that one",
        )
    first = max((each["number"] for each in on_table), default=0) + 1
    return [
        {
            "clause": each.clause,
            "number": first + place,
            "title": each.title,
            "titles": each.titles,
            "content": each.content,
        }
        for place, each in enumerate(chosen)
    ]


def _text(each: Filled) -> str:
    if each.content["kind"] == "protocol":
        return say(load_rule(each.content["rule"].encode()), "en", PLAIN)
    if each.content["kind"] == "mandate":
        return f"{each.content['role']} of {each.content['party']} may: {each.content['act']}"
    return str(each.content["texts"]["en"])


def _pair(said: str) -> tuple[str, str]:
    key, is_one, name = said.partition("=")
    if not is_one or not name:
        raise BadInput(f"{said!r} is no name", next_step="write it as outer=the outer ring")
    return key.strip(), name.strip()
