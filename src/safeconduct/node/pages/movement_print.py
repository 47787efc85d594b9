"""A movement's order and a traveller's journey card as PDF, in the reader's language. The same bytes for the same
content: no date of printing, no machine in it."""

import asyncio

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from safeconduct.disclosure.reduce import DISCLOSURES
from safeconduct.errors import Denied
from safeconduct.exports.sheet import Code, Facts, Head, Said, Sheet, Table, Warned, sheet_pdf
from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.cards import card_path
from safeconduct.node.crews import crew_codes, crew_path
from safeconduct.node.fonts import fonts
from safeconduct.node.headcount import headcount, owners
from safeconduct.node.node import Node
from safeconduct.node.why import why_of
from safeconduct.planner.plan import Plan
from safeconduct.records.plan import MovementDrawOrdered
from safeconduct.records.units import AssetId, Lang, MovementId, ObjectId, Pseudonym

from .journey_sentence import one_in
from .language import Translate, language_of, translator
from .moment import full
from .names import Names
from .plan_map import degrees
from .plan_words import forced_said, percent


@get("/movements/{movement:str}/order.pdf")
async def order_pdf(request: AnyRequest, movement: FromPath[str]) -> Response[bytes]:
    """The order, for both rooms and the escorts. It names no route: that is told leg by leg. Who prints is logged;
    once there is a document about the movement, what is on paper goes by its releases alone."""
    key, _ = officer_of(request)
    node, found = _found(request, movement)
    if found.order is None:
        raise NotFoundException("there is no order yet")
    subject = ObjectId(f"movement/{found.movement}")
    if any(each.body.subject == subject for each in node.truth.state.of(DISCLOSURES).documents.values()):
        raise Denied(
            "this order goes out as marked copies: a paper without marks is not printed any more",
            "open what was released to you: safeconduct disclose open RELEASE --pdf FILE",
        )
    await node.read(key, ObjectId(f"{subject}/order"))
    lang = _lang(request)
    return await _pdf(order_sheet(node, found, lang), f"{found.movement}-order-{lang}")


@get("/movements/{movement:str}/cards/{traveller:str}")
async def card_pdf(request: AnyRequest, movement: FromPath[str], traveller: FromPath[str]) -> Response[bytes]:
    """A traveller's journey card; our own travellers' only."""
    key, _ = officer_of(request)
    node, found = _found(request, movement)
    if traveller not in owners(found).get(node.config.party, ()):
        raise NotFoundException("no traveller of this party has that pseudonym here")
    await node.read(key, ObjectId(f"movement/{found.movement}/cards/{traveller}"))
    lang, host = _lang(request), str(request.base_url).rstrip("/")
    return await _pdf(card_sheet(node, found, Pseudonym(traveller), lang, host), f"{traveller}-card-{lang}")


def order_sheet(node: Node, movement: Movement, lang: Lang) -> Sheet:
    """The order as a document."""
    t, names, order = translator(lang), Names(node.truth.state, lang), movement.order
    if order is None:
        raise ValueError(f"{movement.movement} has no order")
    rows = [
        (t("field-purpose"), movement.request.purpose),
        (t("field-start"), movement.request.start),
        (t("field-destination"), movement.request.destination),
        (t("field-depart-ms"), full(order.depart_ms)),
        (t("field-vehicles"), ", ".join(order.vehicles)),
        (t("field-escort"), ", ".join(order.escort)),
    ]
    blocks: list[Head | Facts | Table | Warned | Said] = []
    if isinstance(order, MovementDrawOrdered):
        if order.depart_to_ms is not None:
            rows.insert(4, (t("field-depart-to-ms"), full(order.depart_to_ms)))
        rows += [
            (t("field-approve-by-ms"), full(order.approve_by_ms)),
            (t("field-arrive-by-ms"), full(order.arrive_by_ms)),
            (t("field-check-in-s"), str(order.check_in_s)),
            (t("field-half-width-m"), str(order.half_width_m)),
            (t("field-leader"), order.leader),
            (t("field-contacts"), ", ".join(order.contacts) or "–"),
        ]
        blocks = _drawn(node, movement, order, names, t)
    else:
        checkpoints = tuple((each.checkpoint, full(each.due_ms), degrees(each.at)) for each in order.checkpoints)
        columns = (t("field-checkpoint"), t("print-due"), t("field-at"))
        blocks = [Head(t("print-checkpoints")), Table(columns, checkpoints)]
    counts = tuple((names.party(each.party), str(each.expected)) for each in headcount(movement))
    return Sheet(
        t("print-order", movement=movement.movement),
        lang,
        t("print-mark"),
        t("print-order-foot", record=(movement.order_id or "")[:16]),
        (
            Facts(tuple(rows)),
            *blocks,
            Head(t("movements-headcount")),
            Table(("", t("movements-expected")), counts),
            *_approvals(node, movement, names, t),
        ),
    )


