"""The register as data: what is selected, one incident with all its reports, and content that reports commit to."""

import asyncio

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from safeconduct.errors import Denied
from safeconduct.incident.reduce import INCIDENTS
from safeconduct.incident.summary import Told, summary
from safeconduct.node.handing_out import Wanted, hand_out
from safeconduct.node.incident_search import Answer, Query, search
from safeconduct.node.incidents import CONTENT_MAX
from safeconduct.node.node import Node
from safeconduct.records.incident import IncidentImported
from safeconduct.records.units import Digest, IncidentId, ReportId

from .guard import AnyRequest, body_of, node_of, officer_of

_HANDS_OUT = IncidentImported.SIGNERS
_indexing: set["asyncio.Task[None]"] = set()


@post("/api/incidents/search", status_code=200)
async def found(request: AnyRequest) -> Answer:
    """What the posted query selects: a page of lines, the map in cells, bars over time."""
    officer_of(request)
    query = await body_of(request, Query)
    return await asked(node_of(request), query)


async def asked(node: Node, query: Query) -> Answer:
    """In a thread, so that nobody else waits for it."""

    def look() -> Answer:
        with node.incidents.lock:
            return search(node.incidents.register, query, node.clock.now_ms() // 86_400_000)

    await fresh(node)
    return await asyncio.to_thread(look)


async def fresh(node: Node) -> None:
    """The index as the state has it; while a large batch goes in, as far as that has come."""
    if not _indexing:
        task = asyncio.create_task(asyncio.to_thread(node.incidents.sync))
        _indexing.add(task)
        task.add_done_callback(_indexing.discard)
    await asyncio.wait(set(_indexing), timeout=_PATIENCE_S)


_PATIENCE_S = 2.0


@post("/api/incidents/export", status_code=200)
async def export(request: AnyRequest) -> Response[bytes]:
    """A file for the audience that is named, without what it may not read; the headers count what was held back.
    Takes the role of who may speak outside. Raises Denied, BadInput."""
    _, officer = officer_of(request)
    if not _HANDS_OUT.intersection(officer.roles):
        raise Denied(f"{officer.name} may not hand incidents out", "ask an officer for security or a liaison")
    node, wanted = node_of(request), await body_of(request, Wanted)
    await fresh(node)
    made = await asyncio.to_thread(hand_out, node, wanted)
    headers = {
        "content-disposition": f'attachment; filename="incidents.{made.format.ending}"',
        "x-incidents": str(made.shown),
        "x-incidents-held-back": str(made.held_back),
        "cache-control": "no-store",
    }
    return Response(made.content, media_type=made.format.media, headers=headers)


@get("/api/incidents/standing")
async def standing(request: AnyRequest) -> dict[str, int]:
    """How many reports of batches are in the index, and how many should be."""
    officer_of(request)
    node = node_of(request)
    await fresh(node)
    return {"done": node.incidents.done, "wanted": node.incidents.wanted}


@get("/api/incidents/{incident:str}")
async def one(request: AnyRequest, incident: FromPath[str]) -> dict[str, object]:
    """An incident by any name that ever led to it: every report, with its own numbers and claims."""
    officer_of(request)
    node = node_of(request)
    await fresh(node)
    name, told = reports_of(node, incident)
    incidents = node.truth.state.of(INCIDENTS)
    return {
        "id": name,
        "summary": summary(name, told) if told else None,
        "reports": list(told),
        "withheld": len(incidents.reports_of(name)) - len(told),
        "old_names": incidents.old_names(name),
        "turns": list(incidents.turns.get(name, ())),
    }


@get("/api/incidents/{report:str}/original")
async def original(request: AnyRequest, report: FromPath[str]) -> dict[str, str | None]:
    """What the source wrote, as plain text; null where it is not here, or not here any more."""
    officer_of(request)
    node = node_of(request)
    known = node.truth.state.of(INCIDENTS).reports.get(ReportId(report))
    if known is None:
        raise NotFoundException("there is no report of that name")
    digest = known.body.original
    return {"text": node.incidents.original(digest) if digest is not None else None}


@post("/api/incidents/contents", status_code=201, request_max_body_size=CONTENT_MAX)
async def contents(request: AnyRequest) -> dict[str, Digest]:
    """Keep 16 bytes of salt and a content, which a record is about to name by the digest answered here."""
    officer_of(request)
    node, content = node_of(request), await request.body()
    async with node.truth.lock:
        return {"content": await asyncio.to_thread(node.incidents.stage, content)}


def reports_of(node: Node, incident: str) -> tuple[IncidentId, tuple[Told, ...]]:
    """The incident that the name leads to, and its reports. Raises NotFoundException."""
    with node.incidents.lock:
        found = node.truth.state.of(INCIDENTS).resolve(IncidentId(incident))
        told = node.incidents.told(found or IncidentId(incident))
    if found is None and not told:
        raise NotFoundException(f"there is no incident {incident!r}")
    return found or IncidentId(incident), told


HANDLERS = (found, export, standing, one, original, contents)
