"""Invitations: how one party's node comes to know another's, at the node itself and with an officer's key."""

from pathlib import Path

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.party import PartyAdmitted
from safeconduct.records.units import PublicKey
from safeconduct.wire import canonical, note
from safeconduct.wire.ed25519 import Signer

from .config import Peer, table
from .node import Node
from .tls import fingerprint_of, own_files

_INVITATION = msgspec.json.Decoder(Peer)


def invitation(node: Node, url: str | None) -> Peer:
    """What another party needs to know of this node. Nothing in it is secret; that it is ours, they must hear
    from us in person: `fingerprint` is what to compare."""
    own = node.truth.state.parties.parties[node.config.party]
    founder = next(
        officer.public
        for officer in node.truth.state.parties.officers.values()
        if officer.party == own.party and "admin" in officer.roles
    )
    url = url or node.config.listen.url
    files = own_files(node.folder.root, node.config.listen)
    return Peer(
        party=own.party,
        name=own.name,
        origin=own.log,
        url=url,
        founder=PublicKey(founder),
        log_vkey=own.log_vkey,
        witness_vkey=own.witness_vkey,
        certificates=(fingerprint_of(files[0]),) if files is not None and url.startswith("https://") else (),
    )


def read_invitation(path: Path) -> Peer:
    """Raises BadInput with what is wrong."""
    try:
        peer = _INVITATION.decode(path.read_bytes())
        note.parse_key(peer.log_vkey)
        note.parse_key(peer.witness_vkey)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(path), next_step="check the path") from error
    except (msgspec.DecodeError, BadInput) as error:
        raise BadInput(
            f"is no invitation: {error}", where=str(path), next_step="ask for a new one: safeconduct invite"
        ) from error
    return peer


async def admit(node: Node, peer: Peer, signer: Signer) -> None:
    """Sign the admission into our log and follow that peer from the next start on. Raises BadInput, Denied."""
    known = next((each for each in node.config.peers if each.origin == peer.origin), None)
    if known is not None or peer.party == node.config.party:
        raise BadInput(f"{peer.party} is admitted already", next_step="start the node: safeconduct serve")
    body = PartyAdmitted(
        party=peer.party,
        origin=peer.origin,
        founder=peer.founder,
        log_vkey=peer.log_vkey,
        witness_vkey=peer.witness_vkey,
    )
    await node.act_here(body, signer)
    with node.folder.config.open("a", encoding="utf-8") as file:
        file.write(table("peers", peer))


def fingerprint(peer: Peer) -> str:
    """Eight groups to read to each other over the telephone: of all that the invitation says, keys and pins too."""
    digest = canonical.digest(msgspec.to_builtins(peer))
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))
