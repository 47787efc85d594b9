"""A reader's copy on paper: every mark is read back from the PDF itself, in each language."""

import random
import shutil
import subprocess

import pytest

from safeconduct.bench.disclosure import example
from safeconduct.disclosure.copy import compose, parse, scheme
from safeconduct.disclosure.marks import read_marks
from safeconduct.node.assets import STATIC
from safeconduct.node.pages.copy_print import copy_pdf

pytestmark = [
    pytest.mark.skipif(not (STATIC / "print").is_dir(), reason="no fonts: run `make setup`"),
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils"),
]
PARTS = example()[:2]


def printed(lang, part, bits, tmp_path):
    """The text as it was composed; what pdftotext reads of the pages; the file inside."""
    text, path = compose(part, lang, bits), tmp_path / "copy.pdf"
    path.write_bytes(copy_pdf(text, lang, "Pick-up 7 · leg-1", "Lin"))
    read = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    subprocess.run(["pdfdetach", "-save", "1", "-o", tmp_path / "copy.txt", path], check=True)
    return text, read, (tmp_path / "copy.txt").read_text()


@pytest.mark.parametrize("part", PARTS, ids=["head", "leg"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_all_marks_are_read_from_the_pages(lang, part, tmp_path):
    rng, size = random.Random(lang), scheme(part, lang).size
    for number in range(3):
        bits = tuple(rng.randrange(2) for _ in range(size))
        _, read, _ = printed(lang, part, bits, tmp_path)
        assert read_marks(read, part, lang).bits == bits, f"copy {number}"


@pytest.mark.parametrize("part", PARTS, ids=["head", "leg"])
@pytest.mark.parametrize("lang", ["en", "zh", "ur"])
def test_the_file_inside_is_the_copy_itself(lang, part, tmp_path):
    """Urdu letters lie in a PDF in pieces: there the marks are read from this file, or typed off the paper."""
    rng, size = random.Random(lang), scheme(part, lang).size
    bits = tuple(rng.randrange(2) for _ in range(size))
    text, _, inside = printed(lang, part, bits, tmp_path)
    assert inside == text and parse(inside, lang) == part
    assert read_marks(inside, part, lang).bits == bits


def test_two_readers_papers_differ_and_one_readers_are_the_same_bytes():
    part = PARTS[0]
    one, other = (compose(part, "en", [bit] * scheme(part, "en").size) for bit in (0, 1))
    assert copy_pdf(one, "en", "T", "Lin") == copy_pdf(one, "en", "T", "Lin")
    assert copy_pdf(one, "en", "T", "Lin") != copy_pdf(other, "en", "T", "Lin")
