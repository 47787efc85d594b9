"""Disclosures as data: documents, releases, who could know, inquiries. Copies are sealed; no node can read one."""

from typing import Annotated, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from safeconduct.disclosure.disclosure import Disclosures, Document, Glass, Inquiry, Release
from safeconduct.disclosure.knowledge import knowers, need
from safeconduct.disclosure.reduce import DISCLOSURES
from safeconduct.errors import BadInput
from safeconduct.joint import Ledger, ledgers
from safeconduct.joint.knowledge import LEADER
from safeconduct.node.node import Node
from safeconduct.node.releasing import AuthorFile, shown_of
from safeconduct.records.units import DocumentId, GroupId, InquiryId, KeyId, ObjectId, RecordId
from safeconduct.wire.ed25519 import key_id

from .guard import AnyRequest, body_of, node_of, officer_of

_REPORT_BYTES_MAX: Final = 1 << 20


class ReportWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The text as it was found, and the author's file of each document that it is compared with."""

    leak: str
    documents: Annotated[tuple[AuthorFile, ...], msgspec.Meta(min_length=1, max_length=20)]


@get("/api/disclosures")
async def disclosures(request: AnyRequest) -> dict[str, object]:
    """Everything but the sealed copies."""
    officer_of(request)
    return told(node_of(request))


@get("/api/disclosures/{release:str}")
async def one_release(request: AnyRequest, release: FromPath[str]) -> dict[str, object]:
    """One release with its sealed copy and the shares that were given."""
    officer_of(request)
    return sealed_told(node_of(request), RecordId(release))


@get("/api/disclosures/{document:str}/recovery/{part:str}")
async def recovery(request: AnyRequest, document: FromPath[str], part: FromPath[str]) -> dict[str, object]:
    """The sealed recovery of a part: who has broken its glass, and what each node has taken its seal off."""
    officer_of(request)
    node = node_of(request)
    now, parties = node.truth.state.of(DISCLOSURES), node.truth.state.parties
    known = now.documents.get(DocumentId(document))
    if known is None or GroupId(part) not in known.recoveries:
        raise BadInput(
            f"there is no recovery of {part} of {document}", next_step="its author runs: safeconduct disclose seal"
        )
    glass = now.glass.get((DocumentId(document), GroupId(part)), Glass())
    return {
        "sealed": known.recoveries[GroupId(part)].sealed,
        "holders": [{"reader": each, "name": parties.name(each)} for each in known.body.holders],
        "broken": {holder: at_ms for holder, (at_ms, _) in sorted(glass.broken.items())},
        "opened": [
            {"party": party, "at_ms": at_ms, "holders": holders, "sealed": sealed}
            for party, (at_ms, holders, sealed) in sorted(glass.opened.items())
        ],
    }


@post("/api/inquiries/{inquiry:str}/report", status_code=200, request_max_body_size=_REPORT_BYTES_MAX)
async def report(request: AnyRequest, inquiry: FromPath[str]) -> Response[bytes]:
    """The report of an inquiry that both have opened, made here of both logs and what is posted, which is not
    kept. Who took it is logged."""
    key, _ = officer_of(request)
    node, wanted = node_of(request), await body_of(request, ReportWanted)
    if InquiryId(inquiry) not in node.truth.state.of(DISCLOSURES).inquiries:
        raise BadInput(f"there is no inquiry {inquiry!r}", next_step="look at the page Disclosure again")
    shown = [part for each in wanted.documents for part in shown_of(each)]
    raw = await node.packs.inquiry(InquiryId(inquiry), wanted.leak, shown)
    await node.read(key, ObjectId(f"inquiry/{inquiry}"))
    headers = {"content-disposition": f'attachment; filename="{inquiry}.report"', "cache-control": "no-store"}
    return Response(raw, media_type="application/zip", headers=headers)


def told(node: Node) -> dict[str, object]:
    """What the node knows of all documents."""
    now, parties = node.truth.state.of(DISCLOSURES), node.truth.state.parties
    nodes = {party: KeyId(key_id(each.node)) for party, each in sorted(parties.parties.items())}
    return {
        "now_ms": node.clock.now_ms(),
        "documents": [_document(each, now, node) for _, each in sorted(now.documents.items())],
        "releases": [release_told(each, node) for each in now.by_time()],
        "inquiries": [_inquiry(each, now) for _, each in sorted(now.inquiries.items())],
        "ledgers": [_ledger(each, node) for each in ledgers(node.truth.fold)],
        "readers": [
            {"reader": reader, "name": parties.name(reader), "party": key.party, "recipient": key.recipient}
            for reader, key in sorted(now.keys.items())
            if reader not in nodes.values()
        ],
        "nodes": {party: now.keys[key].recipient for party, key in nodes.items() if key in now.keys},
    }


