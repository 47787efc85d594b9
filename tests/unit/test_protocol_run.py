"""`protocol run` as a function: vectors, bad states second by second, formulas to text and back."""

import contextlib
import json
import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.errors import BadInput
from safeconduct.protocol import LANGS, PLAIN, RuleUnsound, load_rule, parse, rule_bytes, say
from safeconduct.protocol import formula as f
from safeconduct.protocol.formal import formal_rule
from safeconduct.protocol.monitorable import NotMonitorable, check_duty
from safeconduct.protocol.notation import BadFormula, read_duty, read_formula, write, write_duty
from safeconduct.protocol.run import Asked, run, run_bad_state
from tests.naive.formula import World
from tests.naive.formulas_at_random import LOGS, Maker
from tests.naive.monitor import counted

FILE = Path(__file__).parents[1] / "vectors/protocol/run/cases.toml"
READ = tomllib.loads(FILE.read_text())


def as_json(line):
    parts = line.split()
    if len(parts) < 4:
        return line
    place = {"id": parts[0], "log": parts[1][0], "seq": int(parts[1][1:])}
    if parts[2] == "head":
        return json.dumps({**place, "ev": "head", "complete_to": int(parts[3])})
    return json.dumps({**place, "t": int(parts[2]), "ev": parts[3], "args": parts[4].split(",")})


def told(v):
    witness = "null" if v["witness"] is None else ",".join(v["witness"]) or "silence"
    return f"{v['at']} {','.join(v['key'].values())} {','.join(v['anchor'])} due {v['due']} {v['status']} {witness}"


@pytest.mark.parametrize("case", READ["case"], ids=lambda c: c["catches"][:50])
def test_case(case):
    lines = [as_json(line) for line in case["lines"]]
    start, end = case.get("effective", (None, None))
    parties, skew_s = tuple(case.get("parties", ())), case.get("skew", 0)
    asked = Asked(parties=parties, effective_from_s=start, effective_to_s=end, skew_s=skew_s)
    ran = run(formal_rule(case["formula"]), lines, asked)
    (output,) = ran.outputs
    assert (output["after"], output["watermark"]) == (len(lines), case["watermark"])
    assert output["excluded"] == case.get("excluded", [])
    assert [told(v) for v in output["verdicts"]] == case["expect"]
    assert [e.line for e in ran.errors] == [line for line, _ in case.get("errors", [])]
    assert all(why in e.why for e, (_, why) in zip(ran.errors, case.get("errors", []), strict=True))


def test_late_is_told_by_the_local_clock_only():
    lines = [as_json("a1 A1 0 alarm S1")]
    rule = formal_rule("ALWAYS FORALL. alarm(x) IMPLIES (EVENTUALLY[0,120] ack(x))")
    for now, n in ((120, 0), (121, 1)):
        assert len(run(rule, lines, Asked(now_s=now)).outputs[-1]["late"]) == n


def test_an_agreed_time_is_a_number_of_seconds():
    rule = parse("Every movement departs within 10 seconds of the agreed time.", PLAIN)
    lines = [
        '{"id":"a1","log":"A","seq":1,"t":0,"ev":"appointed","args":["m",100]}',
        '{"id":"a2","log":"A","seq":2,"t":0,"ev":"appointed","args":["n","100"]}',
        *(as_json(line) for line in ("a3 A3 110 departed m", "a4 A4 head 110")),
    ]
    ran = run(rule, lines, Asked())
    assert [(v["due"], v["status"]) for v in ran.outputs[-1]["verdicts"]] == [(110, "satisfied")]
    assert [(e.line, e.why) for e in ran.errors] == [
        (2, "a2: appointed: its time is a whole number, not the text '100'")
    ]


