"""Merkle trees as RFC 6962 and the subtree draft define them, over plain lists. Slow, obvious, never optimised."""

from hashlib import sha256


def mth(entries):
    """Merkle Tree Hash, RFC 6962 section 2.1."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


def path(m, entries):
    """Audit path of leaf m, RFC 6962 section 2.1.1."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def proof(m, entries):
    """Consistency proof, RFC 6962 section 2.1.2. 0 < m <= len(entries)."""
    return subproof(m, entries, True)


def subproof(m, entries, is_whole):
    n = len(entries)
    if m == n:
        return [] if is_whole else [mth(entries)]
    k = split(n)
    if m <= k:
        return [*subproof(m, entries[:k], is_whole), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], False), mth(entries[:k])]


def subtree_proof(start, end, entries, is_whole=True):
    """Subtree consistency proof, draft-ietf-plants-merkle-tree-certs-03 section 4.4.1."""
    n = len(entries)
    if (start, end) == (0, n):
        return [] if is_whole else [mth(entries)]
    k = split(n)
    if end <= k:
        return [*subtree_proof(start, end, entries[:k], is_whole), mth(entries[k:])]
    if k <= start:
        return [*subtree_proof(start - k, end - k, entries[k:], is_whole), mth(entries[:k])]
    return [*subtree_proof(0, end - k, entries[k:], False), mth(entries[:k])]


def tile(level, index, width, entries):
    """A tile's bytes, c2sp.org/tlog-tiles: MTH(D[(n * 256 + i) * 256**l : (n * 256 + i + 1) * 256**l])."""
    return b"".join(
        mth(entries[(index * 256 + i) * 256**level : (index * 256 + i + 1) * 256**level]) for i in range(width)
    )


def split(n):
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k
