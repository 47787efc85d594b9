"""Pages to drafts: the texts with expected drafts, pages that must be refused, and what holds for any page."""

import json
from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.bench.incident import AIMS
from safeconduct.bench.incident_texts import FOLDER, HALVES, grouping_f1, pages, scores
from safeconduct.errors import BadInput
from safeconduct.node.gazetteer import gazetteer
from safeconduct.node.page_file import BYTES_MAX, page_text, read_at_most
from safeconduct.reading import Range, grouped, read

CASES = json.loads((FOLDER / "pages.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("half", HALVES)
def test_the_texts_are_read_as_well_as_aimed_at(half: str):
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    asked = pages(half)
    drafts = [read(page.text, gazetteer()) for page in asked]
    for page, draft in zip(asked, drafts, strict=True):
        found = scores(page, draft)
        total.update(found.keys())
        right.update(name for name, is_right in found.items() if is_right)
        if page.published == "unknown":
            assert draft.published == "unknown", page.name
            assert page.event_date != "unknown" or draft.event_date == "unknown", page.name
    low = {name: right[name] / total[name] for name, aim in AIMS.items() if 100 * right[name] < aim * total[name]}
    assert not low
    number = {member: at for at, group in enumerate(grouped(drafts)) for member in group.members}
    assert grouping_f1([page.group for page in asked], [number[at] for at in range(len(asked))]) >= 0.95


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_pages_of_every_kind(case: dict[str, Any]):
    case = dict(case)
    text = case.pop("text") * case.pop("times", 1) + case.pop("then", "")
    assert case.pop("catches") and case.pop("name")
    if case.pop("refused"):
        with pytest.raises(BadInput) as caught:
            read(text, gazetteer())
        assert caught.value.next_step
        return
    draft = read(text, gazetteer())
    for name, wanted in case.items():
        assert getattr(draft, name) == (Range(*wanted) if isinstance(wanted, list) else wanted), name


def test_at_least_half_of_the_odd_pages_are_refused():
    assert 2 * sum(case["refused"] for case in CASES) >= len(CASES)


PIECES = st.sampled_from(
    [
        "Five people were killed in Gulu on Monday, police said. ",
        "\n\n",
        "\n",
        "MUST READ\n",
        "Home | News | Sport\n",
        "http://spam.example casino\n",
        "昨日凌晨，3名士兵在琅南塔死亡。",
        "گزشتہ روز سکردو میں تین افراد ہلاک ہو گئے۔ ",
        "<p>",
        "</div>",
        "&amp;",
        "&#x4e2d;",
        "<!--",
        "LODWAR, March 12 (Lake Agency) — ",
        "12/13/2031 ",
        "No group has claimed responsibility. ",
        "(including two of the)",
        "\u202e\u0000",
        "- ",
        "between 5 and 3 ",
    ]
)


@settings(max_examples=50, deadline=None)
@given(st.lists(PIECES | st.text(max_size=20), max_size=12))
def test_any_text_is_refused_or_read_with_offsets_inside_it(parts: list[str]):
    text = "".join(parts)
    try:
        draft = read(text, gazetteer())
    except BadInput:
        return
    assert 0 <= draft.body.start < draft.body.end <= len(text)
    for span in draft.body.exclude:
        assert draft.body.start <= span.start < span.end <= draft.body.end
    for mark in draft.marks:
        assert 0 <= mark.start < mark.end <= len(text)
    for each in (draft.fatalities, draft.injured):
        assert each == "unknown" or 0 <= each.low <= each.high
    for day in (draft.published, draft.event_date):
        assert day == "unknown" or date.fromisoformat(day)
    assert draft == read(text, gazetteer())


def test_a_date_in_the_future_is_noted():
    text = (
        "Guard hurt in Gulu shop attack\n2 March 2031\nA guard was hurt in Gulu, Uganda, when men attacked a shop."
    )
    assert not [note for note in read(text, gazetteer(), date(2031, 3, 3)).notes if "future" in note]
    assert [note for note in read(text, gazetteer(), date(2031, 3, 1)).notes if "future" in note]


def test_a_page_of_50_mb_is_refused_before_it_is_read():
    class Endless(BytesIO):
        asked = 0

        def read(self, size: int | None = -1) -> bytes:
            assert size is not None and size > 0
            self.asked += size
            return b"x" * size

    page = Endless()
    with pytest.raises(BadInput, match="more than 8 MB"):
        read_at_most(page)
    assert page.asked == BYTES_MAX + 1
    with pytest.raises(BadInput, match="cannot be read"):
        read_at_most(Path("/nowhere/page.html"))


def test_bytes_become_text_by_their_mark_their_markup_or_what_fits():
    assert page_text("爆炸\r\n".encode()) == "爆炸\r\n"
    assert page_text(b"\xff\xfe" + "دھماکہ".encode("utf-16-le")).endswith("دھماکہ")
    assert page_text(b'<meta charset="windows-1256">' + "انفجار".encode("cp1256")).endswith("انفجار")
    assert page_text("赞比亚发生爆炸".encode("gb18030")) == "赞比亚发生爆炸"


def test_another_language_is_marked_so():
    text = "Explosion dans un marché de Zinder\n7 mai 2031\n"
    text += "Une explosion a fait 4 morts mardi dans un marché de Zinder, au Niger, selon la police."
    draft = read(text, gazetteer())
    assert (draft.language, draft.published, draft.fatalities) == ("fr", "2031-05-07", Range(4, 4))
    assert any(note.startswith("language fr") for note in draft.notes)
