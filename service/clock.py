"""The clock: the only reader of the system's time. Everybody else is told `now`.

Here: the clock of the service and the quick one of the demo. Not here: zones, days, deadlines (engine/core).
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """This instant, in UTC."""
        ...

    def until(self, at: datetime) -> timedelta:
        """How long somebody must really wait until this clock shows `at`; negative when that has passed."""
        ...


class SystemClock:
    """The time of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def until(self, at: datetime) -> timedelta:
        return at - self.now()


class FastClock:
    """A clock that begins at `start` and goes `speed` times as fast, whatever the machine's is set to."""

    def __init__(self, start: datetime, speed: float, *, seconds: Callable[[], float] = time.monotonic) -> None:
        if start.utcoffset() is None:
            raise ValueError(f"{start} has no time zone")
        if not speed > 0:
            raise ValueError(f"a clock cannot go {speed} times as fast")
        self._start = start.astimezone(UTC)
        self._speed = speed
        self._seconds = seconds
        self._began = seconds()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(self._seconds() - self._began) * self._speed)

    def until(self, at: datetime) -> timedelta:
        return (at - self.now()) / self._speed
