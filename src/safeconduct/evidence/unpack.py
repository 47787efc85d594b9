"""Reading a pack strictly: limits first, then form. What it accepts, `pack` would have written byte for byte.

Nothing in the result may be believed before `verify`.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec

from safeconduct.errors import BadInput
from safeconduct.ledger.entry import decode_entries
from safeconduct.records.units import Digest, Origin
from safeconduct.wire import canonical

from . import archive
from .archive import PackRefused
from .claim import Claim
from .pack import CLAIM, MANIFEST, POLICY, TEXTS, Pack, PackedLog, folder, manifest, pack
from .policy import Policy

LOGS_MAX: Final = 64
SMALL_BYTES_MAX: Final = 1024 * 1024
"""For each file that is read as JSON or as text, and for a checkpoint."""
MANIFEST_BYTES_MAX: Final = 4 * SMALL_BYTES_MAX
ENTRIES_MAX: Final = 2_000_000

_LOG: Final = re.compile(r"logs/([a-z0-9._-]+\+[a-z0-9._-]+\+[1-9][0-9]{0,18})/(checkpoint|entries)")
_BLOB: Final = re.compile(r"blobs/([0-9a-f]{64})")
_NEEDED: Final = (CLAIM, MANIFEST, POLICY, "accord.txt", "summary.txt")

S = TypeVar("S", bound=msgspec.Struct)


def unpack(raw: bytes) -> Pack:
    """The contents of a pack. Raises PackRefused with the file in it, or the byte, and what is wrong there."""
    files = archive.read(raw)
    _check_names(files)
    _check_sizes(files)
    _check_manifest(files)
    contents = Pack(
        claim=_json(files, CLAIM, Claim),
        policy=_json(files, POLICY, Policy),
        logs=logs_of(files),
        blobs=_blobs(files),
        texts={name: _text(files, name) for name in TEXTS if name in files},
    )
    if pack(contents) != raw:
        raise PackRefused("is not what packing its contents again gives", "the pack")
    return contents


def _check_names(files: Mapping[str, bytes]) -> None:
    for name in _NEEDED:
        if name not in files:
            raise PackRefused("is missing", name)
    origins: set[str] = set()
    for name in files:
        log = _LOG.fullmatch(name)
        if log is not None:
            origins.add(log[1])
        elif name not in (CLAIM, MANIFEST, POLICY, *TEXTS) and not _BLOB.fullmatch(name):
            raise PackRefused("does not belong in a pack", name)
    if len(origins) > LOGS_MAX:
        raise PackRefused(f"more than {LOGS_MAX} logs", "logs")
    for origin in origins:
        for part in ("checkpoint", "entries"):
            if f"logs/{origin}/{part}" not in files:
                raise PackRefused("is missing", f"logs/{origin}/{part}")


def _check_sizes(files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        is_large = name.endswith("/entries") or name.startswith("blobs/")
        limit = MANIFEST_BYTES_MAX if name == MANIFEST else SMALL_BYTES_MAX
        if not is_large and len(content) > limit:
            raise PackRefused(f"has {len(content)} bytes, at most {limit} are read", name)


def _check_manifest(files: Mapping[str, bytes]) -> None:
    if files[MANIFEST] == manifest(files):
        return
    try:
        listed = msgspec.json.decode(files[MANIFEST], type=dict[str, str])
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise PackRefused(f"is not a list of digests: {error}", MANIFEST) from error
    others = {name: raw for name, raw in files.items() if name != MANIFEST}
    for name in sorted(listed.keys() | others.keys()):
        if name not in others:
            raise PackRefused(f"{name} is listed and is not in the pack", MANIFEST)
        if name not in listed:
            raise PackRefused("is not listed in manifest.json: somebody added it", name)
        if listed[name] != hashlib.sha256(others[name]).hexdigest():
            raise PackRefused("is not the file that manifest.json lists: its SHA-256 differs", name)
    raise PackRefused("is not in its canonical spelling", MANIFEST)


def _json(files: Mapping[str, bytes], name: str, kind: type[S]) -> S:
    raw = files[name]
    try:
        value = msgspec.json.decode(raw, type=kind)
        again = canonical.encode(value)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, canonical.NotCanonical) as error:
        raise PackRefused(f"cannot be read: {error}", name) from error
    if again != raw:
        raise PackRefused("is not in its canonical spelling", name)
    return value


def _text(files: Mapping[str, bytes], name: str) -> str:
    try:
        return files[name].decode()
    except UnicodeError as error:
        raise PackRefused(f"is no UTF-8 text: {error}", name) from error


def logs_of(files: Mapping[str, bytes]) -> tuple[PackedLog, ...]:
    """The logs among these files, by origin. Raises PackRefused."""
    names = sorted(match[1] for name in files if (match := _LOG.fullmatch(name)) and match[2] == "entries")
    found: list[PackedLog] = []
    for name in names:
        try:
            origin = msgspec.convert(name.replace("+", "/"), Origin)
        except msgspec.ValidationError as error:
            raise PackRefused("is not the name of a log", f"logs/{name}") from error
        entries = _entries(files[f"logs/{name}/entries"], f"logs/{name}/entries")
        found.append(PackedLog(origin, files[f"{folder(origin)}/checkpoint"], entries))
    return tuple(sorted(found, key=lambda log: log.origin))


def _entries(raw: bytes, name: str) -> tuple[bytes, ...]:
    at, count = 0, 0
    while at < len(raw):
        at += 2 + int.from_bytes(raw[at : at + 2], "big")
        count += 1
    if count > ENTRIES_MAX:
        raise PackRefused(f"holds {count} entries, at most {ENTRIES_MAX} are read", name)
    try:
        return decode_entries(raw, 0, count)[0]
    except BadInput as error:
        raise PackRefused(f"cannot be read: {error}", name) from error


def _blobs(files: Mapping[str, bytes]) -> dict[Digest, bytes]:
    found: dict[Digest, bytes] = {}
    for name, content in files.items():
        match = _BLOB.fullmatch(name)
        if match is not None:
            if hashlib.sha256(content).hexdigest() != match[1]:
                raise PackRefused("is not the content that its name promises", name)
            found[Digest(match[1])] = content
    return found
