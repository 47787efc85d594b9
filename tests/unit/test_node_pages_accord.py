"""What the accord's pages say of a clause: what blocks it, its terms, its other versions, what is new."""

import asyncio

import msgspec

from safeconduct.accord.redline import redline
from safeconduct.accord.reduce import ACCORD
from safeconduct.node.pages.accord import View
from safeconduct.node.pages.language import LANGS, translator
from safeconduct.node.pages.terms import span, terms_lines
from safeconduct.records.terms import Silence, Terms
from safeconduct.records.units import Ms
from tests.sim.pair import MINUTE, Pair
from tests.unit.test_node_negotiation import OTHER, TEXT, agree, propose

HOUR_MS = 60 * MINUTE


def test_a_redline_gives_both_texts_back_in_every_script():
    pairs = [
        ("Each side attends.", "Each side may attend, too."),
        ("双方列席对方会议。", "双方列席会议。"),
        ("ہر فریق شریک ہوتا ہے۔", "ہر فریق شریک ہو سکتا ہے۔"),
        ("", "New."),
        ("Gone.", ""),
        ("a " * 3_000, "a b " * 2_000),
    ]
    for before, after in pairs:
        pieces = redline(before, after)
        assert "".join(piece.text for piece in pieces if piece.how != "in") == before
        assert "".join(piece.text for piece in pieces if piece.how != "out") == after
    assert [piece.how for piece in redline("Each side attends.", "Each party attends.")] == [
        "kept",
        "out",
        "in",
        "kept",
    ]


def test_every_term_is_said_in_every_language():
    terms = Terms(
        Ms(0), Ms(90 * HOUR_MS), 24 * HOUR_MS, 90 * MINUTE, "after_notice", (1, 2), Silence("never", 5_000)
    )
    for lang in LANGS:
        assert len(terms_lines(terms, translator(lang))) == 7
    assert span(24 * HOUR_MS, translator("en")) == "one day" and span(90 * MINUTE, translator("en")) == "90 minutes"


def test_a_clause_says_what_blocks_it_and_what_is_new(tmp_path):
    pair = Pair(tmp_path)

    async def story():
        await propose(pair.host, "meet", 1, TEXT, answer_by_ms=pair.clock.ms + MINUTE)
        await agree(pair, "meet", "host")
        meaning = pair.host.node.truth.state.of(ACCORD).clauses["meet"].meaning
        reserved = {"stand": "reserved", "reason": "Costs", "conditions": ["Host pays"]}
        await pair.company.act("clause.position/1", clause="meet", meaning=meaning, **reserved)
        await pair.company.act("clause.countered/1", clause="meet", against=meaning, title="Meet", content=OTHER,
                               reason="Cheaper")  # fmt: skip
        await pair.sync()
        view = View(pair.host.node, "en")
        clause = view.clause(pair.host.node.truth.state.of(ACCORD).clauses["meet"])
        assert not clause["in_force"] and clause["counters"] == 1 and clause["talk"] == 4
        assert clause["blocks"] == ["Waits for Company."]
        stand = next(each for each in clause["stands"] if each["party"] == "Company")
        assert (stand["stand"], stand["conditions"]) == ("reserved", ["Host pays"])
        told = view.news(pair.host.signer.key_id)
        assert told["count"] == 2 and [act["reason"] for act in told["acts"]] == ["Cheaper", "Costs"]
        await propose(pair.company, "other", 1, msgspec.to_builtins(OTHER))
        await pair.sync()
        view = View(pair.host.node, "en")
        clause = view.clause(pair.host.node.truth.state.of(ACCORD).clauses["meet"])
        assert "Has the same number as other." in clause["blocks"]

    asyncio.run(story())
