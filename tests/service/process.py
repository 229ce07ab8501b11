"""The real service as a process of its own, watched by what it writes. Tests wait for its lines, never for a time."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition, Thread
from typing import Any, TextIO

PATIENCE = 60.0
DUBAN = Path(sys.executable).with_name("duban")


class Serving:
    """A running `duban serve`."""

    def __init__(self, county: Path, **environ: str) -> None:
        self.process = subprocess.Popen(
            [DUBAN, "serve", "--county", county, "--log", "json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=os.environ | environ,
        )
        self._changed = Condition()
        self._ended = 0
        self.lines: list[str] = []
        self.events: list[dict[str, Any]] = []
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self._threads = [
            Thread(target=self._read, args=(self.process.stdout, False), daemon=True),
            Thread(target=self._read, args=(self.process.stderr, True), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def wait_until_ready(self) -> None:
        self._wait(lambda: "ready" in self.lines, "ready")

    def wait_for(self, event: str, count: int = 1) -> dict[str, Any]:
        """The `count`-th line of the journal about an event."""
        self._wait(lambda: len(self._about(event)) >= count, event)
        return self._about(event)[count - 1]

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        for thread in self._threads:
            thread.join(PATIENCE)
        return code

    def _about(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.events if line["event"] == event]

    def _wait(self, is_there: Any, what: str) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: is_there() or self._ended == 2, PATIENCE) or not is_there():
                raise TimeoutError(f"{what} did not come; {self.lines} {self.events}")

    def _read(self, stream: TextIO, is_journal: bool) -> None:
        for line in stream:
            with self._changed:
                if is_journal and line.startswith("{"):
                    self.events.append(json.loads(line))
                else:
                    self.lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._ended += 1
            self._changed.notify_all()


@contextmanager
def serving(county: Path, **environ: str) -> Iterator[Serving]:
    """A service that is ready; killed at the end if it is still there."""
    service = Serving(county, **environ)
    try:
        service.wait_until_ready()
        yield service
    finally:
        if service.process.poll() is None:
            service.process.kill()
        service.process.wait()
        for stream in (service.process.stdout, service.process.stderr):
            if stream is not None:
                stream.close()
