"""Real nodes negotiate: other versions, rivals, deadlines, notes that stay at home, terms that run by the clock."""

import asyncio

import msgspec
import pytest

from safeconduct.accord.authority import Asked
from safeconduct.accord.reduce import ACCORD
from safeconduct.errors import Denied
from safeconduct.node.accord_status import all_blocked, look_now, news
from safeconduct.node.api.accord_talk import redlines
from safeconduct.node.notes import Note, Notes
from safeconduct.protocol import PLAIN, parse, rule_bytes
from safeconduct.records.terms import Silence, Terms
from safeconduct.records.units import Ms
from tests.sim.pair import MINUTE, Pair, World

TEXT = {"kind": "text", "authentic": "en", "texts": {"en": "Each side attends.", "zh": "双方列席。"}}
OTHER = {"kind": "text", "authentic": "en", "texts": {"en": "Each side attends when asked.", "zh": "双方列席。"}}
SENTENCE = "Every request is followed by an appointment within {} hours."
SHORT, LONG = (
    {"kind": "protocol", "rule": rule_bytes(parse(SENTENCE.format(hours), PLAIN)).decode()} for hours in (1, 24)
)


def run(coroutine):
    return asyncio.run(coroutine)


async def propose(side, clause, number, content, **more):
    if "terms" in more:
        more["terms"] = msgspec.to_builtins(more["terms"])
    return await side.act(
        "clause.proposed/1", clause=clause, number=number, title=clause.title(), content=content, **more
    )


async def agree(world, clause, *names):
    await world.sync()
    for side in [world.by_name[name] for name in names] or world.sides:
        meaning = side.node.truth.state.of(ACCORD).clauses[clause].meaning
        await side.act("clause.position/1", clause=clause, meaning=meaning, stand="agreed")
    await world.sync()


def in_force(side):
    truth = side.node.truth
    return {each.clause for each in truth.state.of(ACCORD).in_force(truth.parties, side.node.clock.now_ms())}


def judging(side, clause):
    now_ms = side.node.clock.now_ms()
    running = side.node.duties._judgement.running.values()
    return [each.covers(now_ms) for each in running if each.clause == clause]


def test_rivals_over_a_cut_link_are_both_shown_and_a_counter_can_be_taken(tmp_path):
    pair = Pair(tmp_path)

    async def story():
        await propose(pair.host, "meet", 1, TEXT)
        await pair.sync()
        for side, text in ((pair.host, "Each side attends weekly."), (pair.company, "Each side attends monthly.")):
            content = {"kind": "text", "authentic": "en", "texts": {"en": text}}
            await propose(side, "meet", 1, content)  # neither has heard of the other's
        await pair.sync()
        assert pair.agreed()
        shown = [[act for act in side.node.talks.of("meet") if act.is_rival] for side in pair.sides]
        assert shown[0] == shown[1] and len(shown[0]) == 1
        clause = pair.host.node.truth.state.of(ACCORD).clauses["meet"]
        lines = redlines(pair.host.node, clause, pair.host.node.talks.of("meet"), "en")
        assert [each["what"] for each in lines] == ["before", "rival"]
        assert any(how == "out" for each in lines for how, _ in each["pieces"])
        assert all_blocked(pair.host.node)[0].rivals == (shown[0][0].record,)
        # the rival's party counters in its place, the other takes that over, both sign
        loser = pair.by_name[shown[0][0].party]
        winner = next(side for side in pair.sides if side is not loser)
        clause = loser.node.truth.state.of(ACCORD).clauses["meet"]
        await loser.act(
            "clause.countered/1", clause="meet", against=clause.meaning, title="Meet", content=OTHER, reason="Law"
        )
        await pair.sync()
        counter = winner.node.truth.state.of(ACCORD).clauses["meet"].counters[loser.node.config.party]
        assert winner.node.truth.state.of(ACCORD).clauses["meet"].stand(loser.node.config.party) == "amended"
        await loser.act("clause.position/1", clause="meet", meaning=counter.meaning, stand="agreed")
        await pair.sync()
        assert not in_force(winner)
        await propose(winner, "meet", 1, msgspec.to_builtins(counter.content))
        await agree(pair, "meet", winner.node.config.party)
        assert in_force(winner) == in_force(loser) == {"meet"} and pair.agreed()

    run(story())


