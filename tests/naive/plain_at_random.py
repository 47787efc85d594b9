"""Random plain duties: only the shapes that columns and the plain docket judge."""

from safeconduct.protocol import formula as f
from tests.naive.formulas_at_random import Maker


class Plain(Maker):
    """Only shapes that the columnar path covers."""

    def duty(self):
        x = f.Var("x")
        triggers = (f.Event("p", (x,)), f.Event("s", (x, f.Var("y"))), f.Event("s", (x, f.Wild())))
        trigger = self.pick(triggers)
        guard = self.past(0) if self.pick((0, 1)) else None
        return f.Duty(trigger, guard, self.pick((self.ahead, lambda: self.past(2)))())

    def plain(self):
        one, other = self.one(), self.one()
        return self.pick((one, f.Or((one, other))))

    def one(self):
        x = f.Var("x")
        return self.pick((
            f.Event("p", (x,)), f.Event("r", (x,)), f.Event("s", (x, f.Wild())), f.Event("s", (x, f.Const("u")))
        ))  # fmt: skip

    def ahead(self):
        ev = f.Eventually(self.within(6), self.plain())
        of_record = f.Eventually(self.within(6), f.Event("p", (f.Var("x"), f.Var("id_q"))))
        return self.pick((
            ev,
            f.Or((ev, f.Eventually(self.within(4), self.plain()))),
            f.And((ev, f.Not(f.Eventually(self.within(4), self.plain())))),
            f.And((self.past(1), ev)),
            f.AtLeast(self.pick((1, 2, 3)), "id_q", of_record),
        ))  # fmt: skip

    def past(self, depth):
        w = self.within(6, can_be_endless=True)
        of_record = f.Once(self.within(9), f.Event("s", (f.Var("x"), f.Wild(), f.Var("id_q"))))
        kinds = [
            f.Once(w, self.plain()),
            f.Since(f.Not(self.plain()), w, self.plain()),
            f.AtLeast(self.pick((1, 2, 3)), "id_q", of_record),
        ]
        if depth:
            kinds += [
                f.Not(self.past(depth - 1)),
                f.And((self.past(0), self.past(0))),
                f.Or((self.past(0), self.past(0))),
            ]
        return self.pick(tuple(kinds))
