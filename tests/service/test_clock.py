"""The clocks: UTC, aware, and quick where a demo wants it."""

from datetime import UTC, datetime, timedelta

import pytest

from service.clock import FastClock, SystemClock

START = datetime(2026, 11, 9, 8, 30, tzinfo=UTC)


class Seconds:
    """A monotonic clock that stands until it is pushed."""

    def __init__(self) -> None:
        self.passed = 1000.0

    def __call__(self) -> float:
        return self.passed


def test_the_system_clock_tells_utc() -> None:
    now = SystemClock().now()

    assert now.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - now) < timedelta(minutes=1)


def test_the_system_clock_knows_how_long_to_wait() -> None:
    clock = SystemClock()

    wait = clock.until(clock.now() + timedelta(hours=1))

    assert timedelta(minutes=59) < wait <= timedelta(hours=1)


def test_a_fast_clock_lets_an_hour_pass_in_a_second() -> None:
    seconds = Seconds()
    clock = FastClock(START, 3600, seconds=seconds)
    assert clock.now() == START

    seconds.passed += 1

    assert clock.now() == START + timedelta(hours=1)
    assert clock.until(START + timedelta(hours=3)) == timedelta(seconds=2)
    assert clock.until(START) == timedelta(seconds=-1)


@pytest.mark.parametrize("speed", [0, -1, float("nan")])
def test_a_clock_that_stands_or_goes_back_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="cannot go"):
        FastClock(START, speed)


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        FastClock(START.replace(tzinfo=None), 1)
