"""Formulas made ready to judge: one node class a connective. `compile_formula` is the way in."""

from collections.abc import Iterator
from typing import Protocol

from safeconduct.state.fact import Arg

from . import formula as f
from .binding import equal
from .judge import FALSE, FAR, OPEN, Env, Fresh, Proof, Truth, Value, View, Worth


class Node(Protocol):
    """A compiled formula."""

    offsets: tuple[int, ...]
    """Sums of interval ends inside, 0 first; empty when it looks at one instant only."""

    def value(self, view: View, t: int, env: Env) -> Value:
        """What it is worth at instant t."""

    def due(self, t: int, env: Env) -> int:
        """The last instant that matters for its value at t."""


class EventNode:
    """Judges an event: is there such a fact at this instant?"""

    offsets: tuple[int, ...] = ()

    def __init__(self, event: f.Event) -> None:
        terms = list(event.args)
        self.name = event.name
        self.id_var: str | None = None
        if f.ends_in_id(event):
            self.id_var = getattr(terms.pop(), "name", None)
        self.arity = len(terms)
        self.fixed = tuple((i, t.value) for i, t in enumerate(terms) if isinstance(t, f.Const))
        self.bound = tuple((i, t.name) for i, t in enumerate(terms) if isinstance(t, f.Var))

    def value(self, view: View, t: int, env: Env) -> Value:
        for row in view.rows.get(t, ()):
            if row.name == self.name and self._fits(row.args, row.proof.id, env):
                return Value(Truth.TRUE, (row.proof,), view.passed(t))
        return FALSE if view.passed(t) else OPEN

    def due(self, t: int, env: Env) -> int:
        return t

    def _fits(self, args: tuple[Arg, ...], record: str, env: Env) -> bool:
        return (
            len(args) == self.arity
            and all(equal(args[i], value) for i, value in self.fixed)
            and all(equal(args[i], env[name]) for i, name in self.bound)
            and (self.id_var is None or record == env[self.id_var])
        )


class SameNode:
    """Judges equality of two terms."""

    offsets: tuple[int, ...] = ()

    def __init__(self, same: f.Same) -> None:
        self.left, self.right = same.left, same.right

    def value(self, view: View, t: int, env: Env) -> Value:
        is_same = equal(_worth(self.left, env), _worth(self.right, env))
        return Value(Truth.TRUE if is_same else Truth.FALSE)

    def due(self, t: int, env: Env) -> int:
        return t


class NotNode:
    """Judges a negation."""

    def __init__(self, body: Node) -> None:
        self.body, self.offsets = body, body.offsets

    def value(self, view: View, t: int, env: Env) -> Value:
        truth, proofs, is_final = self.body.value(view, t, env)
        return Value(Truth(2 - truth), proofs, is_final)

    def due(self, t: int, env: Env) -> int:
        return self.body.due(t, env)


class AndNode:
    """Judges that all parts hold."""

    def __init__(self, parts: tuple[Node, ...]) -> None:
        self.parts, self.offsets = parts, _union(parts)

    def value(self, view: View, t: int, env: Env) -> Value:
        values = [part.value(view, t, env) for part in self.parts]
        broken = [v for v in values if v.truth is Truth.FALSE]
        if broken:
            is_final = all(v.is_final for v in values)
            return Value(Truth.FALSE, _join(broken), is_final)
        if any(v.truth is Truth.OPEN for v in values):
            return OPEN
        return Value(Truth.TRUE, _join(values), all(v.is_final for v in values))

    def due(self, t: int, env: Env) -> int:
        return max(part.due(t, env) for part in self.parts)


class OrNode:
    """True by its earliest true part where it looks ahead, by its first true part where it looks back, and by
    its first record in the order (log, seq) where it looks at one instant."""

    def __init__(self, parts: tuple[Node, ...], looks_ahead: bool, is_prompt: bool) -> None:
        self.parts, self.offsets, self.looks_ahead, self.is_prompt = parts, _union(parts), looks_ahead, is_prompt

    def value(self, view: View, t: int, env: Env) -> Value:
        values = [part.value(view, t, env) for part in self.parts]
        kept = [v for v in values if v.truth is Truth.TRUE]
        if not kept:
            if any(v.truth is Truth.OPEN for v in values):
                return OPEN
            return Value(Truth.FALSE, _join(values), all(v.is_final for v in values))
        if self.looks_ahead:
            best = min(kept, key=_latest)
        else:
            best = kept[0] if self.offsets else min(kept, key=lambda v: v.proofs)
        others_open = any(v.truth is Truth.OPEN or not v.is_final for v in values if v is not best)
        is_settled = not others_open or (self.is_prompt and view.passed(_latest(best)))
        return Value(Truth.TRUE, best.proofs, best.is_final and is_settled)

    def due(self, t: int, env: Env) -> int:
        return max(part.due(t, env) for part in self.parts)


