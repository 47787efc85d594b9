"""Formulas made ready to judge: events, equality, connectives, counts. Those of other instants: temporal.py."""

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


class EventNode(Node):
    """Judges an event: is there such a fact at this instant?"""

    offsets: tuple[int, ...] = ()

    def __init__(self, event: f.Event) -> None:
        terms = f.arguments(event)
        self.name, self.arity = event.name, len(terms)
        self.id_var = getattr(event.args[-1], "name", "") if f.ends_in_id(event) else None
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


class SameNode(Node):
    """Judges equality of two terms."""

    offsets: tuple[int, ...] = ()

    def __init__(self, same: f.Same) -> None:
        self.left, self.right = same.left, same.right

    def value(self, view: View, t: int, env: Env) -> Value:
        is_same = equal(_worth(self.left, env), _worth(self.right, env))
        return Value(Truth.TRUE if is_same else Truth.FALSE)

    def due(self, t: int, env: Env) -> int:
        return t


class NotNode(Node):
    """Judges a negation."""

    def __init__(self, body: Node) -> None:
        self.body, self.offsets = body, body.offsets

    def value(self, view: View, t: int, env: Env) -> Value:
        truth, proofs, is_final = self.body.value(view, t, env)
        return Value(Truth(2 - truth), proofs, is_final)

    def due(self, t: int, env: Env) -> int:
        return self.body.due(t, env)


class AndNode(Node):
    """Judges that all parts hold."""

    def __init__(self, parts: tuple[Node, ...]) -> None:
        self.parts, self.offsets = parts, _union(parts)

    def value(self, view: View, t: int, env: Env) -> Value:
        values = [part.value(view, t, env) for part in self.parts]
        broken = [v for v in values if v.truth is Truth.FALSE]
        if broken:
            is_final = all(v.is_final for v in values)
            return Value(Truth.FALSE, join(broken), is_final)
        if any(v.truth is Truth.OPEN for v in values):
            return OPEN
        return Value(Truth.TRUE, join(values), all(v.is_final for v in values))

    def due(self, t: int, env: Env) -> int:
        return max(part.due(t, env) for part in self.parts)


class OrNode(Node):
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
            return Value(Truth.FALSE, join(values), all(v.is_final for v in values))
        if self.looks_ahead:
            best = min(kept, key=latest)
        else:
            best = kept[0] if self.offsets else min(kept, key=lambda v: v.proofs)
        others_open = any(v.truth is Truth.OPEN or not v.is_final for v in values if v is not best)
        is_settled = not others_open or (self.is_prompt and view.passed(latest(best)))
        return Value(Truth.TRUE, best.proofs, best.is_final and is_settled)

    def due(self, t: int, env: Env) -> int:
        return max(part.due(t, env) for part in self.parts)


class AtLeastNode(Node):
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
            kept.sort(key=lambda v: (latest(v), v.proofs), reverse=not self.looks_ahead)
            best, others = kept[: self.n], kept[self.n :]
            is_final = all(v.is_final for v in best)
            if n_open or is_open or not all(v.is_final for v in others):
                is_final = is_final and self.is_prompt and view.passed(latest(best[-1]))
            return Value(Truth.TRUE, join(best), is_final)
        if is_open or len(kept) + n_open >= self.n:
            return OPEN
        is_final = view.passed(self.due(t, env)) and all(v.is_final for v in (*broken, *kept))
        return Value(Truth.FALSE, join([*broken, fresh]), is_final and n_open == 0)

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


def _worth(term: f.Term, env: Env) -> Worth:
    match term:
        case f.Var():
            return env[term.name]
        case f.Const():
            return term.value
        case f.Wild():
            return Fresh("_")


def latest(value: Value) -> int:
    """The time of its last record; FAR without one."""
    return max((proof.t for proof in value.proofs), default=FAR)


def join(values: list[Value]) -> tuple[Proof, ...]:
    """All their records, each once, in order."""
    return tuple(sorted({proof for value in values for proof in value.proofs}))


def _union(parts: tuple[Node, ...]) -> tuple[int, ...]:
    return union_offsets(*(part.offsets for part in parts))


def union_offsets(*sets: tuple[int, ...]) -> tuple[int, ...]:
    """Every offset of all of them, ascending."""
    return tuple(sorted({offset for offsets in sets for offset in offsets}))


def _places(formula: f.Formula, var: str) -> tuple[tuple[str, int, int], ...]:
    """(event, number of arguments, position) of each occurrence; position -1 = the record's id."""
    return tuple(
        dict.fromkeys(
            (event.name, arity, i if i < arity else -1)
            for event in f.events(formula)
            for arity in [len(f.arguments(event))]
            for i, term in enumerate(event.args)
            if term == f.Var(var)
        )
    )
