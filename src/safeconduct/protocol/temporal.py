"""Formulas made ready to judge that look at other instants: ahead, behind, around a time, ever since."""

from .judge import FALSE, FAR, OPEN, Env, Proof, Truth, Value, View
from .nodes import Node, join, union_offsets


class EventuallyNode(Node):
    """Judges that the body holds at some instant ahead."""

    def __init__(self, within: tuple[int, int], body: Node) -> None:
        self.lo, self.hi = within
        self.body, self.offsets = body, _shifted(body, (self.lo, self.hi))

    def value(self, view: View, t: int, env: Env) -> Value:
        return earliest(view, self.body, t + self.lo, t + self.hi, t, env)

    def due(self, t: int, env: Env) -> int:
        return self.body.due(t + self.hi, env)


class AroundNode(Node):
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


class OnceNode(Node):
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
        return Value(Truth.FALSE, join(broken), view.passed(hi) and all(v.is_final for v in broken))

    def due(self, t: int, env: Env) -> int:
        return max(t, self.body.due(t - self.lo, env))


class SinceNode(Node):
    """Judges that one part held ever since the other did. The latest breaker is named, once none later may be."""

    def __init__(self, hold: Node, within: tuple[int, int | None], start: Node) -> None:
        self.hold, self.start = hold, start
        self.lo, self.hi = within
        ends = (0, -self.lo) if self.hi is None else (0, -self.lo, -self.hi)
        self.offsets = union_offsets(_shifted(hold, ends), _shifted(start, ends))

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
    return Value(Truth.FALSE, join(broken), view.passed(hi) and all(v.is_final for v in broken))


def could(view: View, body: Node, lo: int, hi: int, env: Env) -> bool:
    """Whether a record that may still come could make the body true at a new instant from lo to hi."""
    if hi <= view.watermark or hi < lo:
        return False
    return any(body.value(view, u, env).truth is not Truth.FALSE for u in view.probes(lo, hi, body.offsets))


def _shifted(body: Node, ends: tuple[int, ...]) -> tuple[int, ...]:
    inner = body.offsets or (0,)
    return tuple(sorted({0, *(end + offset for end in ends for offset in inner)}))
