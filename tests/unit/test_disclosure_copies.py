"""No copy says anything else than the order; what can be read of a text; how chance is reckoned."""

import random
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.disclosure.code import LOW, MILLE, biases, word
from safeconduct.disclosure.copy import compose, parse, scheme
from safeconduct.disclosure.marks import heaviest, likeness, read_marks
from safeconduct.disclosure.order import Head, Leg, Reporting, read_order
from safeconduct.disclosure.score import ODDS_MIN, Seen, chance, fit, kinds, least_score
from safeconduct.disclosure.template import Slot, pieces_of, words_of
from safeconduct.disclosure.trace import Marked, trace
from safeconduct.disclosure.wording import WORDINGS
from safeconduct.errors import BadInput
from tests.naive import marks as naive

LANGS = ("en", "zh", "ur")
ORDERS = 334
"""In each of three languages: 1,002."""
NAMES = (
    "Airport, cargo gate",
    "N-5",
    "机场货运门",
    "کراچی ہوائی اڈہ",
    "Bridge 4 (old)",
    "Fort: east",
    "O'Brien's",
    "10th",
)
MINUTE_MS, T_MS = 60_000, 1_790_000_040_000


def an_order(rng):
    """Some order's parts."""

    def names(most):
        return tuple(f"{rng.choice(NAMES)} {rng.randint(1, 99)}" for _ in range(rng.randint(0, most)))

    def chosen(most):
        return tuple(sorted(set(names(most))))

    def moment():
        return T_MS + rng.randint(0, 5_000) * MINUTE_MS

    head = Head(f"m-{rng.randint(1, 999)}", rng.choice(NAMES), rng.randint(1, 60), rng.randint(1, 60),
                chosen(5), chosen(3), chosen(3))  # fmt: skip
    legs = [
        Leg(at + 1, rng.choice(NAMES), rng.choice(NAMES), moment(), moment(), names(6),
            tuple(Reporting(name, moment()) for name in names(4)), chosen(3))
        for at in range(rng.randint(1, 3))
    ]  # fmt: skip
    return (head, *legs)


@pytest.mark.parametrize("lang", LANGS)
def test_all_copies_of_a_thousand_orders_say_the_same_order(lang):
    rng = random.Random(lang)
    for number in range(ORDERS):
        for part in an_order(rng):
            size = scheme(part, lang).size
            texts = {compose(part, lang, [rng.randint(0, 1) for _ in range(size)]) for _ in range(3)}
            for text in texts:
                assert parse(text, lang) == part, f"order {number}"


@pytest.mark.parametrize("lang", LANGS)
def test_the_facts_of_two_copies_differ_in_nothing(lang):
    """Taken from the text itself, not by our parser: every time, name and number, in their order within lists."""
    rng = random.Random(7)
    wordings = WORDINGS[lang]
    for part in an_order(rng):
        size = scheme(part, lang).size
        one, other = (compose(part, lang, bits * size) for bits in ((0,), (1,)))
        for name in (*NAMES, "UTC"):
            assert one.count(name) == other.count(name)
        digits = [
            sorted(word for word in words_of(text) if any(c.isdigit() for c in word)) for text in (one, other)
        ]
        assert digits[0] == digits[1]
    said = [sentence for pair in (*wordings.head_decoys, *wordings.leg_decoys) for sentence in pair]
    assert not any(c.isdigit() for sentence in said for c in sentence), "a standing instruction names a number"


@pytest.mark.parametrize("lang", LANGS)
def test_the_two_wordings_of_a_mark_are_told_apart(lang):
    wording = WORDINGS[lang]
    templates = [
        getattr(wording, name) for name in wording.__struct_fields__ if isinstance(getattr(wording, name), str)
    ]
    for template in templates:
        for piece in pieces_of(template):
            if isinstance(piece, Slot):
                one, other = set(words_of(piece.one)), set(words_of(piece.other))
                assert len(one & other) * 2 <= min(len(one), len(other)), piece
    for pair in (*wording.head_decoys, *wording.leg_decoys):
        one, other = (set(words_of(sentence)) for sentence in pair)
        assert len(one & other) * 3 <= min(len(one), len(other)), pair


def test_a_name_that_reads_like_the_order_is_refused():
    part = Head("m1", "Heron", 6, 15, ("A\u2028Vehicle: B",), (), ())
    with pytest.raises(BadInput, match="reads like a sentence"):
        compose(part, "en", [0] * scheme(part, "en").size)


@pytest.mark.parametrize(("raw", "said"), [
    (b"{", "not an order"),
    (b'{"lang":"fr","head":{},"legs":[]}', "not an order"),
])  # fmt: skip
def test_what_is_no_order(raw, said):
    with pytest.raises(BadInput, match=said):
        read_order(raw)


@settings(deadline=None, max_examples=40)
@given(rare=st.integers(0, 4), common=st.integers(0, 4), seed=st.integers(0, 999))
def test_the_chance_is_the_sum_over_all_words(rare, common, seed):
    """The definition: of every word that a reader without a part could have, with its chance, those that fit."""
    rng = random.Random(seed)
    seen = [Seen(LOW, 1)] * rare + [Seen(MILLE - LOW, 1)] * common
    score = fit(seen, tuple(rng.randint(0, 1) for _ in seen)).score
    total = Fraction(0)
    for bits in product((0, 1), repeat=rare + common):
        if fit(seen, bits).score >= score:
            weight = Fraction(1)
            for each, bit in zip(seen, bits, strict=True):
                weight *= Fraction(each.chance if bit else MILLE - each.chance, MILLE)
            total += weight
    assert chance(*kinds(seen), score) == total


