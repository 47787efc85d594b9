"""A reader's copy of a part, made from the secret of the marks; and its digest, which anybody can check afterwards.

When both halves of the secret are revealed, every copy can be made again and compared with the digest in the log.
An author who gave a reader another reader's marks would be found.
"""

from typing import Final

from safeconduct.records.units import Digest, GroupId, Lang

from .code import biases, word
from .copy import compose, scheme
from .order import Part, content_digest

RECOVERY_READER: Final = "recovery"
"""In place of a reader, for the word of the recovery's copy."""


def copy_of(part: Part, name: GroupId, lang: Lang, secret: bytes, reader: str) -> tuple[str, Digest]:
    """That reader's text, and its digest as the log has it: salted by the secret, so that it can be made again."""
    chances = biases(secret, name, scheme(part, lang).size)
    text = compose(part, lang, word(secret, name, reader, chances))
    return text, copy_digest(secret, name, reader, text)


def copy_digest(secret: bytes, part: GroupId, reader: str, text: str) -> Digest:
    """The commitment to one reader's text."""
    salt = content_digest(secret, f"copy salt\n{part}\n{reader}".encode())
    return content_digest(bytes.fromhex(salt)[:16], text.encode())
