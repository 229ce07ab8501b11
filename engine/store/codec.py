"""Values of the core as plain JSON values and back, derived from their type hints.

Here: `codec_of` a type, `Record` for a dataclass. Not here: which part of a matter is a column (facts.py), JSON text (tables/base.py).
A field the core gains is stored from then on, without a line here. Fields that have their default are left out. Sequences come
back as tuples. Where the hint says `object`, dates, instants and decimals are tagged: {"$date": "2026-06-30"}.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from operator import methodcaller
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from engine.store.tables.base import in_utc

Convert = Callable[[Any], Any]


class Codec:
    """How one type is written and read; None stands for "as it is"."""

    __slots__ = ("decode", "encode")

    def __init__(self, encode: Convert | None = None, decode: Convert | None = None) -> None:
        self.encode = encode
        self.decode = decode


class Record:
    """How a dataclass becomes a dictionary, without the fields in `skip`."""

    __slots__ = ("_cls", "_read", "_written")

    def __init__(self, cls: type[Any], skip: frozenset[str] = frozenset()) -> None:
        hints = get_type_hints(cls)
        self._cls = cls
        codecs = {field: codec_of(hints[field.name]) for field in fields(cls) if field.name not in skip}
        self._written = [(field.name, _default(field), codec.encode) for field, codec in codecs.items()]
        self._read = {field.name: codec.decode for field, codec in codecs.items()}

    def encode(self, value: Any) -> dict[str, Any]:
        written = {}
        for name, default, encode in self._written:
            item = getattr(value, name)
            if item is not default and item != default:
                written[name] = encode(item) if encode else item
        return written

    def arguments(self, written: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments to build the dataclass with; what was left out has its default, what it no longer has is left."""
        found = {}
        for name, item in written.items():
            if name in self._read:
                decode = self._read[name]
                found[name] = decode(item) if decode else item
        return found

    def decode(self, written: Mapping[str, Any]) -> Any:
        return self._cls(**self.arguments(written))


@cache
def codec_of(hint: Any) -> Codec:
    """The codec of a type hint; TypeError for a type nobody has stored so far."""
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Codec(str, hint)
    if is_dataclass(hint) and isinstance(hint, type):
        record = Record(hint)
        return Codec(record.encode, record.decode)
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return Codec()
    if origin in (Union, UnionType) and len(inner) == 2 and inner[1] is NoneType:
        return _optional(codec_of(inner[0]))
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        return _sequence(codec_of(inner[0]))
    if origin is Mapping and inner[0] is str:
        return _mapping(codec_of(inner[1])) if inner[1] is not object else Codec(_plain_mapping, _mapping_from_plain)
    raise TypeError(f"the store has no way to write {hint}")


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _optional(codec: Codec) -> Codec:
    encode, decode = codec.encode, codec.decode
    return Codec(
        (lambda value: None if value is None else encode(value)) if encode else None,
        (lambda value: None if value is None else decode(value)) if decode else None,
    )


def _sequence(codec: Codec) -> Codec:
    encode, decode = codec.encode, codec.decode
    return Codec(
        (lambda value: [encode(item) for item in value]) if encode else list,
        (lambda value: tuple([decode(item) for item in value])) if decode else tuple,
    )


def _mapping(codec: Codec) -> Codec:
    encode, decode = codec.encode, codec.decode
    return Codec(
        (lambda value: {key: encode(item) for key, item in value.items()}) if encode else dict,
        (lambda value: {key: decode(item) for key, item in value.items()}) if decode else dict,
    )


@lru_cache(maxsize=4096)
def write_instant(at: datetime) -> str:
    """An instant as text in UTC; naive values are refused, for nobody knows their zone. A batch writes the same few."""
    return in_utc(at).isoformat()


def plain(value: object) -> Any:
    """Any value a field, a notice or an entry may hold, as JSON values."""
    if type(value) in _AS_IS:
        return value
    # The order matters: a datetime is a date, and so is StrEnum a str.
    match value:
        case list() | tuple():
            return [item if type(item) in _AS_IS else plain(item) for item in value]
        case dict() | Mapping():
            return _plain_mapping(value)
        case StrEnum():
            return str(value)
        case int() | float() | str():
            return value
        case datetime():
            return {"$at": write_instant(value)}
        case date():
            return {"$date": value.isoformat()}
        case Decimal():
            return {"$decimal": str(value)}
    raise TypeError(f"the store has no way to write {value!r}")


#: What JSON has itself.
_AS_IS = frozenset({str, int, float, bool, NoneType})


def from_plain(value: Any) -> Any:
    """What `plain` wrote."""
    if isinstance(value, list):
        return tuple([item if type(item) in _AS_IS else from_plain(item) for item in value])
    return _mapping_from_plain(value) if isinstance(value, dict) else value


def _plain_mapping(value: Mapping[Any, object]) -> dict[str, Any]:
    for key in value:
        if type(key) is not str:
            raise TypeError(f"the store has no way to write the key {key!r}")
    written = {key: item if type(item) in _AS_IS else plain(item) for key, item in value.items()}
    # Somebody's own `$…` is wrapped, so that it cannot be taken for a tag.
    return {"$map": written} if any(map(_is_tag, written)) else written


_is_tag = methodcaller("startswith", "$")


def _mapping_from_plain(written: Any) -> Any:
    if len(written) == 1:
        ((tag, item),) = written.items()
        if tag in _TAGS:
            return _TAGS[tag](item)
    return _items_from_plain(written)


def _items_from_plain(written: Mapping[str, Any]) -> dict[str, Any]:
    return {key: item if type(item) in _AS_IS else from_plain(item) for key, item in written.items()}


_TAGS: Mapping[str, Convert] = {
    "$at": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$decimal": Decimal,
    "$map": _items_from_plain,
}

_SIMPLE: Mapping[Any, Codec] = {
    str: Codec(),
    int: Codec(),
    float: Codec(),
    bool: Codec(),
    date: Codec(date.isoformat, date.fromisoformat),
    datetime: Codec(write_instant, datetime.fromisoformat),
    object: Codec(plain, from_plain),
}
