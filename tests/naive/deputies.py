"""Who may act in whose place, by its definition: instant by instant, over everything that was lent and not taken
back."""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Loan(NamedTuple):
    """One officer lends another a role from one minute to before another."""

    by: str
    to: str
    role: str
    start: int
    end: int


class Places:
    """Own roles, and what is lent, as things stand."""

    def __init__(self, own: dict[str, set[str]]) -> None:
        self.own, self.loans = own, list[Loan]()

    def acts(self, who: str, role: str, at: int) -> bool:
        """By an own role, or in the place of somebody who acts so at that instant."""
        if role in self.own.get(who, ()):
            return True
        loans = [each for each in self.loans if (each.to, each.role) == (who, role)]
        return any(each.start <= at < each.end and self.acts(each.by, role, at) for each in loans)

    def lend(self, loan: Loan, ends: Iterable[int]) -> bool:
        """Whether it stands. `ends`: every instant at which something may change."""
        if loan.to not in self.own or loan.end <= loan.start or loan.to in self._behind(loan.by, loan.role):
            return False
        instants = [at for at in {loan.start, loan.end - 1, *ends} if loan.start <= at < loan.end]
        if not all(self.acts(loan.by, loan.role, at) for at in instants):
            return False
        self._drop(lambda each: (each.to, each.role) == (loan.to, loan.role))
        self.loans.append(loan)
        return True

    def take_back(self, by: str, to: str, role: str) -> bool:
        """Whether it does: by whom it came from, or an administrator."""
        found = [each for each in self.loans if (each.to, each.role) == (to, role)]
        if not found or (found[0].by != by and "admin" not in self.own[by]):
            return False
        self._drop(lambda each: each == found[0])
        return True

    def _behind(self, who: str, role: str) -> set[str]:
        found = {who}
        for _ in self.loans:
            found |= {each.by for each in self.loans if each.to in found and each.role == role}
        return found

    def _drop(self, which: Callable[[Loan], bool]) -> None:
        self.loans = [each for each in self.loans if not which(each)]
