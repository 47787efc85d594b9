"""Officers' keys."""

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
def enrol(public: str, *, name: str, roles: list[str], at: At, key: Key, json: Json = False) -> None:
    """Enrol a public key for this party. Roles: admin, security, operator, liaison, keeper.

    Example: safeconduct officer enrol 5f…e1 --name Ayla --roles operator --at http://127.0.0.1:8443 --key f.key
    """
    from safeconduct.errors import BadInput
    from safeconduct.wire.ed25519 import key_id

    try:
        key_of = key_id(public)
    except ValueError as error:
        raise BadInput("a public key has 64 hexadecimal digits", next_step="copy it from `officer new`") from error
    body = {"key": public, "key_id": key_of, "name": name, "roles": roles}
    signed = desk_at(at, key).sign("officer.enrolled/1", body)
    answer(signed, f"{name} is enrolled as {', '.join(roles)}", json)
