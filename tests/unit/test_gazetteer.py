"""The gazetteer: names in three scripts, by ear, and files that must be refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.errors import BadInput
from safeconduct.gazetteer import Gazetteer, GazetteerUnreadable, Place, encode, fold, script_of, sounds, unlike
from safeconduct.gazetteer import sounds as sounding
from safeconduct.gazetteer.sounds import _ALIKE, _OPTIONAL
from safeconduct.node.gazetteer import gazetteer
from tests.naive import places_by_hand

NAMES = st.text("abcdeklmnrst اآبکیرن北京市", min_size=1, max_size=8)


def towns(names: list[str]) -> tuple[list[Place], dict[str, set[int]]]:
    places = [Place("Land", 0, 0, "country", "XX", 0, 0, 10)]
    places += [Place(name, at, -at, "town", "XX", 0, 0, at) for at, name in enumerate(names, 1)]
    index: dict[str, set[int]] = {}
    for row, place in enumerate(places):
        if fold(place.name):
            index.setdefault(fold(place.name), set()).add(row)
    return places, index


@settings(max_examples=40, deadline=None)
@given(st.lists(NAMES.map(lambda name: " ".join(name.split())).filter(bool), max_size=30))
def test_a_file_gives_back_what_was_put_in(names: list[str]):
    places, index = towns(names)
    held = Gazetteer(encode(places, index))
    assert places_by_hand.whole(held, len(places)) == places
    for key, rows in places_by_hand.names(places, index).items():
        assert held.named(key) == rows
    assert held.named("no such name") == ()
    assert list(held.of_country("XX")) == list(range(len(places)))
    assert not held.of_country("YY")


@pytest.mark.parametrize("damage", ["magic", "head", "short", "block", "nothing"])
def test_a_damaged_file_is_refused(damage: str):
    places, index = towns(["Lodwar", "Gulu"])
    raw = encode(places, index)
    bad = {
        "magic": b"x" + raw[1:],
        "head": raw[:30] + b"\0" * 20 + raw[50:],
        "short": raw[:24],
        "block": raw[:-8] + b"\0" * 8,
        "nothing": b"",
    }[damage]
    with pytest.raises(GazetteerUnreadable) as caught:
        Gazetteer(bad).named("gulu")
        Gazetteer(bad).place(1)
    assert caught.value.next_step


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput):
        gazetteer(tmp_path / "none.bin")


@pytest.mark.parametrize(
    ("written", "country", "lat_deg"),
    [
        ("Dalbandin", "PK", 28.89),
        ("Hokitika", "NZ", -42.72),
        ("كوئٹہ", "PK", 30.18),
        ("昆明", "CN", 25.04),
        ("烏蘭巴托", "MN", 47.91),
        ("Sao Tome", "ST", 0.34),
        ("Ölgii", "MN", 48.97),
    ],
)
def test_towns_of_the_world_in_three_scripts(written: str, country: str, lat_deg: float):
    held = [gazetteer().place(row) for row in gazetteer().named(fold(written))]
    assert any(each.country == country and abs(each.lat_e3 / 1000 - lat_deg) < 0.2 for each in held)


def test_every_country_has_its_name_in_three_scripts():
    for name in ("Kenya", "肯尼亚", "کینیا", "蒙古国", "巴基斯坦", "پاکستان"):
        assert any(gazetteer().place(row).kind == "country" for row in gazetteer().named(fold(name))), name


@pytest.mark.parametrize(
    ("one", "other", "is_han"),
    [
        ("Besham", "Bisham", False),
        ("دالبندین", "Dalbandin", False),
        ("مانسہرہ", "Mansehra", False),
        ("达兰扎德嘎德", "Dalandzadgad", True),
        ("卡萨马", "Kasama", True),
    ],
)
def test_names_that_were_written_by_ear(one: str, other: str, is_han: bool):
    assert unlike(sounds(one), sounds(other), is_han) < 0.25 + 0.09 * len(sounds(one)) + 0.2 * is_han
    assert unlike(sounds(one), sounds("Otjiwarongo"), is_han) > 1.0


LETTERS = st.text("bdghklmnrtwyKS", max_size=5)


@settings(max_examples=150, deadline=None)
@given(LETTERS, LETTERS)
def test_the_distance_of_sounds_is_the_cheapest_way(one: str, other: str):
    wanted = places_by_hand.distance(one, other, _OPTIONAL, _OPTIONAL, _ALIKE)
    if abs(len(one) - len(other)) <= 3:
        assert unlike(one, other, limit=99.0) == pytest.approx(wanted)


def test_scripts_and_spellings():
    assert [script_of(text) for text in ("Gulu", "古盧", "گلگت", "Гулу", "12")] == [
        "latin",
        "han",
        "arabic",
        "other",
        "",
    ]
    assert fold("كوئٹہ") == fold("کوئٹه")
    assert fold("烏干達") == fold("乌干达")
    assert fold("Sol’deu") == "soldeu"
    assert sounding("") == ""
