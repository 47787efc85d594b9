"""Small valid bodies of every record type, made from the types themselves."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, Final

import msgspec
from msgspec import inspect

from safeconduct.records.record import BODIES, AnyBody

_TEXTS: Final = ("a", "0" * 32, "0" * 64, "a/b/1", "site/a", "1/2", f"age1{'q' * 58}")
"""One of them fits every pattern of the records."""


def bodies() -> Iterator[AnyBody]:
    """At least one body of each type, and of each word that a field of it may be."""
    for kind in BODIES.values():
        for raw in _structs(inspect.type_info(kind)):
            yield msgspec.convert(raw, kind)


def _structs(info: inspect.StructType) -> Iterator[dict[str, Any]]:
    tag = {info.tag_field: info.tag} if info.tag_field else {}
    names = [field.encode_name for field in info.fields]
    columns = [list(_values(field.type)) for field in info.fields]
    for row in zip_longest(*columns):
        chosen = [column[0] if value is None and None not in column else value
                  for value, column in zip(row, columns, strict=True)]  # fmt: skip
        yield {**tag, **dict(zip(names, chosen, strict=True))}


def _keys(info: inspect.Type) -> Iterator[str]:
    yield next(_values(info))
    yield "b"  # any chosen name: only such tables have more than one key


def _values(info: inspect.Type) -> Iterator[Any]:
    match info:
        case inspect.LiteralType(values=values):
            yield from values
        case inspect.BoolType():
            yield from (True, False)
        case inspect.IntType(ge=least):
            yield max(least or 0, 1)
        case inspect.StrType(pattern=pattern, min_length=least):
            fits = (text for text in _TEXTS if pattern is None or re.match(pattern, text))
            yield next(text for text in fits if len(text) >= (least or 0))
        case inspect.UnionType(types=types):
            for each in types:
                yield from _values(each)
        case inspect.NoneType():
            yield None
        case inspect.StructType():
            yield from _structs(info)
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            yield list(_values(item))[:1] * (info.min_length or 1)
        case inspect.TupleType(item_types=items):
            yield [next(_values(item)) for item in items]
        case inspect.NamedTupleType(fields=fields):
            yield [next(_values(field.type)) for field in fields]
        case inspect.DictType(key_type=key, value_type=value, min_length=least):
            yield {
                name: next(_values(value)) for name, _ in zip(_keys(key), range(max(least or 0, 1)), strict=False)
            }
        case _:
            raise TypeError(f"no example for {info}")
