"""Accept an invitation."""

from pathlib import Path

from cyclopts import App

from .answer import Json, answer
from .options import Key

app = App(name="admit", help="Accept another party's invitation.")


@app.default
def admit(node: Path, invitation: Path, *, key: Key, json: Json = False) -> None:
    """Admit the party of INVITATION to the node in NODE, signed with an administrator's key. Stop the node first.

    Example: safeconduct admit host-node company.invitation --key host-founder.key
    """
    import asyncio

    from safeconduct.node.admission import admit as admit_peer
    from safeconduct.node.admission import fingerprint, read_invitation
    from safeconduct.node.desk import open_key
    from safeconduct.node.node import Node

    peer = read_invitation(invitation)
    signer, _ = open_key(key)
    opened = Node(node)
    try:
        asyncio.run(admit_peer(opened, peer, signer))
    finally:
        opened.truth.close()
    said = [f"{peer.name} is admitted; its log is {peer.origin} at {peer.url}"]
    said += [f"fingerprint: {fingerprint(peer)} (compare it with them)", f"  next: safeconduct serve {node}"]
    answer(peer, said, json)
