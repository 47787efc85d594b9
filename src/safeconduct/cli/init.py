"""Make a node."""

import os
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from .answer import Json, answer

app = App(name="init", help="Make a node for a party, and its founder's key file.")


@app.default
def init(
    node: Path,
    *,
    party: str,
    name: str | None = None,
    accord: str = "joint",
    host: str = "127.0.0.1",
    port: int = 8443,
    officer: str = "Founder",
    key: Path | None = None,
    passphrase: Annotated[bool, Parameter(help="Lock the key file with a passphrase.")] = False,
    name_zh: str = "",
    name_ur: str = "",
    json: Json = False,
) -> None:
    """Make the folder NODE with new keys and a log that begins by founding the party.

    The founder's key file is written next to the folder (or to --key): give it to that officer and keep no copy.

    Example: safeconduct init host-node --party host --name Host --port 8443
    """
    from getpass import getpass

    from safeconduct.node.founding import Founding, found

    secret = os.environ.get("SAFECONDUCT_PASSPHRASE") or (getpass("new passphrase: ") if passphrase else None)
    key = key or node.with_name(f"{party}-founder.key")
    names = {lang: text for lang, text in (("zh", name_zh), ("ur", name_ur)) if text}
    made = found(
        Founding(
            root=node,
            party=party,
            name=name or party.title(),
            names=names,
            accord=accord,
            host=host,
            port=port,
            officer=officer,
            key=key,
            passphrase=secret,
        )
    )
    answer(
        made,
        [
            f"{made.name} has a node in {node}, its log is {made.origin}",
            f"the key of {officer} is in {key}: hand it over, keep no copy",
            f"  next: safeconduct serve {node}",
        ],
        json,
    )
