"""The monitor wakes in time, survives what it calls, and stops. What a tick does is tested elsewhere."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Event, current_thread

import pytest
from structlog.testing import capture_logs

from engine.run.monitor import Monitor
from engine.store.errors import DatabaseFault
from tests.run.signal import PATIENCE, Calls

SOON, LATER, NEVER = timedelta(seconds=0.05), timedelta(seconds=0.3), timedelta(hours=1)

Build = Callable[..., Monitor]


def system_now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def build() -> Iterator[Build]:
    """Make monitors that are stopped after the test."""
    made: list[Monitor] = []

    def make(tick: Callable[[], object], **given: object) -> Monitor:
        settings: dict[str, object] = {
            "deliver": lambda: False,
            "housekeeping": lambda: None,
            "next_wake": lambda: NEVER,
            "now": system_now,
            "heartbeat": NEVER,
        }
        monitor = Monitor(tick=tick, **(settings | given))  # type: ignore[arg-type]
        made.append(monitor)
        return monitor

    yield make
    for monitor in made:
        monitor.stop()


def test_it_ticks_delivers_and_tidies_at_once(build: Build) -> None:
    tick, deliver, tidy = Calls(), Calls(), Calls()

    build(tick, deliver=deliver, housekeeping=tidy).start()

    tick.wait_for(1)
    deliver.wait_for(1)
    tidy.wait_for(1)


def test_it_ticks_at_every_heartbeat_although_nothing_is_due(build: Build) -> None:
    tick = Calls()

    build(tick, heartbeat=SOON).start()

    tick.wait_for(3)


def test_a_wake_up_before_the_heartbeat_is_kept(build: Build) -> None:
    tick = Calls()

    build(tick, next_wake=lambda: SOON).start()

    tick.wait_for(3)


def test_a_wake_up_that_has_passed_does_not_make_it_spin(build: Build) -> None:
    tick = Calls()
    build(tick, next_wake=lambda: -NEVER).start()

    tick.wait_for(3)

    assert tick.count < 10


def test_wake_ticks_and_delivers_now(build: Build) -> None:
    tick, deliver = Calls(), Calls()
    monitor = build(tick, deliver=deliver)
    monitor.start()
    tick.wait_for(1)
    deliver.wait_for(1)

    monitor.wake()

    tick.wait_for(2)
    deliver.wait_for(2)


def test_a_wake_during_a_tick_is_not_lost(build: Build) -> None:
    """The naive re-arming inside the job overwrites it."""
    began, go_on = Event(), Event()

    def work() -> None:
        began.set()
        assert go_on.wait(PATIENCE)

    tick = Calls(work)
    monitor = build(tick)
    monitor.start()
    assert began.wait(PATIENCE)

    monitor.wake()
    go_on.set()

    tick.wait_for(2)


def test_a_tick_never_runs_twice_at_once(build: Build) -> None:
    running: list[str] = []
    together: list[int] = []

    def work() -> None:
        running.append(current_thread().name)
        together.append(len(running))
        running.pop()

    tick = Calls(work)
    monitor = build(tick, heartbeat=timedelta(milliseconds=1), next_wake=lambda: timedelta(0))
    monitor.start()
    for _ in range(50):
        monitor.wake()

    tick.wait_for(20)

    assert set(together) == {1}


def test_every_tick_is_followed_by_a_delivery(build: Build) -> None:
    deliver = Calls()

    build(lambda: None, deliver=deliver, next_wake=lambda: SOON).start()

    deliver.wait_for(3)


def test_delivery_goes_on_until_nothing_is_left(build: Build) -> None:
    left = [True, True, True, False]
    done = Event()

    def deliver() -> bool:
        more = left.pop(0) if left else False
        if not left:
            done.set()
        return more

    build(lambda: None, deliver=deliver).start()

    assert done.wait(PATIENCE)


def test_a_slow_delivery_does_not_hold_up_the_ticks(build: Build) -> None:
    delivering, go_on = Event(), Event()

    def deliver() -> bool:
        delivering.set()
        assert go_on.wait(PATIENCE)
        return False

    tick = Calls()
    build(tick, deliver=deliver, next_wake=lambda: SOON).start()
    assert delivering.wait(PATIENCE)

    tick.wait_for(tick.count + 3)
    go_on.set()


@pytest.mark.parametrize("faulty", ["tick", "deliver", "housekeeping", "next_wake"])
def test_a_fault_is_logged_and_the_next_tick_comes(build: Build, faulty: str) -> None:
    """The naive one-shot job disappears after an exception."""

    def fail() -> bool:
        raise RuntimeError("a fault")

    tick = Calls(fail if faulty == "tick" else lambda: None)
    given: dict[str, object] = {} if faulty == "tick" else {faulty: fail}
    if faulty not in ("next_wake", "tick"):
        given["next_wake"] = lambda: SOON
    with capture_logs() as logs:
        build(tick, heartbeat=LATER, **given).start()

        tick.wait_for(3)

    told = [line for line in logs if line["log_level"] == "error"]
    assert told
    assert {line["event"] for line in told} <= {"work_failed", "next_wake_failed"}
    assert {line.get("work", "next_wake") for line in told} == {faulty}


def test_a_database_that_is_away_is_told_without_a_traceback(build: Build) -> None:
    def fail() -> None:
        raise DatabaseFault("the line is cut")

    tick = Calls(fail)
    with capture_logs() as logs:
        build(tick, heartbeat=LATER).start()
        tick.wait_for(2)

    assert logs[0] == {"event": "work_failed", "work": "tick", "reason": "the line is cut", "log_level": "error"}


def test_with_the_system_clock_set_back_the_backstop_ticks_and_delivers(build: Build) -> None:
    """Jobs armed by a clock that was an hour ahead would come in an hour."""
    tick, deliver = Calls(), Calls()

    build(tick, deliver=deliver, now=lambda: system_now() + NEVER, heartbeat=LATER).start()

    tick.wait_for(2)
    deliver.wait_for(2)


def test_stop_waits_for_the_running_tick(build: Build) -> None:
    began, ended = Event(), Event()

    def work() -> None:
        began.set()
        stopping.wait(PATIENCE)
        ended.set()

    monitor = build(work)
    stopping = monitor._stopping
    monitor.start()
    assert began.wait(PATIENCE)

    monitor.stop()

    assert ended.is_set()


def test_stop_ends_a_delivery_between_two_mails(build: Build) -> None:
    began, delivered = Event(), Calls()

    def deliver() -> bool:
        delivered()
        began.set()
        monitor._stopping.wait(PATIENCE)
        return True

    monitor = build(lambda: None, deliver=deliver)
    monitor.start()
    assert began.wait(PATIENCE)

    monitor.stop()

    assert delivered.count == 1


def test_after_stop_nothing_is_called_any_more_and_a_wake_is_harmless(build: Build) -> None:
    tick = Calls()
    monitor = build(tick)
    monitor.start()
    tick.wait_for(1)
    monitor.stop()
    count = tick.count

    monitor.wake()
    monitor.stop()

    assert tick.count == count


def test_a_monitor_that_never_started_can_be_stopped(build: Build) -> None:
    build(lambda: None).stop()
