"""Packs that something changed: bytes, files, fields, and worlds whose parties signed what they should not."""

import json
import random
import re

from safeconduct.evidence import Pack, PackedLog, Policy, Wanted, pack, select
from safeconduct.evidence.archive import read, write
from safeconduct.evidence.claim import NothingToClaim
from safeconduct.evidence.pack import MANIFEST, manifest
from safeconduct.evidence.replay import Replay
from safeconduct.evidence.select import cosigned, texts
from safeconduct.records.record import encode
from safeconduct.records.record import write as write_record
from safeconduct.state.entry import read_entry
from safeconduct.wire import dsse
from tests.breach import Breach, Side
from tests.parties import T0, at

INTS = (0, 1, -1, 2**60, 10**30, 599_999, 600_000, T0, at(15), at(20), at(60))
IDS = ("host", "company", "pickup-1", "outer", "dwell", "ab" * 32, "cd" * 16)
TEXTS = ("", "x" * 9_000, "\u202e", "\U0001f600", "a\nb", *IDS)
SPELLINGS = ((b":", b": "), (b"true", b"1"), (b'"a', b'"\\u0061'), (b"1", b"1.0"), (b"0", b"-0"), (b"}", b"}\n"))


def seal(files: dict[str, bytes]) -> bytes:
    """The zip with a manifest that is right for these files."""
    files = {name: content for name, content in files.items() if name != MANIFEST}
    return write({**files, MANIFEST: manifest(files)})


