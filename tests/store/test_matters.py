"""Matters in and out of the database."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import text

from engine.core.appraisal import Score
from engine.core.calendar import Interval
from engine.core.change import Change, Derived
from engine.core.matter import Extension, Matter, Mode
from engine.core.notice import Superseded
from engine.store import history, matters, outbox, rulesets
from engine.store.database import Database
from engine.store.errors import Conflict, MatterNotFound
from engine.store.transaction import Transaction
from tests.store.arbitrary import matters as arbitrary_matters
from tests.store.samples import (
    DAY,
    NOW,
    RULES,
    a_mail,
    a_matter,
    a_notice,
    a_run,
    an_entry,
    an_opening,
    load,
    numbered,
    store,
)  # fmt: skip

ONE = "SW-2026-0001"


class UndoneError(Exception):
    """Raised to leave no trace."""


@contextmanager
def undone(database: Database) -> Iterator[Transaction]:
    """A writing transaction that is rolled back."""
    with suppress(UndoneError), database.write() as tx:
        yield tx
        raise UndoneError


def change(database: Database, edit: Callable[[Matter], Matter], **more: object) -> None:
    with database.write() as tx:
        (matter,) = matters.load(tx, [ONE])
        matters.save(tx, [Change(matter=edit(matter), next_at=NOW, **more)], at=NOW)  # type: ignore[arg-type]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=arbitrary_matters(), second=arbitrary_matters())
def test_any_matter_comes_back_as_it_was_saved(database: Database, first: Matter, second: Matter) -> None:
    """Opened as one matter and changed into any other."""
    with undone(database) as tx:
        rulesets.put(tx, RULES, "w", "{}", at=NOW)
        matters.save(tx, [Change(matter=first, is_new=True)], at=NOW)
        assert matters.load(tx, [ONE]) == [first]
        matters.save(tx, [Change(matter=second)], at=NOW)
        assert matters.load(tx, [ONE]) == [second]


def test_the_loaded_order_is_the_asked_one(database: Database) -> None:
    store(database, *[an_opening(number) for number in numbered(3)])

    with database.read() as tx:
        loaded = matters.load(tx, ["SW-2026-0003", "SW-2026-0001", "SW-2026-0003"])

    assert [each.number for each in loaded] == ["SW-2026-0003", "SW-2026-0001", "SW-2026-0003"]


def test_a_matter_that_is_not_there_is_named(database: Database) -> None:
    with pytest.raises(MatterNotFound, match="SW-2026-0009"), database.read() as tx:
        matters.load(tx, ["SW-2026-0009"])


def test_a_changed_run_is_rewritten_and_another_is_left_alone(database: Database) -> None:
    store(database, an_opening(runs={"decide": a_run(), "reply": a_run("reply")}))

    change(
        database, lambda it: replace(it, runs=dict(it.runs) | {"decide": replace(it.runs["decide"], mode=Mode.HELD)})
    )

    runs = load(database).runs
    assert (runs["decide"].mode, runs["reply"]) == (Mode.HELD, a_run("reply"))


def test_a_run_the_core_no_longer_keeps_stays_for_reports(database: Database) -> None:
    store(database, an_opening(ended_runs=(a_run("check", 1), a_run("decide", 0))))

    change(database, lambda it: replace(it, ended_runs=it.ended_runs[1:]))

    assert load(database).ended_runs == (a_run("decide", 0),)
    with database.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM clock WHERE place IS NULL")).scalar() == 1


def test_the_derived_columns_are_those_of_the_latest_run(database: Database) -> None:
    store(database, an_opening())
    due = date(2026, 12, 1)

    change(
        database,
        lambda it: replace(it, runs={"decide": a_run(number=2)}, ended_runs=(it.runs["decide"],)),
        derived={"decide": Derived(promised_on=due, next_at=NOW + DAY)},
    )

    with database.read() as tx:
        rows = tx.execute(text("SELECT run, promised_on, next_at IS NULL AS silent FROM clock ORDER BY run")).all()
    assert [(row.run, str(row.promised_on), bool(row.silent)) for row in rows] == [
        (1, "2026-11-16", True),
        (2, "2026-12-01", False),
    ]


def test_pauses_extensions_and_excused_days_are_rows_for_reports(database: Database) -> None:
    store(database, an_opening())
    pause, excused = Interval(date(2026, 11, 3)), Interval(date(2026, 11, 9), date(2026, 11, 10))
    paused = a_run(pauses=(pause,), extensions=(Extension(5, "wd", date(2026, 11, 4)),), excused=(excused,))

    change(database, lambda it: replace(it, runs={"decide": replace(paused, pauses=())}))
    change(database, lambda it: replace(it, runs={"decide": paused}))

    with database.read() as tx:
        rows = tx.execute(text("SELECT kind, first_on, last_on, n, unit FROM interval ORDER BY kind")).all()
    assert [tuple(map(str, row)) for row in rows] == [
        ("excused", "2026-11-09", "2026-11-10", "None", ""),
        ("extension", "2026-11-04", "None", "5", "wd"),
        ("pause", "2026-11-03", "None", "None", ""),
    ]


def test_words_are_those_that_reached_somebody(database: Database) -> None:
    """A line counts for the person it is about, from the first one that reached; a line without a duty is no word."""
    opening = an_opening()
    lines = (
        a_notice(person="wang", basis="1"),
        a_notice(person="wang", basis="2"),
        a_notice(person="zhao", about="wang", basis="3", turn=2),
        a_notice(person="zhao", state="", basis="4"),
        a_notice(person="chen", basis="5"),
    )
    store(database, replace(opening, notices=lines))
    with database.write() as tx:
        first, second = outbox.queue(tx, [a_mail("wang", 1), a_mail("zhao", 2, 3, 4)])
        outbox.sent(tx, second, NOW + DAY)
        outbox.sent(tx, first, NOW)

    assert load(database).words == {("decide", 1, "wang"): NOW, ("decide", 2, "wang"): NOW + DAY}


def test_a_second_notice_with_the_same_identity_is_not_said(database: Database) -> None:
    store(database, replace(an_opening(), notices=(a_notice(),)))

    with database.write() as tx:
        (matter,) = matters.load(tx, [ONE])
        again = (a_notice(at=NOW + DAY, capacity="cc"), a_notice(basis="2026-12-01"))
        new = matters.save(tx, [Change(matter=matter, notices=again, next_at=NOW)], at=NOW)
        stored = tx.execute(text("SELECT count(*) FROM notice")).scalar()

    assert (new, stored) == (1, 2)


def test_points_are_written_with_the_change_that_gives_them(database: Database) -> None:
    store(database, an_opening())
    card = Score(unit="section", year=2026, clock="decide", run=1, reason="E1", points=-0.5)

    change(database, lambda it: it, scores=(card,))

    with database.read() as tx:
        row = tx.execute(text("SELECT matter, unit, reason, points FROM score")).one()
    assert tuple(row) == (ONE, "section", "E1", -0.5)


def test_superseded_lines_are_one_line_of_history(database: Database) -> None:
    store(database, an_opening())
    missed = Superseded(matter=ONE, clock="decide", run=1, kind="point", basis="b", due_at=NOW, reason="outage")

    change(database, lambda it: it, superseded=(missed, missed))

    with database.read() as tx:
        last = history.of_matter(tx, ONE)[-1].entry
    assert (last.kind, last.actor) == ("superseded", "engine")
    assert last.data["lines"][0]["due_at"] == NOW  # type: ignore[index]


def test_due_gives_the_oldest_first_and_pages_without_gaps(database: Database) -> None:
    wakes = [NOW, NOW - DAY, NOW, NOW + timedelta(microseconds=1), None]
    openings = [an_opening(number, next_at=at) for number, at in zip(numbered(5), wakes, strict=True)]
    store(database, *openings)

    with database.read() as tx:
        first = matters.due(tx, NOW, 2)
        second = matters.due(tx, NOW, 2, first.after)
        third = matters.due(tx, NOW, 2, second.after)

    assert [each.number for each in first.matters] == ["SW-2026-0002", "SW-2026-0001"]
    assert [each.number for each in second.matters] == ["SW-2026-0003"]
    assert third.matters == []


def _plan(database: Database, now: datetime) -> str:
    with database.read() as tx:
        query = "SELECT * FROM matter WHERE next_at <= :now ORDER BY next_at, number LIMIT 10"
        explain = "EXPLAIN " if tx.is_postgresql else "EXPLAIN QUERY PLAN "
        at = now if tx.is_postgresql else now.strftime("%Y-%m-%d %H:%M:%S.%f")
        return "\n".join(str(row) for row in tx.execute(text(explain + query), {"now": at}))


def test_due_is_answered_by_the_index_alone(database: Database) -> None:
    store(database, *[an_opening(number, next_at=NOW + DAY) for number in numbered(2000)])
    with database.write() as tx:
        tx.execute(text("ANALYZE"))

    plan = _plan(database, NOW)

    assert "ix_matter_due" in plan
    assert "SORT" not in plan.upper().replace("PRESORTED", "")


def test_the_cost_of_a_tick_does_not_grow_with_what_is_not_due() -> None:
    """Counted in steps of SQLite's virtual machine."""
    steps: list[int] = []
    for sleeping in (20, 2000):
        database = Database.open("sqlite://")
        database.migrate()
        awake = [an_opening(f"XF-2026-{number:04}") for number in range(5)]
        store(database, *awake, *[an_opening(number, next_at=NOW + DAY) for number in numbered(sleeping)])
        with database.read() as tx:
            counted = [0]

            def count(counted: list[int] = counted) -> int:
                counted[0] += 1
                return 0

            driver: object = tx.connection.connection.driver_connection
            driver.set_progress_handler(count, 1)  # type: ignore[attr-defined]
            assert len(matters.due(tx, NOW, 1000).matters) == 5
            driver.set_progress_handler(None, 0)  # type: ignore[attr-defined]
        steps.append(counted[0])
        database.close()

    assert steps[1] <= steps[0] * 1.1


