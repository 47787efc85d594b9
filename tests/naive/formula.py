"""The meaning of formulas, by definition: every tick is looked at, none is skipped.

The value of a formula at a tick is worked out once for each choice of values. Where a loop ends early, nothing
that would follow could change the answer.

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
        self.at = {}
        for fact in self.facts:
            self.at.setdefault(fact[0], []).append(fact)
        self.cache, self.windows, self.shapes = {}, {}, {}

    def value(self, formula, t, env):
        place = (id(formula), t, self.shape(formula, env))
        if place not in self.cache:
            self.cache[place] = self._value(formula, t, env)
        return self.cache[place]

    def shape(self, formula, env):
        """The part of env that the value can depend on. A count looks through all values, whatever their name."""
        if id(formula) not in self.shapes:
            self.shapes[id(formula)] = (variables(formula), formula)  # held, so that its id stays its own
        names = self.shapes[id(formula)][0]
        return tuple(env.items()) if names is None else tuple([env[name] for name in names])

    def _value(self, formula, t, env):
        match formula:
            case f.Event():
                if any(matches(formula, fact, env) for fact in self.at.get(t, ())):
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
                return self._some(formula.body, self.window(formula, t, 1), t, env)
            case f.Once():
                return self._some(formula.body, self.window(formula, t, -1), t, env)
            case f.Since():
                return self._since(formula, t, env)
            case f.Around():
                at = env[formula.var]
                span = range(at - formula.before_ms, at + formula.after_ms + 1)
                return self._some(formula.body, span, t, env)

    def window(self, formula, t, way):
        """Ticks inside the interval, by the definition of its ends."""
        w, place = formula.within, (id(formula), t)
        if place not in self.windows:
            self.windows[place] = [
                j
                for j in (range(t, self.end + 1) if way > 0 else range(self.start, t + 1))
                if (d := (j - t) * way) >= w.lo_ms
                and not (w.lo_open and d == w.lo_ms)
                and (w.hi_ms is None or (d < w.hi_ms if w.hi_open else d <= w.hi_ms))
            ]
        return self.windows[place]

    def exists(self, j, t):
        """2: there is an instant at j (the one we stand on counts as one); 1: there may be; 0: never."""
        if j in self.instants or j == t:
            return 2
        return 1 if j > self.watermark else 0

    def _some(self, body, span, t, env):
        best = 0
        for j in span:
            there = self.exists(j, t)
            best = max(best, min(there, self.value(body, j, env)) if there else 0)
            if best == 2:
                break
        return best

    def _since(self, formula, t, env):
        best, held = 0, 2
        inside = frozenset(self.window(formula, t, -1))
        for j in range(t, self.start - 1, -1):
            there = self.exists(j, t)
            if there == 0:
                continue
            if j in inside:
                best = max(best, min(there, held, self.value(formula.start, j, env)))
            held = min(held, max(self.value(formula.hold, j, env), 2 - there))
            if best >= held:
                break
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


def variables(formula):
    """Names that stand in it; None where it counts."""
    if isinstance(formula, f.Exists | f.AtLeast):
        return None
    inner = [variables(child) for child in f.children(formula)]
    terms = getattr(formula, "args", ()) or (getattr(formula, "left", None), getattr(formula, "right", None))
    own = [t.name for t in terms if isinstance(t, f.Var)]
    own += [formula.var] if isinstance(formula, f.Around) else []
    return None if None in inner else tuple(dict.fromkeys([*own, *(name for names in inner for name in names)]))


def constants(formula):
    own = getattr(formula, "args", ()) or (getattr(formula, "left", None), getattr(formula, "right", None))
    yield from (t.value for t in own if isinstance(t, f.Const))
    for child in f.children(formula):
        yield from constants(child)