def canonical(value: object) -> bytes:
    """Canonical JSON of anything, fit or not."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def bend(value: object, rng: random.Random) -> object:
    """The value with one thing in it changed, somewhere."""
    if isinstance(value, dict) and value and rng.random() < 0.8:
        name = rng.choice(sorted(value))
        rest = {key: item for key, item in value.items() if key != name}
        how = rng.randrange(10)
        if how == 0:
            return rest
        if how == 1:
            return {**value, "more": 1}
        return {**rest, name: bend(value[name], rng)}
    if isinstance(value, list) and value and rng.random() < 0.8:
        place = rng.randrange(len(value))
        how = rng.randrange(8)
        if how == 0:
            return value[:place] + value[place + 1 :]
        if how == 1:
            return [*value, value[place]]
        if how == 2:
            return value[::-1]
        return [*value[:place], bend(value[place], rng), *value[place + 1 :]]
    return _other(value, rng)


def _other(value: object, rng: random.Random) -> object:
    if isinstance(value, bool) or value is None:
        return rng.choice((True, False, None, 0))
    if isinstance(value, int) and rng.random() < 0.8:
        return rng.choice((value + rng.choice((-600_000, -1000, -1, 1, 1000, 600_000)), rng.choice(INTS)))
    if isinstance(value, str) and rng.random() < 0.8:
        digit = rng.randrange(len(value)) if value else 0
        return rng.choice((value[:digit] + "0" + value[digit + 1 :], value + "a", value.upper(), *TEXTS))
    deep: object = 1
    for _ in range(rng.choice((1, 40, 400))):
        deep = [deep]
    return rng.choice((0, "", [], {}, None, True, value if rng.random() < 0.5 else 1, deep))


def bent_bytes(raw: bytes, rng: random.Random) -> bytes:
    """Flipped, cut, repeated, moved, overwritten: anywhere."""
    place, other = rng.randrange(len(raw)), rng.randrange(len(raw))
    first, last = sorted((place, other))
    how = rng.randrange(7)
    if how == 0:
        return raw[:place]
    if how == 1:
        return raw[:first] + raw[last:]
    if how == 2:
        return raw[:last] + raw[first:]
    if how == 3:
        return raw[:place] + rng.randbytes(rng.randrange(1, 40)) + raw[place:]
    if how == 4:
        return raw[:place] + b"\xff\xff\xff\xff" + raw[place + 4 :]
    return raw[:place] + bytes([raw[place] ^ (1 << rng.randrange(8))]) + raw[place + 1 :]


def bent_structure(raw: bytes, rng: random.Random) -> bytes:
    """One byte of a header or of the list of files at the end."""
    starts = [sign.start() for sign in re.finditer(rb"PK(\x03\x04|\x01\x02|\x05\x06)", raw)]
    place = min(rng.choice(starts) + rng.randrange(50), len(raw) - 1)
    return raw[:place] + bytes([rng.randrange(256)]) + raw[place + 1 :]


def bent_file(raw: bytes, rng: random.Random) -> bytes:
    """One file changed, and sealed again."""
    files = read(raw)
    name = rng.choice(sorted(files))
    content, how = files[name], rng.randrange(8)
    if name == MANIFEST:
        value = bend(json.loads(content), rng)
        return write({**files, name: canonical(value)})
    if how == 0:
        del files[name]
    elif how == 1:
        files[name] = files[rng.choice(sorted(files))]
    elif how == 2:
        others = ("blobs/" + "0" * 64, "logs/a+b+0/entries", "logs/guest+joint+1/entries", "readme.txt")
        files[rng.choice(others)] = content
    elif how == 3:
        old, new = rng.choice(SPELLINGS)
        files[name] = content.replace(old, new, 1)
    elif name.endswith(".json"):
        files[name] = canonical(bend(json.loads(content), rng))
    else:
        files[name] = bent_bytes(content, rng) if content else b"x"
    return seal(files)


class BentSide(Side):
    """A party that signs some records other than they should be. bends: by the number of the record in its log."""

    def __init__(self, party: str, bends: dict[int, int]) -> None:
        self.bends = bends
        super().__init__(party)

    def add(self, body, by, at_ms, seen=(), prev="tip"):
        seed = self.bends.get(len(self.raw))
        if seed is None:
            return super().add(body, by, at_ms, seen, prev)
        rng = random.Random(seed)
        before = self.tips.get(body.about(self.party)) if prev == "tip" else prev
        record = write_record(body, party=self.party, by=by.key_id, at_ms=at_ms, prev=before, seen=seen)
        value = json.loads(encode(record))
        for _ in range(rng.choice((1, 1, 2))):
            if isinstance(value, dict) and "body" in value and rng.random() < 0.7:
                value = {**value, "body": bend(value["body"], rng)}
            else:
                value = bend(value, rng)
        signers = (by, by, by, by, self.founder, self.node, self.operator, self.keeper)
        raw = dsse.encode(dsse.sign(canonical(value), rng.choice(signers)))
        if rng.random() < 0.1:
            raw = canonical(bend(json.loads(raw), rng))[:65_535]
        self.raw.append(raw)
        self.entries.append(read_entry(self.origin, len(self.entries), raw))
        self.tips[body.about(self.party)] = self.entries[-1].id
        return self.entries[-1].id


class BentBreach(Breach):
    """The breach, in a world where one or a few records are not what they should be."""

    def __init__(self, seed: int, many: int = 1) -> None:
        rng = random.Random(seed)
        bends: dict[str, dict[int, int]] = {"host": {}, "company": {}}
        for _ in range(many):
            bends[rng.choice(("host", "company"))][rng.randrange(1, 85)] = rng.getrandbits(32)
        super().__init__(*(BentSide(party, bends[party]) for party in ("host", "company")))


def packed(breach: Breach, original: Pack, rng: random.Random) -> bytes:
    """A pack of that world: of what it says itself, or with the claim of the world that was not bent."""
    kinds = (("alarm", breach.alarm), ("verdict", breach.verdict), ("record", breach.late_check))
    try:
        return pack(select("company", breach.held(), Wanted(*rng.choice(kinds)), breach.blobs.get))
    except NothingToClaim:
        held = sorted(breach.held(), key=lambda log: log.keys.origin)
        policy = Policy(tuple(log.keys for log in held))
        replay = Replay({log.keys.origin: log.entries for log in held})
        logs = tuple(
            PackedLog(log.keys.origin, cosigned(log.checkpoint, log.keys, policy, replay), log.entries)
            for log in held
        )
        contents = Pack(original.claim, policy, logs, {}, {})
        return pack(Pack(original.claim, policy, logs, {}, texts(contents, replay)))