def test_a_position_after_the_deadline_is_refused_with_the_next_step(tmp_path):
    pair = Pair(tmp_path)

    async def story():
        await propose(pair.host, "meet", 1, TEXT, answer_by_ms=pair.clock.ms + 60 * MINUTE)
        await pair.sync()
        await pair.pass_time(61, steps=3)
        meaning = pair.company.node.truth.state.of(ACCORD).clauses["meet"].meaning
        with pytest.raises(Denied, match="with a later date"):
            await pair.company.act("clause.position/1", clause="meet", meaning=meaning, stand="agreed")
        assert all_blocked(pair.host.node)[0].missing[0].is_late
        with pytest.raises(Denied, match="not on the table any more"):
            await pair.company.act("clause.position/1", clause="meet", meaning="0" * 64, stand="agreed")
        await propose(pair.host, "meet", 1, TEXT)
        await agree(pair, "meet")
        assert in_force(pair.company) == {"meet"}

    run(story())


def test_a_note_never_leaves_its_node(tmp_path):
    secret = "We would give way on this one"

    pair = Pair(tmp_path)

    async def story():
        await propose(pair.host, "meet", 1, TEXT)
        node = pair.host.node
        node.notes.add(Note("meet", pair.host.signer.key_id, "Founder", node.clock.now_ms(), secret))
        await pair.host.act("clause.discussed/1", clause="meet", text="Said to all", on=None)
        await pair.sync()
        await pair.pass_time(3)
        assert [note.text for note in Notes(node.folder, node.disk).of("meet", node.clock.now_ms())] == [secret]
        files = [file for file in tmp_path.rglob("*") if file.is_file()]
        assert files and not any(secret.encode() in file.read_bytes() for file in files)
        company = pair.company.node
        assert company.notes.of("meet", node.clock.now_ms()) == [] and not (tmp_path / "company/notes").exists()
        assert any("Said to all" in str(act.body) for act in company.talks.of("meet"))
        assert not any(secret in str(placed) for placed in company.truth.fold.order)
        late = Ms(node.clock.now_ms() + 366 * 86_400_000)
        node.notes.sweep(late)
        assert not list((tmp_path / "host/notes").glob("*"))

    run(story())


def test_what_is_new_since_the_last_look(tmp_path):
    pair = Pair(tmp_path)

    async def story():
        await propose(pair.host, "meet", 1, TEXT)
        await pair.sync()
        key = pair.company.signer.key_id
        assert [act.body.TYPE for act in news(pair.company.node, key)[0]] == ["clause.proposed/1"]
        pair.company.node.looks.note(key, look_now(pair.company.node))
        pair.company.again()
        assert news(pair.company.node, key) == ([], [])
        await propose(pair.host, "meet", 1, OTHER)
        await pair.sync()
        assert len(news(pair.company.node, key)[0]) == 1
        clause = pair.company.node.truth.state.of(ACCORD).clauses["meet"]
        assert clause.stale == ("zh",)  # the Chinese text says what the English one said before
        await propose(pair.host, "meet", 1, OTHER, checked=["zh"])
        assert pair.host.node.truth.state.of(ACCORD).clauses["meet"].stale == ()

    run(story())


def test_a_level_switches_variants_at_both_nodes_and_a_change_drops_one_clause_only(tmp_path):
    pair = Pair(tmp_path)

    async def story():
        await propose(pair.host, "levels", 1, {"kind": "levels", "of": 3, "stated_by": 1})
        await propose(pair.host, "calm", 2, LONG, terms=Terms(levels=(1, 2)))
        await propose(pair.host, "tense", 3, SHORT, terms=Terms(levels=(3,)))
        for clause in ("levels", "calm", "tense"):
            await agree(pair, clause)
        for side in pair.sides:
            assert in_force(side) == {"levels", "calm"}
            assert judging(side, "calm") == [True] and not any(judging(side, "tense"))
        await pair.pass_time(1)
        await pair.company.act("level.stated/1", level=3, reason="Shots")
        await pair.sync()
        for side in pair.sides:
            assert in_force(side) == {"levels", "tense"}
            assert judging(side, "tense") == [True] and judging(side, "calm") == [False]
        await pair.host.act("level.stated/1", level=1, reason="Calm here")  # one party alone cannot lower it
        await pair.sync()
        assert in_force(pair.company) == {"levels", "tense"}
        await pair.company.act("level.stated/1", level=1, reason="Calm")
        await propose(pair.company, "tense", 3, LONG, terms=Terms(levels=(3,)))
        await pair.sync()
        assert in_force(pair.host) == {"levels", "calm"} and pair.agreed()

    run(story())


