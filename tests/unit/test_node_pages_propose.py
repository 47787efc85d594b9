"""Propose a clause: what a sentence means by this accord's own names, and what is said before anyone signs."""

import asyncio
import re

import msgspec
import pytest

from safeconduct import joint
from safeconduct.errors import BadInput
from safeconduct.node.config import Feed
from safeconduct.node.pages.language import LANGS, translator
from safeconduct.node.pages.names import Names as NamesOf
from safeconduct.node.pages.propose import analysis_context, check_context, context
from safeconduct.node.pages.render import environment
from safeconduct.node.proposal import EVERYTHING, Misunderstood, Understood, look_at, sentence_here, understand
from safeconduct.node.recordable import SEEN, TRACKED, WATCHED, recordable
from safeconduct.protocol import EVENTS, PLAIN, Lexicon, NamedParty, NamedPlace, Names, parse, say
from safeconduct.protocol.likeness import likest
from safeconduct.protocol.patterns import PATTERNS
from safeconduct.records.observation import Sighting
from safeconduct.records.units import ClauseId, FeedId, PartyId, ZoneId
from tests.sim.pair import Pair
from tests.style.tree import SOURCE
from tests.unit.test_node_pair import DWELL, agree_on_dwell

HARBOUR = Lexicon(
    (NamedPlace(ZoneId("quay"), Names("the quay", "码头", "گودی")),),
    (NamedParty(PartyId("port"), Names("the Port")), NamedParty(PartyId("ship"), Names("the Ship"))),
)
WANTED = "While a movement is under way, at least 1 escort is within 300 metres of it."
FACT = re.compile(r'Fact\([^"\n]*"([a-z_]+)"(?: if [^,]+ else "([a-z_]+)")?')


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.id)
def test_every_sentence_to_start_from_is_understood_here(pattern):
    sentence = sentence_here(pattern, HARBOUR)
    assert sentence is not None
    assert isinstance(understand(sentence, HARBOUR), Understood)
    assert "outer ring" not in sentence and "Host" not in sentence and "tunnel" not in sentence


@pytest.mark.parametrize(("pattern", "is_usable"), [("dwell", False), ("approval", False), ("quorum", True)])
def test_what_needs_a_name_that_the_accord_has_not_cannot_be_started_from(pattern, is_usable):
    found = next(each for each in PATTERNS if each.id == pattern)
    assert (sentence_here(found, Lexicon()) is not None) == is_usable


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("escort within 300 m while moving", "quorum"),
        ("The escort stays within 300 m while moving.", "quorum"),
        ("escorts must stay close to the convoy", "quorum"),
        ("Both sides must approve a trip", "approval"),
        ("An alarm is answered in 5 min", "response"),
        ("Nobody may wait at the gate unchecked", "dwell_once"),
    ],
)
def test_the_sentence_that_was_meant_is_offered(written, meant):
    assert meant in [pattern.id for pattern in likest(written)]
    read = understand(written, HARBOUR)
    assert isinstance(read, Misunderstood)
    assert all(isinstance(understand(each, HARBOUR), Understood) for each in read.nearest)


@pytest.mark.parametrize(
    ("written", "column", "says"),
    [
        ("While moving, the escort is within 300 m of it.", 7, "moving,"),
        ("While a movement is under way, at least 1 escort is within 300 m.", 65, "of"),
        ("No vehicle stays in the quay", 29, "not complete"),
        ("ALWAYS FORALL. p(x) IMPLIES (EVENTUALLY[0,*) q(x))", 1, ""),
        ("ALWAYS p(", 8, "FORALL"),
    ],
)
def test_where_it_goes_wrong(written, column, says):
    read = understand(written, HARBOUR)
    assert isinstance(read, Misunderstood)
    assert read.column == column and says in f"{read.why} {read.remedy}"
    text, caret = read.caret.split("\n")
    assert text == written and caret.index("^") == column - 1


def test_line_ends_and_double_spaces_mean_nothing():
    assert understand(
        "  While a movement is under way,\n at least 1 escort is\twithin 300 metres of it. ", HARBOUR
    ) == (understand(WANTED, HARBOUR))


def test_what_is_recorded_is_what_the_domains_record():
    """Catches: a new fact that the warning "no sensor can see this" has never heard of."""
    said = {
        name
        for folder in ("alarm", "dispatch", "meeting", "movement", "response", "risk", "site", "watch")
        for path in (SOURCE / folder).rglob("*.py")
        for found in FACT.finditer(path.read_text(encoding="utf-8"))
        for name in found.groups()
        if name
    }
    assert said & EVENTS.keys() == EVERYTHING


def test_what_can_be_recorded_is_what_is_configured(pair):
    """Catches: "no sensor can see this" said from a fixed list, whatever feeds and officers there are."""

    async def story():
        await agree_on_dwell(pair)
        node = pair.host.node
        bare = recordable(node.truth.state, node.config)
        assert {"checked", "approved", "alarm_escalated"} <= bare
        assert not {"entered", "came_near", "located", "gate_closed"} & bare
        feed = Feed(FeedId("cameras"), "frigate", "mqtt://broker", "frigate/events")
        with_feed = msgspec.structs.replace(node.config, feeds=(feed,))
        assert recordable(node.truth.state, with_feed) == bare | SEEN
        radios = Feed(FeedId("radios"), "cot", listen="tcp://127.0.0.1:1")
        with_radios = msgspec.structs.replace(node.config, feeds=(radios,))
        assert recordable(node.truth.state, with_radios) == bare | WATCHED, "one that tells places sees all"
        await pair.host.node.observe("cameras", [Sighting("kx-1", pair.clock.ms, "cam", ("outer",))])
        await pair.pass_time(3)
        company = pair.company.node
        assert "entered" in recordable(company.truth.state, company.config), "the other party's feed has delivered"

    asyncio.run(story())


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


