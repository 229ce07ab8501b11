"""A service that runs follows what others do to the county, and wakes for what is to be tried again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from config.calendars import plan_from_days
from engine.core.organisation import Organisation, Post
from engine.run import affairs, commands, reorganising
from engine.run.monitor import Monitor
from engine.run.world import load_world
from engine.store.errors import DatabaseFault
from notifications.transport import DeliveryError, Transport
from service.bootstrap import Opened, open_cell
from service.serve import LONG, Service
from tests.run.signal import Calls
from tests.service.conftest import NOW

VALUES = {"visitor": "某家长", "channel": "visit", "request": "答复来访家长"}


class Away:
    """A mail server that is not there."""

    def send(self, address: str, content: bytes) -> None:
        raise DeliveryError("away")


class Still:
    """A clock that shows NOW."""

    def now(self) -> datetime:
        return NOW

    def until(self, at: datetime) -> timedelta:
        return at - NOW


@pytest.fixture
def opened(county: Path) -> Iterator[Opened]:
    with open_cell(county, NOW, {}) as found:
        yield found


def serving(opened: Opened) -> Service:
    service = Service(opened, cast(Transport, Away()), Still(), lambda: None)
    service.tick()
    return service


# --- what has changed meanwhile ---


def test_a_calendar_loaded_elsewhere_is_that_of_the_next_mail(opened: Opened) -> None:
    service = serving(opened)
    before = service._cell.composer
    service.tick()
    assert service._cell.composer is before

    affairs.load_years(opened.cell, [plan_from_days(2027, [date(2027, 1, 1)], [], "县")], "office_clerk", NOW)
    with capture_logs() as logs:
        service.tick()

    assert service._cell.composer is not before
    assert [line["event"] for line in logs] == ["county_changed"]


def test_whoever_holds_the_administrators_post_now_is_told(opened: Opened) -> None:
    service = serving(opened)
    with opened.cell.database.read() as tx:
        old = load_world(opened.cell, tx).organisation
    posts = tuple(
        Post(kind=post.kind, unit=post.unit, a="law_clerk", b=post.b) if post.kind == "office_supervision" else post
        for post in old.posts
    )
    reorganising.apply_organisation(opened.cell, Organisation(old.units, old.people, posts), "director", NOW)

    service.tick()

    assert (opened.cell.admin, service._cell.admin) == ("office_clerk", "law_clerk")


def test_an_administrator_is_who_holds_the_post_in_force_and_not_in_a_folder_not_taken_over(county: Path) -> None:
    with open_cell(county, NOW, {}):
        pass
    file = county / "organisation.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("office_supervision: {a: office_clerk", "office_supervision: {a: law_clerk"), "utf-8")

    with open_cell(county, NOW, {}) as opened:
        assert opened.cell.admin == "office_clerk"


def test_no_fault_of_the_database_names_the_values_of_a_statement(opened: Opened) -> None:
    with opened.cell.database.write() as tx, pytest.raises(IntegrityError) as fault:
        tx.execute(text("INSERT INTO setting (key, value) VALUES (:key, NULL)"), {"key": "某家长"})

    assert "某家长" not in str(fault.value)


# --- when a mail is tried again ---


def test_a_deferred_mail_wakes_the_delivery_at_its_next_try(opened: Opened) -> None:
    service = serving(opened)
    assert service.next_delivery() == LONG
    commands.open_matter(opened.cell, "first_contact", "front_desk", VALUES, NOW)

    assert service.next_delivery() <= timedelta(0)
    while service.deliver():
        pass

    assert service.next_delivery() == timedelta(minutes=1)


def test_while_sending_is_held_nothing_wakes_it(opened: Opened) -> None:
    service = serving(opened)
    commands.open_matter(opened.cell, "first_contact", "front_desk", VALUES, NOW)
    affairs.hold(opened.cell, "office_clerk", "x", NOW)

    assert service.next_delivery() == LONG
    assert not service.deliver()


def once(call: Calls) -> bool:
    """A delivery after which nothing is left."""
    call()
    return False


def monitor_of(deliver: Calls, next_delivery: Callable[[], timedelta]) -> Monitor:
    return Monitor(
        tick=lambda: None,
        deliver=lambda: once(deliver),
        housekeeping=lambda: None,
        next_wake=lambda: timedelta(hours=1),
        next_delivery=next_delivery,
        now=lambda: datetime.now(UTC),
        heartbeat=timedelta(seconds=30),
    )


@contextmanager
def started(monitor: Monitor) -> Iterator[None]:
    monitor.start()
    try:
        yield
    finally:
        monitor.stop()


def test_the_monitor_delivers_when_a_mail_is_due_and_not_a_heartbeat_later() -> None:
    deliver = Calls()

    with started(monitor_of(deliver, lambda: timedelta(milliseconds=50))):
        deliver.wait_for(6)


@pytest.mark.parametrize("fault", [DatabaseFault("away"), ZeroDivisionError()])
def test_when_the_next_try_cannot_be_asked_the_heartbeat_is_left(fault: Exception) -> None:
    def fail() -> timedelta:
        raise fault

    structlog.configure(processors=[structlog.testing.LogCapture()])
    monitor = monitor_of(Calls(), fail)

    assert monitor._until_delivery() == timedelta(seconds=30)


def test_after_a_delivery_that_failed_the_heartbeat_is_left() -> None:
    def fail() -> None:
        raise DatabaseFault("away")

    monitor = monitor_of(Calls(fail), lambda: timedelta(0))
    monitor._deliver()

    assert monitor._until_delivery() == timedelta(seconds=30)
