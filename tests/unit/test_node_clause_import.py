"""Documents become clauses, by the vectors; files that are not what they seem are refused."""

import tomllib
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.errors import BadInput
from safeconduct.node.clause_import import draft
from safeconduct.node.document import Paragraph, paragraphs
from safeconduct.protocol import PLAIN
from tests.vector_files import FOLDER

CASES = tomllib.loads((FOLDER / "accord/import.toml").read_text())["case"]


def content(case):
    if "text" in case:
        return case["text"].encode()
    if "bytes_latin" in case:
        return case["bytes_latin"].encode("cp1252")
    if "letters" in case:
        return b"a" * case["letters"]
    if "lines" in case:
        return b"x\n" * case["lines"]
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        if "zeros" in case:
            parts.writestr("word/document.xml", b" " * case["zeros"])
        else:
            parts.writestr(case.get("other_part", "word/document.xml"), case.get("document_xml", ""))
    return packed.getvalue()


@pytest.mark.parametrize("case", CASES, ids=[case["catches"] for case in CASES])
def test_documents(case):
    if "refused" in case:
        with pytest.raises(BadInput) as refused:
            paragraphs(content(case), case["file"])
        assert case["refused"] in str(refused.value) and refused.value.next_step
        return
    lang = case.get("lang", "en")
    found = draft(paragraphs(content(case), case["file"]), PLAIN, lang, [], [])
    assert len(found.clauses) == len(case["clauses"]), found
    for each, (number, kind, title, text) in zip(found.clauses, case["clauses"], strict=True):
        assert (each.number, each.content["kind"]) == (number, kind), each
        assert title in each.title and text in repr(each.content), each
    assert list(found.left_out) == case.get("left_out", [])


def test_half_of_the_vectors_are_refused_or_not_what_they_seem():
    assert sum("refused" in case for case in CASES) >= 8 and all(case["catches"] for case in CASES)


def test_ids_and_numbers_of_the_table_are_left_alone():
    found = draft([Paragraph("1. Gates"), Paragraph("Closed.")], PLAIN, "en", ["gates"], [1, 2])
    assert (found.clauses[0].clause, found.clauses[0].number) == ("gates-3", 3)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=3_000), st.sampled_from(("a.txt", "a.html", "a.docx")))
def test_nothing_but_bad_input_comes_of_any_file(raw, name):
    try:
        found = draft(paragraphs(raw, name), PLAIN, "en", [], [])
    except BadInput:
        return
    assert all(1 <= each.number <= 9_999 and each.title for each in found.clauses)