class AtLeastNode:
    """n different values; `sources` says where in which facts values of the variable stand."""

    def __init__(self, n: int, var: str, body: Node, source: f.Formula) -> None:
        self.n, self.var, self.body, self.offsets = n, var, body, body.offsets
        self.places, self.constants = _places(source, var), f.constants(source)
        self.looks_ahead, self.is_prompt = f.looks_ahead(source), f.is_prompt(source)

    def value(self, view: View, t: int, env: Env) -> Value:
        kept: list[Value] = []
        broken: list[Value] = []
        n_open = 0
        for x in self._domain(view, env):
            v = self.body.value(view, t, {**env, self.var: x})
            if v.truth is Truth.TRUE:
                kept.append(v)
            elif v.truth is Truth.OPEN:
                n_open += 1
            else:
                broken.append(v)
        fresh = self.body.value(view, t, {**env, self.var: Fresh(self.var)})
        is_open = fresh.truth is not Truth.FALSE
        if len(kept) >= self.n:
            kept.sort(key=lambda v: (_latest(v), v.proofs), reverse=not self.looks_ahead)
            best, others = kept[: self.n], kept[self.n :]
            is_final = all(v.is_final for v in best)
            if n_open or is_open or not all(v.is_final for v in others):
                is_final = is_final and self.is_prompt and view.passed(_latest(best[-1]))
            return Value(Truth.TRUE, _join(best), is_final)
        if is_open or len(kept) + n_open >= self.n:
            return OPEN
        is_final = view.passed(self.due(t, env)) and all(v.is_final for v in (*broken, *kept))
        return Value(Truth.FALSE, _join([*broken, fresh]), is_final and n_open == 0)

    def due(self, t: int, env: Env) -> int:
        return self.body.due(t, {**env, self.var: Fresh(self.var)})

    def _domain(self, view: View, env: Env) -> list[Worth]:
        found: set[Worth] = {value for value in env.values() if isinstance(value, Fresh)}
        found.update(self.constants)
        found.update(value for value in env.values())
        for rows in view.rows.values():
            for row in rows:
                for name, arity, i in self.places:
                    if row.name == name and len(row.args) == arity:
                        found.add(row.proof.id if i < 0 else row.args[i])
        return sorted(found, key=lambda x: (type(x).__name__, x if isinstance(x, int) else 0, str(x)))


class EventuallyNode:
    """Judges that the body holds at some instant ahead."""

    def __init__(self, within: tuple[int, int], body: Node) -> None:
        self.lo, self.hi = within
        self.body, self.offsets = body, _shifted(body, (self.lo, self.hi))

    def value(self, view: View, t: int, env: Env) -> Value:
        return earliest(view, self.body, t + self.lo, t + self.hi, t, env)

    def due(self, t: int, env: Env) -> int:
        return self.body.due(t + self.hi, env)


class AroundNode:
    """Like EVENTUALLY, but counted from a time in the data."""

    def __init__(self, var: str, before: int, after: int, body: Node) -> None:
        self.var, self.before, self.after, self.body = var, before, after, body
        self.offsets: tuple[int, ...] = ()  # it does not look from where it stands

    def value(self, view: View, t: int, env: Env) -> Value:
        at = env[self.var]
        if not isinstance(at, int):
            return FALSE
        return earliest(view, self.body, at - self.before, at + self.after, t, env)

    def due(self, t: int, env: Env) -> int:
        at = env[self.var]
        return self.body.due(at + self.after, env) if isinstance(at, int) else t


class OnceNode:
    """Judges that the body held at some instant behind."""

    def __init__(self, within: tuple[int, int | None], body: Node) -> None:
        self.lo, self.hi = within
        ends = (-self.lo,) if self.hi is None else (-self.lo, -self.hi)
        self.body, self.offsets = body, _shifted(body, ends)

    def value(self, view: View, t: int, env: Env) -> Value:
        hi = t - self.lo
        lo = -FAR if self.hi is None else t - self.hi
        is_open, broken = False, []
        for j in view.falling(lo, hi, t):
            v = self.body.value(view, j, env)
            if v.truth is Truth.TRUE:
                later = is_open or could(view, self.body, j + 1, hi, env)
                return Value(Truth.TRUE, v.proofs, v.is_final and not later)
            is_open |= v.truth is Truth.OPEN
            broken.append(v)
        if is_open or could(view, self.body, lo, hi, env):
            return OPEN
        return Value(Truth.FALSE, _join(broken), view.passed(hi) and all(v.is_final for v in broken))

    def due(self, t: int, env: Env) -> int:
        return max(t, self.body.due(t - self.lo, env))


