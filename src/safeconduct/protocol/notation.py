"""The formal notation: formulas as text, for rules that no sentence pattern covers. Seconds are the unit.

    rule     = "ALWAYS FORALL." formula "IMPLIES" formula [ "REPLACED BY" formula ]
    formula  = conj { "OR" conj }        conj = since { "AND" since }
    since    = unary { "SINCE" interval unary }
    unary    = "NOT" unary | ("EVENTUALLY" | "ONCE") interval unary | "AROUND" interval var unary
             | "EXISTS" var "." formula | "AT LEAST" int "(" var "):" formula
             | term "=" term | event | "(" formula ")"

EXISTS and AT LEAST reach as far to the right as they can. `AROUND[a,b] T f`: f holds at some instant from a
before to b after the time that T names. `REPLACED BY f`: a later instant with f ends the duty unjudged.
"""

import json
import re
from functools import cache
from typing import Any, Final

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import VisitError

from safeconduct.errors import BadInput

from . import formula as f

TEXT_MAX: Final = 8_000
DEPTH_MAX: Final = 24
"""Levels of nesting: a rule's canonical bytes nest at most 32 deep."""
SECONDS_MAX: Final = 10 * 366 * 86_400

_GRAMMAR: Final = r"""
rule: "ALWAYS" "FORALL" "." formula "IMPLIES" formula ["REPLACED" "BY" formula]
?formula: conj ("OR" conj)+ -> or_ | conj
?conj: since ("AND" since)+ -> and_ | since
?since: since "SINCE" interval unary -> since_ | unary
?unary: "NOT" unary -> not_
    | "EVENTUALLY" interval unary -> eventually
    | "ONCE" interval unary -> once
    | "AROUND" interval NAME unary -> around
    | "EXISTS" NAME "." formula -> exists
    | "AT" "LEAST" INT "(" NAME ")" ":" formula -> at_least
    | term "=" term -> same
    | event
    | "(" formula ")"
event: NAME "(" [term ("," term)*] ")"
term: NAME -> var | STRING -> text | INT -> number
interval: OPEN INT "," (INT | STAR) CLOSE
OPEN: "[" | "("
CLOSE: "]" | ")"
STAR: "*"
NAME: /(?!(?:ALWAYS|FORALL|IMPLIES|OR|AND|NOT|SINCE|EVENTUALLY|ONCE|AROUND|EXISTS|AT|LEAST|REPLACED|BY)\b)[A-Za-z_][A-Za-z0-9_-]*/
INT: /-?[0-9]+/
STRING: /"(?:[^"\\]|\\.)*"/
%ignore /\s+/
"""  # noqa: E501


class BadFormula(BadInput):
    """A text that is not a formula. `column` counts from 1."""

    def __init__(self, text: str, column: int, why: str, remedy: str) -> None:
        self.column, self.why = column, why
        line = re.sub(r"\s", " ", text)
        super().__init__(f"column {column}: {why}\n  {line}\n  {' ' * (column - 1)}^", next_step=remedy)


class _Refused(Exception):
    """Raised inside the parser, where the text is not at hand."""

    def __init__(self, column: int, why: str, remedy: str) -> None:
        super().__init__(why)
        self.column, self.why, self.remedy = column, why, remedy


def read_duty(text: str) -> f.Duty:
    """A duty from `ALWAYS FORALL. trigger IMPLIES must`. Raises BadFormula, NotMonitorable is checked apart."""
    parsed = _parse(text, "rule")
    assert isinstance(parsed, f.Duty)  # noqa: S101 - what the start rule gives
    return parsed


def read_formula(text: str) -> f.Formula:
    """A formula on its own, such as that of a bad state. Raises BadFormula."""
    parsed = _parse(text, "formula")
    assert not isinstance(parsed, f.Duty)  # noqa: S101 - what the start rule gives
    return parsed


def write_duty(duty: f.Duty) -> str:
    """Law: read_duty(write_duty(d)) == d, for intervals of whole seconds."""
    left = duty.trigger if duty.guard is None else f.And((duty.trigger, *_conjuncts(duty.guard)))
    tail = f" REPLACED BY {_nested(duty.until)}" if duty.until else ""
    return f"ALWAYS FORALL. {write(left)} IMPLIES {_nested(duty.must)}{tail}"


