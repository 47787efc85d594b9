"""Key files. An officer's key file is the same for the command line and for the browser (`web/keyfile.ts`)."""

import hashlib
import os
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from safeconduct.errors import BadInput
from safeconduct.wire.ed25519 import Signer

KIND: Final = "safeconduct-officer-key/1"
_ROUNDS: Final = 600_000
"""OWASP's number for PBKDF2-HMAC-SHA256: the strongest derivation that browsers have built in."""


class _KeyFile(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    kind: str
    name: str
    public: str
    seed: str | None = None
    kdf: str | None = None
    rounds: int | None = None
    salt: str | None = None
    iv: str | None = None
    box: str | None = None


class KeyFileError(BadInput):
    """The key file cannot be used."""


def write_key(path: Path, name: str, seed: bytes, passphrase: str | None) -> Signer:
    """A new key file that only its owner may read; never overwrites. Without a passphrase the seed is in clear."""
    signer = Signer(seed)
    if passphrase is None:
        content = _KeyFile(KIND, name, signer.public, seed=seed.hex())
    else:
        salt, iv = os.urandom(16), os.urandom(12)
        box = AESGCM(_derive(passphrase, salt, _ROUNDS)).encrypt(iv, seed, None)
        content = _KeyFile(
            KIND, name, signer.public, None, "pbkdf2-sha256", _ROUNDS, salt.hex(), iv.hex(), box.hex()
        )
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyFileError(
            "there is a file of that name already",
            where=str(path),
            next_step="choose another name: keys are never replaced",
        ) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
    return signer


def is_locked(path: Path) -> bool:
    """Whether opening it takes a passphrase."""
    return _read(path).seed is None


def read_key(path: Path, passphrase: str | None = None) -> tuple[Signer, str]:
    """The officer's signer and name. Raises KeyFileError."""
    file = _read(path)
    try:
        if file.seed is not None:
            seed = bytes.fromhex(file.seed)
        elif passphrase is None:
            raise KeyFileError("this key is locked", where=str(path), next_step="give its passphrase")
        else:
            key = _derive(passphrase, bytes.fromhex(file.salt or ""), min(file.rounds or 0, 10_000_000))
            seed = AESGCM(key).decrypt(bytes.fromhex(file.iv or ""), bytes.fromhex(file.box or ""), None)
        signer = Signer(seed)
    except InvalidTag as error:
        raise KeyFileError("the passphrase is wrong", where=str(path), next_step="try again") from error
    except ValueError as error:
        raise KeyFileError("the key file is damaged", where=str(path), next_step="use your copy of it") from error
    if signer.public != file.public:
        raise KeyFileError("the key file is damaged", where=str(path), next_step="use your copy of it")
    return signer, file.name


def _read(path: Path) -> _KeyFile:
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_KeyFile)
    except OSError as error:
        raise KeyFileError(
            f"cannot be read: {error.strerror}", where=str(path), next_step="check the path"
        ) from error
    except msgspec.DecodeError as error:
        raise KeyFileError(f"is no key file: {error}", where=str(path), next_step="check the path") from error
    if file.kind != KIND:
        raise KeyFileError(f"is of kind {file.kind}, not {KIND}", where=str(path), next_step="check the path")
    return file


def _derive(passphrase: str, salt: bytes, rounds: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, max(rounds, 1), dklen=32)
