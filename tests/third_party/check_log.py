"""Checks a tlog-tiles folder with pymerkle and cryptography alone: nothing of Safeconduct is used here.

python3 check_log.py LOG_FOLDER VKEY_FILE [EARLIER_CHECKPOINT]

The folder of a log in a pack will do as well: it has all entries in one file in place of bundles.
"""

import base64
import hashlib
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion


def signed_head(raw, vkey):
    """(origin, size, root) of a checkpoint that the key signed. Raises if it did not."""
    name, key_id, encoded = vkey.strip().split("+", 2)
    key = base64.b64decode(encoded)
    assert hashlib.sha256(f"{name}\n".encode() + key).hexdigest()[:8] == key_id, "the key id is not the key's"
    assert key[0] == 1, "not an Ed25519 key"
    text, _, lines = raw.rpartition("\n\n")
    for line in lines.splitlines():
        _, by, signature = line.split(" ")
        blob = base64.b64decode(signature)
        if by == name and blob[:4].hex() == key_id:
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(blob[4:], f"{text}\n".encode())
            break
    else:
        raise AssertionError(f"no signature by {name}")
    origin, size, root = text.split("\n")[:3]
    return origin, int(size), base64.b64decode(root)


def path_of(index):
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    return "/".join([*("x" + group for group in groups[:-1]), groups[-1]])


def entries(folder, size):
    """Every entry, from the bundles; a partial one may have been pruned in favour of the full one."""
    if (folder / "entries").is_file():
        rest = yield from split((folder / "entries").read_bytes(), size)
        assert not rest, "bytes follow the last entry"
        return
    for first in range(0, size, 256):
        width = min(256, size - first)
        full = folder / "tile/entries" / path_of(first // 256)
        part = full.with_name(f"{full.name}.p") / str(width)
        raw = (part if width < 256 and part.exists() else full).read_bytes()
        yield from split(raw, width)


def split(raw, count):
    """So many entries, each after its length; returns what follows them."""
    at = 0
    for _ in range(count):
        end = at + 2 + int.from_bytes(raw[at : at + 2], "big")
        assert len(raw) >= end >= at + 2, "the file ends before its last entry"
        yield raw[at + 2 : end]
        at = end
    return raw[at:]


def main(folder, vkey_file, earlier=None):
    vkey = Path(vkey_file).read_text(encoding="utf-8")
    origin, size, root = signed_head((Path(folder) / "checkpoint").read_text(encoding="utf-8"), vkey)
    print(f"signature: good, {origin} signed {size} entries, root {base64.b64encode(root).decode()}")
    tree = InmemoryTree(algorithm="sha256")
    tree.append_entries(list(entries(Path(folder), size)))
    assert tree.get_root() == root, "the entries do not hash to the signed root"
    print("entries: hash to the signed root")
    for at in sorted({1, size // 2 + 1, size} if size else ()):
        verify_inclusion(tree.get_leaf(at), root, tree.prove_inclusion(at))
        print(f"inclusion: entry {at - 1}")
    if earlier is not None:
        _, old, old_root = signed_head(Path(earlier).read_text(encoding="utf-8"), vkey)
        verify_consistency(old_root, root, tree.prove_consistency(old, size))
        print(f"consistency: {size} entries extend {old}")
    print("VALID")
    return tree


if __name__ == "__main__":
    main(*sys.argv[1:])
