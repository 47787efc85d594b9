"""Templates of accords: every clause can be proposed, every protocol judged, none clashes with another."""

from itertools import combinations

import msgspec
import pytest

from safeconduct.cli.adopting import to_propose
from safeconduct.errors import BadInput
from safeconduct.node.accord_template import fill, names, template
from safeconduct.node.proposal import EVERYTHING
from safeconduct.protocol import LANGS, PLAIN, Lexicon, load_rule, parse, say
from safeconduct.protocol.analysis import clash, idle, loops, unseen
from safeconduct.protocol.words import EVENTS
from safeconduct.records.clause import Content, ProtocolContent, TextContent
from safeconduct.records.units import ClauseId

FILLED = {name: fill(template(name), PLAIN, {}) for name in names()}
RULES = {
    (name, each.clause): load_rule(each.content["rule"].encode())
    for name, clauses in FILLED.items()
    for each in clauses
    if each.content["kind"] == "protocol"
}
BARS = frozenset({"unkeepable", "unbreakable"})
"""What a prohibition says of itself; not for duties that can never arise."""


def test_what_there_is():
    assert set(FILLED) == {"two-party", "ship-port", "event", "site-access"}
    assert len(FILLED["two-party"]) >= 25
    assert (
        sum(clause.clause.startswith("dos-") and clause.title[0].isdigit() for clause in FILLED["ship-port"]) == 10
    )
    assert {name: sum(key[0] == name for key in RULES) for name in FILLED} == {
        "two-party": 20, "ship-port": 9, "event": 9, "site-access": 7,
    }  # fmt: skip


@pytest.mark.parametrize("name", FILLED)
def test_every_clause_can_be_proposed_in_three_languages(name):
    ids = [each.clause for each in FILLED[name]]
    assert len(set(ids)) == len(ids)
    for each in FILLED[name]:
        content = msgspec.convert(each.content, Content)
        msgspec.convert(each.clause, ClauseId)
        assert set(each.titles) == {"zh", "ur"} and "{" not in each.title
        if isinstance(content, ProtocolContent):
            assert all(say(RULES[name, each.clause], lang, PLAIN) for lang in LANGS)
        elif isinstance(content, TextContent):
            assert set(content.texts) == set(LANGS)
            assert not any("{" in text for text in content.texts.values())


@pytest.mark.parametrize(("name", "clause"), RULES)
def test_every_protocol_can_be_judged_here(name, clause):
    rule = RULES[name, clause]
    assert unseen(rule, EVERYTHING) == (), "some officer or feed of this version records what it needs"
    assert [remark.kind for remark in idle(rule, PLAIN) if remark.kind not in BARS] == []
    if rule.severity != "note":
        assert all(EVENTS[duty.trigger.name].kinds[0] != "alarm" for duty in rule.duties), "an alarm about an alarm"


@pytest.mark.parametrize("name", FILLED)
def test_none_clashes_with_another(name):
    own = [(clause, rule) for (of, clause), rule in RULES.items() if of == name]
    for (one, first), (other, second) in combinations(own, 2):
        found = clash(first, second, PLAIN)
        assert found is None, f"{one} and {other}: {found.text}"


def test_names_of_an_accord_take_the_place_of_the_templates_own():
    filled = {each.clause: each for each in fill(template("two-party"), PLAIN, {"outer": "the tunnel"})}
    assert "隧道" in say(load_rule(filled["ring-dwell"].content["rule"].encode()), "zh", PLAIN)
    assert "the Host and the Company" in filled["purpose"].content["texts"]["en"].replace("The", "the", 1)
    assert (filled["surveillance"].content["party"], filled["surveillance"].content["on"]) == (
        "company",
        ["zone/tunnel"],
    )


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("nothing", {}, "there is no template"),
        ("two-party", {"moon": "the tunnel"}, "has no name 'moon'"),
        ("two-party", {"outer": "the moon"}, "nothing called 'the moon'"),
    ],
)
def test_what_cannot_be_filled_says_what_to_give(name, said, why):
    with pytest.raises(BadInput, match=why) as caught:
        fill(template(name), PLAIN, said)
    assert caught.value.next_step


def test_an_accord_without_the_places_is_told_what_is_missing():
    with pytest.raises(BadInput, match="nothing called 'the outer ring'"):
        fill(template("two-party"), Lexicon(), {})


def test_what_is_proposed_has_the_next_free_numbers():
    on_table = [{"id": "dwell", "number": 4}]
    bodies = to_propose("site-access", PLAIN, ["yard=the middle ring"], ["access-gate", "access-check"], on_table)
    assert [(each["clause"], each["number"]) for each in bodies] == [("access-gate", 5), ("access-check", 6)]
    assert bodies[0]["titles"]["zh"]
    for said, only, why in (
        (["yard"], [], "is no name"),
        ([], ["access-moon"], "no clause 'access-moon'"),
        ([], ["access-gate"], "on the table already"),
    ):
        with pytest.raises(BadInput, match=why):
            to_propose("site-access", PLAIN, said, only, [{"id": "access-gate", "number": 1}])


def test_a_duty_about_alarms_that_raises_alarms_is_named():
    ack = "Every alarm is followed by an acknowledgement within 5 minutes."
    assert loops(parse(ack, PLAIN)).kind == "loops"
    assert loops(parse(ack + " Severity: note.", PLAIN)) is None
    assert loops(parse("Every panic call is followed by a stop within 2 minutes.", PLAIN)) is None
