"""The other end of child.py: gives jobs to the process that dies on demand.

Here: starting it once, one job at a time. Not here: what it does.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.survival.child import FAILED

KILLED = -signal.SIGKILL
_ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Mortal:
    process: "subprocess.Popen[str]"

    def work(
        self,
        url: str,
        now: datetime,
        server: str | int,
        *,
        commit: int = 0,
        moment: str = "before",
        sweeps: bool = True,
    ) -> int:
        """Sweep and deliver in a process of its own, killed at a commit (0: never).

        `server` is the port of a mail server or the path of a file. KILLED, or how many writing transactions it took.
        """
        job = {
            "url": url, "now": now.isoformat(), "server": str(server), "commit": commit, "moment": moment,
            "sweeps": sweeps,
        }  # fmt: skip
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        assert code != FAILED, "the child raised; its traceback is on stderr"
        return code


@contextmanager
def mortal_process() -> Iterator[Mortal]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.survival.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
    )
    with process:
        yield Mortal(process)
        assert process.stdin is not None
        process.stdin.close()
