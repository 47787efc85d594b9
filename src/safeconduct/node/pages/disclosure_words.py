"""What an act of disclosure says on its signing sheet: to whom, for what, until when, and whether that is one more
reader than need to know."""

from safeconduct.disclosure.knowledge import need
from safeconduct.disclosure.reduce import DISCLOSURES
from safeconduct.errors import Denied
from safeconduct.records.document import DocumentReleased, GlassBroken
from safeconduct.records.inquiry import InquiryOpened
from safeconduct.records.units import Ms
from safeconduct.state.model import State

from .language import Translate
from .moment import full
from .names import Names


def disclosure_rows(
    body: DocumentReleased | GlassBroken | InquiryOpened, state: State, t: Translate, names: Names, now_ms: Ms
) -> list[tuple[str, str]]:
    """Name and text. Raises Denied where the document is not known here."""
    now = state.of(DISCLOSURES)
    for document in body.documents if isinstance(body, InquiryOpened) else (body.document,):
        if document not in now.documents:
            raise Denied(f"there is no document {document} here", "look at the page again")
    match body:
        case InquiryOpened():
            return [
                (t("field-documents"), ", ".join(body.documents)),
                (t("field-found-ms"), full(body.found_ms)),
                (t("disclosure-reason"), body.reason),
                (t("field-leak"), body.leak),
                (t("glass-means"), t("inquiry-means-what")),
            ]
        case GlassBroken():
            return [
                (t("release-part"), f"{body.document} · {body.part}"),
                (t("disclosure-reason"), body.reason),
                (t("glass-means"), t("glass-means-what")),
            ]
    found = need(now, body.document, now_ms)
    count = len({*found.readers, body.reader})
    rows = [
        (t("release-part"), f"{body.document} · {body.part}"),
        (t("release-reader"), names.officer(body.reader)),
        (t("release-purpose"), body.purpose),
        (t("release-until"), full(body.until_ms)),
        (t("release-copy"), t("release-copy-what")),
    ]
    if found.readers_max is not None:
        said = "release-need-over" if found.is_over(body.reader) else "release-need-is"
        rows.append((t("release-need"), t(said, n=count, max=found.readers_max)))
    return rows
