"""What the author's and the reader's own programs do: make copies and seal them; open what was released.

The order in clear stays in the author's file. No node ever has it, and the secret of the marks is known to the
author's program alone, and only while it makes copies.
"""

import base64
import secrets as chance
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pyrage

from safeconduct.disclosure.code import is_kept, joint_secret
from safeconduct.disclosure.issue import RECOVERY_READER, copy_of
from safeconduct.disclosure.order import Order, part_digest
from safeconduct.errors import BadInput, Untrusted
from safeconduct.evidence import Shown
from safeconduct.records.units import Digest, DocumentId, GroupId, KeyId, PartyId

from .sealing import open_copy, seal_copy, seal_key, unseal


class AuthorFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the author keeps: the order in clear, and the salt of each part's commitment."""

    document: DocumentId
    order: Order
    salts: dict[GroupId, str]


def new_author_file(document: str, order: Order) -> AuthorFile:
    """With fresh salts."""
    salts = {part: chance.token_hex(16) for part in order.parts()}
    return AuthorFile(DocumentId(document), order, salts)


def read_author_file(raw: bytes) -> AuthorFile:
    """Raises BadInput."""
    try:
        return msgspec.json.decode(raw, type=AuthorFile)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadInput(
            f"not the file of a document: {error}", next_step="take the one of: disclose draft"
        ) from error


def shown_of(kept: AuthorFile) -> list[Shown]:
    """Its parts in clear, for the report of an inquiry. Raises BadInput."""
    parts = kept.order.parts()
    if missing := sorted(parts.keys() - kept.salts.keys()):
        raise BadInput(
            f"the file of {kept.document} has no salt of {missing[0]}", next_step="take the one of: disclose draft"
        )
    return [Shown(kept.document, part, kept.salts[part], content) for part, content in parts.items()]


def groups_of(kept: AuthorFile) -> list[dict[str, object]]:
    """The commitments of its parts."""
    return [
        {"group": part, "content": part_digest(kept.salts[part], content), "keep_until_ms": None}
        for part, content in kept.order.parts().items()
    ]


def draft_body(
    kept: AuthorFile,
    title: str,
    subject: str,
    between: Sequence[str],
    holders: Sequence[str],
    readers_max: int | None,
) -> dict[str, object]:
    """The body of `document.drafted/1`."""
    lang = kept.order.lang
    return {"document": kept.document, "title": title, "lang": lang, "subject": subject, "between": between,
            "parts": groups_of(kept), "holders": holders, "readers_max": readers_max}  # fmt: skip


def code_secret(told: Mapping[str, Any], identity: str) -> bytes:
    """The secret of a document's marks, from both sealed halves. Raises NotOpened, Untrusted, BadInput."""
    document, halves = DocumentId(told["id"]), {}
    if len(told["codes"]) < 2:
        missing = ", ".join(sorted(set(told["between"]) - set(told["codes"])))
        raise BadInput(f"{missing} has not sealed its half of the code yet", next_step="try again when it has")
    for party, code in told["codes"].items():
        secret = unseal(code["sealed"], identity).hex()
        if not is_kept(document, PartyId(party), secret, Digest(code["commitment"])):
            raise Untrusted(f"the half of the code that {party} sealed is not the one that it committed to")
        halves[PartyId(party)] = secret
    return joint_secret(document, halves)


def release_body(
    kept: AuthorFile,
    told: Mapping[str, Any],
    part: str,
    reader: Mapping[str, Any],
    nodes: Mapping[str, str],
    secret: bytes,
) -> dict[str, object]:
    """The body of `document.released/1`, without purpose, end and mandate. Raises BadInput."""
    name = GroupId(part)
    content = kept.order.parts().get(name)
    if content is None:
        raise BadInput(f"the document has no part {part!r}", next_step="one of: " + ", ".join(kept.order.parts()))
    if told["parts"].get(part) != part_digest(kept.salts[name], content):
        raise BadInput("this is not the document that was drafted", next_step="take the file of: disclose draft")
    missing = [party for party in told["between"] if party not in nodes]
    if missing:
        raise BadInput(f"the node of {missing[0]} has no key to seal to yet", next_step="try again in a minute")
    text, digest = copy_of(content, name, kept.order.lang, secret, reader["reader"])
    sealed = seal_copy(text, reader["recipient"], {PartyId(p): nodes[p] for p in told["between"]})
    return {"document": kept.document, "part": part, "reader": reader["reader"], "digest": digest,
            "sealed": sealed.sealed, "shares": sealed.shares}  # fmt: skip


def recovery_body(
    kept: AuthorFile, part: str, holders: list[tuple[KeyId, str]], nodes: Mapping[str, str], secret: bytes
) -> dict[str, object]:
    """The body of `recovery.sealed/1`. holders: three, with their age keys, in the document's order."""
    name = GroupId(part)
    text, digest = copy_of(kept.order.parts()[name], name, kept.order.lang, secret, RECOVERY_READER)
    key = pyrage.x25519.Identity.generate()
    sealed = pyrage.encrypt(text.encode(), [key.to_public()])
    pairs = ((0, 1), (0, 2), (1, 2))
    keys = [
        {"node": node, "holders": [holders[a][0], holders[b][0]],
         "sealed": seal_key(str(key), [holders[a][1], holders[b][1]], nodes[node])}
        for node in sorted(nodes)
        for a, b in pairs
    ]  # fmt: skip
    return {"document": kept.document, "part": part, "digest": digest,
            "sealed": base64.b64encode(sealed).decode(), "keys": keys}  # fmt: skip


def read_copy(release: Mapping[str, Any], identity: str) -> str:
    """The text of a release that was opened, with the reader's key. Raises NotOpened, BadInput."""
    missing = sorted(set(release["held"]) - set(release["shares"]))
    if release["opened_ms"] is None or missing:
        who = ", ".join(missing) or "both nodes"
        raise BadInput(f"no share of {who} yet", next_step="open it first; both rooms can see who gives none")
    return open_copy(release["sealed"], release["shares"], identity)


def recovered(told: Mapping[str, Any], holder: str, identity: str, half: str | None) -> tuple[str, bool]:
    """What a holder of a broken recovery opens: for the first of both a layer, to be handed to the second; for the
    second, with that, the text. Whether it is the text. told: GET .../recovery/PART. Raises NotOpened, BadInput."""
    if not told["opened"]:
        raise BadInput(
            f"{len(told['broken'])} of 3 holders have broken it: no node takes its seal off before two have",
            next_step="a second holder runs: safeconduct disclose break",
        )
    first, second = told["opened"][0]["holders"]
    if holder not in (first, second):
        raise BadInput("two other holders have opened it", next_step="ask them, or the author")
    if holder == first:
        layer = unseal(told["opened"][0]["sealed"], identity)
        return base64.b64encode(layer).decode(), False
    if half is None:
        raise BadInput("the other holder opens it first", next_step="take what they hand you: --half FILE")
    return unseal(told["sealed"], unseal(half.strip(), identity).decode(errors="replace")).decode(), True
