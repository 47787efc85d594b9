"""The summary of a pack on paper: its maker and its reader print the same file, and it says what is not proven."""

import pytest

from safeconduct.evidence import parts_of, summary, unpack
from safeconduct.exports import Said, Warned
from safeconduct.node.assets import STATIC
from safeconduct.node.pages.language import LANGS
from safeconduct.node.pages.pack_print import pack_pdf, pack_sheet
from tests.unit.test_evidence_pack import WANTED, made
from tests.unit.test_evidence_shelf import BREACH, nodes, run  # noqa: F401 - nodes is a fixture

pytestmark = pytest.mark.skipif(not (STATIC / "print").is_dir(), reason="no fonts: run `make setup`")


@pytest.mark.parametrize("lang", LANGS)
def test_maker_and_reader_print_the_same_file(nodes, tmp_path, lang):  # noqa: F811
    pack, maker, reader = tmp_path / "a.pack", tmp_path / "maker.pdf", tmp_path / "reader.pdf"
    words = ["--alarm", BREACH.alarm[:12], "--out", str(pack), "--pdf", str(maker), "--lang", lang]
    assert run("pack", str(nodes["company"]), *words) == 0
    assert run("verify", str(pack), "--pdf", str(reader), "--lang", lang) == 0
    assert maker.read_bytes() == reader.read_bytes() == pack_pdf(pack.read_bytes(), lang)
    assert run("verify", str(pack), "--pdf", str(reader)) == 2, "it overwrites nothing"


def test_what_is_not_verified_is_not_printed(tmp_path):
    raw = made()
    pack, pdf = tmp_path / "a.pack", tmp_path / "a.pdf"
    pack.write_bytes(raw[:-1])
    assert run("verify", str(pack), "--pdf", str(pdf)) == 1
    assert not pdf.exists()


@pytest.mark.parametrize("name", WANTED)
@pytest.mark.parametrize("lang", LANGS)
def test_it_says_what_is_not_proven_and_explains_in_its_language(name, lang):
    parts = parts_of(unpack(made(name)))
    sheet = pack_sheet(parts, "ab" * 32, lang)
    (limits,) = (block for block in sheet.blocks if isinstance(block, Warned))
    assert len(limits.lines) == len(summary._NOT_PROVEN) and all(limits.lines)
    if lang == "en":
        assert limits.lines == summary._NOT_PROVEN
    explained = [block for block in sheet.blocks if isinstance(block, Said) and block.lang == lang]
    others = {block.lang for block in sheet.blocks if isinstance(block, Said)} - {None, "en", lang}
    assert not others and (name == "late" or explained)


def test_the_text_and_the_parts_say_the_same():
    contents = unpack(made())
    text = contents.texts["summary.txt"]
    assert all(line.text in text for part in parts_of(contents) for line in part.lines)
