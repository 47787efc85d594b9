"""Bodies of records at random, at the ends of what their types allow: made from the types, so none is left out."""

import re

import msgspec

from tests.bodies import _TEXTS

SAMPLES = (
    *_TEXTS,
    *("a", "host", "0-._", "z" * 64, "0" * 64, "af" * 32, "0" * 32, "af" * 16, "movement/m1/host", "host/joint/1"),
    *("a/b/12345", "entered", "a_" * 20, "AAAA", "a+/9" * 350, "QQ==", "z" * 200),
    *("0/1", f"1{'0' * 40}/{'9' * 41}", "age1" + "q" * 58, "age1" + "0" * 58, "zone/outer", "feed/a"),
    *("a~1", "b-7~12345678", "z" * 48),
)
"""Some of them fit every pattern of `records/`. A new pattern may need one more here."""
WORDS = ("", "Gate 3", "双方", "دونوں", "\U0001f600", "a\nb")
MANY_MAX = 3


def a_body(body, rng):
    """Some body of that class."""
    return a_value(msgspec.inspect.type_info(body), rng)


def a_value(kind, rng):
    """Some value of that type, as plain JSON."""
    inspect = msgspec.inspect
    match kind:
        case inspect.Metadata():
            return a_value(kind.type, rng)
        case inspect.StructType():
            return _struct(kind, rng)
        case inspect.UnionType():
            return a_value(rng.choice(kind.types), rng)
        case inspect.LiteralType():
            return rng.choice(kind.values)
        case inspect.IntType():
            low = kind.ge if kind.ge is not None else -(2**53) + 1
            high = kind.le if kind.le is not None else 2**53 - 1
            return rng.choice((low, high, rng.randint(low, high)))
        case inspect.StrType():
            return _text(kind, rng)
        case inspect.BoolType():
            return rng.random() < 0.5
        case inspect.NoneType():
            return None
        case inspect.VarTupleType() | inspect.ListType():
            return [a_value(kind.item_type, rng) for _ in range(_count(kind, rng))]
        case inspect.TupleType():
            return [a_value(each, rng) for each in kind.item_types]
        case inspect.NamedTupleType():
            return [a_value(field.type, rng) for field in kind.fields]
        case inspect.DictType():
            return _table(kind, rng)
    raise AssertionError(f"no sample of {kind}")


def _table(kind, rng):
    """Of so many keys: the same key may come up twice."""
    table, count = {}, _count(kind, rng)
    for _ in range(20 * count):
        if len(table) < count:
            table[a_value(kind.key_type, rng)] = a_value(kind.value_type, rng)
    return table


def _struct(kind, rng):
    value = {field.encode_name: a_value(field.type, rng) for field in kind.fields}
    if kind.cls.__struct_config__.omit_defaults:
        value = {f.encode_name: value[f.encode_name] for f in kind.fields if value[f.encode_name] != f.default}
    return {**value, kind.tag_field: kind.tag} if kind.tag_field else value


def _count(kind, rng):
    low = kind.min_length or 0
    if kind.max_length is not None and kind.max_length <= 100 and rng.random() < 0.1:
        return kind.max_length
    many = low + MANY_MAX if kind.max_length is None else min(low + MANY_MAX, kind.max_length)
    return rng.choice((low, low + 1, many)) if kind.max_length != low else low


def _text(kind, rng):
    if kind.pattern is not None:
        fits = [text for text in SAMPLES if re.match(kind.pattern, text)]
        assert fits, f"add a text to SAMPLES that fits {kind.pattern}"
        return rng.choice(fits)
    low, high = kind.min_length or 0, kind.max_length
    found = [word for word in WORDS if low <= len(word) and (high is None or len(word) <= high)]
    ends = [] if high is None or high > 500 else ["界" * high]
    return rng.choice([*found, *ends, "x" * max(low, 1)])