def write(formula: f.Formula) -> str:
    """A formula as text."""
    match formula:
        case f.Event():
            return f"{formula.name}({','.join(_term(t) for t in formula.args)})"
        case f.Same():
            return f"{_term(formula.left)} = {_term(formula.right)}"
        case f.Not():
            return f"NOT {_nested(formula.body)}"
        case f.And():
            return " AND ".join(_nested(part) for part in formula.parts)
        case f.Or():
            return " OR ".join(_nested(part) for part in formula.parts)
        case f.Exists():
            return f"EXISTS {formula.var}. {_nested(formula.body)}"
        case f.AtLeast():
            return f"AT LEAST {formula.n} ({formula.var}): {_nested(formula.body)}"
        case f.Eventually():
            return f"EVENTUALLY{_interval(formula.within)} {_nested(formula.body)}"
        case f.Once():
            return f"ONCE{_interval(formula.within)} {_nested(formula.body)}"
        case f.Since():
            return f"{_nested(formula.hold)} SINCE{_interval(formula.within)} {_nested(formula.start)}"
        case f.Around():
            span = f"[{formula.before_ms // 1000},{formula.after_ms // 1000}]"
            return f"AROUND{span} {formula.var} {_nested(formula.body)}"


def depth(formula: f.Formula) -> int:
    """Levels of nesting as its canonical bytes count them."""
    own = 2 if isinstance(formula, f.And | f.Or) else 1
    return own + max((depth(child) for child in f.children(formula)), default=1)


def _parse(text: str, start: str) -> f.Formula | f.Duty:
    if len(text) > TEXT_MAX:
        raise BadFormula(text[:60], 1, f"longer than {TEXT_MAX} characters", "split it into several rules")
    deepest = level = 0
    for char in text:
        level += (char == "(") - (char == ")")
        deepest = max(deepest, level)
    if deepest > 3 * DEPTH_MAX:
        raise BadFormula(text[:60], 1, "nested too deeply", "split it into several rules")
    try:
        parsed: f.Formula | f.Duty = _lark(start).parse(text)  # type: ignore[assignment]
    except UnexpectedInput as error:
        raise _unexpected(text, error) from error
    except (_Refused, VisitError) as error:
        cause = error.orig_exc if isinstance(error, VisitError) else error
        if not isinstance(cause, _Refused):
            raise
        raise BadFormula(text, cause.column, cause.why, cause.remedy) from error
    parts = f.whole(parsed) if isinstance(parsed, f.Duty) else (parsed,)
    if max(depth(part) for part in parts) > DEPTH_MAX:
        raise BadFormula(text, 1, "nested too deeply", "split it into several rules")
    return parsed


def _unexpected(text: str, error: UnexpectedInput) -> BadFormula:
    position = getattr(error, "pos_in_stream", None)
    is_end = getattr(getattr(error, "token", None), "type", "") == "$END"
    if position is None or position < 0 or is_end:
        position = len(text.rstrip())
    wanted = getattr(error, "accepts", None) or getattr(error, "expected", None) or getattr(error, "allowed", ())
    names = sorted(_SHOWN.get(str(name), str(name)) for name in wanted or ())
    here = text[position : position + 12].split(" ")[0]
    why = f"{here!r} cannot stand here" if here else "the formula is not complete"
    return BadFormula(text, position + 1, why, f"expected one of: {', '.join(names)}")


_SHOWN: Final = {
    "LPAR": "(", "RPAR": ")", "DOT": ".", "COMMA": ",", "EQUAL": "=", "COLON": ":", "$END": "the end",
    "NAME": "a name", "INT": "a whole number", "STRING": "a text in quotes", "STAR": "*",
    "OPEN": "[ or (", "CLOSE": "] or )",
}  # fmt: skip