def test_the_threshold_is_the_least_score_that_is_rare_enough():
    for rare, common in ((0, 0), (3, 2), (20, 70), (60, 75)):
        least = least_score(rare, common)
        assert chance(rare, common, least) * ODDS_MIN <= 1
        assert chance(rare, common, least - 1) * ODDS_MIN > 1


def test_words_are_as_biased_as_they_say():
    chances = biases(b"s" * 32, "order", 100)
    assert sorted(chances) == [LOW] * 50 + [MILLE - LOW] * 50
    ones = [
        sum(each) for each in zip(*(word(b"s" * 32, "order", str(n), chances) for n in range(2_000)), strict=True)
    ]
    assert all(abs(count - 2 * chance_) < 120 for count, chance_ in zip(ones, chances, strict=True))


def made(rng, readers=10, lang="en"):
    """A document between readers, and each one's text."""
    parts = an_order(rng)[:2]
    marked = [
        Marked("d1", f"p{at}", part, lang, b"x" * 32, tuple(f"{n:032x}" for n in range(readers)))
        for at, part in enumerate(parts)
    ]
    texts = []
    for reader in marked[0].readers:
        words = [word(each.secret, each.part_id, reader, biases(each.secret, each.part_id,
                      scheme(each.part, lang).size)) for each in marked]  # fmt: skip
        texts.append("".join(compose(each.part, lang, bits) for each, bits in zip(marked, words, strict=True)))
    return marked, texts


def test_a_whole_copy_names_its_reader_and_nobody_else():
    marked, texts = made(random.Random(3))
    for reader, text in zip(marked[0].readers, texts, strict=True):
        found = trace(text, marked)
        assert found.leads == (reader,) and not found.is_stitched
        assert all(part.marks_read == part.marks_all for part in found.parts)


def test_a_text_in_parts_out_of_order_and_typed_with_mistakes():
    marked, texts = made(random.Random(4))
    rng = random.Random(5)
    lines = [line.lstrip("-• ") for line in texts[6].splitlines() if line.strip() and rng.random() < 0.8]
    rng.shuffle(lines)
    typed = " ".join(lines).lower().replace("reporting", "reportng").replace("continue", "contine")
    assert trace(typed, marked).leads in ((marked[0].readers[6],), ())


def test_a_copy_stitched_from_several_readers_is_called_that():
    marked, texts = made(random.Random(6), lang="zh")
    one, other = texts[1].splitlines(), texts[2].splitlines()
    half = len(one) // 2
    found = trace("\n".join((*one[:half], *other[half:])), marked)
    assert found.is_stitched or not found.leads
    assert set(found.leads) <= {marked[0].readers[1], marked[0].readers[2]}


@pytest.mark.parametrize("text", ["", "The convoy goes tomorrow, I heard.", "x" * 100_000, "\n" * 1_000])
def test_a_text_in_which_nothing_can_be_read_says_nothing_of_anybody(text):
    marked, _ = made(random.Random(8))
    found = trace(text, marked)
    assert found.leads == () and all(each.one_in == 1 or each.marks_read for each in found.odds)


@pytest.mark.parametrize("lang", LANGS)
def test_of_a_road_that_a_leg_takes_twice_no_mark_is_read_wrongly(lang):
    """Whole, without its second time, out of order, or typed off: what is read is what the copy says."""
    rng = random.Random(9)
    leg = Leg(
        1, "Terminal", "Works", T_MS, T_MS, ("Ring road", "Mill lane", "Ring road"), (), ("Fort east", "Fort: east")
    )
    plan = scheme(leg, lang)
    read = 0
    for _ in range(60):
        bits = [rng.randint(0, 1) for _ in range(plan.size)]
        lines = compose(leg, lang, bits).splitlines()
        less = [line for at, line in enumerate(lines) if at != rng.randrange(len(lines))]
        mixed = rng.sample(lines, len(lines))
        typed = [line.replace("Ring", "Rinng") for line in lines]
        for text in (lines, less, mixed, typed):
            marks = read_marks("\n".join(text), leg, lang).bits[: plan.first_decoy]
            assert all(mark in (None, bit) for mark, bit in zip(marks, bits, strict=False)), (text, marks, bits)
            read += sum(mark is not None for mark in marks)
    assert read > 60 * 4 * 6, "most of them are read"


WORDS = st.lists(
    st.sampled_from(("ring", "rings", "rong", "road", "a", "", "follow", "folow", "lane")), max_size=24
)


@settings(deadline=None, max_examples=200)
@given(wanted=WORDS.filter(bool), words=WORDS, long=st.integers(1, 9), seed=st.integers(0, 99))
def test_long_texts_are_looked_through_at_once_and_not_window_by_window(wanted, words, long, seed):
    rng = random.Random(seed)
    weights = {word: rng.choice((1, 4)) for word in {*wanted} - {""}}
    assert likeness(wanted, words) == naive.likeness(wanted, words)
    assert heaviest(words, weights, long) == naive.heaviest(words, weights, long)
