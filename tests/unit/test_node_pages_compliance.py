"""Compliance: what is shown of each duty, and who may say what against a verdict."""

import asyncio

import pytest

from safeconduct.errors import BadInput, Denied
from safeconduct.node.compliance import OUTCOMES, SILENT_MS, on_record, silences, span
from safeconduct.node.pages.compliance import context
from safeconduct.node.pages.language import LANGS, translator
from safeconduct.node.pages.render import environment
from safeconduct.protocol.reduce import VERDICTS
from safeconduct.records.observation import Sighting
from safeconduct.records.units import KeyId
from tests.sim.pair import MINUTE, Pair
from tests.unit.test_node_pair import DWELL, agree_on_dwell, pickup_enters


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


def clauses(side):
    return on_record(side.node, side.node.clock.now_ms())


def only(side):
    ((duty,),) = (each.duties for each in clauses(side))
    return duty


def shown(side, lang="en", **filters):
    officer = side.node.truth.state.parties.officers[KeyId(side.signer.key_id)]
    return context(side.node, officer, lang, **filters)


def page(side, lang="en", **filters):
    frame = {"t": translator(lang), "lang": lang, "now_ms": side.node.clock.now_ms(), "party": "Host", "me": None}
    template = environment().get_template("compliance/verdicts.html")
    return template.render({**frame, **shown(side, lang, **filters)})


async def violated(pair):
    await agree_on_dwell(pair)
    await pickup_enters(pair)
    await pair.pass_time(27)
    (digest,) = pair.host.node.truth.state.of(VERDICTS).verdicts
    return digest


def test_a_duty_is_open_then_provisional_then_final_on_both_nodes(pair):
    async def story():
        await agree_on_dwell(pair)
        entered = await pickup_enters(pair)
        seen = []
        for minutes in (10, 8.5, 6):
            await pair.pass_time(minutes, steps=12)
            (verdict,) = shown(pair.host)["verdicts"]
            seen.append((verdict["outcome"], verdict["standing"]))
            assert verdict["due_ms"] == entered + 20 * MINUTE
        assert seen == [("open", "running"), ("violated", "provisional"), ("violated", "final")]
        assert verdict["logged_by"] == ["Company", "Host"]
        assert "There is no record of a check in the outer ring" in verdict["text"]

    asyncio.run(story())


def test_final_here_is_not_yet_final_everywhere(pair):
    async def story():
        await agree_on_dwell(pair)
        await pickup_enters(pair)
        seen = []
        for _ in range(28):
            pair.clock.ms += MINUTE
            for side in pair.sides:
                await side.node.tick()
            log = pair.host.node.truth.peers[pair.company.node.config.origin]
            log.poll()
            while (fetch := log.want()) is not None:
                log.got(fetch, pair.company.node.truth.file(fetch.path))
                await pair.host.node.grown(pair.company.node.config.origin)
            (verdict,) = shown(pair.host)["verdicts"]
            seen.append((verdict["standing"], *verdict["logged_by"]))
            await pair.sync()
        first = seen.index(("final-here", "Host"))
        assert {each[0] for each in seen[:first]} == {"running", "provisional"}
        assert set(seen[first + 1 :]) == {("final", "Company", "Host")}

    asyncio.run(story())


def test_while_a_log_is_silent_nothing_is_said_to_be_kept(pair):
    """Catches: a duty that waits for a silent log was shown like one that was met."""

    async def story():
        await agree_on_dwell(pair)
        await pickup_enters(pair)
        await pair.pass_time(5)
        heard = pair.clock.ms
        await pair.pass_time(30, is_cut=True)
        duty = only(pair.host)
        assert duty.outcome == "unjudged" and duty.is_missed
        assert [each.party for each in duty.waits_for] == ["company"]
        assert duty.waits_for[0].since_ms <= heard
        assert "the log of Company is silent since" in page(pair.host)
        assert clauses(pair.host)[0].count("kept") == 0
        await pair.sync()
        await pair.pass_time(5)
        assert only(pair.host).outcome == "violated" and not only(pair.host).waits_for

    asyncio.run(story())