def test_two_sweepers_on_postgresql_share_the_work(postgres_database: str) -> None:
    database = Database.open(postgres_database)
    database.migrate()
    store(database, *[an_opening(number) for number in numbered(6)])

    with database.write() as one, database.write() as two:
        mine, yours = matters.due(one, NOW, 3).matters, matters.due(two, NOW, 6).matters

    assert {each.number for each in mine} | {each.number for each in yours} == set(numbered(6))
    assert len(mine) == len(yours) == 3
    database.close()


def test_a_matter_changed_by_somebody_else_is_a_conflict_and_nothing_is_written(database: Database) -> None:
    store(database, an_opening())

    def act() -> None:
        with database.write() as tx:
            (matter,) = matters.load(tx, [ONE])
            tx.execute(text("UPDATE matter SET version = version + 1"))  # what a lock would have prevented
            matters.save(tx, [Change(matter=replace(matter, state="reply"), notices=(a_notice(),))], at=NOW)

    with pytest.raises(Conflict, match="1 of 1"):
        act()

    with database.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM notice")).scalar() == 0
    assert load(database).state == "decide"


def test_two_acts_on_one_matter_happen_one_after_the_other(database: Database) -> None:
    store(database, an_opening(counters={"acts": 0}))

    def act(_: int) -> None:
        change(database, lambda it: replace(it, counters={"acts": it.counters["acts"] + 1}))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(act, range(40)))

    assert load(database).counters == {"acts": 40}


