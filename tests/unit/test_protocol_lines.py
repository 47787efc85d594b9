"""`protocol run`, line by line, against the definition: traces with every kind of bad line, every option."""

import json
import random
from collections import Counter

import pytest

from safeconduct.cli import main
from safeconduct.protocol import formula as f
from safeconduct.protocol.formal import formal_rule
from safeconduct.protocol.notation import write_duty
from safeconduct.protocol.run import Asked, run
from tests.naive.formulas_at_random import Maker
from tests.naive.lines import read
from tests.naive.monitor import judge
from tests.unit.test_protocol_run import _in_seconds

PARTIES = ("A", "B")


def messy(rng, duty, n):
    """Lines of two logs in arrival order, with a few bad ones among them in most traces."""
    lines = []
    for log, seq, *rest in Maker(rng.choice).aimed(duty, n):
        place = {"log": "A" if log[1] == "1" else "B", "seq": seq}
        if len(rest) == 1:
            lines.append({"id": f"h{log[1]}-{seq}", **place, "ev": "head", "complete_to": rest[0]})
        else:
            record, t, name, args = rest
            lines.append({"id": record[-3:], **place, "t": t, "ev": name, "args": list(args)})
    texts = [json.dumps(line) for line in lines]
    for _ in range(rng.choice((0, 1, 2, 4))):
        at, line = rng.randrange(len(texts)), dict(rng.choice(lines))
        spoilt, is_instead = spoil(rng, line)
        texts[at : at + is_instead] = [spoilt]
    return texts


