"""The one place where a Matter and its Runs become rows and rows become them.

A column for what lists and the sweep ask for, `facts` for all the rest (codec.py). Not here: any statement.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from engine.core.change import Derived
from engine.core.matter import Matter, Mode, Run
from engine.store.codec import Record, from_plain, plain

_MATTER_COLUMNS = frozenset({
    "number", "workflow", "ruleset", "state", "unit", "period", "parent", "opened_at", "opened_on", "closed_at", "voided",
})  # fmt: skip
#: `words` is read from the notices that reached somebody.
_MATTER = Record(Matter, skip=_MATTER_COLUMNS | {"fields", "runs", "ended_runs", "words"})
_RUN = Record(Run, skip=frozenset({"clock", "number", "mode", "opened_at", "day_zero", "stopped_on"}))

NO_DERIVED = Derived()

#: A clock's name and the number of its run.
RunKey = tuple[str, int]
Row = dict[str, Any]


class Placed(NamedTuple):
    """A run and where its matter keeps it: 0 among the latest, 1, 2, ... among the ended ones, None: no longer."""

    run: Run
    place: int | None


def matter_facts(matter: Matter) -> Row:
    """The column of `matter` in which all is that has no column of its own."""
    return {"facts": _MATTER.encode(matter)}


def matter_columns(matter: Matter, private: Iterable[str] = ()) -> Row:
    """The columns of `matter` that the core decides, without private values."""
    columns: Row = {name: getattr(matter, name) for name in _MATTER_COLUMNS}
    hidden = frozenset(private)
    columns["fields"] = plain({name: value for name, value in matter.fields.items() if name not in hidden})
    return columns | matter_facts(matter)


def differ_in_facts_only(one: Matter, other: Matter) -> bool:
    """Whether no column that the core decides differs, but for `facts`."""
    return one.fields is other.fields and all(getattr(one, name) == getattr(other, name) for name in _MATTER_COLUMNS)


def placed_runs(matter: Matter) -> dict[RunKey, Placed]:
    """Every run of the matter under its key."""
    latest = {(run.clock, run.number): Placed(run, 0) for run in matter.runs.values()}
    ended = {(run.clock, run.number): Placed(run, place) for place, run in enumerate(matter.ended_runs, start=1)}
    return latest | ended


def clock_columns(number: str, placed: Placed, derived: Derived) -> Row:
    """The row of one run. A run that is no longer the latest has nothing more to say, whatever it last derived."""
    run, place = placed
    return {
        "matter": number,
        "name": run.clock,
        "run": run.number,
        "place": place,
        "mode": run.mode.value,
        "opened_at": run.opened_at,
        "day_zero": run.day_zero,
        "stopped_on": run.stopped_on,
        "promised_on": derived.promised_on,
        "statutory_on": derived.statutory_on,
        "amber_on": derived.amber_on,
        "provisional": derived.provisional,
        "next_at": derived.next_at if place == 0 else None,
        "facts": _RUN.encode(run),
    }


def run_of(row: Any) -> Run:
    """The run of a clock's row."""
    return Run(
        clock=row.name,
        number=row.run,
        mode=Mode(row.mode),
        opened_at=row.opened_at,
        day_zero=row.day_zero,
        stopped_on=row.stopped_on,
        **_RUN.arguments(row.facts),
    )


def derived_of(row: Any) -> Derived:
    """The derived columns of a clock's row."""
    return Derived(
        promised_on=row.promised_on,
        statutory_on=row.statutory_on,
        amber_on=row.amber_on,
        provisional=row.provisional,
        next_at=row.next_at,
    )


def matter_of(row: Any, runs: Iterable[Placed], private: Mapping[str, object], words: Mapping[Any, Any]) -> Matter:
    """The matter of its row and of what other tables hold about it. A field that became public hides its past."""
    placed = list(runs)
    ended = sorted((each for each in placed if each.place), key=lambda each: each.place or 0)
    return Matter(
        **{name: getattr(row, name) for name in _MATTER_COLUMNS},
        fields={**private, **from_plain(row.fields)},
        runs={each.run.clock: each.run for each in placed if each.place == 0},
        ended_runs=tuple([each.run for each in ended]),
        words=words,
        **_MATTER.arguments(row.facts),
    )
