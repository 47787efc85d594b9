"""A record about a secret document as one sentence. It never says what is in the document."""

from safeconduct.records.document import (
    CodeSealed,
    DocumentDrafted,
    DocumentReleased,
    GlassBroken,
    GlassOpened,
    ReaderKeyed,
    ReadingsLogged,
    RecoverySealed,
    ReleaseEnded,
    ReleaseHeld,
    ReleaseOpened,
    ReleaseRecalled,
    ReleaseRefused,
    ShareGiven,
)
from safeconduct.records.inquiry import CodeRevealed, InquiryClosed, InquiryOpened
from safeconduct.records.record import AnyBody
from safeconduct.records.units import RecordId

from .language import Translate
from .names import Names


def disclosure_sentence(body: AnyBody, t: Translate, names: Names) -> str:
    """What the record says. Raises TypeError for records about other things."""
    said = f"said-{body.TYPE.partition('/')[0].replace('.', '-')}"
    match body:
        case ReaderKeyed():
            return t(said, reader=names.officer(body.reader))
        case DocumentDrafted():
            return t(said, document=body.document, title=body.title, count=len(body.parts))
        case DocumentReleased():
            reader = names.officer(body.reader)
            return t(said, part=body.part, document=body.document, reader=reader, purpose=body.purpose)
        case RecoverySealed() | GlassOpened():
            return t(said, part=body.part, document=body.document)
        case GlassBroken():
            reader = names.officer(body.holder)
            return t(said, reader=reader, part=body.part, document=body.document, reason=body.reason)
        case CodeSealed():
            return t(said, document=body.document)
        case CodeRevealed():
            return t(said, document=body.document, inquiry=body.inquiry)
        case InquiryOpened():
            return t(said, inquiry=body.inquiry, reason=body.reason)
        case InquiryClosed():
            return t(said, inquiry=body.inquiry, finding=body.finding)
        case ReadingsLogged():
            return t(said, count=len(body.readings))
        case _:
            return _of_release(body, said, t, names)


def _of_release(body: AnyBody, said: str, t: Translate, names: Names) -> str:
    match body:
        case ReleaseHeld() | ShareGiven():
            return t(said, reader=_reader(body.release, names))
        case ReleaseRefused() | ReleaseRecalled():
            return t(said, reader=_reader(body.release, names), reason=body.reason)
        case ReleaseEnded():
            return t(f"{said}-{body.why}", reader=_reader(body.release, names))
        case ReleaseOpened():
            document, part = names.release(body.release)[1:]
            return t(said, reader=_reader(body.release, names), document=document, part=part)
        case _:
            raise TypeError(f"no sentence for {body.TYPE}")


def _reader(release: RecordId, names: Names) -> str:
    return names.release(release)[0]