BARRED = "After an exit from the outer ring, there is no entry into the outer ring for 5 minutes."


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        (f"{DWELL} While a log is silent, the duty counts as violated.", "violated"),
        (f"{DWELL} While a log is silent, the duty is judged by the other logs.", "violated"),
        (f"{BARRED} While a log is silent, the duty counts as violated.", "violated"),
        (f"{BARRED} While a log is silent, the duty is judged by the other logs.", "kept"),
        (f"{BARRED}", "unjudged"),
        (f"{BARRED} Logs may lag by 1 hour.", "kept"),
    ],
)
def test_a_clause_may_say_what_a_silent_log_means(pair, sentence, outcome):
    async def story():
        await agree_on_dwell(pair, sentence)
        await pair.host.node.observe("cameras", [Sighting("kx-1", pair.clock.ms, "cam", ("outer",))])
        await pair.pass_time(35, is_cut=True)
        duty = only(pair.host)
        assert duty.outcome == outcome
        assert duty.is_by_default == ("While a log is silent" in sentence)
        assert bool(duty.waits_for) == ("Logs may lag" not in sentence)
        standing = "by-default" if duty.is_by_default else "provisional"
        for lang in LANGS:
            assert translator(lang)(f"standing-{standing}") in page(pair.host, lang)

    asyncio.run(story())


def test_a_log_is_silent_after_five_heartbeats_not_before(pair):
    async def story():
        await agree_on_dwell(pair)
        beat = pair.clock.ms
        pair.clock.ms = beat + SILENT_MS
        assert silences(pair.host.node, pair.clock.now_ms()) == ()
        pair.clock.ms += 1
        assert [each.party for each in silences(pair.host.node, pair.clock.now_ms())] == ["company", "host"]

    asyncio.run(story())


def test_every_duty_is_counted_once_and_drawn_once(pair):
    async def story():
        await violated(pair)
        await pair.host.act("check.made/1", asset="kx-1", zone="outer", finding="clear", note="")
        await pair.pass_time(2)
        (clause,) = clauses(pair.host)
        assert [duty.outcome for duty in clause.duties] == ["open", "violated"], "the newest first"
        assert sum(clause.count(each) for each in OUTCOMES) == len(clause.duties) == 2
        start, width = span([clause], pair.clock.now_ms())
        buckets = clause.buckets(start, width)
        assert sum(n for bucket in buckets for n in bucket.counts.values()) == 2
        assert all(start <= bucket.from_ms <= pair.clock.ms for bucket in buckets)
        (drawn,) = shown(pair.host)["clauses"]
        assert sorted((bar["outcome"], bar["n"]) for bar in drawn["chart"]) == [("open", 1), ("violated", 1)]
        assert all(0 <= bar["x"] < 480 and 0 <= bar["y"] <= 200 for bar in drawn["chart"])

    asyncio.run(story())


FILTERS = (
    ({}, ["violated"]),
    ({"status": "violated"}, ["violated"]),
    ({"status": "kept"}, []),
    ({"status": "contested"}, []),
    ({"clause": "dwell"}, ["violated"]),
    ({"clause": "nothing-of-that-name"}, ["violated"]),
    ({"status": "<script>"}, ["violated"]),
    ({"number": 99}, ["violated"]),
)


def test_filters(pair):
    async def story():
        await violated(pair)
        for filters, outcomes in FILTERS:
            assert [each["outcome"] for each in shown(pair.host, **filters)["verdicts"]] == outcomes, filters

    asyncio.run(story())


def test_a_contest_and_its_answer_stand_beside_the_verdict_in_both_rooms(pair):
    async def story():
        digest = await violated(pair)
        contest = await pair.host.act("verdict.contested/1", verdict=digest, reason="The ring is drawn wrong")
        await pair.sync()
        await pair.company.act("verdict.answered/1", contest=contest, answer="disputed", text="We agreed on it")
        await pair.sync()
        for side in pair.sides:
            (verdict,) = shown(side)["verdicts"]
            assert (verdict["outcome"], verdict["is_contested"]) == ("violated", True)
            (said,) = verdict["contests"]
            assert (said["party"], said["reason"]) == ("Host", "The ring is drawn wrong")
            assert [(each["party"], each["answer"]) for each in said["answers"]] == [("Company", "disputed")]
        own, other = (shown(side)["verdicts"][0]["contests"][0] for side in pair.sides)
        assert (own["may_withdraw"], own["may_answer"]) == (True, False)
        assert (other["may_withdraw"], other["may_answer"]) == (False, True)
        assert pair.agreed()

    asyncio.run(story())


