"""Evidence: a claim and all that proves it in one file, and its verification offline, by replay.

claim select pack: what is claimed, its closure, one file    unpack verify report: the way back, with nobody's word
"""

from .archive import PackRefused, PackTooLarge
from .claim import Claim, NothingToClaim, Wanted
from .finding import Finding, KeyPrint, Report
from .inquiry import Shown, check, leak_digest
from .inquiry import report as inquiry_report
from .pack import Pack, PackedLog, pack
from .policy import LogKeys, Policy, keys_after, keys_of
from .report import render
from .select import HeldLog, parts_of, select
from .summary import Part
from .unpack import unpack
from .verify import Trust, verify

__all__ = [
    "Claim",
    "Finding",
    "HeldLog",
    "KeyPrint",
    "LogKeys",
    "NothingToClaim",
    "Pack",
    "PackRefused",
    "PackTooLarge",
    "PackedLog",
    "Part",
    "Policy",
    "Report",
    "Shown",
    "Trust",
    "Wanted",
    "check",
    "inquiry_report",
    "keys_after",
    "keys_of",
    "leak_digest",
    "pack",
    "parts_of",
    "render",
    "select",
    "unpack",
    "verify",
]
