"""A process that restores a county and dies where it is told to: `python -m tests.survival.restorer`.

Each line it reads is one job; each runs in a fork of its own, so that everything is loaded once. A job is killed before the n-th
call by which the restore touches a file or a database, or so many seconds into the exchange of the databases, in the middle of
SQLite's own work. Nothing here is called by a test directly (test_kill_restore.py has the other end).
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

import typer

from service import backup, restoring, standing
from service.command import restoring as command
from service.folder import read_folder
from service.main import app
from service.standing import Standing

RESTORE = frozenset(str(module.__file__) for module in (backup, restoring, standing))
TOUCHING = frozenset({
    "connect", "Connection.execute", "Connection.backup", "Connection.close", "closing.__exit__",
    "_GeneratorContextManager.__exit__", "after_restore", "Path.touch", "Path.replace", "Path.unlink", "copyfile", "fsync",
})  # fmt: skip


class Doom:
    """Counts the calls that touch something, and kills the process at one of them."""

    def __init__(self, call: int) -> None:
        self.calls = 0
        self._call = call

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        if event == "c_call":
            caller, name = frame, argument.__qualname__
        elif event == "call" and frame.f_back is not None:
            caller, name = frame.f_back, frame.f_code.co_qualname
        else:
            return
        if name in TOUCHING and caller.f_code.co_filename in RESTORE:
            self.calls += 1
            if self.calls == self._call:
                os.kill(os.getpid(), signal.SIGKILL)


def late(exchange: Callable[[Standing, Path, Path], Path | None], seconds: float) -> Any:
    """The exchange, which a signal nobody handles ends after a while, wherever it is."""

    def doomed(self: Standing, new: Path, aside: Path) -> Path | None:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            return exchange(self, new, aside)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    return doomed


def do(job: dict[str, Any]) -> int:
    """Restore; how many calls it took, unless it was to die at a time."""
    doom = Doom(job["call"])
    if job["seconds"]:
        Standing.exchange = late(Standing.exchange, job["seconds"])  # type: ignore[method-assign]
    else:
        sys.setprofile(doom)
    restore(job["county"], job["copy"])
    sys.setprofile(None)
    return doom.calls


def restore(county: str, copy: str) -> None:
    duban().main(["restore", copy, "--as", "office_clerk", "--json", "--county", county], standalone_mode=False)


@cache
def duban() -> Any:
    """The command line, put together."""
    return typer.main.get_command(app)


def in_a_fork(job: dict[str, Any]) -> tuple[int, int]:
    """How it ended (the negative number of a signal, or 0), and how many calls it took."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 255
        try:
            with Path(os.devnull).open("w", encoding="utf-8") as sys.stdout:
                os.write(writer, str(do(job)).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writer)
    ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with os.fdopen(reader) as told:
        return ended, int(told.read() or 0)


@cache
def rehearse(county: str, copy: str) -> None:
    """Restore what nobody looks at: a fork then has at hand what is read, compiled or imported only once in a process."""
    with TemporaryDirectory() as folder:
        shutil.copytree(county, folder, dirs_exist_ok=True)
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
            restore(folder, copy)


def main() -> None:
    # The county's files never change; reading them takes longer than all the rest.
    command.read_folder = cache(read_folder)  # type: ignore[attr-defined]
    for line in sys.stdin:
        job = json.loads(line)
        command.read_folder(Path(job["county"]))  # type: ignore[attr-defined]
        rehearse(job["county"], job["copy"])
        sys.stdout.write(json.dumps(in_a_fork(job)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
