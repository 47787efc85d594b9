"""How records change what is disclosed to whom."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from safeconduct.records import document as d
from safeconduct.records import inquiry as i
from safeconduct.records.record import Record
from safeconduct.records.units import KeyId
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal

from .code import is_kept
from .disclosure import (
    Disclosures,
    Document,
    Given,
    Glass,
    Inquiry,
    Read,
    ReaderKey,
    Release,
    SealedCode,
)

_replace: Final = msgspec.structs.replace


def _keyed(now: Disclosures, placed: Placed, body: d.ReaderKeyed, parties: Parties) -> Disclosures | Refusal:
    record = placed.entry.record
    if body.reader != record.by:
        return Refusal("a key is enrolled by whoever reads with it")
    return _replace(now, keys=now.keys.set(body.reader, ReaderKey(record.party, body.recipient)))


def _drafted(now: Disclosures, placed: Placed, body: d.DocumentDrafted, parties: Parties) -> Disclosures | Refusal:
    record = placed.entry.record
    if body.document in now.documents:
        return Refusal(f"there is a document {body.document} already")
    if record.party not in body.between or len(set(body.between)) != 2:
        return Refusal("a document lies between its author's party and another one")
    if any(party not in parties.parties for party in body.between):
        return Refusal("a document lies between parties that exist")
    if record.by not in now.keys:
        return Refusal("its author has enrolled no key to read with")
    if len({each.group for each in body.parts}) != len(body.parts):
        return Refusal("two parts have one name")
    if len(set(body.holders)) not in (0, 3) or len(set(body.holders)) != len(body.holders):
        return Refusal("a recovery has three different holders, or none")
    if any(holder not in now.keys for holder in body.holders):
        return Refusal("a holder of the recovery has enrolled no key to read with")
    document = Document(body, record.party, record.by, record.at_ms, placed.entry.id)
    return _replace(now, documents=now.documents.set(body.document, document))


def _code_sealed(now: Disclosures, placed: Placed, body: d.CodeSealed, parties: Parties) -> Disclosures | Refusal:
    document, party = now.documents.get(body.document), placed.entry.record.party
    if document is None or party not in document.body.between:
        return Refusal(f"{party} has no part in a document {body.document}")
    if party in document.codes:
        return Refusal(f"{party} has sealed its half of the code already")
    codes = document.codes.set(party, SealedCode(body.commitment, body.sealed))
    return _with_document(now, _replace(document, codes=codes))


def _released(
    now: Disclosures, placed: Placed, body: d.DocumentReleased, parties: Parties
) -> Disclosures | Refusal:
    record, document = placed.entry.record, now.documents.get(body.document)
    if document is None or document.author != record.by:
        return Refusal("only its author releases a document")
    if all(each.group != body.part for each in document.body.parts):
        return Refusal(f"the document has no part {body.part}")
    if body.reader not in now.keys:
        return Refusal("the reader has enrolled no key to read with")
    if set(body.shares) != set(document.body.between):
        return Refusal("a share is for a party that holds none")
    if len(document.codes) < 2:
        return Refusal("not both parties have sealed their half of the code")
    if body.until_ms <= record.at_ms:
        return Refusal("it ends before it begins")
    release = Release(placed.entry.id, body, record.party, record.by, record.at_ms)
    return _with_release(now, release)


def _held(now: Disclosures, placed: Placed, body: d.ReleaseHeld, parties: Parties) -> Disclosures | Refusal:
    release, party = now.releases.get(body.release), placed.entry.record.party
    if release is None or party not in release.parties:
        return Refusal(f"{party} holds no share of that release")
    if party in release.refused:
        return Refusal(f"{party} has refused that release")
    return _with_release(now, _replace(release, held=release.held.set(party, placed.entry.record.at_ms)))


def _refused(now: Disclosures, placed: Placed, body: d.ReleaseRefused, parties: Parties) -> Disclosures | Refusal:
    release, party = now.releases.get(body.release), placed.entry.record.party
    if release is None or party not in release.parties:
        return Refusal(f"{party} holds no share of that release")
    if party in release.shares:
        return Refusal(f"{party} has given its share already: recall the release instead")
    return _with_release(now, _replace(release, refused=release.refused.set(party, body.reason)))


def _opened(now: Disclosures, placed: Placed, body: d.ReleaseOpened, parties: Parties) -> Disclosures | Refusal:
    release, record = now.releases.get(body.release), placed.entry.record
    if release is None or release.body.reader != record.by:
        return Refusal("it was released to somebody else")
    if release.opened_ms is not None:
        return Refusal("it was opened already: this receipt is a repetition")
    over = _is_over(release, record)
    if over is not None:
        return over
    if len(release.held) < len(release.parties):
        return Refusal("not both parties hold the release yet")
    return _with_release(now, _replace(release, opened_ms=record.at_ms))


def _share_given(now: Disclosures, placed: Placed, body: d.ShareGiven, parties: Parties) -> Disclosures | Refusal:
    release, record = now.releases.get(body.release), placed.entry.record
    if release is None or record.party not in release.parties:
        return Refusal(f"{record.party} holds no share of that release")
    if release.opened_ms is None:
        return Refusal("the reader has not opened it: no share is due")
    over = _is_over(release, record)
    if over is not None:
        return over
    if record.party in release.shares:
        return Refusal(f"{record.party} has given its share already")
    given = Given(body.sealed, record.at_ms, placed.entry.id)
    return _with_release(now, _replace(release, shares=release.shares.set(record.party, given)))


def _recalled(now: Disclosures, placed: Placed, body: d.ReleaseRecalled, parties: Parties) -> Disclosures | Refusal:
    release, record = now.releases.get(body.release), placed.entry.record
    if release is None or record.party not in release.parties:
        return Refusal(f"{record.party} has no part in that release")
    if release.recalled_ms is not None:
        return Refusal("it is recalled already")
    return _with_release(now, _replace(release, recalled_ms=record.at_ms, recalled_for=body.reason))


def _ended(now: Disclosures, placed: Placed, body: d.ReleaseEnded, parties: Parties) -> Disclosures | Refusal:
    release, record = now.releases.get(body.release), placed.entry.record
    if release is None or record.party not in (*release.parties, _party(now, release.body.reader)):
        return Refusal(f"{record.party} has no part in that release")
    if body.why == "recalled" and release.recalled_ms is None:
        return Refusal("nobody has recalled it")
    if body.why == "expired" and record.at_ms < release.body.until_ms:
        return Refusal("it has not expired")
    if record.party in release.ended:
        return Refusal(f"{record.party} has taken notice already")
    return _with_release(now, _replace(release, ended=release.ended.set(record.party, record.at_ms)))


def _recovery(now: Disclosures, placed: Placed, body: d.RecoverySealed, parties: Parties) -> Disclosures | Refusal:
    document = now.documents.get(body.document)
    if document is None or document.author != placed.entry.record.by:
        return Refusal("only its author seals the recovery of a document")
    if all(each.group != body.part for each in document.body.parts) or body.part in document.recoveries:
        return Refusal(f"the document needs no recovery of a part {body.part}")
    one, other, third = document.body.holders if document.body.holders else (KeyId(""), KeyId(""), KeyId(""))
    wanted = {
        (node, pair) for node in document.body.between for pair in ((one, other), (one, third), (other, third))
    }
    if {(each.node, each.holders) for each in body.keys} != wanted:
        return Refusal("there must be one key for each node and each two holders")
    recoveries = document.recoveries.set(body.part, body)
    return _with_document(now, _replace(document, recoveries=recoveries))


def _glass_broken(now: Disclosures, placed: Placed, body: d.GlassBroken, parties: Parties) -> Disclosures | Refusal:
    record, document = placed.entry.record, now.documents.get(body.document)
    if document is None or body.part not in document.recoveries:
        return Refusal("there is no such recovery")
    if body.holder != record.by or body.holder not in document.body.holders:
        return Refusal("only a holder of the recovery breaks its glass")
    key = body.document, body.part
    glass = now.glass.get(key, Glass())
    if body.holder in glass.broken:
        return Refusal("this holder has broken it already")
    glass = _replace(glass, broken=glass.broken.set(body.holder, (record.at_ms, body.reason)))
    return _replace(now, glass=now.glass.set(key, glass))


def _glass_opened(now: Disclosures, placed: Placed, body: d.GlassOpened, parties: Parties) -> Disclosures | Refusal:
    key, record = (body.document, body.part), placed.entry.record
    glass = now.glass.get(key, Glass())
    if record.party not in now.documents[body.document].body.between if body.document in now.documents else True:
        return Refusal(f"{record.party} has no part in that document")
    if len(set(body.holders)) != 2 or any(holder not in glass.broken for holder in body.holders):
        return Refusal("two holders must have broken the glass")
    if record.party in glass.opened:
        return Refusal(f"{record.party} has opened it already")
    glass = _replace(glass, opened=glass.opened.set(record.party, (record.at_ms, body.holders, body.sealed)))
    return _replace(now, glass=now.glass.set(key, glass))


def _inquiry_opened(
    now: Disclosures, placed: Placed, body: i.InquiryOpened, parties: Parties
) -> Disclosures | Refusal:
    record = placed.entry.record
    documents = [now.documents.get(each) for each in body.documents]
    if any(each is None or record.party not in each.body.between for each in documents):
        return Refusal(f"{record.party} has no part in one of these documents")
    if len({frozenset(each.body.between) for each in documents if each is not None}) != 1:
        return Refusal("these documents do not lie between the same two parties")
    known = now.inquiries.get(body.inquiry, Inquiry(body.inquiry, body))
    if (known.body.documents, known.body.leak) != (body.documents, body.leak):
        return Refusal("the other party has opened it for another text or other documents")
    if record.party in known.opened:
        return Refusal(f"{record.party} has opened it already")
    known = _replace(known, opened=known.opened.set(record.party, (record.at_ms, body.reason)))
    return _replace(now, inquiries=now.inquiries.set(body.inquiry, known))


def _revealed(now: Disclosures, placed: Placed, body: i.CodeRevealed, parties: Parties) -> Disclosures | Refusal:
    party, document = placed.entry.record.party, now.documents.get(body.document)
    inquiry = now.inquiries.get(body.inquiry)
    if document is None or party not in document.codes:
        return Refusal(f"{party} has sealed no half of that code")
    if inquiry is None or body.document not in inquiry.body.documents or not inquiry.is_open(document.body.between):
        return Refusal("not both parties have opened an inquiry into that document")
    if party in document.secrets:
        return Refusal(f"{party} has revealed its half already")
    if not is_kept(body.document, party, body.secret, document.codes[party].commitment):
        return Refusal(f"that is not the half of the code that {party} had committed to")
    return _with_document(now, _replace(document, secrets=document.secrets.set(party, body.secret)))


def _closed(now: Disclosures, placed: Placed, body: i.InquiryClosed, parties: Parties) -> Disclosures | Refusal:
    inquiry, record = now.inquiries.get(body.inquiry), placed.entry.record
    if inquiry is None or record.party not in inquiry.opened:
        return Refusal(f"{record.party} has not opened that inquiry")
    if record.party in inquiry.closed:
        return Refusal(f"{record.party} has closed it already")
    closed = inquiry.closed.set(record.party, (record.at_ms, body.report, body.finding))
    return _replace(now, inquiries=now.inquiries.set(body.inquiry, _replace(inquiry, closed=closed)))


def _readings(now: Disclosures, placed: Placed, body: d.ReadingsLogged, parties: Parties) -> Disclosures | Refusal:
    readings, party = now.readings, placed.entry.record.party
    for each in body.readings:
        officer = parties.officers.get(each.reader)
        if officer is None or officer.party != party:
            return Refusal("a reading by somebody who has no key there")
        known = readings.get((each.reader, each.subject), Read(party, each.at_ms, each.at_ms, 0))
        known = Read(party, min(known.first_ms, each.at_ms), max(known.last_ms, each.at_ms), known.count + 1)
        readings = readings.set((each.reader, each.subject), known)
    return _replace(now, readings=readings)


def _is_over(release: Release, record: Record) -> Refusal | None:
    if release.refused:
        return Refusal(f"{min(release.refused)} has refused that release")
    if release.recalled_ms is not None:
        return Refusal("it has been recalled")
    if record.at_ms >= release.body.until_ms:
        return Refusal("the release has expired")
    return None


def _party(now: Disclosures, reader: KeyId) -> str:
    return now.keys[reader].party if reader in now.keys else ""


def _with_document(now: Disclosures, document: Document) -> Disclosures:
    return _replace(now, documents=now.documents.set(document.body.document, document))


def _with_release(now: Disclosures, release: Release) -> Disclosures:
    return _replace(now, releases=now.releases.set(release.release, release))


_CASES: Final[dict[str, Callable[[Disclosures, Placed, Any, Parties], Disclosures | Refusal]]] = {
    d.ReaderKeyed.TYPE: _keyed,
    d.DocumentDrafted.TYPE: _drafted,
    d.CodeSealed.TYPE: _code_sealed,
    d.DocumentReleased.TYPE: _released,
    d.ReleaseHeld.TYPE: _held,
    d.ReleaseRefused.TYPE: _refused,
    d.ReleaseOpened.TYPE: _opened,
    d.ShareGiven.TYPE: _share_given,
    d.ReleaseRecalled.TYPE: _recalled,
    d.ReleaseEnded.TYPE: _ended,
    d.RecoverySealed.TYPE: _recovery,
    d.GlassBroken.TYPE: _glass_broken,
    d.GlassOpened.TYPE: _glass_opened,
    d.ReadingsLogged.TYPE: _readings,
    i.InquiryOpened.TYPE: _inquiry_opened,
    i.CodeRevealed.TYPE: _revealed,
    i.InquiryClosed.TYPE: _closed,
}


def _reduce(now: Disclosures, placed: Placed, parties: Parties) -> Disclosures | Refusal:
    body = placed.entry.record.body
    return _CASES[body.TYPE](now, placed, body, parties)


DISCLOSURES: Final = Reducer("disclosures", Disclosures(), frozenset(_CASES), _reduce)
