"""Breaking the glass is an alarm: by whom, of which part. Its id is the same at every node: both rooms see one."""

from collections.abc import Iterator
from typing import Final

from safeconduct.records.alarm import AlarmRaised
from safeconduct.records.fact import Arg
from safeconduct.records.units import AlarmId, ClauseId, Digest, DocumentId, GroupId, KeyId, Ms, PartyId
from safeconduct.wire import canonical

from .disclosure import Disclosures

CLAUSE: Final = ClauseId("break-glass")
"""In place of a clause: no accord has to say that this rings."""
RULE: Final = Digest(canonical.digest({"what": "break-glass"}))


def alarm_of(document: DocumentId, part: GroupId, holder: KeyId) -> AlarmId:
    """Names it."""
    return AlarmId(canonical.digest({"rule": RULE, "key": _key(document, part, holder)}))


def alarms(now: Disclosures, party: PartyId) -> Iterator[AlarmRaised]:
    """One for each holder who has broken the glass of a document that this party holds a key of."""
    for (document, part), glass in sorted(now.glass.items()):
        if party in now.documents[document].body.between:
            for holder, (at_ms, _) in sorted(glass.broken.items()):
                alarm = alarm_of(document, part, holder)
                yield AlarmRaised(alarm, "alarm", CLAUSE, RULE, _key(document, part, holder), (), Ms(at_ms))


def _key(document: DocumentId, part: GroupId, holder: KeyId) -> dict[str, Arg]:
    return {"document": document, "part": part, "holder": holder}