def test_each_prints_after_every_line():
    lines = [as_json(line) for line in ("a1 A1 0 alarm S1", "b1 B1 9 ack S1", "a2 A2 head 9", "b2 B2 head 9")]
    rule = formal_rule("ALWAYS FORALL. alarm(x) IMPLIES (EVENTUALLY[0,120] ack(x))")
    each = run(rule, lines, Asked(each=True)).outputs
    assert [o["verdicts"][0]["status"] for o in each] == ["pending", "satisfied", "satisfied", "satisfied"]
    assert [o["verdicts"][0]["witness"] for o in each] == [None, None, None, ["b1"]]


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        ('{"id":"a1","log":"A","seq":1,"t":0,"ev":"p","args":' + "[" * 20_000 + "]" * 20_000 + "}", "array"),
        ('{"x":' + "[" * 20_000 + "]" * 20_000 + "}", "x"),
        ('{"id":"a1","log":"A","seq":1,"t":' + "9" * 5_000 + ',"ev":"p","args":["K"]}', "out of range"),
        ('{"id":"a1","log":"A","seq":1,"t":0,"ev":"p","args":["' + "K" * 70_000 + '"]}', "longer than"),
        ('{"id":"a1","log":"A","seq":1,"t":0,"ev":"p","args":["\udcff"]}', "not UTF-8"),
    ],
    ids=["deep", "deep elsewhere", "digits", "long", "not UTF-8"],
)
def test_a_line_that_is_made_to_hurt_is_named_and_the_rest_is_judged(spoilt, why):
    rule = formal_rule("ALWAYS FORALL. p(x) IMPLIES (EVENTUALLY[0,120] q(x))")
    lines = [as_json("b1 B1 0 p K"), spoilt, as_json("b2 B2 head 120")]
    ran = run(rule, lines, Asked(parties=("A", "B")))
    assert [(error.line, why in error.why) for error in ran.errors] == [(2, True)], ran.errors
    assert [v["anchor"] for v in ran.outputs[-1]["verdicts"]] == [["b1"]]


@pytest.mark.parametrize(
    "asked", [{"effective_from_s": -(10**20)}, {"effective_to_s": 10**20}, {"now_s": 10**20}, {"skew_s": -1}]
)
def test_times_beyond_bounds_are_refused_before_anything_is_judged(asked):
    rule = formal_rule("ALWAYS FORALL. p(x) IMPLIES q(x)")
    with pytest.raises(BadInput, match=r"beyond bounds|a skew of -1 s"):
        run(rule, [], Asked(**asked))


def test_a_bad_state_without_its_key_is_refused_for_that():
    with pytest.raises(NotMonitorable, match="x does not stand in the key"):
        run_bad_state("NOT (ONCE[0,5] p(x))", (), [], Asked())


@pytest.mark.parametrize("case", READ["bad_state"], ids=lambda c: c["catches"][:50])
def test_bad_state(case):
    lines = [as_json(line) for line in case["lines"]]
    (output,) = run_bad_state(case["formula"], tuple(case["key"]), lines, Asked()).outputs
    shown = [
        f"{','.join(r['key'].values())} {r['first']} {'null' if r['last'] is None else r['last']}"
        for r in output["runs"]
    ]
    assert shown == case["expect"]


def test_bad_state_equals_every_second():
    n_bad = 0
    for seed in range(200):
        rng = random.Random(seed)
        maker = Maker(rng.choice)
        formula = maker.formula(rng.choice((1, 2, 3)), ["x"], ahead=False)
        lines = maker.lines(14)
        texts = [_line(line) for line in lines]
        text = write(_in_seconds(formula))
        (output,) = run_bad_state(text, ("x",), texts, Asked(parties=LOGS)).outputs
        facts, watermark, _ = counted(lines, LOGS)
        world = World(facts, watermark, watermark + 1)
        for x in sorted({r["key"]["x"] for r in output["runs"]} | {"a", "b"}):
            got = {
                t
                for r in output["runs"]
                if r["key"]["x"] == x
                for t in range(r["first"], (watermark if r["last"] is None else r["last"]) + 1)
            }
            want = {t for t in range(watermark + 1) if world.value(formula, t, {"x": x}) == 2}
            n_bad += len(want)
            is_named = any(
                fact[4] == e.name
                and len(fact[5]) == len(e.args) - f.ends_in_id(e)
                and fact[5][e.args.index(f.Var("x"))] == x
                for fact in facts
                for e in f.events(formula)
                if f.Var("x") in e.args
            )
            assert got == (want if is_named else set()), f"seed {seed} {text}"
    assert n_bad > 300


