"""The names under which a node's keys sign heads."""

from safeconduct.wire import note

from .config import Config
from .folder import NodeKeys


def witness_signer(config: Config, keys: NodeKeys) -> note.Signer:
    """The key that cosigns the others' heads, and knocks at their doors."""
    return note.Signer(f"{config.origin}/witness", keys.witness, note.COSIGNATURE)


def mirror_signer(config: Config, keys: NodeKeys) -> note.Signer:
    """The key that cosigns what was uploaded here, once all of it is here. Not the witness's: it says more."""
    return note.Signer(f"{config.origin}/mirror", keys.mirror, note.COSIGNATURE)
