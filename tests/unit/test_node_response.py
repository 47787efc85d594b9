"""The response to an incident over two nodes: one board, tasks that bind who took them, a review that rings."""

import asyncio

import pytest

from safeconduct.accord.meaning import meaning
from safeconduct.accord.reduce import ACCORD
from safeconduct.alarm.reduce import ALARMS
from safeconduct.errors import Denied
from safeconduct.exports.sheet import sheet_pdf
from safeconduct.node.fonts import fonts
from safeconduct.node.pages.response_print import situation_sheet
from safeconduct.protocol import Lexicon, parse, rule_bytes
from safeconduct.response.reduce import RESPONSES
from tests.sim.pair import MINUTE, Pair

RULE = "Every action is done not later than 5 minutes after its agreed time."


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


async def agreed(pair) -> None:
    await pair.sync()
    content = {"kind": "protocol", "rule": rule_bytes(parse(RULE, Lexicon())).decode()}
    await pair.host.act("clause.proposed/1", clause="actions", number=9, title="Actions", content=content)
    await pair.sync()
    digest = meaning(pair.host.node.truth.state.of(ACCORD).clauses["actions"].content)
    for side in pair.sides:
        await side.act("clause.position/1", clause="actions", meaning=digest, stand="agreed")
        await pair.sync()


def finding(pair, action: str, owner: str, minutes: float) -> dict:
    return {"text": "The second car came late.", "clause": "actions", "verdict": None, "action": action,
            "todo": "Drill it", "owner": owner, "due_ms": pair.clock.ms + int(minutes * MINUTE)}  # fmt: skip


def ringing(side) -> list[str]:
    return sorted(dict(each.key)["action"] for each in side.node.truth.state.of(ALARMS).alarms.values())


async def noted(pair) -> None:
    now = pair.clock.ms
    await pair.host.act("board.noted/1", incident="gate-3", text="Smoke", happened_ms=now - MINUTE)
    await pair.company.act("board.noted/1", incident="gate-3", text="All inside", happened_ms=now)
    await pair.host.act("resource.placed/1", resource="amb-1", incident="gate-3", what="Ambulance", count=1,
                        place="there")  # fmt: skip
    await pair.sync()


def test_both_rooms_write_on_one_board(pair):
    async def story():
        await pair.sync()
        await noted(pair)
        await pair.host.act(
            "board.noted/1", incident="gate-3", text="Shots", happened_ms=pair.clock.ms - 9 * MINUTE
        )
        await pair.sync()
        for side in pair.sides:
            board = side.node.truth.state.of(RESPONSES).board("gate-3")
            assert [line.text for line in board] == ["Shots", "Smoke", "All inside"], "by when it happened"
        with pytest.raises(Denied, match="what has happened"):
            await pair.host.act("board.noted/1", incident="gate-3", text="Soon", happened_ms=pair.clock.ms + MINUTE)

    asyncio.run(story())


def test_a_task_rings_when_overdue_and_only_for_who_took_it(pair):
    async def story():
        await agreed(pair)
        due = pair.clock.ms + 10 * MINUTE
        for task in ("road", "gate"):
            await pair.host.act("task.set/1", task=task, incident="gate-3", text="Do", owner="company", due_ms=due)
        await pair.sync()
        await pair.company.act("task.taken/1", task="road", due_ms=due)
        await pair.sync()
        await pair.pass_time(20)
        for side in pair.sides:
            assert ringing(side) == ["task/road"], "nobody is bound by what another has set"
        with pytest.raises(Denied, match="taken on no task"):
            await pair.company.act("task.done/1", task="gate", note="?")

    asyncio.run(story())


def test_findings_of_a_review_become_actions_that_ring(pair):
    async def story():
        await agreed(pair)
        findings = [finding(pair, "drill", "host", 10), finding(pair, "lamp", "company", 10)]
        draft = await pair.host.act("review.drafted/1", review="r1", incident="gate-3", lang="en", summary="",
                                    findings=findings)  # fmt: skip
        await pair.sync()
        takes = [{"action": each["action"], "due_ms": each["due_ms"]} for each in findings]
        with pytest.raises(Denied, match="other actions"):
            await pair.host.act("review.signed/1", review="r1", draft=draft, takes=takes)
        await pair.host.act("review.signed/1", review="r1", draft=draft, takes=takes[:1])
        await pair.company.act("review.signed/1", review="r1", draft=draft, takes=takes[1:])
        await pair.sync()
        await pair.company.act("task.done/1", task="lamp", note="Mended")
        await pair.sync()
        await pair.pass_time(20)
        for side in pair.sides:
            assert ringing(side) == ["task/drill"]
        assert pair.agreed()

    asyncio.run(story())


def test_the_situation_report_says_what_the_record_says(pair):
    async def story():
        await pair.sync()
        await noted(pair)

    asyncio.run(story())
    truth = pair.host.node.truth
    for lang in ("en", "zh", "ur"):
        sheets = [situation_sheet("gate-3", truth.state, truth.parties, lang) for _ in range(2)]
        assert sheets[0] == sheets[1]
        assert "Smoke" in str(sheets[0]) and "All inside" in str(sheets[0]) and "Ambulance" in str(sheets[0])
    pdfs = [sheet_pdf(sheet, fonts()) for sheet in sheets]
    assert pdfs[0] == pdfs[1] and pdfs[0].startswith(b"%PDF")