def test_a_matter_must_be_loaded_before_it_is_saved(database: Database) -> None:
    store(database, an_opening())

    with pytest.raises(ValueError, match="not loaded"), database.write() as tx:
        matters.save(tx, [Change(matter=a_matter())], at=NOW)


def test_one_save_changes_a_matter_once(database: Database) -> None:
    with pytest.raises(ValueError, match="twice"):
        store(database, an_opening(), an_opening())


def test_a_matter_can_be_saved_twice_in_one_transaction(database: Database) -> None:
    store(database, an_opening())

    with database.write() as tx:
        (matter,) = matters.load(tx, [ONE])
        for state in ("reply", "closed"):
            changed = Change(matter=replace(matter, state=state), entries=(an_entry(kind=state),))
            matters.save(tx, [changed], at=NOW)

    with database.read() as tx:
        assert [each.entry.kind for each in history.of_matter(tx, ONE)] == ["opened", "reply", "closed"]


def test_a_recurring_opening_makes_one_matter_for_each_unit_and_period(database: Database) -> None:
    store(database, an_opening(ONE, unit="school_1", period="2026-11"), opening="monthly")
    store(database, an_opening("SW-2026-0002", unit="school_1", period="2026-12"), opening="monthly")
    store(database, an_opening("SW-2026-0003", unit="school_1", period="2026-12"))  # not of that opening

    with pytest.raises(Conflict):
        store(database, an_opening("SW-2026-0004", unit="school_1", period="2026-11"), opening="monthly")

    with database.read() as tx:
        assert matters.opened_units(tx, "school_affairs", "monthly", "2026-11") == {"school_1"}


