"""Write an invitation."""

from pathlib import Path

from cyclopts import App

from .answer import Json, answer

app = App(name="invite", help="Write what another party needs to admit this one.")


@app.default
def invite(node: Path, *, out: Path | None = None, url: str | None = None, json: Json = False) -> None:
    """Write the invitation of the party in NODE to --out. Stop the node first.

    Hand the file over, and read the fingerprint to each other: that is what makes it yours.

    Example: safeconduct invite host-node --out host.invitation
    """
    import msgspec

    from safeconduct.node.admission import fingerprint, invitation
    from safeconduct.node.node import Node

    opened = Node(node)
    peer = invitation(opened, url)
    opened.truth.close()
    text = msgspec.json.format(msgspec.json.encode(peer), indent=2).decode()
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
    said = text if out is None else f"invitation of {peer.name} written to {out}"
    answer(peer, [said, f"fingerprint: {fingerprint(peer)}"], json)
