"""Files with many reports: what is read, what is refused by its line, and that nothing grows without bound."""

import io
import json
import zipfile
import zlib
from email.message import EmailMessage

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.errors import BadInput, SafeconductError
from safeconduct.incident.imports import FORMATS, RowsRefused, read, usable
from safeconduct.incident.imports.mail import UNPACKED_MAX
from safeconduct.incident.row import BYTES_MAX, Row, account_of, pack_rows, row_of, unpack_rows
from safeconduct.incident.words import asked, searchable
from safeconduct.records.incident import Source
from tests.vector_files import FOLDER, check_share

NOW_MS = 1_790_000_000_000
CASES = json.loads((FOLDER / "incident/imports.json").read_text(encoding="utf-8"))


def rows_of(name, content, kind=""):
    notes = []
    return list(usable(read(content, name, NOW_MS, kind), name, notes)), notes


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_files(case):
    content = case["content"].encode()
    assert case["catches"]
    if case["refused"]:
        with pytest.raises(SafeconductError) as caught:
            rows_of(case["file"], content)
        assert case["says"] in str(caught.value)
        assert caught.value.next_step
        return
    rows, notes = rows_of(case["file"], content)
    assert len(notes) == case.get("notes", 0)
    found = [msgspec.json.decode(msgspec.json.encode(msgspec.structs.asdict(row))) for row in rows]
    assert [{name: row[name] for name in want} for row, want in zip(found, case["rows"], strict=True)] == case[
        "rows"
    ]


def test_half_are_refused():
    check_share("incident", "imports")


def test_all_bad_lines_are_counted_and_the_first_named():
    lines = "\n".join(["title,lat,lon", *("A,99,0" for _ in range(50))])
    with pytest.raises(RowsRefused) as caught:
        rows_of("f.csv", lines.encode())
    assert caught.value.count == 50 and [each.line for each in caught.value.faults] == list(range(2, 22))
    assert "f.csv:2:" in str(caught.value) and "and 30 more" in str(caught.value)


def bomb(megabytes):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"title\n" + b"x" * (megabytes << 20))
    return packed.getvalue()


@pytest.mark.parametrize("lies", (False, True))
def test_an_archive_that_grows_is_not_unpacked(lies):
    content = bomb((UNPACKED_MAX >> 20) + 1)
    if lies:  # the directory says that it is small
        size = (UNPACKED_MAX + (1 << 20) + 6).to_bytes(4, "little")
        content = content.replace(size, (10).to_bytes(4, "little"))
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Reports", "x@y.invalid"
    mail.set_content("see the file")
    mail.add_attachment(content, maintype="application", subtype="zip", filename="a.zip")
    with pytest.raises(RowsRefused, match=r"unpacked|cannot be read"):
        rows_of("a.eml", mail.as_bytes())


def test_what_is_attached_is_read():
    mail = EmailMessage()
    mail["Subject"] = "Reports"
    mail.set_content("see the file")
    mail.add_attachment(b"title\nBlast\n", maintype="text", subtype="csv", filename="a.csv")
    assert [row.title for row in rows_of("a.eml", mail.as_bytes())[0]] == ["Reports", "Blast"]


def test_a_mailbox():
    first, second = (f"From a@b Fri May 1 06:00:00 2026\nSubject: {name}\n\nx\n" for name in ("one", "two"))
    box = f"{first}\n{second}".encode()
    assert [row.title for row in rows_of("a.mbox", box)[0]] == ["one", "two"]


def test_a_part_that_grows_is_refused():
    with pytest.raises(BadInput, match="unpacks to more"):
        unpack_rows(zlib.compress(b"\0" * (BYTES_MAX + 1)))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(FORMATS)), st.binary(max_size=300))
def test_any_bytes_are_rows_or_refused(kind, content):
    try:
        rows, _ = rows_of("f", content, kind)
    except SafeconductError:
        return
    assert all(isinstance(row, Row) for row in rows)


def test_a_row_is_its_account():
    header, first = "title,date,place,lat,lon,fatalities,claimed_by,source", "A,2026-05-01,Hub,25,66,3,N,P"
    rows, _ = rows_of("a.csv", f"{header}\n{first}\nB,,,,,,,\n".encode())
    source = Source("import", "P", "", None)
    assert unpack_rows(pack_rows(rows)) == tuple(rows)
    accounts = [account_of(row, source) for row in rows]
    assert [account_of(row_of(each), source) for each in accounts] == accounts
    assert row_of(accounts[0]) == rows[0]


@pytest.mark.parametrize(
    ("text", "words", "is_found"),
    (
        ("خودکش حملہ", "حمله", True),  # an Arabic keyboard's h
        ("کراچی", "كراچي", True),
        ("瓜达尔港爆炸", "爆炸", True),
        ("瓜达尔港爆炸", "尔港", True),
        ("瓜达尔港爆炸", "炸", True),
        ("瓜达尔港", "达港", False),
        ("Jalālābād road", "jalalabad", True),
        ("Dalbandin", "dalban", True),
        ("Dalbandin", "bandin", False),
    ),
)
def test_words_in_three_scripts(text, words, is_found, tmp_path):
    from safeconduct.node.register import Register

    register = Register(tmp_path / "r.db")
    row = rows_of("a.csv", f"title\n{text}\n".encode())[0][0]
    register.add_part("c", ["b~1"], [row], "GREEN")
    found = register.found(words)
    register.close()
    assert (len(found) == 1) == is_found, (searchable(text), asked(words))
