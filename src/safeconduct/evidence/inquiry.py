"""The report of an inquiry: one file that either side checks offline, without trust in whoever wrote it.

It holds both logs, the text as it was found, and the parts of the document that it was compared with, in clear.
What it says of the copies is reckoned again from these and must come out the same. It names whose copies fit, how
rarely that is chance, and who could have known by the logs alone. It says of nobody that they did it.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final

import msgspec

from safeconduct.disclosure.code import joint_secret
from safeconduct.disclosure.disclosure import Disclosures, Document, Inquiry
from safeconduct.disclosure.issue import copy_of
from safeconduct.disclosure.knowledge import holders
from safeconduct.disclosure.order import Part, content_digest, part_digest
from safeconduct.disclosure.reduce import DISCLOSURES
from safeconduct.disclosure.trace import Marked, Trace, trace
from safeconduct.errors import BadInput
from safeconduct.ledger.entry import encode_bundle
from safeconduct.records.units import Digest, DocumentId, GroupId, InquiryId, KeyId, Ms, PartyId, RecordId
from safeconduct.state.parties import Parties
from safeconduct.wire import canonical

from . import archive
from .archive import PackRefused
from .claim import Claim, LateClaim
from .finding import Finding, broken, holds, notice
from .heads import check_heads
from .pack import MANIFEST, POLICY, Pack, folder, manifest
from .policy import Policy
from .replay import Replay
from .seals import Trust, check_seals
from .select import HeldLog
from .unpack import logs_of

INQUIRY: Final = "inquiry.json"
LEAK: Final = "leak.txt"
REPORT: Final = "report.txt"


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a document in clear, with the salt of its commitment."""

    document: DocumentId
    part: GroupId
    salt: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
    content: Part


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a report says. `holders`: who could have known every part that is in the text, by the logs alone."""

    reports: int
    inquiry: InquiryId
    by: PartyId
    shown: tuple[Shown, ...]
    trace: Trace
    holders: tuple[KeyId, ...]
    authors: tuple[KeyId, ...]


class Checked(msgspec.Struct, frozen=True):
    """What can be said of a report. `told` is None where nothing of it can be read."""

    is_verified: bool
    told: Told | None
    findings: tuple[Finding, ...]
    words: tuple[str, ...]


class NoInquiry(BadInput):
    """There is nothing to report yet."""

    next_step = "see: safeconduct disclose show"


def leak_digest(leak: str) -> Digest:
    """What `inquiry.opened/1` names: of the text as it was found."""
    return content_digest(b"", leak.encode())


def report(by: PartyId, held: Sequence[HeldLog], inquiry: InquiryId, leak: str, shown: Sequence[Shown]) -> bytes:
    """The file. Raises NoInquiry where not both have opened it, or a half of a code is missing; BadInput."""
    logs = sorted(held, key=lambda log: log.keys.origin)
    replay = Replay({log.keys.origin: log.entries for log in logs})
    told = tell(replay, by, inquiry, leak, shown)
    files = {
        POLICY: canonical.encode(Policy(tuple(log.keys for log in logs))),
        INQUIRY: canonical.encode(told),
        LEAK: leak.encode(),
        REPORT: "\n".join((*words(told, replay.state.parties), "")).encode(),
    }
    for log in logs:
        files[f"{folder(log.keys.origin)}/checkpoint"] = log.checkpoint
        files[f"{folder(log.keys.origin)}/entries"] = encode_bundle(log.entries)
    files[MANIFEST] = manifest(files)
    return archive.write(files)


def tell(replay: Replay, by: PartyId, name: InquiryId, leak: str, shown: Sequence[Shown]) -> Told:
    """What is to be said, from the logs, the text and the parts. Raises NoInquiry, BadInput."""
    now = replay.state.of(DISCLOSURES)
    inquiry = now.inquiries.get(name)
    if inquiry is None:
        raise NoInquiry(f"nobody has opened an inquiry {name}")
    _check_open(now, inquiry)
    if leak_digest(leak) != inquiry.body.leak:
        raise BadInput("this is not the text that the inquiry is about", next_step="take the file as it was found")
    marked = [_marked(now, inquiry, each) for each in shown]
    found = trace(leak, marked)
    inside = [(each.document, each.part) for each in found.parts if each.lines_found]
    authors = tuple(sorted({now.documents[document].author for document in inquiry.body.documents}))
    known = holders(now, inside, inquiry.body.found_ms)
    return Told(1, name, by, tuple(shown), found, known, authors)


def check(raw: bytes, trust: Trust | None = None) -> Checked:
    """What can be said of those bytes. Never raises for anything in them."""
    try:
        files = archive.read(raw)
        told, contents, leak = _unpack(files)
    except (PackRefused, BadInput, KeyError, UnicodeError, RecursionError) as error:
        return Checked(False, None, (broken(f"no report of an inquiry: {error}", "the report"),), ())
    findings = list(check_seals(contents, trust))
    if any(each.level == "broken" for each in findings):
        return Checked(False, told, tuple(findings), ())
    replay = Replay({log.origin: log.entries for log in contents.logs})
    findings += check_heads(contents, replay)
    findings += _again(replay, told, leak, files)
    is_verified = all(each.level != "broken" for each in findings)
    if trust is None:
        findings.append(notice("the keys come from the report itself: compare them with what each party told you"))
    said = words(told, replay.state.parties) if is_verified else ()
    return Checked(is_verified, told, tuple(findings), tuple(said))


def words(told: Told, parties: Parties) -> Iterator[str]:
    """The report for people."""
    read, all_ = sum(each.marks_read for each in told.trace.parts), sum(each.marks_all for each in told.trace.parts)
    yield f"Inquiry {told.inquiry}. Report by {told.by}."
    for each in told.trace.parts:
        yield (
            f"  {each.document} {each.part}: {each.lines_found} of {each.lines_all} lines are in the text, "
            f"{each.marks_read} of {each.marks_all} marks can be read"
        )
    if not any(each.lines_found for each in told.trace.parts):
        yield "Nothing of these documents can be read in it: it may be another document, or told in other words."
    elif not read:
        yield "No mark can be read: the text tells it in other words. Only the logs can say who could have known."
    else:
        yield f"How well each reader's own copy fits the {read} marks of {all_} that can be read:"
        for odd in told.trace.odds:
            lead = "  <- look here first" if odd.is_lead else ""
            yield (
                f"  {parties.name(odd.reader)}: {odd.matches} of {odd.marks_read}; by chance in one of "
                f"{odd.one_in:,} readers who had no part in it{lead}"
            )
        yield f"In one of {told.trace.bound_one_in:,} inquiries like this somebody without any part is a lead."
    if told.trace.is_stitched:
        yield "No single copy explains all marks: the text was put together from several, or typed with mistakes."
    yield "Who could have known all of it, by the logs alone: " + _names(told.holders, parties)
    yield f"Whoever wrote the document can make every copy: {_names(told.authors, parties)}."
    yield "A copy can be stolen, photographed or overheard. None of this says that anybody passed it on."


def _names(keys: Sequence[KeyId], parties: Parties) -> str:
    return ", ".join(parties.name(key) for key in keys) or "nobody"


def _check_open(now: Disclosures, inquiry: Inquiry) -> None:
    for name in inquiry.body.documents:
        document = now.documents[name]
        missing = [party for party in document.body.between if party not in inquiry.opened]
        if missing:
            raise NoInquiry(f"{', '.join(missing)} has not opened the inquiry")
        unrevealed = [party for party in document.body.between if party not in document.secrets]
        if unrevealed:
            raise NoInquiry(f"{', '.join(unrevealed)} has not revealed its half of the code of {name}")


def _marked(now: Disclosures, inquiry: Inquiry, shown: Shown) -> Marked:
    document = now.documents.get(shown.document)
    if document is None or shown.document not in inquiry.body.documents:
        raise BadInput(f"the inquiry is not about a document {shown.document}", next_step="name the right document")
    committed = {each.group: each.content for each in document.body.parts}
    if committed.get(shown.part) != part_digest(shown.salt, shown.content):
        raise BadInput(
            f"{shown.part} is not what its author had committed to", next_step="ask for the author's file"
        )
    secret = joint_secret(shown.document, document.secrets)
    return Marked(
        shown.document,
        shown.part,
        shown.content,
        document.body.lang,
        secret,
        _readers(now, document, shown, secret),
    )


def _readers(now: Disclosures, document: Document, shown: Shown, secret: bytes) -> tuple[KeyId, ...]:
    """Who had a copy. A copy that the code does not give would be a trap for its reader: then nothing is said."""
    readers = set()
    for release in now.of(shown.document):
        if release.body.part != shown.part or release.known_ms is None:
            continue
        reader = release.body.reader
        if copy_of(shown.content, shown.part, document.body.lang, secret, reader)[1] != release.body.digest:
            raise BadInput(
                f"the copy that was released to {reader} is not the one that the code gives",
                next_step="ask the author; nothing can be said of this part",
            )
        readers.add(reader)
    return tuple(sorted(readers))


def _again(replay: Replay, told: Told, leak: str, files: dict[str, bytes]) -> Iterator[Finding]:
    try:
        says = tell(replay, told.by, told.inquiry, leak, told.shown)
    except BadInput as error:
        yield broken(str(error), INQUIRY)
        return
    if says != told:
        yield broken("what it says of the copies is not what comes out of the logs and the text", INQUIRY)
        return
    if files[REPORT] != "\n".join((*words(told, replay.state.parties), "")).encode():
        yield broken("a word of it was changed", REPORT)
        return
    yield holds("both parties had opened the inquiry before either revealed its half of the code", INQUIRY)
    yield holds("every copy is the one that the code gives, and the odds come out as they are told", INQUIRY)


def _unpack(files: dict[str, bytes]) -> tuple[Told, Pack, str]:
    if files.get(MANIFEST) != manifest(files):
        raise BadInput("its list of files does not match them", where=MANIFEST)
    try:
        told = msgspec.json.decode(files[INQUIRY], type=Told)
        policy = msgspec.json.decode(files[POLICY], type=Policy)
    except msgspec.DecodeError as error:
        raise BadInput(str(error), where=INQUIRY) from error
    for name, value in ((INQUIRY, told), (POLICY, policy)):
        if canonical.encode(value) != files[name]:
            raise BadInput("has a second spelling", where=name)
    nothing = LateClaim(RecordId("0" * 64), "", told.by, KeyId("0" * 32), Ms(0), Ms(0), None)
    return told, Pack(Claim(1, told.by, nothing), policy, logs_of(files), {}, {}), files[LEAK].decode()
