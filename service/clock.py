"""The clock: the only reader of the system's time. Everybody else is told `now`.

Here: the clock of the service and the quick one of the demo, which other processes can read from a file. Not here:
zones, days, deadlines (engine/core).
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """This instant, in UTC."""
        ...

    def until(self, at: datetime) -> timedelta:
        """How long somebody must really wait until this clock shows `at`; negative when that has passed."""
        ...


#: Only a demo sets it: its commands must go by the days it shows.
_INSTEAD: ContextVar[Clock | None] = ContextVar("instead_of_the_machine", default=None)


class SystemClock:
    """The time of the machine; inside `going_by`, and in its thread alone, that of the clock given there."""

    def now(self) -> datetime:
        instead = _INSTEAD.get()
        return instead.now() if instead else datetime.now(UTC)

    def until(self, at: datetime) -> timedelta:
        return at - self.now()


class FastClock:
    """A clock that begins at `start` and goes `speed` times as fast, whatever the machine's is set to. It can leap."""

    def __init__(self, start: datetime, speed: float, *, seconds: Callable[[], float] = time.monotonic) -> None:
        if start.utcoffset() is None:
            raise ValueError(f"{start} has no time zone")
        if not speed > 0:
            raise ValueError(f"a clock cannot go {speed} times as fast")
        self._speed = speed
        self._seconds = seconds
        # One value, so that no thread sees the start of one leap with the beginning of another.
        self._since = (start.astimezone(UTC), seconds())

    def now(self) -> datetime:
        start, began = self._since
        return start + timedelta(seconds=(self._seconds() - began) * self._speed)

    def until(self, at: datetime) -> timedelta:
        return (at - self.now()) / self._speed

    def leap(self, at: datetime) -> None:
        """Show `at` now and go on from there. Never back: what has been said on a day stays said."""
        if at > self.now():
            self._since = (at.astimezone(UTC), self._seconds())

    def publish(self, file: Path) -> None:
        """Let other processes go by this clock from now on, until its next leap."""
        told = {"machine": datetime.now(UTC).isoformat(), "shows": self.now().isoformat(), "speed": self._speed}
        part = file.with_name(f"{file.name}.part")
        part.write_text(json.dumps(told), encoding="utf-8")
        part.replace(file)


def published(file: Path) -> FastClock:
    """The clock another process has published. Raises OSError when there is none, ValueError for another file."""
    told = json.loads(file.read_text(encoding="utf-8"))
    passed = datetime.now(UTC) - datetime.fromisoformat(told["machine"])
    return FastClock(datetime.fromisoformat(told["shows"]) + passed * told["speed"], told["speed"])


@contextmanager
def going_by(clock: Clock) -> Iterator[None]:
    """Commands given in this block, by this thread, take `clock` for the machine's."""
    token = _INSTEAD.set(clock)
    try:
        yield
    finally:
        _INSTEAD.reset(token)
