"""How a node begins: its folder, its keys, and the first record of its log."""

import os
from pathlib import Path

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records import record as records
from safeconduct.records.party import PartyFounded
from safeconduct.records.units import AccordId, KeyId, Lang, Name, Origin, PartyId, PublicKey
from safeconduct.wire import dsse, note
from safeconduct.wire.ed25519 import Signer

from .clock import WallClock
from .config import Config, Listen, new_config, read_config
from .disk import RealDisk
from .folder import Folder, create_keys, new_folder
from .keyfile import write_key
from .log import Log
from .signers import witness_signer


class Founding(msgspec.Struct, frozen=True, kw_only=True):
    """What a new node is asked for."""

    root: Path
    party: str
    name: str
    names: dict[str, str]
    accord: str
    host: str
    port: int
    officer: str
    key: Path
    passphrase: str | None


class Founded(msgspec.Struct, frozen=True):
    """What came of it."""

    party: PartyId
    name: Name
    origin: Origin
    founder: PublicKey


class _Checked(msgspec.Struct, frozen=True):
    """The parts that a person typed, by their types."""

    party: PartyId
    name: Name
    names: dict[Lang, Name]
    accord: AccordId
    officer: Name
    listen: Listen


def found(wanted: Founding) -> Founded:
    """Make the folder and the founder's key file, or neither. Raises BadInput, FolderError, KeyFileError."""
    asked = {name: getattr(wanted, name) for name in ("party", "name", "names", "accord", "officer")}
    try:
        checked = msgspec.convert({**asked, "listen": {"host": wanted.host, "port": wanted.port}}, _Checked)
    except msgspec.ValidationError as error:
        raise BadInput(
            str(error), next_step="names of parties and accords are short, lower case, without spaces"
        ) from error
    with new_folder(wanted.root) as folder:
        text = new_config(checked.party, checked.name, checked.accord, checked.listen)
        folder.config.write_text(text, encoding="utf-8")
        config = read_config(folder.config)
        founder = write_key(wanted.key, checked.officer, os.urandom(32), wanted.passphrase)
        try:
            _begin_log(folder, config, checked, founder)
        except BaseException:
            wanted.key.unlink()
            raise
    return Founded(checked.party, checked.name, config.origin, PublicKey(founder.public))


def _begin_log(folder: Folder, config: Config, checked: _Checked, founder: Signer) -> None:
    keys = create_keys(folder)
    for place in (folder.peers, folder.blobs):
        place.mkdir()
    signer = note.Signer(config.origin, keys.log)
    body = PartyFounded(
        party=checked.party,
        name=checked.name,
        founder=PublicKey(founder.public),
        founder_name=checked.officer,
        node=PublicKey(keys.node.public),
        log_vkey=str(signer.key),
        witness_vkey=str(witness_signer(config, keys).key),
        names=checked.names,
    )
    now_ms = WallClock().now_ms()
    record = records.write(body, party=checked.party, by=KeyId(founder.key_id), at_ms=now_ms, prev=None)
    log = Log.create(folder.log, config.origin, signer, RealDisk())
    log.append([dsse.encode(dsse.sign(records.encode(record), founder))])
    log.close()
