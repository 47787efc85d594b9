"""The code of the marks: which reader's copy has which variant, decided by a secret that both parties made.

A probabilistic fingerprinting code (Tardos 2003) with two biases, like the best discrete ones for three colluders
(Nuida et al. 2009). Each party commits to 32 random bytes before it sees the other's; the hash of both decides
biases and words, so neither can choose a word to look like a given text. Integers only: the same everywhere.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from safeconduct.records.units import Digest, DocumentId, GroupId, KeyId, PartyId
from safeconduct.wire import canonical

LOW: Final = 200
"""Of 1,000: the chance of the rarer variant. Best for three is 211; with that, all strategies are about as good."""
MILLE: Final = 1_000

Word: TypeAlias = tuple[int, ...]
"""A bit for each mark: which of its two variants."""


def commitment(document: DocumentId, party: PartyId, secret: str) -> Digest:
    """What a party commits to. secret: 64 hexadecimal digits."""
    return Digest(canonical.digest({"what": "marks", "document": document, "party": party, "secret": secret}))


def is_kept(document: DocumentId, party: PartyId, secret: str, committed: Digest) -> bool:
    """Whether the secret is what the party had committed to."""
    return hmac.compare_digest(commitment(document, party, secret), committed)


def joint_secret(document: DocumentId, secrets: Mapping[PartyId, str]) -> bytes:
    """32 bytes that neither party could choose."""
    return bytes.fromhex(
        canonical.digest({"what": "code", "document": document, "secrets": sorted(secrets.items())})
    )


def biases(secret: bytes, part: GroupId, count: int) -> tuple[int, ...]:
    """For each mark the chance of a 1, of 1,000. Half of the marks have the one bias, half the other: which, nobody
    knows before the secret is revealed."""
    ranks = sorted(range(count), key=lambda mark: _hash(secret, "bias", part, str(mark)))
    low = set(ranks[: count // 2])
    return tuple(LOW if mark in low else MILLE - LOW for mark in range(count))


def word(secret: bytes, part: GroupId, reader: KeyId | str, chances: Sequence[int]) -> Word:
    """The word of that reader for that part."""
    draws = _numbers(_hash(secret, "word", part, reader))
    return tuple(int(next(draws) * MILLE < chance << 32) for chance in chances)


def _numbers(seed: bytes) -> Iterator[int]:
    """Integers below 2^32."""
    block = 0
    while True:
        found = hashlib.sha256(seed + block.to_bytes(4, "big")).digest()
        yield from (int.from_bytes(found[at : at + 4], "big") for at in range(0, 32, 4))
        block += 1


def _hash(secret: bytes, *words: str) -> bytes:
    return hashlib.sha256(secret + "\n".join(("", *words)).encode()).digest()