def test_withdrawn_it_stands_no_more_and_may_be_raised_anew(pair):
    async def story():
        digest = await violated(pair)
        contest = await pair.host.act("verdict.contested/1", verdict=digest, reason="Wrong")
        await pair.host.act("verdict.answered/1", contest=contest, answer="withdrawn", text="It was right")
        assert not only(pair.host).is_contested
        assert shown(pair.host)["verdicts"][0]["may_contest"]
        await pair.host.act("verdict.contested/1", verdict=digest, reason="Wrong for another reason")
        assert only(pair.host).is_contested
        await pair.sync()
        assert pair.agreed()

    asyncio.run(story())


REFUSED = (
    ("host", "verdict.contested/1", {"verdict": "0" * 64, "reason": "x"}, "no node has logged that verdict"),
    ("host", "verdict.contested/1", {"verdict": "VERDICT", "reason": "x"}, "contests that verdict already"),
    ("host", "verdict.answered/1", {"contest": "0" * 64, "answer": "upheld", "text": "x"}, "no such contest"),
    ("host", "verdict.answered/1", {"contest": "CONTEST", "answer": "upheld", "text": "x"}, "by the others"),
    ("company", "verdict.answered/1", {"contest": "CONTEST", "answer": "withdrawn", "text": "x"}, "withdrawn by"),
)


def test_what_may_not_be_said_changes_nothing(pair):
    async def story():
        digest = await violated(pair)
        contest = await pair.host.act("verdict.contested/1", verdict=digest, reason="Wrong")
        await pair.sync()
        names = {"VERDICT": digest, "CONTEST": contest}
        for party, kind, body, why in REFUSED:
            side = {"host": pair.host, "company": pair.company}[party]
            before = side.node.truth.state.of(VERDICTS)
            with pytest.raises(Denied, match=why):
                await side.act(kind, **{name: names.get(value, value) for name, value in body.items()})
            assert side.node.truth.state.of(VERDICTS) == before
        with pytest.raises(BadInput, match="reason"):
            await pair.company.act("verdict.contested/1", verdict=digest, reason="")

    asyncio.run(story())


def test_the_page_is_written_in_full_and_without_inline_style(pair):
    async def story():
        digest = await violated(pair)
        contest = await pair.host.act("verdict.contested/1", verdict=digest, reason="<b>Wrong</b>")
        await pair.sync()
        await pair.company.act("verdict.answered/1", contest=contest, answer="upheld", text="True")
        await pair.sync()
        for lang in LANGS:
            text = page(pair.host, lang)
            assert "style=" not in text and "onclick" not in text
            assert "&lt;b&gt;Wrong" in text and "<b>Wrong" not in text
            assert text.count("data-duty=") == 1
            assert page(pair.company, lang).count('data-act="answer"') == 1

    asyncio.run(story())


def test_of_a_record_that_says_several_things_the_explanation_tells_what_counts(pair):
    """Catches: a record with "left" and "seeing" in it was told as the camera's seeing again."""

    async def story():
        from safeconduct.records.fact import Fact
        from safeconduct.records.watch import FactsDerived

        await agree_on_dwell(pair)
        entered = await pickup_enters(pair)
        await pair.pass_time(5)
        node = pair.host.node
        left = [Fact(pair.clock.now_ms(), "left", ("kx-1", "outer")), Fact(pair.clock.now_ms(), "seeing", ("cam",))]
        async with node.truth.lock:
            await node._settle(await node.truth.write([FactsDerived(tuple(left))], pair.clock.now_ms()))
        await pair.pass_time(5)
        (verdict,) = shown(pair.host)["verdicts"]
        assert verdict["outcome"] == "kept" and verdict["at_ms"] == entered
        assert "The duty is met: vehicle kx-1 left the outer ring" in verdict["text"]

    asyncio.run(story())
