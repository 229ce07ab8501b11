"""`duban status`: each answer with its light, just before and just after it changes; exit 1 only for red."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.run import sweep
from engine.run.affairs import Hold
from engine.run.cell import Cell
from engine.store import settings
from service import health
from service.health import AMBER, GREEN, RED, Figures, Mails
from tests.core.play import small_calendar
from tests.service.conftest import NOW, Run

WELL = Figures(
    now=NOW,
    swept_at=NOW - timedelta(minutes=1),
    next_wake_at=NOW + timedelta(hours=1),
    mails=Mails(waiting=0, deferred=0, undeliverable=0, parked=0, oldest_at=None),
    undeliverable_lately=0,
    failing=(),
    unreached=0,
    hold=None,
    outages=(),
    missing_years=(),
    chain_faults=None,
    database="sqlite",
    size=1_234_567,
    schema="0002",
)
DAYS = small_calendar()


def with_(**changes: Any) -> Figures:
    return replace(WELL, **changes)


def mails(**changes: Any) -> Mails:
    return replace(WELL.mails, **changes)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.mark.parametrize(
    ("found", "name", "light"),
    [
        (WELL, "service", GREEN),
        (with_(swept_at=None), "service", RED),
        (with_(swept_at=ago(minutes=15)), "service", GREEN),
        (with_(swept_at=ago(minutes=15, seconds=1)), "service", RED),
        (with_(hold=Hold(ago(hours=1), "office_clerk", "x")), "sending", AMBER),
        (with_(mails=mails(waiting=1, oldest_at=ago(minutes=30))), "mails", GREEN),
        (with_(mails=mails(waiting=1, oldest_at=ago(minutes=31))), "mails", AMBER),
        (with_(mails=mails(deferred=1, oldest_at=ago(hours=2))), "mails", AMBER),
        (with_(mails=mails(deferred=1, oldest_at=ago(hours=2, seconds=1))), "mails", RED),
        (with_(mails=mails(undeliverable=3)), "undelivered", GREEN),
        (with_(mails=mails(undeliverable=3), undeliverable_lately=1), "undelivered", AMBER),
        (with_(mails=mails(parked=1)), "undelivered", AMBER),
        (with_(failing=("SW-2026-0001",)), "matters", RED),
        (with_(unreached=2), "unreached", AMBER),
        (with_(outages=((ago(days=9), ago(days=8)),)), "outages", GREEN),
        (with_(outages=((ago(days=1), ago(hours=1)),)), "outages", AMBER),
        (with_(missing_years=(2026,)), "calendar", RED),
        (with_(missing_years=(2027,)), "calendar", AMBER),
        (with_(chain_faults=0), "chain", GREEN),
        (with_(chain_faults=1), "chain", RED),
        (with_(folder_faults=1), "folder", AMBER),
        (WELL, "database", GREEN),
    ],
)
def test_each_answer_has_its_light(found: Figures, name: str, light: str) -> None:
    checks = health.checks(found, DAYS)

    assert {each.name: each.light for each in checks} == {each.name: GREEN for each in checks} | {name: light}
    assert health.worst(checks) == light
    assert all(each.told.zh and each.told.en for each in checks)


def test_the_worst_light_is_that_of_the_whole() -> None:
    both = with_(swept_at=None, unreached=1)

    assert health.worst(health.checks(both, DAYS)) == RED


@pytest.mark.parametrize(
    ("now", "missing"),
    [
        ("2026-11-30T15:59:59", ()),  # 30 November 23:59:59 in the county
        ("2026-11-30T16:00:00", (2027,)),
        ("2026-12-31T15:59:59", (2027,)),
        ("2026-12-31T16:00:00", (2027,)),  # 1 January: now it is the present year
    ],
)
def test_a_year_is_missing_from_december_on(cell: Cell, now: str, missing: tuple[int, ...]) -> None:
    found = health.figures(cell, datetime.fromisoformat(now).replace(tzinfo=UTC))

    assert found.missing_years == missing
    light = next(each.light for each in health.checks(found, DAYS) if each.name == "calendar")
    assert light == (RED if now == "2026-12-31T16:00:00" else AMBER if missing else GREEN)


def test_figures_are_those_of_the_database(cell: Cell) -> None:
    sweep.sweep(cell, NOW)
    with cell.database.write() as tx:
        settings.add_outage(tx, NOW - timedelta(days=40), NOW - timedelta(days=31))
        settings.add_outage(tx, NOW - timedelta(days=2), NOW - timedelta(days=1))

    found = health.figures(cell, NOW, verify=True)

    assert (found.swept_at, found.chain_faults, found.hold) == (NOW, 0, None)
    assert found.outages == ((NOW - timedelta(days=2), NOW - timedelta(days=1)),)
    assert found.next_wake_at > NOW
    assert found.size > 100_000
    assert found.schema.isdecimal()
    assert found.database == ("postgresql" if cell.database.is_postgresql else "sqlite")


def test_a_county_that_was_never_served_is_red(run: Run) -> None:
    result = run("status")

    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == "■ 异常  服务：服务还没有运行过"
    assert result.stderr == ""


def test_a_county_that_is_served_is_green(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "figures", lambda *_, **__: WELL)

    result, shown = run("status", "--lang", "en"), run("status", "--json")

    assert (result.exit_code, shown.exit_code) == (0, 0)
    assert result.stdout.splitlines()[0].startswith("● well  service: last sweep 2026-11-09 09:59")
    found = json.loads(shown.stdout)
    assert (found["light"], found["figures"]["swept_at"]) == ("green", "2026-11-09T09:59:00+08:00")
    assert [each["name"] for each in found["checks"]][:2] == ["service", "sending"]
