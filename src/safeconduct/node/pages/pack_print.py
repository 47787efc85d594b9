"""The summary of a pack on paper. Whoever holds the pack prints the same file from it, and need trust no copy."""

import hashlib
from collections.abc import Mapping
from typing import Final

from safeconduct.evidence import Part, parts_of, unpack
from safeconduct.exports import Block, Facts, Head, Said, Sheet, Warned, sheet_pdf
from safeconduct.node.fonts import fonts
from safeconduct.records.units import Lang

from .language import translator

_LIMITS: Final = "WHAT THIS PACK DOES NOT PROVE"
_TITLES: Final[Mapping[str, str]] = {
    "SAFECONDUCT EVIDENCE PACK": "pack-title",
    "CLAIM": "pack-claim",
    "AGREED": "pack-agreed",
    "KNOWN": "pack-known",
    "DONE": "pack-done",
    "MISSED": "pack-missed",
    "CONTESTED": "pack-contested",
    "OBSERVATIONS": "pack-observations",
    "LOGS": "pack-logs",
    "KEYS": "pack-keys",
    _LIMITS: "pack-limits",
}
"""What stands on paper over each part of the summary."""
_LIMIT_LINES: Final = (
    "pack-limit-maker",
    "pack-limit-truth",
    "pack-limit-absence",
    "pack-limit-time",
    "pack-limit-keys",
    "pack-limit-holder",
    "pack-limit-final",
)


def pack_pdf(raw: bytes, lang: Lang) -> bytes:
    """PDF of a pack that was verified: the same bytes for the same pack. Raises PackRefused."""
    parts = parts_of(unpack(raw))
    return sheet_pdf(pack_sheet(parts, hashlib.sha256(raw).hexdigest(), lang), fonts())


def pack_sheet(parts: tuple[Part, ...], digest: str, lang: Lang) -> Sheet:
    """The claim, then what is not proven, then the rest. Headings, limits and the explanation of the verdict are in
    that language; what records say stands as in the summary's text."""
    t = translator(lang)
    lead, claim, *rest = parts
    blocks: list[Block] = [
        Facts((("SHA-256", digest),)),
        Said((lead.lines[0].text,), "en"),
        Said((t("pack-lead"),)),
    ]
    blocks += [Head(t(_TITLES[claim.title])), *_said(claim, lang)]
    blocks.append(Warned(t(_TITLES[_LIMITS]), tuple(map(t, _LIMIT_LINES))))
    for part in rest:
        if part.title != _LIMITS:
            blocks += [Head(t(_TITLES[part.title])), *_said(part, lang)]
    return Sheet(t(_TITLES[lead.title]), lang, "", f"SHA-256 {digest[:32]}", tuple(blocks))


def _said(part: Part, lang: Lang) -> tuple[Said, ...]:
    """The explanation in that language alone; everything else as it stands."""
    return tuple(Said((line.text,), line.lang or "en") for line in part.lines if line.lang in (None, lang))
