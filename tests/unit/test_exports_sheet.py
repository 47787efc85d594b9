"""Printed documents: the same bytes each time, content never a layout, every letter printed or named."""

import re
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.exports import Code, Facts, Head, NotTypeset, Said, Sheet, Table, Warned, sheet_pdf, typeset
from safeconduct.exports import legible as letters
from safeconduct.exports.legible import legible
from safeconduct.node.assets import STATIC
from safeconduct.node.fonts import fonts

pytestmark = pytest.mark.skipif(not (STATIC / "print").is_dir(), reason="no fonts: run `make setup`")
TEXTS = {"en": "Both sides attend", "zh": "双方互派人员出席安全会议", "ur": "دونوں فریق شریک ہوتے ہیں"}
EVIL = (
    '#read("/etc/passwd")',
    "*a* $b$ <c> @d",
    "\\u{202e}",
    "\u202e\u2066abc",
    "a\x00b\nc",
    "\U0001f600\ue000",
    "x" * 300,
)


def sheet(lang="en", text="", paper="a4"):
    said = TEXTS[lang]
    blocks = (
        Head(said),
        Said((said, text, "2026-06-01 10:20:00 UTC")),
        Said(("Said in English",), "en"),
        Facts(((said, "ab" * 32), (said, text))),
        Table((said, "B"), ((text, said),) * 60),
        Warned(said, (text, said)),
        Code(f"https://node.example/j/m1/t-1/{lang}"),
    )
    return Sheet(said, lang, "TLP:AMBER", said, blocks, paper)


@pytest.mark.parametrize("paper", ["a4", "a6"])
@pytest.mark.parametrize("lang", TEXTS)
def test_the_same_bytes_each_time(lang, paper):
    one = sheet_pdf(sheet(lang, paper=paper), fonts())
    assert one.startswith(b"%PDF-") and one == sheet_pdf(sheet(lang, paper=paper), fonts())
    assert b"CreationDate" not in one and b"ModDate" not in one
    assert one.count(b"/Type/Page\n") + one.count(b"/Type /Page\n") > 1 or b"/Count" in one


@pytest.mark.skipif(not shutil.which("zbarimg") or not shutil.which("pdftoppm"), reason="needs zbar-tools, poppler")
@pytest.mark.parametrize("lang", TEXTS)
def test_a_camera_reads_the_code(lang, tmp_path):
    link = f"https://node.example:8443/j/m1/t-1/{'aZ09_-' * 4}?lang={lang}"
    (tmp_path / "card.pdf").write_bytes(sheet_pdf(Sheet(lang, lang, "", "", (Code(link),), "a6"), fonts()))
    subprocess.run(["pdftoppm", "-r", "110", "-png", "card.pdf", "card"], cwd=tmp_path, check=True)
    read = subprocess.run(
        ["zbarimg", "--raw", "-q", *tmp_path.glob("card*.png")], capture_output=True, text=True, check=False
    )
    assert read.stdout == f"{link}\n"


@pytest.mark.parametrize("text", EVIL)
def test_content_is_never_a_layout(text):
    assert sheet_pdf(sheet("ur", text), fonts()).startswith(b"%PDF-")


def test_every_letter_that_is_said_to_be_printed_has_a_glyph():
    found = "".join(chr(code) for code in range(0x20, 0x10000) if not letters._OTHER.match(chr(code)))
    assert len(found) > 28_000
    lines = tuple(found[at : at + 2_000] for at in range(0, len(found), 2_000))
    sheet_pdf(Sheet("All", "zh", "", "", (Said(lines),)), fonts())
    sheet_pdf(Sheet("All", "ur", "", "", (Head("".join(found[::50])),)), fonts())


@given(st.text())
@settings(max_examples=60)
def test_legible_is_total_and_has_a_fixed_point(text):
    once = legible(text)
    assert legible(once) == once
    assert not letters._OTHER.search(once) and not letters._STEERING.search(once)


def test_a_letter_without_a_glyph_is_named():
    assert legible("a\U0001f600\u202eb\tc") == "a[U+1F600] b c"


def test_a_wrong_layout_is_an_error_of_ours():
    with pytest.raises(NotTypeset, match="cannot be set"):
        typeset("#json(bytes(sys.inputs.content)).nothing", sheet(), fonts())
    with pytest.raises(NotTypeset, match="cannot be set"):
        typeset('#import "@preview/cetz:0.3.0"', sheet(), fonts())
    with pytest.raises(NotTypeset, match="font"):
        typeset('#set document(title: "x", date: none)\n#set text(font: "Nobody")\nx', sheet(), fonts())
    with pytest.raises(NotTypeset, match="could not be displayed"):
        typeset('#set document(title: "x", date: none)\n#set text(font: "Noto Sans")\n\u0e01', sheet(), fonts())


def test_dates_places_and_telephones_keep_their_order_beside_urdu():
    """What the layout keeps together, left to right: 2026-06-01 once came out as 01-06-2026,
    and latitude stood where longitude is."""
    from safeconduct.exports.layout import SHEET

    parts = dict(re.findall(r'#let (position|date|telephone) = "(.*)"', SHEET))
    shown = "|".join(parts[name] for name in ("position", "date", "telephone"))
    assert 'regex(position + "|" + date + "|" + telephone): it => ltr_box(it)' in SHEET
    for text in ("2026-06-01 10:20:00 UTC", "10:20", "1.5", "2026-06-01", "60.17000, -24.94700", "+358 9 000 000"):
        found = re.search(shown, f"a {text} b")
        assert found and found.group() == text, "the first that matches is the whole of it"
    assert not re.fullmatch(shown, "7")