class SinceNode:
    """Judges that one part held ever since the other did. The latest breaker is named, once none later may be."""

    def __init__(self, hold: Node, within: tuple[int, int | None], start: Node) -> None:
        self.hold, self.start = hold, start
        self.lo, self.hi = within
        ends = (0, -self.lo) if self.hi is None else (0, -self.lo, -self.hi)
        self.offsets = _union_offsets(_shifted(hold, ends), _shifted(start, ends))

    def value(self, view: View, t: int, env: Env) -> Value:
        hi = t - self.lo
        lo = -FAR if self.hi is None else t - self.hi
        held, result = Truth.TRUE, Truth.FALSE
        breaker: tuple[Proof, ...] = ()
        is_settled, could_start = True, False
        above = t + 1
        for j in view.falling(lo, t, t):
            held, result = self._gap(view, (max(j + 1, lo), above - 1, hi), env, held, result)
            if j <= hi:
                v = self.start.value(view, j, env)
                if v.truth is Truth.TRUE and held is Truth.TRUE:
                    return Value(Truth.TRUE, v.proofs, v.is_final and result is Truth.FALSE)
                if v.truth is Truth.TRUE and held is Truth.FALSE:
                    break
                result = max(result, min(v.truth, held))
                could_start |= v.truth is Truth.OPEN
            if held is not Truth.FALSE:
                h = self.hold.value(view, j, env)
                is_settled = h.truth is not Truth.FALSE or (h.is_final and held is Truth.TRUE)
                held, breaker = min(held, h.truth), h.proofs if h.truth is Truth.FALSE else ()
            above = j
        else:
            held, result = self._gap(view, (lo, above - 1, hi), env, held, result)
            breaker, is_settled = (), not could_start  # a start in doubt: broken by silence, or by a record
        if result is Truth.OPEN:
            return OPEN
        return Value(Truth.FALSE, breaker, is_settled and view.passed(t))

    def due(self, t: int, env: Env) -> int:
        return max(t, self.hold.due(t, env), self.start.due(t - self.lo, env))

    def _gap(
        self, view: View, span: tuple[int, int, int], env: Env, held: Truth, result: Truth
    ) -> tuple[Truth, Truth]:
        """What instants that may still come in (first, last) do; the start counts up to `hi`."""
        first, last, hi = span
        if held is Truth.FALSE or first > last:
            return held, result
        if could(view, self.start, first, min(last, hi), env):
            result = max(result, Truth.OPEN)
        if any(
            self.hold.value(view, u, env).truth is not Truth.TRUE
            for u in view.probes(first, last, self.hold.offsets)
        ):
            held = min(held, Truth.OPEN)
        return held, result


def earliest(view: View, body: Node, lo: int, hi: int, t: int, env: Env) -> Value:
    """Whether the body holds at some instant from lo to hi; the earliest one proves it."""
    is_open, broken = False, []
    for j in view.rising(lo, hi, t):
        v = body.value(view, j, env)
        if v.truth is Truth.TRUE:
            earlier = is_open or could(view, body, lo, j - 1, env)
            return Value(Truth.TRUE, v.proofs, v.is_final and not earlier and view.passed(j))
        is_open |= v.truth is Truth.OPEN
        broken.append(v)
    if is_open or could(view, body, lo, hi, env):
        return OPEN
    return Value(Truth.FALSE, _join(broken), view.passed(hi) and all(v.is_final for v in broken))


def could(view: View, body: Node, lo: int, hi: int, env: Env) -> bool:
    """Whether a record that may still come could make the body true at a new instant from lo to hi."""
    if hi <= view.watermark or hi < lo:
        return False
    return any(body.value(view, u, env).truth is not Truth.FALSE for u in view.probes(lo, hi, body.offsets))


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


def _worth(term: f.Term, env: Env) -> Worth:
    match term:
        case f.Var():
            return env[term.name]
        case f.Const():
            return term.value
        case f.Wild():
            return Fresh("_")


def _latest(value: Value) -> int:
    return max((proof.t for proof in value.proofs), default=FAR)


def _join(values: list[Value]) -> tuple[Proof, ...]:
    return tuple(sorted({proof for value in values for proof in value.proofs}))


def _union(parts: tuple[Node, ...]) -> tuple[int, ...]:
    return _union_offsets(*(part.offsets for part in parts))


def _union_offsets(*sets: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted({offset for offsets in sets for offset in offsets}))


def _shifted(body: Node, ends: tuple[int, ...]) -> tuple[int, ...]:
    inner = body.offsets or (0,)
    return tuple(sorted({0, *(end + offset for end in ends for offset in inner)}))


def _places(formula: f.Formula, var: str) -> tuple[tuple[str, int, int], ...]:
    """(event, number of arguments, position) of each occurrence; position -1 = the record's id."""

    def find() -> Iterator[tuple[str, int, int]]:
        for event in f.events(formula):
            node = EventNode(event)
            for i, name in node.bound:
                if name == var:
                    yield (node.name, node.arity, i)
            if node.id_var == var:
                yield (node.name, node.arity, -1)

    return tuple(dict.fromkeys(find()))