def test_terms_begin_end_and_give_notice_by_the_clock_alone(tmp_path):
    pair = Pair(tmp_path)

    async def story():
        now = pair.clock.ms
        terms = Terms(begins_ms=Ms(now + 10 * MINUTE), ends_ms=Ms(now + 30 * MINUTE))
        await propose(pair.host, "term", 1, LONG, terms=terms)
        await propose(pair.host, "notice", 2, SHORT, terms=Terms(notice_ms=20 * MINUTE, suspends="after_notice"))
        for clause in ("term", "notice"):
            await agree(pair, clause)
        assert in_force(pair.host) == {"notice"}
        await pair.pass_time(11, steps=2)
        assert in_force(pair.host) == in_force(pair.company) == {"term", "notice"}
        meaning = pair.host.node.truth.state.of(ACCORD).clauses["notice"].meaning
        await pair.company.act(
            "clause.position/1", clause="notice", meaning=meaning, stand="refused", reason="Enough"
        )
        await pair.sync()
        assert in_force(pair.host) == {"term", "notice"} and judging(pair.host, "notice") == [True]
        await pair.pass_time(21, steps=2)
        for side in pair.sides:
            assert in_force(side) == set() and not any(judging(side, "notice")) and not any(judging(side, "term"))
        assert [each.why for each in all_blocked(pair.host.node)] == ["over", "open"]

    run(story())


def test_a_silent_party_puts_the_degraded_clause_in_force_until_it_speaks_again(tmp_path):
    world = World(tmp_path, ("host", "company", "relief"))

    async def story():
        await propose(world.by_name["host"], "alone", 1, SHORT, terms=Terms(silence=Silence("only", 10 * MINUTE)))
        await propose(
            world.by_name["host"], "together", 2, LONG, terms=Terms(silence=Silence("never", 10 * MINUTE))
        )
        for clause in ("alone", "together"):
            await agree(world, clause)
        await world.pass_time(3)
        host, company, relief = world.sides
        assert in_force(host) == {"together"}
        world.cut_links = {frozenset(("host", "relief")), frozenset(("company", "relief"))}
        await world.pass_time(16)
        for side in (host, company):
            assert in_force(side) == {"alone"} and judging(side, "alone") == [True]
            assert set(side.node.truth.state.of(ACCORD).quiet) >= {("relief", "host"), ("relief", "company")}
        world.cut_links = set()
        await world.pass_time(3)
        assert in_force(host) == in_force(company) == in_force(relief) == {"together"}
        assert world.agreed() and not host.node.truth.state.of(ACCORD).quiet

    run(story())


def test_an_observer_reads_and_blocks_nothing(tmp_path):
    world = World(tmp_path, ("host", "company", "auditor"))

    async def story():
        host, _, auditor = world.sides
        await propose(host, "meet", 1, TEXT)
        await agree(world, "meet", "host", "company")
        assert in_force(host) == set()
        for side in world.sides:
            await side.act("seat.given/1", party="auditor", seat="observer")
            await world.sync()
        assert in_force(host) == in_force(auditor) == {"meet"}
        meaning = auditor.node.truth.state.of(ACCORD).clauses["meet"].meaning
        with pytest.raises(Denied, match="observes"):
            await auditor.act("clause.position/1", clause="meet", meaning=meaning, stand="refused", reason="No")
        with pytest.raises(Denied, match="without a voice"):
            await propose(auditor, "meet", 1, OTHER)
        assert in_force(host) == {"meet"}

    run(story())


def test_a_mandate_whose_term_is_over_allows_nothing(tmp_path):
    pair = Pair(tmp_path)

    async def story():
        content = {"kind": "mandate", "act": "be_present", "party": "company", "role": "security", "on": [],
                   "at_most": None, "hours": None, "resolution_m": None}  # fmt: skip
        ends = Ms(pair.clock.ms + 30 * MINUTE)
        await propose(pair.host, "ground", 1, content, terms=Terms(ends_ms=ends))
        await agree(pair, "ground")
        authority = pair.host.node.access.authority
        asked = [Asked("be_present", "company", "security", Ms(ends + ms)) for ms in (-1, 0)]
        assert [authority.decide(each).is_allowed for each in asked] == [True, False]

    run(story())
