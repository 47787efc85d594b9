"""Rules in the formal notation: for what no sentence pattern covers. They are signed and judged like any other."""

from .monitorable import check_duty
from .notation import read_duty
from .rule import FORMAL, FORMAL_TICK_MS, SEMANTICS, Rule


def formal_rule(text: str) -> Rule:
    """A rule from the formal notation. Raises BadFormula, NotMonitorable."""
    duty = read_duty(text)
    check_duty(duty, FORMAL_TICK_MS)
    return Rule(SEMANTICS, FORMAL, (), (duty,))
