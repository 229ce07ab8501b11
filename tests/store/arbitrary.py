"""Arbitrary values of the core, built from their type hints: a field the core gains is tried at once."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from engine.core.calendar import Interval
from engine.core.matter import Matter, Run
from tests.store.samples import RULES

#: For keys and codes. PostgreSQL keeps no NUL in a text column; inside JSON it is escaped.
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
TEXTS = st.text(max_size=8)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS, DAYS, INSTANTS,
    st.decimals(allow_nan=False, allow_infinity=False, places=2),
)  # fmt: skip
_KEYS = TEXTS | st.sampled_from(["$at", "$date", "$decimal", "$map"])
#: Whatever a field, a notice or an entry may hold.
VALUES: st.SearchStrategy[object] = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=4,
)
PLAIN = st.dictionaries(_KEYS, VALUES, max_size=3)
_SIMPLE: Mapping[Any, st.SearchStrategy[Any]] = {
    str: NAMES,
    int: st.integers(0, 10**6),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    date: DAYS,
    datetime: INSTANTS,
    object: VALUES,
}


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    first = draw(DAYS)
    return Interval(first, draw(st.none() | st.dates(first, date(2200, 1, 1))))


@cache
def arbitrary(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type hint."""
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if hint is Interval:
        return intervals()
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    if is_dataclass(hint) and isinstance(hint, type):
        return st.builds(hint, **parts(hint))
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is UnionType:
        return st.none() | arbitrary(inner[0])
    if origin is tuple:
        return st.lists(arbitrary(inner[0]), max_size=2).map(tuple)
    assert origin is Mapping, hint
    return PLAIN if inner[1] is object else st.dictionaries(NAMES, arbitrary(inner[1]), max_size=2)


def parts(cls: Any, *without: str) -> dict[str, st.SearchStrategy[Any]]:
    """A strategy for each field; fields with a default often keep it."""
    hints = get_type_hints(cls)
    return {each.name: arbitrary(hints[each.name]) for each in fields(cls) if each.name not in without}


@st.composite
def matters(draw: st.DrawFn) -> Matter:
    """A matter as the core may make it: each run once, the latest of each clock under its name."""
    runs = draw(st.lists(st.builds(Run, **parts(Run)), max_size=4, unique_by=lambda run: (run.clock, run.number)))
    latest: dict[str, Run] = {}
    for run in runs:
        if run.clock not in latest or latest[run.clock].number < run.number:
            latest[run.clock] = run
    given = draw(st.fixed_dictionaries(parts(Matter, "number", "ruleset", "runs", "ended_runs", "words")))
    return Matter(
        number="SW-2026-0001",
        ruleset=RULES,
        runs=latest,
        ended_runs=tuple(run for run in runs if latest[run.clock] is not run),
        **given,
    )