def test_a_matter_whose_rules_are_not_kept_cannot_be_saved(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), database.write() as tx:
        matters.save(tx, [an_opening()], at=NOW)


def test_numbers_have_no_gaps(database: Database) -> None:
    with database.write() as tx:
        first = matters.next_number(tx, "SW", 2026)
    with undone(database) as tx:
        matters.next_number(tx, "SW", 2026)
    with database.write() as tx:
        more = matters.next_numbers(tx, "SW", 2026, 2)
        other = [matters.next_number(tx, "SW", 2027), matters.next_number(tx, "XF", 2026)]

    assert [first, *more] == ["SW-2026-0001", "SW-2026-0002", "SW-2026-0003"]
    assert other == ["SW-2027-0001", "XF-2026-0001"]


def test_the_next_wake_is_the_earliest(database: Database) -> None:
    with database.read() as tx:
        before = matters.next_wake(tx)
    store(database, an_opening(ONE, next_at=NOW + DAY), an_opening("SW-2026-0002", next_at=None))

    with database.write() as tx:
        after = matters.next_wake(tx)
        matters.postpone(tx, [ONE], NOW + 2 * DAY)
        postponed = matters.next_wake(tx)

    assert (before, after, postponed) == (None, NOW + DAY, NOW + 2 * DAY)


def test_open_matters_and_children_can_be_listed(database: Database) -> None:
    closed = an_opening("SW-2026-0003", closed_at=NOW, parent=ONE, next_at=None)
    store(database, an_opening(ONE), an_opening("SW-2026-0002", parent=ONE), closed)

    with database.read() as tx:
        assert matters.open_numbers(tx, 10) == [ONE, "SW-2026-0002"]
        assert matters.open_numbers(tx, 10, after=ONE, ruleset=RULES) == ["SW-2026-0002"]
        assert matters.open_numbers(tx, 10, ruleset="another") == []
        assert matters.children(tx, ONE) == ["SW-2026-0002", "SW-2026-0003"]


def _cost(database: Database, count: int) -> int:
    later = NOW + DAY
    numbers = [f"XF-{count}-{number:04}" for number in range(count)]
    store(database, *[an_opening(number) for number in numbers])
    pause = a_run(pauses=(Interval(date(2026, 11, 3)),), mode=Mode.PAUSED)
    with database.write() as tx:
        loaded = matters.load(tx, numbers)
        before = database.count.statements
        changes = [
            Change(
                matter=replace(matter, runs={"decide": pause, "reply": a_run("reply")}, fields={"name": matter.number}),
                entries=(an_entry(matter.number, "said"),),
                notices=(a_notice(matter.number), a_notice(matter.number, person="zhao")),
                private=frozenset({"name"}),
                next_at=later,
            )
            for matter in loaded
        ]
        matters.save(tx, changes, at=later)
        return database.count.statements - before


def test_saving_a_thousand_changes_takes_as_many_statements_as_saving_ten(database: Database) -> None:
    assert _cost(database, 1000) == _cost(database, 10)
