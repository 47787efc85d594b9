"""Officers' keys."""

import re
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from .answer import Json, answer
from .options import At, Key, desk_at

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


def _id_of(public: str) -> str:
    from safeconduct.errors import BadInput
    from safeconduct.wire.ed25519 import key_id

    if not re.fullmatch(r"[0-9a-f]{64}", public):
        raise BadInput(f"{public!r} is no key: 64 hexadecimal digits", next_step="copy it from `officer new`")
    return key_id(public)
