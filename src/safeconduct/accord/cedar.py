"""Who may do what, as Cedar policies (docs.cedarpolicy.com, language 4). Default deny: one permit a clause or role.

Entities: `Officer`, in `Role::"party/role"`; `Site`, `Feed`, `Zone` in its `Site`. Actions: the type of a record to
be signed, `read`, and the acts of mandates. Context of an act under a mandate: `count` (people), `minute` (of the
day, UTC), `at_ms`, `resolution_m`.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from safeconduct.records.body import Role
from safeconduct.records.clause import DayHours, MandateContent
from safeconduct.records.record import BODIES
from safeconduct.records.units import ClauseId, PartyId, Resource

from .window import ALWAYS, Window

READ: Final = "read"
_ROLES: Final[tuple[Role, ...]] = ("admin", "keeper", "liaison", "operator", "security")
_DAY_MIN: Final = 1_440


def role_policies(party: PartyId) -> str:
    """What the roles of that party may sign at its own node, and that whoever has a role may read there."""
    signed: Mapping[Role, list[str]] = {
        role: sorted(name for name, body in BODIES.items() if role in body.SIGNERS) for role in _ROLES
    }
    permits = [
        _permit(f"role:{role}", f'Role::"{party}/{role}"', f"action in [{_list('Action', names)}]")
        for role, names in signed.items()
        if names
    ]
    reads = [_permit(f"read:{role}", f'Role::"{party}/{role}"', f'action == Action::"{READ}"') for role in _ROLES]
    return "\n".join([*permits, *reads])


def mandate_policy(clause: ClauseId, mandate: MandateContent, window: Window = ALWAYS) -> str:
    """The permit that follows from a mandate that all have signed, while it holds by its own terms."""
    conditions = []
    if window.from_ms > 0:
        conditions.append(f"context.at_ms >= {window.from_ms}")
    if window.to_ms is not None:
        conditions.append(f"context.at_ms < {window.to_ms}")
    if mandate.on:
        conditions.append(f"resource in [{', '.join(_resource(each) for each in mandate.on)}]")
    if mandate.at_most is not None:
        conditions.append(f"context.count <= {mandate.at_most}")
    if mandate.resolution_m is not None:
        conditions.append(f"context.resolution_m >= {mandate.resolution_m}")
    if mandate.hours is not None:
        conditions.append(_hours(mandate.hours))
    principal = f'Role::"{mandate.party}/{mandate.role}"'
    return _permit(f"clause:{clause}", principal, f'action == Action::"{mandate.act}"', conditions)


def entity(kind: str, name: str, parents: Iterable[tuple[str, str]] = ()) -> dict[str, object]:
    """One entity in Cedar's JSON form."""
    return {
        "uid": {"type": kind, "id": name},
        "attrs": {},
        "parents": [{"type": parent, "id": of} for parent, of in parents],
    }


def uid(resource: Resource | None) -> str:
    """The entity that a resource is; one that nothing names where there is none."""
    return _resource(resource) if resource is not None else 'Any::"any"'


def _permit(name: str, principal: str, action: str, when: Iterable[str] = ()) -> str:
    condition = " && ".join(f"({each})" for each in when)
    tail = f" when {{ {condition} }};" if condition else ";"
    return f'@id("{name}")\npermit (principal in {principal}, {action}, resource){tail}\n'


def _resource(resource: Resource) -> str:
    kind, _, name = resource.partition("/")
    return f'{kind.title()}::"{name}"'


def _list(kind: str, names: Iterable[str]) -> str:
    return ", ".join(f'{kind}::"{name}"' for name in names)


def _hours(hours: DayHours) -> str:
    """In minutes of the UTC day, where the hours may run over midnight."""
    start = (hours.from_min - hours.offset_min) % _DAY_MIN
    length = (hours.to_min - hours.from_min) % _DAY_MIN or _DAY_MIN
    end = start + length
    if length == _DAY_MIN:
        return "true"
    if end <= _DAY_MIN:
        return f"context.minute >= {start} && context.minute < {end}"
    return f"context.minute >= {start} || context.minute < {end - _DAY_MIN}"