def on_page(state, lang, sentence):
    frame = {"t": translator(lang), "lang": lang}
    return (
        environment().get_template("propose/check.html").render({**frame, **check_context(state, lang, sentence)})
    )


@pytest.mark.parametrize("lang", LANGS)
def test_the_fragments_are_written_in_full(pair, lang):
    async def story():
        await agree_on_dwell(pair)
        state = pair.host.node.truth.state
        good = on_page(state, lang, WANTED)
        assert "300米" in good and "300 میٹر" in good and "data-rule=" in good and "style=" not in good
        bad = on_page(state, lang, 'While <b>"moving"')
        assert "data-misread=" in bad and "<b>" not in bad.replace(
            "<b>" + translator(lang)("check-misread", column="7"), ""
        )
        assert "data-misread" not in on_page(state, lang, "  ")
        for pattern in PATTERNS:
            assert "data-rule=" in on_page(state, lang, sentence_here(pattern, joint.lexicon_of(state)))
        page = context(state, lang, "dwell")
        assert (page["form"]["number"], page["form"]["id"], page["form"]["sentence"]) == ("1", "dwell", DWELL)
        assert context(state, lang, "")["form"]["number"] == "2"
        assert [each["is_usable"] for each in page["patterns"]] == [True] * len(PATTERNS)

    asyncio.run(story())


@pytest.mark.parametrize(
    ("sentence", "clause", "kinds"),
    [
        (WANTED, None, {"unseen"}),
        ("Every movement departs within 10 minutes of the agreed time.", None, set()),
        (DWELL.replace("20", "15"), "dwell", {"differs"}),
        (DWELL, "dwell", set()),
    ],
)
def test_what_to_look_at_before_signing(pair, sentence, clause, kinds):
    async def story():
        await agree_on_dwell(pair)
        state = pair.host.node.truth.state
        read = understand(sentence, joint.lexicon_of(state))
        assert isinstance(read, Understood)
        found = look_at(read.rule, ClauseId(clause) if clause else None, state, EVERYTHING - TRACKED)
        assert {each.kind for each in found} == kinds
        for lang in LANGS:
            remarks = analysis_context(found, state, lang)
            text = environment().get_template("propose/analysis.html").render({"t": translator(lang), **remarks})
            assert text.count("data-remark=") == len(found)

    asyncio.run(story())


def test_a_clash_with_a_clause_in_force_names_it(pair):
    async def story():
        await agree_on_dwell(pair)
        state = pair.host.node.truth.state
        met = 'EVENTUALLY[0,1300] (checked(v,"outer") OR left(v,"outer"))'
        new = f'ALWAYS FORALL. entered(v,"outer") IMPLIES (NOT ({met}))'
        read = understand(new, joint.lexicon_of(state))
        assert isinstance(read, Understood), read
        found = look_at(read.rule, None, state)
        assert [(each.kind, each.clause) for each in found if each.kind == "clash"] == [("clash", "dwell")]
        (remark, *_) = [each for each in analysis_context(found, state, "en")["remarks"] if each["kind"] == "clash"]
        assert "1, Checked" in remark["text"] and remark["steps"]

    asyncio.run(story())


def test_names_change_nothing_but_names():
    for pattern in PATTERNS:
        assert say(parse(sentence_here(pattern, PLAIN), PLAIN), "en", PLAIN) == sentence_here(pattern, PLAIN)


def test_a_title_is_shown_in_the_readers_language_where_it_has_one(pair):
    async def story():
        titles = {"zh": "停车检查"}
        text = {"kind": "text", "authentic": "en", "texts": {"en": "Agreed."}}
        await pair.host.act(
            "clause.proposed/1", clause="park", number=3, title="Parked", content=text, titles=titles
        )
        await pair.host.act("clause.proposed/1", clause="meet", number=4, title="Meetings", content=text)
        state = pair.host.node.truth.state
        shown = {lang: [NamesOf(state, lang).clause(each) for each in ("park", "meet")] for lang in LANGS}
        assert shown["zh"] == ["3, 停车检查", "4, Meetings"]
        assert shown["en"] == shown["ur"] == ["3, Parked", "4, Meetings"]
        form = context(state, "zh", "park")["form"]
        assert (form["title"], form["title_zh"], form["title_ur"]) == ("Parked", "停车检查", "")
        with pytest.raises(BadInput):
            await pair.host.act("clause.proposed/1", clause="x", number=5, title="X", content=text, titles={})

    asyncio.run(story())


CLOSE = "While a movement is under way, at least {} of it."


@pytest.mark.parametrize(
    ("written", "offered"),
    [
        ("The escort stays within 300 m while moving.", WANTED),
        ("Three escorts stay within 1 km of a moving convoy", CLOSE.format("3 escorts are within 1 kilometre")),
        (
            "No car parks in the quay for over 45 min",
            "No vehicle stays in the quay more than 45 minutes since it entered or was last checked.",
        ),
        (
            "A bus reports to us every 2 hours when moving",
            "While a movement is under way, a check-in is made at least every 2 hours.",
        ),
        ("Escorts stay within 300 m or 400 m while moving", CLOSE.format("2 escorts are within 300 metres")),
    ],
)
def test_what_is_offered_has_the_writers_own_values(written, offered):
    read = understand(written, HARBOUR)
    assert isinstance(read, Misunderstood) and offered in read.nearest, read.nearest
