"""Officers' keys."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from .answer import Json, answer
from .options import At, Key, desk_at

if TYPE_CHECKING:
    from safeconduct.node.desk import Desk

app = App(name="officer", help="Make keys for officers and enrol them.")


@app.command
def new(
    file: Path,
    *,
    name: str,
    passphrase: Annotated[bool, Parameter(help="Lock the key file with a passphrase.")] = False,
    json: Json = False,
) -> None:
    """Make a key file for an officer. The key never leaves it.

    Example: safeconduct officer new ayla.key --name "Ayla, night shift"
    """
    import os
    from getpass import getpass

    from safeconduct.node.keyfile import write_key

    secret = os.environ.get("SAFECONDUCT_PASSPHRASE") or (getpass("new passphrase: ") if passphrase else None)
    signer = write_key(file, name, os.urandom(32), secret)
    value = {"name": name, "public": signer.public, "key_id": signer.key_id}
    answer(value, [f"key of {name} in {file}", f"public key: {signer.public}"], json)


@app.command
def revoke(
    key_of: Annotated[str, Parameter(name="KEY", help="The public key, or its key id.")],
    *,
    reason: str,
    lost: Annotated[
        str | None, Parameter(help="Since when somebody else may have had it, as 2026-05-01T06:00.")
    ] = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """End what KEY may sign for this party, everywhere, from this record on.

    With --lost, its acts that claim a later time are shown as doubted, and the key is never enrolled again.

    Example: safeconduct officer revoke 5f…e1 --reason lost --lost 2026-05-01T06:00 --at http://host --key f.key
    """
    from .moment import moment_ms

    revoked = key_of if re.fullmatch(r"[0-9a-f]{32}", key_of) else _id_of(key_of)
    body = {"key_id": revoked, "reason": reason, "doubted_from_ms": moment_ms(lost) if lost else None}
    signed = desk_at(at, key).sign("officer.revoked/1", body)
    answer(signed, f"{revoked} signs nothing for this party any more", json)


@app.command
def enrol(public: str, *, name: str, roles: list[str], at: At, key: Key, json: Json = False) -> None:
    """Enrol a public key for this party. Roles: admin, security, operator, liaison, keeper.

    Example: safeconduct officer enrol 5f…e1 --name Ayla --roles operator --at http://127.0.0.1:8443 --key f.key
    """
    key_of = _id_of(public)
    body = {"key": public, "key_id": key_of, "name": name, "roles": roles}
    signed = desk_at(at, key).sign("officer.enrolled/1", body)
    answer(signed, f"{name} is enrolled as {', '.join(roles)}", json)


@app.command
def show(*, at: At, key: Key, json: Json = False) -> None:
    """This party's officers: their roles, and in whose place they stand until when.

    Example: safeconduct officer show --at http://127.0.0.1:8443 --key host-noor.key
    """
    from safeconduct.protocol.explain import moment_s

    officers = desk_at(at, key).get("/api/access")["officers"]
    lines = []
    for each in officers:
        lines.append(f"{each['key']}  {each['name']}: {', '.join(each['roles']) or 'no role of their own'}")
        for place in each["deputy"]:
            when = "now" if place["is_live"] else "not now"
            span = f"from {moment_s(place['from_ms'])} to {moment_s(place['to_ms'])}"
            lines.append(f"  deputy of {place['of']} as {place['role']}, {span}, {when}")
    answer(officers, lines or ["no officers"], json)


@app.command
def deputise(
    deputy: str,
    *,
    role: Literal["security", "operator", "liaison", "keeper"],
    begins: str,
    ends: str,
    reason: str = "",
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Let another officer of your party, by name or key id, act in a role of yours from one time to before another.

    Never for longer than you have it yourself, never back to whom you have it from. It ends by itself.

    Example: safeconduct officer deputise Ravi --role security --begins 2026-05-01T06:00 --ends 2026-05-08T06:00
      --reason "On leave" --at http://127.0.0.1:8443 --key host-noor.key
    """
    from .moment import moment_ms

    desk = desk_at(at, key)
    body = {"deputy": _named(desk, deputy), "role": role, "from_ms": moment_ms(begins), "to_ms": moment_ms(ends),
            "reason": reason}  # fmt: skip
    answer(desk.sign("authority.delegated/1", body), f"{deputy} is deputy as {role} until {ends}", json)


@app.command
def withdraw(
    deputy: str,
    *,
    role: Literal["security", "operator", "liaison", "keeper"],
    reason: str,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Take back what you lent, now. An administrator may too.

    Example: safeconduct officer withdraw Ravi --role security --reason "Back early" --at URL --key FILE
    """
    desk = desk_at(at, key)
    body = {"deputy": _named(desk, deputy), "role": role, "reason": reason}
    answer(desk.sign("authority.withdrawn/1", body), f"{deputy} is no deputy as {role} any more", json)


def _named(desk: "Desk", officer: str) -> str:
    """The key id of our officer with that name or key id. Raises BadInput."""
    from safeconduct.errors import BadInput

    known = desk.get("/api/access")["officers"]
    found = [str(each["key"]) for each in known if officer in (each["name"], each["key"])]
    if len(found) != 1:
        raise BadInput(f"{len(found)} officers are called {officer!r}", next_step="see: safeconduct officer show")
    return found[0]


def _id_of(public: str) -> str:
    from safeconduct.errors import BadInput
    from safeconduct.wire.ed25519 import key_id

    if not re.fullmatch(r"[0-9a-f]{64}", public):
        raise BadInput(f"{public!r} is no key: 64 hexadecimal digits", next_step="copy it from `officer new`")
    return key_id(public)