def _line(line):
    if len(line) == 3:
        return json.dumps(
            {"id": f"h{line[0]}{line[1]}", "log": line[0], "seq": line[1], "ev": "head", "complete_to": line[2]}
        )
    log, seq, record, t, name, args = line
    return json.dumps({"id": record, "log": log, "seq": seq, "t": t, "ev": name, "args": args})


def _in_seconds(formula):
    """Random formulas count in ticks; the notation in seconds."""
    match formula:
        case f.Eventually() | f.Once():
            return type(formula)(_wide(formula.within), _in_seconds(formula.body))
        case f.Since():
            return f.Since(_in_seconds(formula.hold), _wide(formula.within), _in_seconds(formula.start))
        case f.And() | f.Or():
            return type(formula)(tuple(_in_seconds(p) for p in formula.parts))
        case f.Not():
            return f.Not(_in_seconds(formula.body))
        case f.Exists():
            return f.Exists(formula.var, _in_seconds(formula.body))
        case f.AtLeast():
            return f.AtLeast(formula.n, formula.var, _in_seconds(formula.body))
        case _:
            return formula


def _wide(w):
    return f.Within(w.lo_ms * 1000, None if w.hi_ms is None else w.hi_ms * 1000, w.lo_open, w.hi_open)


def test_a_formula_reads_back_from_its_text():
    for seed in range(500):
        duty = Maker(random.Random(seed).choice).duty()
        duty = f.Duty(duty.trigger, duty.guard and _in_seconds(duty.guard), _in_seconds(duty.must))
        again = read_duty(write_duty(duty))
        assert again == duty, write_duty(duty)
        check_duty(again, 1000)


RULE = "ALWAYS FORALL. p(x) IMPLIES "


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (RULE + "(EVENTUALLY[0,*) q(x))", "never be violated"),
        (RULE + "(EVENTUALLY(0,1) q(x))", "no instant"),
        (RULE + "(ONCE[5,3] q(x))", "no instant"),
        (RULE + "q(y)", "does not stand in the trigger"),
        (RULE + "(EXISTS y. (NOT q(y)))", "which values"),
        (RULE + "(EXISTS x. q(x))", "already stands"),
        (RULE + "(AT LEAST 2 (y): (r(x) OR q(y)))", "which values"),
        (RULE + "(x = _)", "no value"),
        (RULE + "(AROUND[1,1] T q(x))", "names no time"),
        ("ALWAYS FORALL. p(id_i,x) IMPLIES q(x)", "comes last"),
    ],
)
def test_what_cannot_be_monitored_is_refused(text, why):
    with pytest.raises(NotMonitorable, match=why) as caught:
        formal_rule(text)
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("text", "column"),
    [
        (RULE, 28),
        ("ALWAYS FORALL. NOT p(x) IMPLIES q(x)", 1),
        ("ALWAYS FORALL p(x) IMPLIES q(x)", 15),
        (RULE + "ONCE[0,5 q(x)", 38),
        (RULE + "(q(x)", 34),
        (RULE + "(AT LEAST 0 (y): q(y))", 39),
        (RULE + "(ONCE[0,9999999999] q(x))", 35),
        (RULE + "(" * 90 + "q(x)" + ")" * 90, 1),
        (RULE + "(NOT " * 30 + "q(x)" + ")" * 30, 1),
        (RULE + "(q(99999999999999999999))", 32),
        ("x" * 9000, 1),
    ],
)
def test_what_is_no_formula_is_refused_at_its_column(text, column):
    with pytest.raises(BadFormula) as caught:
        read_duty(text)
    assert caught.value.column == column
    assert caught.value.next_step