def _drawn(
    node: Node, movement: Movement, order: MovementDrawOrdered, names: Names, t: Translate
) -> list[Head | Facts | Table | Warned | Said]:
    planned = movement.drawn_from
    legs = tuple((str(leg), full(at_ms)) for leg, at_ms in enumerate(order.legs, 1))
    blocks: list[Head | Facts | Table | Warned | Said] = [
        Warned(t("print-no-route"), (t("print-no-route-why"),)),
        Head(t("print-legs")),
        Table((t("field-legs"), t("print-released")), legs),
    ]
    if planned is not None:
        plan = planned.plan
        odds = (
            (t("movements-met"), t("movements-one-in", n=one_in(plan.upper))),
            (t("movements-after-refusal"), t("movements-one-in", n=one_in(plan.after_refusal))),
            (t("field-witness"), names.party(order.witness.party) if order.witness else t("print-no-witness")),
            (t("field-plan"), plan.plan[:32]),
        )
        blocks += [Head(t("movements-plan")), Facts(odds)]
        held = node.plans.get(plan.plan)
        why = why_of(held) if held is not None else ()
        if why:
            blocks.append(Warned(t("movements-why"), tuple(forced_said(each, t) for each in why)))
        if held is not None and held.places:
            blocks += _places(held, t)
    for title, places in (
        (t("field-havens"), tuple((each.name, degrees(each.at)) for each in order.havens)),
        (t("field-handovers"), tuple((f"{h.name} ({names.party(h.to)})", degrees(h.at)) for h in order.handovers)),
    ):
        if places:
            blocks += [Head(title), Table((t("print-name"), t("field-at")), places)]
    return blocks


def _places(plan: Plan, t: Translate) -> tuple[Head, Table]:
    """What the plan rests on, and what becomes of it where that is not held."""
    unheld = {each.name: each.met for each in plan.unheld}
    rows = tuple(
        (
            each.name,
            t(f"movements-place-{each.kind}"),
            degrees(each.at),
            str(each.radius_m),
            t("print-unheld", met=percent(unheld[each.name])) if each.name in unheld else "–",
        )
        for each in plan.places
    )
    columns = (t("print-name"), "", t("field-at"), t("print-metres"), t("print-if-unheld"))
    return Head(t("movements-places")), Table(columns, rows)


def _approvals(node: Node, movement: Movement, names: Names, t: Translate) -> tuple[Head | Table, ...]:
    rows = tuple(
        (names.party(party), node.truth.state.parties.name(answer.by), full(answer.at_ms))
        for party, answer in sorted(movement.approvals.items())
        if answer.is_approved and answer.order == movement.order_id
    )
    if not rows:
        return ()
    return (
        Head(t("movements-approvals-order")),
        Table((t("print-party"), t("print-officer"), t("print-time")), rows),
    )


def card_sheet(node: Node, movement: Movement, traveller: Pseudonym, lang: Lang, host: str) -> Sheet:
    """What a traveller carries: no name, no route."""
    t = translator(lang)
    order = movement.order
    depart_ms = order.depart_ms if order else movement.request.depart_from_ms
    contacts = order.contacts if isinstance(order, MovementDrawOrdered) else ()
    link = f"{host}{card_path(node.keys.node, movement.movement, traveller)}?lang={lang}"
    return Sheet(
        t("journey-title"),
        lang,
        t("print-card-mark"),
        f"{movement.movement} · {traveller}",
        (
            Facts(
                (
                    (t("field-start"), movement.request.start),
                    (t("field-destination"), movement.request.destination),
                    (t("field-depart-ms"), full(depart_ms)),
                    (t("journey-contacts"), ", ".join(contacts) or "–"),
                )
            ),
            Said((t("print-card-how"),)),
            Code(link),
            Said((link,), "en"),
            Warned(t("journey-help"), (t("print-card-help"),)),
            Said((t("journey-why"),)),
        ),
        "a6",
    )


@get("/movements/{movement:str}/crews/{crew:str}")
async def crew_pdf(request: AnyRequest, movement: FromPath[str], crew: FromPath[str]) -> Response[bytes]:
    """A crew's card with both its codes: for who orders, who gives it to the crew."""
    key, officer = officer_of(request)
    node, found = _found(request, movement)
    if "security" not in officer.roles:
        raise Denied("codes of crews are for who orders a movement", "ask a security officer of your party")
    if crew not in found.crews:
        raise NotFoundException("no vehicle of that name is ordered here")
    await node.read(key, ObjectId(f"movement/{found.movement}/crews/{crew}"))
    lang, host = _lang(request), str(request.base_url).rstrip("/")
    return await _pdf(crew_sheet(node, found, AssetId(crew), lang, host), f"{crew}-card-{lang}")


def crew_sheet(node: Node, movement: Movement, crew: AssetId, lang: Lang, host: str) -> Sheet:
    """What a crew learns by heart and does not carry: the two codes, and its page."""
    t, codes = translator(lang), crew_codes(node.keys.node, movement.movement, crew)
    link = f"{host}{crew_path(node.keys.node, movement.movement, crew)}?lang={lang}"
    return Sheet(
        t("crew-title"),
        lang,
        t("print-crew-mark"),
        f"{movement.movement} · {crew}",
        (
            Facts(((t("print-crew-well"), codes.well), (t("print-crew-forced"), codes.forced))),
            Warned(t("print-crew-heart"), (t("print-crew-how"), t("print-crew-same"))),
            Said((t("print-card-how-crew"),)),
            Code(link),
            Said((link,), "en"),
        ),
        "a6",
    )


def _found(request: AnyRequest, movement: str) -> tuple[Node, Movement]:
    node = node_of(request)
    found = node.truth.state.of(MOVEMENTS).movements.get(MovementId(movement))
    if found is None:
        raise NotFoundException("there is no such movement")
    return node, found


def _lang(request: AnyRequest) -> Lang:
    return language_of(str(request.query_params.get("lang", "")) or request.cookies.get("lang"))


async def _pdf(sheet: Sheet, name: str) -> Response[bytes]:
    raw = await asyncio.to_thread(lambda: sheet_pdf(sheet, fonts()))
    headers = {"content-disposition": f'inline; filename="{name}.pdf"', "cache-control": "no-store"}
    return Response(raw, media_type="application/pdf", headers=headers)


HANDLERS = (order_pdf, card_pdf, crew_pdf)
