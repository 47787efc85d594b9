"""New keys for a node and for its cosignatures, from one record of its log on.

The new keys lie sealed in `keys/next` before the log names them, and take their place after it does. Stopped
anywhere in between, the same command goes on: the log says which keys count.
"""

from safeconduct.errors import Unavailable
from safeconduct.records.party import PartyRekeyed
from safeconduct.records.units import KeyId, PublicKey, Text
from safeconduct.wire.ed25519 import Signer

from .disclosing import new_reader_key
from .folder import adopt_next_keys, make_next_keys
from .node import Node
from .signers import witness_signer


class KeysDiffer(Unavailable):
    """The node's keys are not those that its log names: they were restored, or a change was stopped half way."""

    next_step = "put the newest keys back, or give it new ones: safeconduct party rekey NODE --key FILE"


def check_keys(node: Node) -> None:
    """Raises KeysDiffer: nothing that the node signs would count."""
    party = node.truth.state.parties.parties.get(node.config.party)
    if party is None:
        return
    held = node.keys.node.public, str(node.witness.key)
    if held != (party.node, party.witness_vkey):
        raise KeysDiffer(f"{node.folder.keys} does not hold the keys that {node.truth.origin} names")


async def rekey(node: Node, signer: Signer, reason: str) -> PartyRekeyed:
    """Let new keys take the place of the node's and the witness's, signed by an administrator; what is disclosed
    from then on is sealed to a new key as well.

    The node is to be closed and opened again afterwards. Raises Denied, BadInput: then the old keys count on.
    """
    node.access.check_type(KeyId(signer.key_id), PartyRekeyed.TYPE)
    keys = make_next_keys(node.folder)
    witness_vkey = str(witness_signer(node.config, keys).key)
    body = PartyRekeyed(node=PublicKey(keys.node.public), witness_vkey=witness_vkey, reason=Text(reason))
    if node.truth.state.parties.parties[node.config.party].node != body.node:
        new_reader_key(node.folder)
        await node.act_here(body, signer)
    adopt_next_keys(node.folder)
    return body