@v_args(inline=True)
class _Build(Transformer[Token, Any]):
    """Parse tree to formulas."""

    def rule(self, left: f.Formula, must: f.Formula, until: f.Formula | None) -> f.Duty:
        first, *rest = left.parts if isinstance(left, f.And) else (left,)
        while isinstance(first, f.And):
            first, *more = first.parts
            rest = [*more, *rest]
        if not isinstance(first, f.Event):
            raise _Refused(
                1,
                "what triggers the duty is not an event",
                "write: ALWAYS FORALL. event(x) [AND guard] IMPLIES ...",
            )
        guard = None if not rest else rest[0] if len(rest) == 1 else f.And(tuple(rest))
        return f.Duty(first, guard, must, until)

    def or_(self, *parts: f.Formula) -> f.Formula:
        return f.Or(parts)

    def and_(self, *parts: f.Formula) -> f.Formula:
        return f.And(parts)

    def not_(self, body: f.Formula) -> f.Formula:
        return f.Not(body)

    def since_(self, hold: f.Formula, within: f.Within, start: f.Formula) -> f.Formula:
        return f.Since(hold, within, start)

    def eventually(self, within: f.Within, body: f.Formula) -> f.Formula:
        return f.Eventually(within, body)

    def once(self, within: f.Within, body: f.Formula) -> f.Formula:
        return f.Once(within, body)

    def around(self, within: f.Within, var: Token, body: f.Formula) -> f.Formula:
        if within.hi_ms is None or within.lo_open or within.hi_open:
            raise _Refused(var.column or 1, "AROUND needs [before,after]", "write AROUND[600,600] T event(x)")
        return f.Around(str(var), within.lo_ms, within.hi_ms, body)

    def exists(self, var: Token, body: f.Formula) -> f.Formula:
        return f.Exists(_name(var), body)

    def at_least(self, n: Token, var: Token, body: f.Formula) -> f.Formula:
        if not 1 <= int(n) <= 1_000:
            raise _Refused(n.column or 1, f"AT LEAST {n}: not a usable number", "give a number from 1 to 1000")
        return f.AtLeast(int(n), _name(var), body)

    def same(self, left: f.Term, right: f.Term) -> f.Formula:
        return f.Same(left, right)

    def event(self, name: Token, *args: f.Term | None) -> f.Formula:
        return f.Event(str(name), tuple(arg for arg in args if arg is not None))

    def var(self, name: Token) -> f.Term:
        return f.Wild() if name == "_" else f.Var(_name(name))

    def text(self, token: Token) -> f.Term:
        try:
            return f.Const(str(json.loads(token)))
        except ValueError as error:
            raise _Refused(token.column or 1, f"not a text: {error}", "write it as in JSON") from error

    def number(self, token: Token) -> f.Term:
        if abs(int(token)) > 2**53 - 1:
            raise _Refused(token.column or 1, "a number beyond 2^53 - 1", "write it as a text in quotes")
        return f.Const(int(token))

    def interval(self, left: Token, lo: Token, hi: Token, right: Token) -> f.Within:
        lo_s, hi_s = int(lo), None if hi.type == "STAR" else int(hi)
        if lo_s < 0 or max(lo_s, hi_s or 0) > SECONDS_MAX:
            raise _Refused(lo.column or 1, "an interval beyond bounds", "seconds from 0 to ten years")
        return f.Within(
            lo_s * 1000, None if hi_s is None else hi_s * 1000, left == "(", right == ")" and hi_s is not None
        )


def _name(token: Token) -> str:
    if not re.fullmatch(r"[A-Za-z_]\w*", str(token)):
        raise _Refused(token.column or 1, f"{token} is not a variable's name", "use letters, digits and _")
    return str(token)


def _conjuncts(guard: f.Formula) -> tuple[f.Formula, ...]:
    return guard.parts if isinstance(guard, f.And) else (guard,)


def _nested(formula: f.Formula) -> str:
    text = write(formula)
    return text if isinstance(formula, f.Event) else f"({text})"


def _term(term: f.Term) -> str:
    match term:
        case f.Var():
            return term.name
        case f.Const():
            return json.dumps(term.value, ensure_ascii=False)
        case f.Wild():
            return "_"


def _interval(within: f.Within) -> str:
    hi = "*" if within.hi_ms is None else str(within.hi_ms // 1000)
    closes = ")" if within.hi_open or within.hi_ms is None else "]"
    return f"{'(' if within.lo_open else '['}{within.lo_ms // 1000},{hi}{closes}"


@cache
def _lark(start: str) -> Lark:
    return Lark(_GRAMMAR, start=start, parser="lalr", transformer=_Build(), maybe_placeholders=True)
