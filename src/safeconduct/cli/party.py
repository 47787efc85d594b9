"""Who belongs to the accord."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from .answer import Json, answer
from .options import At, Key, desk_at

app = App(name="party", help="See who is a member, remove one, change keys, go on after a restored backup.")


@app.command
def show(*, at: At, key: Key, json: Json = False) -> None:
    """Every party: member or not, whom it has admitted, how far its log counts, and why no further.

    Example: safeconduct party show --at http://127.0.0.1:8443 --key host-founder.key
    """
    parties = desk_at(at, key).get("/api/parties")
    lines = []
    for each in parties:
        said = "member" if each["is_member"] else "removed" if each["removed"] else "no member"
        lines.append(f"{each['party']}  {said}; has admitted {', '.join(each['admitted']) or 'nobody'}")
        for log in each["logs"]:
            end = f", closed: {log['closed']}" if log["closed"] else ""
            lines.append(f"  {log['origin']}  {log['size']} records count{end}")
    answer(parties, lines or ["no parties yet"], json)


@app.command
def remove(party: str, *, reason: str, at: At, key: Key, json: Json = False) -> None:
    """End the membership of PARTY for everybody, or that of your own party. It cannot read our log from then on,
    and nothing that it logs later counts at any member.

    Example: safeconduct party remove company --reason "left" --at http://127.0.0.1:8443 --key host-founder.key
    """
    signed = desk_at(at, key).sign("party.removed/1", {"party": party, "reason": reason})
    answer(signed, f"{party} is removed; the others learn of it from our log", json)


@app.command
def rekey(node: Path, *, key: Key, reason: str = "", json: Json = False) -> None:
    """Give the stopped node in NODE a new node key and a new witness key: from one record of its log on.

    The others learn of it from our log; the old keys open and sign nothing any more. Stopped half way, the same
    command goes on. The key of the log itself changes with a new epoch only.

    Example: safeconduct party rekey host-node --key host-founder.key --reason "a laptop was stolen"
    """
    import asyncio

    from safeconduct.node.desk import open_key
    from safeconduct.node.node import Node
    from safeconduct.node.rekeying import rekey as rekey_node

    signer, _ = open_key(key)
    opened = Node(node)
    try:
        body = asyncio.run(rekey_node(opened, signer, reason))
    finally:
        opened.truth.close()
    lines = [f"node key: {body.node}", f"witness key: {body.witness_vkey}", f"  next: safeconduct serve {node}"]
    answer(body, lines, json)


@app.command
def keys(node: Path, *, json: Json = False) -> None:
    """The public keys of the node in NODE: for witnesses, mirrors, and whoever checks its log.

    Example: safeconduct party keys host-node
    """
    from safeconduct.node.config import read_config
    from safeconduct.node.folder import Folder, open_keys
    from safeconduct.node.signers import mirror_signer, witness_signer
    from safeconduct.wire import note

    folder = Folder(node)
    config = read_config(folder.config)
    held = open_keys(folder)
    value = {
        "log": str(note.Signer(config.origin, held.log).key),
        "witness": str(witness_signer(config, held).key),
        "mirror": str(mirror_signer(config, held).key),
        "node": held.node.public,
    }
    answer(value, [f"{name:<8} {found}" for name, found in value.items()], json)


@app.command
def succeed(
    node: Path,
    *,
    key: Key,
    reason: str = "restored from a backup",
    alone: Annotated[bool, Parameter(help="Ask nobody: only where no other party can be reached.")] = False,
    json: Json = False,
) -> None:
    """Go on in a new log after the folder NODE was restored from a backup. Needs a running peer. Stop NODE first.

    What the backup has lost is fetched from the others' copies; nothing is ever written to the old log again.
    With --alone nobody is asked: the old log ends where this folder's copy ends, and what was signed after that
    never counts. Only for a node that says that it may be an old copy.

    Example: safeconduct party succeed host-node --key host-founder.key
    """
    import asyncio

    from safeconduct.node.desk import open_key
    from safeconduct.node.mirroring import succeed_with_peers
    from safeconduct.node.node import Node
    from safeconduct.node.succeeding import succeed_alone

    signer, _ = open_key(key)
    opened = Node(node)
    begin = succeed_alone if alone else succeed_with_peers
    try:
        origin = asyncio.run(begin(opened, signer, reason))
    finally:
        opened.truth.close()
    answer({"log": origin}, [f"the log goes on as {origin}", f"  next: safeconduct serve {node}"], json)
