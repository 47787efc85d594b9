"""Who may do what, read off the clauses one by one: slow, and not by way of any policy language."""

from safeconduct.accord.accord import Accord
from safeconduct.accord.authority import Asked
from safeconduct.records.clause import MandateContent
from safeconduct.records.record import BODIES
from safeconduct.records.units import ClauseId, KeyId, PartyId
from safeconduct.state.parties import Parties


def may_sign(parties: Parties, own: PartyId, key: KeyId, kind: str) -> bool:
    """An officer of this party with one of the roles that the type of record names."""
    officer = parties.officers.get(key)
    if officer is None or officer.party != own:
        return False
    return any(role in BODIES[kind].SIGNERS and role != "node" for role in officer.roles)


def allowing(accord: Accord, parties: Parties, asked: Asked, zones: dict[str, str]) -> set[ClauseId]:
    """The clauses in force that allow the act, each looked at on its own."""
    found = set()
    for clause in accord.clauses.values():
        mandate = clause.content
        agreed = [clause.stand(party) == "agreed" for party in parties.members]
        if not isinstance(mandate, MandateContent) or len(agreed) < 2 or not all(agreed):
            continue
        begins = [clause.positions[party].proven_ms for party in parties.members]
        terms = clause.terms
        if terms is not None:
            begins.append(terms.begins_ms or 0)
            if terms.ends_ms is not None and asked.at_ms >= terms.ends_ms:
                continue
        if asked.at_ms < max(begins):
            continue
        if (mandate.act, mandate.party, mandate.role) != (asked.act, asked.party, asked.role):
            continue
        if mandate.on:
            on = {asked.on}
            if asked.on is not None and asked.on.startswith("zone/"):
                on.add("site/" + zones.get(asked.on[5:], "?"))
            if not on & set(mandate.on):
                continue
        if mandate.at_most is not None and asked.count > mandate.at_most:
            continue
        if mandate.resolution_m is not None and asked.resolution_m < mandate.resolution_m:
            continue
        if mandate.hours is not None:
            hours = mandate.hours
            minute, ahead = hours.from_min % 1_440, 0
            length = (hours.to_min - hours.from_min) % 1_440 or 1_440
            local = (asked.at_ms // 60_000 + hours.offset_min) % 1_440
            while minute != local:
                minute, ahead = (minute + 1) % 1_440, ahead + 1
            if ahead >= length:
                continue
        found.add(clause.clause)
    return found
