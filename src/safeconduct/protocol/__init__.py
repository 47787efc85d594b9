"""Protocols: clauses that a machine checks. Sentence -> rule -> monitor -> verdict -> explanation."""

from .explain import explain
from .lexicon import PLAIN, Lexicon, NamedParty, NamedPlace, NamedRole, Names
from .misread import Misread
from .monitor import Monitor
from .rule import Rule, RuleUnsound, Severity, load_rule, rule_bytes, rule_digest
from .say import say
from .sentence import parse
from .timelines import Step, Timeline, timelines
from .verdict import Bound, Status, Verdict, verdict_bytes
from .words import EVENTS, LANGS, EventWord, Lang

__all__ = [
    "EVENTS", "LANGS", "PLAIN", "Bound", "EventWord", "Lang", "Lexicon", "Misread", "Monitor", "NamedParty",
    "NamedPlace", "NamedRole", "Names", "Rule", "RuleUnsound", "Severity", "Status", "Step", "Timeline", "Verdict",
    "explain", "load_rule", "parse", "rule_bytes", "rule_digest", "say", "timelines", "verdict_bytes",
]  # fmt: skip
