"""Minutes, meeting packs and statements on paper: the same bytes each time, in three languages."""

import asyncio

import pytest

from safeconduct.exports.sheet import Warned, sheet_pdf
from safeconduct.meeting.reduce import MEETINGS
from safeconduct.node.assets import STATIC
from safeconduct.node.fonts import fonts
from safeconduct.node.pages.joint_print import minutes_sheet, pack_sheet, statement_sheet
from safeconduct.node.pages.language import LANGS
from safeconduct.statement.reduce import STATEMENTS
from tests.sim.pair import Pair

pytestmark = pytest.mark.skipif(not (STATIC / "print").is_dir(), reason="no fonts: run `make setup`")
SHEETS = {"minutes": minutes_sheet, "pack": pack_sheet, "statement": statement_sheet}


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    pair = Pair(tmp_path_factory.mktemp("pair"))
    now = pair.clock.ms
    text = {"kind": "text", "authentic": "en", "texts": {"en": "Each side attends the other's meetings."}}

    async def story() -> None:
        await pair.host.act(
            "clause.proposed/1", clause="meet", number=7, title="Each other's meetings", content=text
        )
        items = [{"kind": "clause", "title": "7. Each other's meetings", "about": "meet"},
                 {"kind": "topic", "title": "Night shifts", "about": ""}]  # fmt: skip
        call = await pair.host.act("meeting.called/1", meeting="weekly", title="Weekly meeting", place="Works",
                                   begins_ms=now, ends_ms=now + 3_600_000, agenda=items)  # fmt: skip
        await pair.sync()
        await pair.company.act("meeting.answered/1", meeting="weekly", call=call, answer="accepted", note="")
        lines = [{"kind": "note", "text": "A quiet week."},
                 {"kind": "decision", "text": "It stays.", "clause": "meet"},
                 {"kind": "action", "text": "Mend the fence", "action": "fence", "owner": "company",
                  "due_ms": now + 86_400_000}]  # fmt: skip
        draft = await pair.host.act("minutes.drafted/1", meeting="weekly", lang="en", lines=lines)
        await pair.sync()
        takes = [{"action": "fence", "due_ms": now + 86_400_000}]
        reserved = [{"line": 1, "text": "Quiet on our side only."}]
        await pair.company.act(
            "minutes.signed/1", meeting="weekly", draft=draft, takes=takes, reservations=reserved
        )
        draft = await pair.host.act("statement.drafted/1", statement="night", title="After the night", lang="en",
                                    lines=["Two were hurt.", "Nobody was arrested."], embargo_ms=None)  # fmt: skip
        await pair.sync()
        answers = [
            {"line": 1, "clearance": "cleared"},
            {"line": 2, "clearance": "refused", "text": "Not confirmed."},
        ]
        await pair.company.act("statement.answered/1", statement="night", draft=draft, answers=answers)
        await pair.sync()

    asyncio.run(story())
    return pair.host.node.truth


def made(truth, kind: str, lang: str):
    state = truth.state
    things = {"statement": state.of(STATEMENTS).statements.get("night")}
    thing = things.get(kind) or state.of(MEETINGS).meetings["weekly"]
    return SHEETS[kind](thing, state, truth.parties, lang)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", SHEETS)
def test_the_same_bytes_each_time(truth, kind, lang):
    raw = sheet_pdf(made(truth, kind, lang), fonts())
    assert raw.startswith(b"%PDF") and raw == sheet_pdf(made(truth, kind, lang), fonts())


@pytest.mark.parametrize("lang", LANGS)
def test_reservations_and_what_was_not_issued_stand_in_a_frame(truth, lang):
    (reserved,) = (block for block in made(truth, "minutes", lang).blocks if isinstance(block, Warned))
    assert "Quiet on our side only." in reserved.lines[0]
    assert any(isinstance(block, Warned) for block in made(truth, "statement", lang).blocks)
