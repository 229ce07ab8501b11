"""The world of a sweep: read once, and read anew as soon as the county has changed."""

from collections.abc import Callable
from datetime import date

import pytest

from engine.core.calendar import Interval, YearPlan
from engine.core.organisation import Absence
from engine.run import gap
from engine.run.desk import Desk
from engine.run.sweep import sweep
from engine.run.world import Worlds
from engine.store import calendar, organisation
from engine.store.database import Database
from engine.store.transaction import Transaction
from tests.core.play import at, small_organisation
from tests.run.county import RunningCounty, running_county
from tests.run.test_sweep import opened

NOW = at("2026-02-13 09:00")
AWAY = Absence("officer_l", Interval(date(2026, 2, 14), date(2026, 2, 14)))


def _absent(tx: Transaction) -> None:
    organisation.add_absence(tx, AWAY, at=NOW, by="desk_a")


def _other_absence_of_the_same_id(tx: Transaction) -> None:
    """SQLite gives the id of the last row again."""
    (known,) = organisation.absences(tx)
    organisation.drop_absence(tx, known)
    organisation.add_absence(tx, Absence("desk_a", AWAY.days), at=NOW, by="desk_a")


def _other_organisation(tx: Transaction) -> None:
    whole = small_organisation()
    organisation.save_organisation(tx, type(whole)(whole.units, whole.people, whole.posts[1:]), at=NOW)


def _new_year(tx: Transaction) -> None:
    calendar.save_plan(tx, YearPlan(year=2027, off=frozenset(), makeup=frozenset()), at=NOW)


def _corrected_year(tx: Transaction) -> None:
    calendar.save_plan(tx, YearPlan(year=2026, off=frozenset({date(2026, 3, 2)}), makeup=frozenset()), at=NOW)


CHANGES = [_absent, _other_absence_of_the_same_id, _other_organisation, _new_year, _corrected_year]


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_county_is_read_anew_and_an_unchanged_one_is_not(
    database: Database, change: Callable[[Transaction], None]
) -> None:
    worlds = Worlds(running_county(database, "2026-02-13 09:00").cell)
    with database.write() as tx:
        _absent(tx)
    with database.read() as tx:
        first = worlds.now(tx)
    with database.write() as tx:
        assert worlds.now(tx) is first
        change(tx)
        second = worlds.now(tx)

    with database.read() as tx:
        assert second is not first
        assert worlds.now(tx) is second


def test_an_absence_entered_between_two_chunks_holds_in_the_second(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hand-overs are due, one to a chunk. The officer's absence is entered with the first."""
    county = running_county(database, "2026-02-13 09:00")
    first, second = opened(county, 2)
    monkeypatch.setattr("engine.run.bringing_up.CHUNK", 1)
    chunks: list[list[str]] = []
    as_always = gap.open_gaps

    def open_gaps(desk: Desk) -> None:
        if not chunks:
            _absent(desk.tx)
        chunks.append(list(desk.changes))
        as_always(desk)

    monkeypatch.setattr("engine.run.gap.open_gaps", open_gaps)
    sweep(county.cell, at("2026-02-14 08:30"))

    assert chunks[:2] == [[first], [second]]
    assert _because(county, first) == {""}
    assert _because(county, second) == {"acting", "away"}


def _because(county: RunningCounty, number: str) -> set[str]:
    """Why those who were told of the due day were."""
    from engine.store import notices

    with county.cell.database.read() as tx:
        return {one.notice.because for one in notices.of_matter(tx, number) if one.notice.kind == "due"}


def test_the_county_takes_as_many_statements_with_many_years_as_with_one(database: Database) -> None:
    county = running_county(database, "2026-02-13 09:00")
    costs = []
    for years in (range(2030, 2031), range(2031, 2041)):
        with database.write() as tx:
            for year in years:
                calendar.save_plan(tx, YearPlan(year=year, off=frozenset(), makeup=frozenset()), at=NOW)
        with database.read() as tx:
            before = database.count.statements
            Worlds(county.cell).now(tx)
            costs.append(database.count.statements - before)

    assert costs == [5, 5]
