"""`safeconduct protocol check`: sentences, what is to be looked at, and where two versions disagree."""

import json

import pytest

from safeconduct.cli import main

ACK = "Every alarm is followed by an acknowledgement within 5 minutes."
NEVER = "After an alarm, there is no acknowledgement for 10 minutes."


def run(capsys, *words):
    with pytest.raises(SystemExit) as done:
        main(["protocol", "check", *map(str, words)])
    return done.value.code, capsys.readouterr()


@pytest.fixture
def file(tmp_path):
    def write(name, *lines):
        path = tmp_path / name
        path.write_text("# clauses\n\n" + "\n".join(lines) + "\n")
        return path

    return write


def test_two_that_no_log_keeps_are_named_with_a_timeline(capsys, file):
    code, said = run(capsys, file("a.txt", ACK, NEVER))
    assert code == 1
    assert "  clash (line 3): no log keeps both" in said.out and "alarm a1 was raised" in said.out


def test_where_two_versions_disagree(capsys, file):
    old = file("old.txt", f"{ACK.replace('5', '6')} Severity: note.")
    code, said = run(capsys, file("new.txt", f"{ACK} Severity: note."), "--against", old, "--json")
    assert code == 0
    (found,) = json.loads(said.out)
    (remark,) = found["remarks"]
    assert (remark["kind"], remark["text"]) == ("differs", "before: kept; after: violated")
    assert [(step["after_s"], step["what"]) for step in remark["timeline"]] == [
        (0, "alarm a1 was raised"),
        (360, "alarm a1 was acknowledged by the Host"),
    ]


def test_the_same_version_disagrees_nowhere(capsys, file):
    text = f"{ACK} Severity: note."
    code, said = run(capsys, file("new.txt", text), "--against", file("old.txt", text), "--json")
    assert (code, json.loads(said.out)[0]["remarks"]) == (0, [])


def test_examples(capsys, file):
    code, said = run(capsys, file("a.txt", ACK), "--examples")
    assert code == 0
    assert "  violated by silence:\n    0:00:00  alarm a1 was raised\n    0:05:00  violated by silence" in said.out


def test_what_a_node_must_remember_is_said(capsys, file):
    before = "Before a release, there is no departure."
    quiet = "After a gate closing, there is no admission for 5 minutes."
    code, said = run(capsys, file("a.txt", ACK, quiet, before), "--json")
    held = [each["memory"] for each in json.loads(said.out)]
    assert code == 0 and held == [
        "open duties, and facts from the oldest of them on",
        "open duties, and facts from 300 s before the oldest of them on",
        "open duties, and facts from the oldest of them on; of older facts the latest of each kind for each thing",
    ]


def test_each_line_that_is_no_clause_is_named_by_its_place_in_the_file(capsys, file):
    path = file("a.txt", ACK, "Every alarm is followed.", ACK, "nonsense")
    for verb in ("check", "say"):
        with pytest.raises(SystemExit) as done:
            main(["protocol", verb, str(path)])
        said = capsys.readouterr()
        assert done.value.code == 2 and not said.out
        assert said.err.startswith(f"error: {path}:4: column 24") and "no clause either: line 6\n" in said.err


@pytest.mark.parametrize(
    ("raw", "code", "why"),
    [
        (b"\xef\xbb\xbf" + ACK.encode() + b"\r\n\r\n", 0, ""),
        (b"", 2, "holds no sentence"),
        (b"# nothing\n \n", 2, "holds no sentence"),
        (b"\xff\xfe", 2, "no UTF-8"),
    ],
    ids=["as Windows writes it", "empty", "comments", "UTF-16"],
)
def test_a_file_as_editors_write_it(capsys, tmp_path, raw, code, why):
    (path := tmp_path / "a.txt").write_bytes(raw)
    done, said = run(capsys, path)
    assert done == code and why in said.err and (ACK in said.out) == (code == 0)


@pytest.mark.parametrize(
    ("new", "old", "why"),
    [
        ([ACK], [ACK, NEVER], "1 sentences against 2"),
        (["Every alarm is followed by an acknowledgement soon."], None, "at which second"),
        ([ACK], ["Every alarm is followed by nothing."], "cannot stand here"),
    ],
)
def test_bad_input(capsys, file, new, old, why):
    words = [] if old is None else ["--against", file("old.txt", *old)]
    code, said = run(capsys, file("new.txt", *new), *words)
    assert code == 2 and why in said.err and not said.out
