"""Random duties and random logs for them, biased to the interval ends, for facts and for heads."""

from safeconduct.protocol import formula as f

KEYS, OTHERS = ("a", "b"), ("u", "v", "w")
LOGS = ("l1/a/1", "l2/a/1")


class Maker:
    """`pick(options)` chooses: a random generator's `choice`, or hypothesis drawing."""

    def __init__(self, pick):
        self.pick = pick

    def duty(self):
        trigger = self.pick(
            (
                f.Event("p", (f.Var("x"),)),
                f.Event("s", (f.Var("x"), f.Var("y"))),
                f.Event("s", (f.Var("x"), f.Wild())),
                f.Event("p", (f.Var("x"), f.Var("id_i"))),
            )
        )
        names = [t.name for t in trigger.args if isinstance(t, f.Var)]
        guard = self.formula(1, names, ahead=False) if self.pick((0, 0, 1)) else None
        must = self.pick((self.simple, self.general))(names)
        return f.Duty(trigger, guard, must)

    def simple(self, names):
        """The shapes that sentence patterns have."""
        event, other, key = self.event(names), self.event(names), self.key(names)
        w, endless = self.within(6), self.within(6, can_be_endless=True)
        of_q = f.Event("s", (key, f.Var("q")))
        not_u = f.Not(f.Same(f.Var("q"), f.Const("u")))
        no_r = f.Not(f.Event("r", (f.Var("q"),)))
        return self.pick((
            f.Eventually(w, event),
            f.Eventually(w, f.Or((event, other))),
            f.Once(w, event),
            f.Not(f.Once(w, event)),
            f.Since(f.Not(event), endless, other),
            f.Not(f.Since(f.Not(event), endless, other)),
            f.Or((f.Eventually(w, event), f.Eventually(self.within(6), other))),
            f.Eventually(w, f.Exists("q", f.And((of_q, not_u)))),
            f.AtLeast(2, "q", f.Eventually(w, of_q)),
            f.Not(f.AtLeast(2, "id_q", f.Once(w, f.Event("p", (key, f.Var("id_q")))))),
            f.AtLeast(2, "q", f.Since(no_r, endless, of_q)),
        ))  # fmt: skip

    def general(self, names):
        return self.formula(self.pick((1, 2, 3)), names, ahead=True)

    def formula(self, depth, names, *, ahead):
        if depth == 0:
            return self.event(names)
        kinds = ["not", "and", "or", "once", "since", "exists", "at_least", "same"] + ["ev", "ev"] * ahead
        sub = lambda: self.formula(depth - 1, names, ahead=ahead)  # noqa: E731
        match self.pick(tuple(kinds)):
            case "not":
                return f.Not(sub())
            case "and":
                return f.And((sub(), sub()))
            case "or":
                return f.Or((sub(), sub()))
            case "once":
                return f.Once(self.within(5, can_be_endless=True), sub())
            case "since":
                return f.Since(sub(), self.within(5, can_be_endless=True), sub())
            case "ev":
                return f.Eventually(self.within(5), sub())
            case "same":
                return f.And((sub(), f.Same(f.Var(self.pick(tuple(names))), f.Const(self.pick((*KEYS, *OTHERS))))))
            case kind:
                name = self.pick(("q", "id_q"))
                name = name + str(len(names))
                inside = self.about(name, names)
                if self.pick((0, 1)):
                    inside = f.And((inside, self.formula(depth - 1, [*names, name], ahead=ahead)))
                wrap = self.pick(("none", "once", "ev", "since") if ahead else ("none", "once", "since"))
                if wrap == "once":
                    inside = f.Once(self.within(5, can_be_endless=True), inside)
                elif wrap == "ev":
                    inside = f.Eventually(self.within(5), inside)
                elif wrap == "since":
                    inside = f.Since(f.Not(self.event(names)), self.within(5, can_be_endless=True), inside)
                return f.Exists(name, inside) if kind == "exists" else f.AtLeast(self.pick((2, 2, 3)), name, inside)

    def about(self, name, names):
        if name.startswith("id_"):
            return self.pick((f.Event("p", (self.key(names), f.Var(name))), f.Event("p", (f.Wild(), f.Var(name)))))
        return f.Event("s", (self.pick((self.key(names), self.key(names), f.Wild())), f.Var(name)))

    def event(self, names):
        key = self.key(names)
        return self.pick(
            (
                f.Event("p", (key,)),
                f.Event("r", (key,)),
                f.Event("r", (key,)),
                f.Event("s", (key, f.Wild())),
                f.Event("s", (key, f.Const("u"))),
                f.Event("r", (f.Wild(),)),
            )
        )

    def key(self, names):
        return f.Var(self.pick(("x", "x", "x", *[n for n in names if not n.startswith("id_")])))

    def within(self, top, *, can_be_endless=False):
        lo = self.pick((0, 0, 0, 1, 2))
        hi = self.pick((1, 2, 3, 4, top))
        if can_be_endless and self.pick((0, 1)):
            return f.Within(lo, None, self.pick((False, True)), False)
        lo_open, hi_open = self.pick((False, True)), self.pick((False, True))
        while hi - hi_open < lo + lo_open:
            hi += 1
        return f.Within(lo, hi, lo_open, hi_open)

    def lines(self, n):
        """Lines of two logs in arrival order: (log, seq, id, t, name, args) or (log, seq, head)."""
        seqs, made = dict.fromkeys(LOGS, 0), []
        t, heads = 0, dict.fromkeys(LOGS, -1)
        for i in range(n):
            log = self.pick(LOGS)
            seqs[log] += 1
            t = max(0, t + self.pick((0, 0, 1, 1, 2, 3, 4, -1, -3)))
            if self.pick((0, 0, 1)):
                head = t + self.pick((-1, 0, 1, 2, 5))
                if self.pick((0, 0, 0, 0, 1)) == 0:
                    head = max(head, heads[log])
                heads[log] = head
                made.append((log, seqs[log], head))
            else:
                name, arity = self.pick((("p", 1), ("p", 1), ("r", 1), ("r", 1), ("s", 2), ("s", 2), ("z", 0)))
                args = (self.pick(KEYS), self.pick(OTHERS))[:arity]
                if name == "r" and self.pick((0, 0, 1)):
                    args = (self.pick(OTHERS),)
                made.append((log, seqs[log], f"{i:064x}", t, name, args))
        return self.shuffled(made)

    def aimed(self, duty, n):
        """The same kind of lines, but most facts and promises fall on an interval's end of some trigger, or one
        tick beside it; about a third of the facts are triggers."""
        ends = sorted({0, *(end for part in f.whole(duty) for end in interval_ends(part))})
        anchors, made = [self.pick((0, 2, 5))], []
        for i in range(n):
            t = max(0, self.pick(anchors) + self.pick(ends) + self.pick((-1, 0, 0, 1)))
            if self.pick((0, 0, 1)):
                made.append((t, 1, self.pick(LOGS)))
                continue
            if self.pick((0, 0, 1)):
                anchors.append(max(0, anchors[-1] + self.pick((0, 1, 2, 4, 7))))
                t = anchors[-1]
                name, args = self.trigger_fact(duty.trigger)
            else:
                name, args = self.other_fact()
            made.append((t, 0, self.pick(LOGS), f"{i:064x}", name, args))
        if self.pick((0, 1, 1)):  # both logs get as far as some trigger's end
            at = self.pick(anchors) + ends[-1]
            made += [(max(0, at + self.pick((-1, 0, 0, 1, 9))), 1, log) for log in LOGS]
        made.sort(key=lambda m: (m[0] + self.pick((0,) * 12 + (3, -3)), m[1]))
        seqs, lines = dict.fromkeys(LOGS, 0), []
        for t, is_head, log, *rest in made:
            seqs[log] += 1
            lines.append((log, seqs[log], t) if is_head else (log, seqs[log], rest[0], t, rest[1], rest[2]))
        return self.shuffled(lines)

    def trigger_fact(self, trigger):
        return trigger.name, (self.pick(KEYS), self.pick(OTHERS))[: 1 if trigger.name == "p" else 2]

    def other_fact(self):
        name, arity = self.pick((("p", 1), ("r", 1), ("r", 1), ("s", 2), ("s", 2), ("z", 0)))
        args = (self.pick(KEYS), self.pick(OTHERS))[:arity]
        return name, ((self.pick(OTHERS),) if name == "r" and self.pick((0, 0, 0, 1)) else args)

    def shuffled(self, lines):
        """Mostly in order; some lines come late, some twice."""
        out = []
        for line in lines:
            at = len(out) if self.pick((0, 1, 1, 1)) else max(0, len(out) - self.pick((1, 2, 3)))
            out.insert(at, line)
            if self.pick((0,) * 12 + (1,)):
                out.append(line)
        return out


def interval_ends(formula):
    """Ends of each interval inside, forward or back from the instant that it is judged at, and their sums."""
    inner = {0}.union(*(interval_ends(child) for child in f.children(formula)))
    if not isinstance(formula, f.Eventually | f.Once | f.Since):
        return inner
    way = 1 if isinstance(formula, f.Eventually) else -1
    own = {way * formula.within.lo_ms, way * (formula.within.hi_ms or formula.within.lo_ms)}
    return {0, *own, *(a + b for a in own for b in inner)}