def test_not_binds_tighter_than_equals():
    assert read_formula('NOT a = "b"') == f.Not(f.Same(f.Var("a"), f.Const("b")))
    assert read_formula("NOT p(x) SINCE[0,*) q(x) AND r(x)") == f.And(
        (
            f.Since(f.Not(f.Event("p", (f.Var("x"),))), f.Within(0, None), f.Event("q", (f.Var("x"),))),
            f.Event("r", (f.Var("x"),)),
        )
    )


def test_a_formal_rule_is_a_clause_like_any_other():
    text = RULE + "(EVENTUALLY[0,5] q(x))"
    rule = parse(text, PLAIN)
    assert all(say(rule, lang, PLAIN) == text for lang in LANGS)
    assert load_rule(rule_bytes(rule)) == rule
    assert parse(say(rule, "en", PLAIN), PLAIN) == rule
    endless = rule_bytes(rule).replace(b'"hi_ms":5000', b'"hi_ms":null')
    with pytest.raises((NotMonitorable, RuleUnsound)):
        load_rule(endless)
    with pytest.raises(RuleUnsound):
        load_rule(rule_bytes(rule).replace(b'"hi_ms":5000', b'"hi_ms":5001'))


def test_a_clause_is_run_with_its_own_vocabulary():
    lines = [
        as_json("a1 A1 0 alarm_raised S1"),
        as_json("a2 A2 5 alarm_risen S1"),
        as_json("a3 A3 5 alarm_raised S1,S2"),
        as_json("a4 A4 head 900"),
    ]
    ran = run(parse("Every alarm is followed by an acknowledgement within 5 minutes.", PLAIN), lines, Asked())
    assert [told(v) for v in ran.outputs[0]["verdicts"]] == ["0 S1 a1 due 300 violated silence"]
    assert [(e.line, "unknown event" in e.why) for e in ran.errors] == [(2, True), (3, False)]


def test_skew_is_told():
    lines = [as_json(line) for line in ("a1 A1 0 p K", "b1 B1 122 q K", "a2 A2 head 900", "b2 B2 head 900")]
    rule = formal_rule(RULE + "(EVENTUALLY[0,120] q(x))")
    for skew, status in ((0, "violated"), (1, "violated"), (2, "within_skew"), (9, "within_skew")):
        assert run(rule, lines, Asked(skew_s=skew)).outputs[0]["verdicts"][0]["status"] == status


_PIECES = st.sampled_from([
    *"()[]{}.,:=_*0123456789 \n\\\0é每🙂", '"', "ALWAYS", "FORALL", "IMPLIES", "NOT ", "AND ", "OR ", "SINCE",
    "ONCE", "EVENTUALLY", "EXISTS ", "AT LEAST ", "AROUND", "p(x)", "q(x,_)", "[0,5]", "(0,*)", "x", "id_i",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=14).map("".join), st.booleans())
def test_no_text_breaks_the_notation(text, is_rule):
    with contextlib.suppress(BadFormula, NotMonitorable):
        formal_rule((RULE if is_rule else "") + text)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)
_LINE = st.fixed_dictionaries(
    {"id": st.sampled_from(["a", "b", 1]), "log": st.sampled_from(["A", "B"]), "seq": st.integers(-1, 4)},
    optional={"t": st.integers(-2, 9) | _JSON, "ev": st.sampled_from(["p", "q", "head"]) | _JSON}
    | {"args": st.just(["K"]) | _JSON, "complete_to": st.integers(-2, 9) | _JSON, "more": _JSON},
).map(json.dumps)


@settings(max_examples=200, deadline=None)
@given(st.lists(_LINE | st.text(max_size=8), max_size=8))
def test_no_line_breaks_a_run(lines):
    rule = formal_rule(RULE + "(EVENTUALLY[0,3] q(x))")
    ran = run(rule, lines, Asked(parties=("A", "B"), each=True))
    assert len(ran.outputs) == 1 + sum(bool(line.strip()) for line in lines[:-1])
    run_bad_state("NOT (ONCE[0,3] p(x))", ("x",), lines, Asked(parties=("A", "B")))
