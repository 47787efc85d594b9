"""The meaning of formulas, by definition: every tick is looked at, nothing is remembered or skipped.

Three values: 0 false, 2 true, 1 open. A tick later than the watermark may yet get records: it is an instant
that *may* exist, and each event there *may* happen.
"""

from safeconduct.protocol import formula as f

FRESH = "\0fresh "


class World:
    """facts: (t, log, seq, id, name, args), all that count. end: no formula looks later than this tick."""

    def __init__(self, facts, watermark, end):
        self.facts = sorted(facts)
        self.watermark, self.end = watermark, end
        self.instants = {fact[0] for fact in facts}
        self.start = min([0, *self.instants])
        self.cache = {}

    def value(self, formula, t, env):
        place = (formula, t, tuple(sorted(env.items(), key=str)))
        if place not in self.cache:
            self.cache[place] = self._value(formula, t, env)
        return self.cache[place]

    def _value(self, formula, t, env):
        match formula:
            case f.Event():
                if any(fact[0] == t and matches(formula, fact, env) for fact in self.facts):
                    return 2
                return 0 if t <= self.watermark else 1
            case f.Same():
                return 2 if same(term(formula.left, env), term(formula.right, env)) else 0
            case f.Not():
                return 2 - self.value(formula.body, t, env)
            case f.And():
                return min(self.value(part, t, env) for part in formula.parts)
            case f.Or():
                return max(self.value(part, t, env) for part in formula.parts)
            case f.Exists():
                return self._count(1, formula, t, env)
            case f.AtLeast():
                return self._count(formula.n, formula, t, env)
            case f.Eventually():
                return max([0, *(self._here(formula.body, j, t, env) for j in self.window(formula, t, 1))])
            case f.Once():
                return max([0, *(self._here(formula.body, j, t, env) for j in self.window(formula, t, -1))])
            case f.Since():
                return self._since(formula, t, env)
            case f.Around():
                at = env[formula.var]
                span = range(at - formula.before_ms, at + formula.after_ms + 1)
                return max([0, *(self._here(formula.body, j, t, env) for j in span)])

    def window(self, formula, t, way):
        """Ticks inside the interval, by the definition of its ends."""
        w = formula.within
        for j in range(self.start, self.end + 1):
            d = (j - t) * way
            low = d > w.lo_ms if w.lo_open else d >= w.lo_ms
            high = w.hi_ms is None or (d < w.hi_ms if w.hi_open else d <= w.hi_ms)
            if low and high and d >= 0:
                yield j

    def exists(self, j, t):
        """2: there is an instant at j (the one we stand on counts as one); 1: there may be; 0: never."""
        if j in self.instants or j == t:
            return 2
        return 1 if j > self.watermark else 0

    def _here(self, body, j, t, env):
        there = self.exists(j, t)
        return min(there, self.value(body, j, env)) if there else 0

    def _since(self, formula, t, env):
        best, held = 0, 2
        inside = set(self.window(formula, t, -1))
        for j in range(t, self.start - 1, -1):
            there = self.exists(j, t)
            if there == 0:
                continue
            if j in inside:
                best = max(best, min(there, held, self.value(formula.start, j, env)))
            held = min(held, max(self.value(formula.hold, j, env), 2 - there))
        return best

    def domain(self, formula, env):
        values = {arg for fact in self.facts for arg in (*fact[5], fact[3])}
        values |= set(env.values()) | set(constants(formula))
        return sorted(values, key=lambda v: (isinstance(v, str), str(v)))

    def _count(self, n, formula, t, env):
        values = [self.value(formula.body, t, {**env, formula.var: x}) for x in self.domain(formula, env)]
        fresh = self.value(formula.body, t, {**env, formula.var: FRESH + formula.var})
        if values.count(2) >= n:
            return 2
        return 1 if fresh > 0 or values.count(2) + values.count(1) >= n else 0


def matches(event, fact, env):
    args = list(event.args)
    _, _, _, record, name, values = fact
    is_by_id = args and isinstance(args[-1], f.Var) and args[-1].name.startswith("id_")
    if is_by_id and env[args.pop().name] != record:
        return False
    if name != event.name or len(values) != len(args):
        return False
    return all(isinstance(a, f.Wild) or same(term(a, env), v) for a, v in zip(args, values, strict=True))


def same(a, b):
    return type(a) is type(b) and a == b


def term(t, env):
    if isinstance(t, f.Wild):
        return FRESH
    return env[t.name] if isinstance(t, f.Var) else t.value


def constants(formula):
    own = getattr(formula, "args", ()) or (getattr(formula, "left", None), getattr(formula, "right", None))
    yield from (t.value for t in own if isinstance(t, f.Const))
    for child in f.children(formula):
        yield from constants(child)