def spoil(rng, line):
    """A bad line made of a good one, and whether it comes in a line's stead rather than besides."""
    match rng.randrange(12):
        case 0:
            pass  # the same again
        case 1:
            line["id"] = rng.choice(("other", "", 7))  # another record in its place
        case 2:
            line["seq"] += rng.choice((1, 2, 40))  # its id again, elsewhere
        case 3:
            line["args"] = rng.choice((["a"] * 3, ["a"] * 33, "a", [None], [1.5], [[]], {}, [], [7], [2**53]))
        case 4:
            line["t"] = rng.choice((-1, -2, 2**53 // 1000 - 1, 2**53 // 1000, 2**70, 1.5, True, "3"))
        case 5:
            line["complete_to"] = rng.choice((-1, -2, 0, 3, 2**53 // 1000, 1.5, False, "3"))
        case 6:
            line["seq"] = rng.choice((0, -1, 2**53, "1", 1.5))
        case 7:
            line["more"] = 1
        case 8:
            line["ev"] = rng.choice(("nothing", "head", 7))
        case 9:
            line["log"] = rng.choice(("C", "", 7))
        case 10:
            return rng.choice(("{", "[]", "", "3", "\udcff", '{"id":"x"}')), rng.random() < 0.5
        case 11:
            name = rng.choice(sorted(line))
            return json.dumps(line)[:-1] + f', "{name}": {json.dumps(line[name])}}}', rng.random() < 0.5
    return json.dumps(line), rng.random() < 0.5


def arities_of(duty):
    found = {}
    for part in f.whole(duty):
        for event in f.events(part):
            found.setdefault(event.name, set()).add(len(event.args) - f.ends_in_id(event))
    return found


def in_text(duty):
    """The rule in the formal notation; random duties count in ticks, which become seconds."""
    return write_duty(f.Duty(duty.trigger, duty.guard and _in_seconds(duty.guard), _in_seconds(duty.must)))


def made(seed):
    rng = random.Random(seed)
    duty = Maker(rng.choice).duty()
    texts = messy(rng, duty, rng.choice((4, 8, 12, 16)))
    span = rng.choice(((None, None), (None, None), (2, 9), (5, None), (None, 5)))
    return duty, texts, Asked(PARTIES, True, *span, rng.choice((0, 5, 9, 30)))


def places(verdicts):
    return {(v["at"], tuple(v["key"].values())): (tuple(v["anchor"]), v["due"], v["status"]) for v in verdicts}


def compare(seed):
    """Play one trace, compare after each line. Counts what is in it."""
    duty, texts, asked = made(seed)
    ran = run(formal_rule(in_text(duty)), texts, asked)
    span = (asked.effective_from_s or 0, 2**60 if asked.effective_to_s is None else asked.effective_to_s)
    outputs = {output["after"]: output for output in ran.outputs}
    assert sorted(outputs) == [n for n, text in enumerate(texts, 1) if text.strip() or n == len(texts)]
    counts = Counter()
    for n, output in outputs.items():
        facts, watermark, excluded, errors = read(texts[:n], PARTIES, arities_of(duty))
        assert output["watermark"] == watermark, f"seed {seed} after {n}"
        assert sorted(output["excluded"]) == sorted(excluded), f"seed {seed} after {n}"
        judged = judge(duty, facts, watermark, span)
        want = {place: (tuple(dict.fromkeys(ids)), due, status) for place, (ids, due, status) in judged.items()}
        assert places(output["verdicts"]) == want, f"seed {seed} after {n}"
        late = {place: v for place, v in want.items() if v[2] == "pending" and v[1] < asked.now_s}
        assert places(output["late"]) == late, f"seed {seed} after {n}"
        counts["late"] += len(late)
    assert {error.line for error in ran.errors} == errors, f"seed {seed}: {ran.errors}"
    counts += {"errors": len(errors), "excluded": len(excluded)}
    counts["decided"] += sum(status != "pending" for _, _, status in want.values())
    return counts


def test_every_line_of_every_trace_is_judged_as_defined():
    counts = Counter()
    for seed in range(150):
        counts += compare(seed)
    assert min(counts[what] for what in ("errors", "excluded", "decided", "late")) > 30, counts


def test_the_command_says_the_same(tmp_path, capsys):
    path, codes = tmp_path / "trace.jsonl", set()
    for seed in range(30):
        duty, texts, asked = made(seed)
        path.write_bytes("\n".join(texts).encode("utf-8", "surrogateescape") + b"\n\n")
        words = ["--formula", in_text(duty), "--parties", "A,B", "--each", "--now", asked.now_s]
        words += ["--effective-from", asked.effective_from_s] if asked.effective_from_s is not None else []
        words += ["--effective-to", asked.effective_to_s] if asked.effective_to_s is not None else []
        code, said = command(capsys, "--trace", path, "--json", *words)
        ran = run(formal_rule(in_text(duty)), texts, asked)
        assert [json.loads(line) for line in said.out.splitlines()] == list(ran.outputs)
        assert said.err.splitlines() == [f"error: {path}:{each.line}: {each.why}" for each in ran.errors]
        is_broken = any(v["status"] == "violated" for v in ran.outputs[-1]["verdicts"])
        assert code == (2 if ran.errors else int(is_broken))
        codes.add(code)
    assert codes == {0, 1, 2}


@pytest.mark.parametrize("rule", [("--formula", "ALWAYS FORALL. p(x) IMPLIES (ONCE[0,5] q(x))"),
                                  ("--bad-state", "NOT (ONCE[0,5] q(x))", "--key", "x")])  # fmt: skip
@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf\n"])
def test_a_trace_without_a_line_is_judged_too(tmp_path, capsys, rule, content):
    path = tmp_path / "trace.jsonl"
    path.write_bytes(content)
    code, said = command(capsys, "--trace", path, "--json", *rule, "--parties", "A,B")
    (output,) = [json.loads(line) for line in said.out.splitlines()]
    assert code == 0 and output.pop("after") == 0
    assert output.pop("watermark") == -1 and not any(output.values())


def test_a_line_is_named_by_its_place_in_the_file(tmp_path, capsys):
    path = tmp_path / "trace.jsonl"
    good = b'{"id":"A1","log":"A","seq":1,"t":0,"ev":"p","args":["K"]}'
    path.write_bytes(b"\xef\xbb\xbf" + good + b"\n\n\xff\n" + good.replace(b"K", "K\u2028".encode()) + b"\n")
    code, said = command(capsys, "--trace", path, "--formula", "ALWAYS FORALL. p(x) IMPLIES (EVENTUALLY[0,5] q(x))")
    assert code == 2
    first, second = said.err.splitlines()
    assert first.startswith(f"error: {path}:3: not a trace line") and f"{path}:4: equivocation" in second
    assert said.out.startswith("after line 4: complete up to -1 s")


def command(capsys, *words):
    with pytest.raises(SystemExit) as done:
        main(["protocol", "run", *map(str, words)])
    return done.value.code, capsys.readouterr()
