"""Why an alarm rings, in words: by the clause behind it, or because somebody broke the glass."""

from safeconduct.alarm.reduce import Alarm
from safeconduct.disclosure.glass import RULE as GLASS
from safeconduct.disclosure.reduce import DISCLOSURES
from safeconduct.node.node import Node
from safeconduct.node.wording import Wordings
from safeconduct.records.units import DocumentId, GroupId, KeyId, Lang

from .language import translator
from .names import Names


def alarm_text(alarm: Alarm, node: Node, lang: Lang) -> str:
    """A sentence or two."""
    state = node.truth.state
    if alarm.rule != GLASS:
        return Wordings(state).alarm(alarm, node.duties, node.truth, lang)
    document, part, holder = (str(dict(alarm.key)[name]) for name in ("document", "part", "holder"))
    broken = state.of(DISCLOSURES).glass[DocumentId(document), GroupId(part)].broken[KeyId(holder)]
    names = {"reader": Names(state, lang).officer(KeyId(holder)), "part": part, "document": document}
    return translator(lang)("said-glass-broken", **names, reason=broken[1])
