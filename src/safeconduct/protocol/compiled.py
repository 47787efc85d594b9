"""A formula, with its nodes put together."""

from . import formula as f
from .nodes import AndNode, AtLeastNode, EventNode, Node, NotNode, OrNode, SameNode
from .temporal import AroundNode, EventuallyNode, OnceNode, SinceNode


def compile_formula(formula: f.Formula, tick_ms: int) -> Node:
    """Nodes for a formula whose instants are counted in ticks of `tick_ms`."""

    def make(part: f.Formula) -> Node:
        match part:
            case f.Event():
                return EventNode(part)
            case f.Same():
                return SameNode(part)
            case f.Not():
                return NotNode(make(part.body))
            case f.And():
                return AndNode(tuple(make(p) for p in part.parts))
            case f.Or():
                return OrNode(tuple(make(p) for p in part.parts), f.looks_ahead(part), f.is_prompt(part))
            case f.Exists():
                return AtLeastNode(1, part.var, make(part.body), part.body)
            case f.AtLeast():
                return AtLeastNode(part.n, part.var, make(part.body), part.body)
            case f.Eventually():
                lo, hi = part.within.ticks(tick_ms)
                return EventuallyNode((lo, lo - 1 if hi is None else hi), make(part.body))
            case f.Once():
                return OnceNode(part.within.ticks(tick_ms), make(part.body))
            case f.Since():
                return SinceNode(make(part.hold), part.within.ticks(tick_ms), make(part.start))
            case f.Around():
                before, after = part.before_ms // tick_ms, part.after_ms // tick_ms
                return AroundNode(part.var, before, after, make(part.body))

    return make(formula)