def sealed_told(node: Node, release: RecordId) -> dict[str, object]:
    """One release, as its reader needs it. Raises BadInput."""
    found = node.truth.state.of(DISCLOSURES).releases.get(release)
    if found is None:
        raise BadInput(f"there is no release {release[:12]}", next_step="see: safeconduct disclose show")
    given = {party: share.sealed for party, share in sorted(found.shares.items())}
    return {**release_told(found, node), "sealed": found.body.sealed, "shares": given}


def release_told(release: Release, node: Node) -> dict[str, object]:
    """What has become of it."""
    now_ms, parties = node.clock.now_ms(), node.truth.state.parties
    return {
        "release": release.release,
        "document": release.body.document,
        "part": release.body.part,
        "reader": release.body.reader,
        "name": parties.name(release.body.reader),
        "purpose": release.body.purpose,
        "at_ms": release.at_ms,
        "until_ms": release.body.until_ms,
        "standing": release.standing(now_ms),
        "held": dict(sorted(release.held.items())),
        "refused": dict(sorted(release.refused.items())),
        "opened_ms": release.opened_ms,
        "given": {party: share.at_ms for party, share in sorted(release.shares.items())},
        "withheld": release.withheld(now_ms),
        "recalled_ms": release.recalled_ms,
        "ended": dict(sorted(release.ended.items())),
    }


def _document(document: Document, now: Disclosures, node: Node) -> dict[str, object]:
    body, wanted = document.body, need(now, document.body.document, node.clock.now_ms())
    return {
        "id": body.document,
        "title": body.title,
        "lang": body.lang,
        "subject": body.subject,
        "between": body.between,
        "parts": {each.group: each.content for each in body.parts},
        "holders": body.holders,
        "author": document.author,
        "readers": wanted.readers,
        "readers_max": wanted.readers_max,
        "is_over": wanted.is_over(),
        "codes": {party: {"commitment": c.commitment, "sealed": c.sealed} for party, c in document.codes.items()},
        "secrets": dict(document.secrets),
        "recoveries": sorted(document.recoveries),
        "glass": {
            part: {"broken": sorted(glass.broken), "opened": {p: each[2] for p, each in glass.opened.items()}}
            for (name, part), glass in sorted(now.glass.items())
            if name == body.document
        },
        "knowers": [
            {"reader": each.reader, "name": node.truth.state.parties.name(each.reader), "party": each.party,
             "part": each.part, "since_ms": each.since_ms, "by": each.by, "release": each.record}
            for each in knowers(now, body.document)
        ],
    }  # fmt: skip


def _ledger(found: Ledger, node: Node) -> dict[str, object]:
    """Who could know what of one subject, and who has looked at it."""
    parties = node.truth.state.parties
    return {
        "subject": found.subject,
        "known": [
            {"fact": each.fact, "reader": each.reader, "party": each.party, "since_ms": each.since_ms,
             "until_ms": each.until_ms, "by": each.by, "document": each.document, "record": each.record,
             "name": parties.name(each.reader) if each.reader not in (None, LEADER) else each.reader}
            for each in found.known
        ],
        "looks": [
            {"reader": each.reader, "name": parties.name(each.reader), "party": each.party, "count": each.count,
             "first_ms": each.first_ms, "last_ms": each.last_ms}
            for each in found.looks
        ],
    }  # fmt: skip


def _inquiry(inquiry: Inquiry, now: Disclosures) -> dict[str, object]:
    between = now.documents[inquiry.body.documents[0]].body.between
    return {
        "id": inquiry.inquiry,
        "documents": inquiry.body.documents,
        "leak": inquiry.body.leak,
        "found_ms": inquiry.body.found_ms,
        "opened": {party: each[0] for party, each in sorted(inquiry.opened.items())},
        "closed": {party: each[2] for party, each in sorted(inquiry.closed.items())},
        "is_open": inquiry.is_open(between),
    }


HANDLERS = (disclosures, one_release, recovery, report)
