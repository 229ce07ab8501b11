"""A process that does one morning's work and dies where it is told to: `python -m tests.survival.child`.

Each line it reads is one job; each job runs in a fork of its own, so that everything is loaded once and every death is a
real one by SIGKILL, in the middle of whatever the process was doing. Nothing here is called by a test directly (mortal.py is).
"""

import json
import os
import signal
import sys
import traceback
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, event

from engine.run.sweep import sweep
from engine.store.database import Database
from notifications.delivery import Sending
from notifications.transport import Account, Transport
from tests.run.county import shipped_rulebooks
from tests.survival.seeded import FileServer, cell_on, cut_small, deliver

FAILED = 255  #: exit code of a job that raised; otherwise it is the number of writing transactions


class Doom:
    """Counts the writing transactions of an engine and kills the process before or after the commit of one of them."""

    def __init__(self, commit: int, moment: str) -> None:
        self.commits = 0
        self._commit = commit
        self._moment = moment

    def haunt(self, database: Database) -> None:
        event.listen(database.engine, "commit", self._before)
        # The connection goes back into the pool right after its commit.
        event.listen(database.engine, "checkin", self._after)

    def _before(self, connection: Connection) -> None:
        if connection.get_execution_options()["duban_begin"] == "BEGIN":
            return
        self.commits += 1
        if self._moment == "before":
            self._strike()

    def _after(self, *_: object) -> None:
        if self._moment == "after":
            self._strike()

    def _strike(self) -> None:
        if self.commits == self._commit:
            os.kill(os.getpid(), signal.SIGKILL)


def do(job: dict[str, Any]) -> int:
    """Sweep and deliver; the number of writing transactions it took."""
    database = Database.open(job["url"])
    cell = cell_on(database)
    doom = Doom(job["commit"], job["moment"])
    doom.haunt(database)
    now = datetime.fromisoformat(job["now"])
    if job["sweeps"]:
        sweep(cell, now)
    deliver(database, _server(job["server"]), now, worker="child")
    database.close()
    return doom.commits


def _server(where: str) -> Sending:
    """A mail server by its port, or a file."""
    if not where.isdigit():
        return FileServer(Path(where))
    patience = timedelta(seconds=20)
    return Transport(
        Account(host="127.0.0.1", port=int(where), sender="duban@county.example", security="none", timeout=patience)
    )


def _in_a_fork(job: dict[str, Any]) -> int:
    """The exit code of a job, or the negative number of the signal that ended it."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    try:
        code = do(job)
    except BaseException:  # noqa: BLE001 - whatever it is, the fork ends here
        traceback.print_exc()
        code = FAILED
    os._exit(code)


def main() -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    cut_small()
    shipped_rulebooks()
    for line in sys.stdin:
        sys.stdout.write(f"{_in_a_fork(json.loads(line))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
