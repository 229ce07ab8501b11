"""How long `duban serve` takes until its first tick is done."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from config.generate import generate


@contextmanager
def _county(schools: int) -> Iterator[Path]:
    with TemporaryDirectory(prefix="duban-bench-") as folder:
        county = Path(folder) / "county"
        generate(county, schools)
        yield county


def starts(rounds: int, schools: int) -> list[float]:
    """Seconds from the start of the process to its word that the first tick is done; the very first start is not counted."""
    with _county(schools) as county:
        return [_start(county) for _ in range(rounds + 1)][1:]


def _start(county: Path) -> float:
    command = [str(Path(sys.executable).with_name("duban")), "serve", "--county", str(county), "--log", "json"]
    begun = perf_counter()
    # Nobody is told anything in an empty county, so the mail server need not be there; its password must.
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"DUBAN_MAIL_PASSWORD": "none", "PATH": "/usr/bin:/bin"},
        text=True,
    ) as process:
        assert process.stdout is not None
        told = process.stdout.readline()
        spent = perf_counter() - begun
        process.terminate()
    if told.strip() != "ready":
        raise RuntimeError(f"duban serve said {told!r} and ended with {process.returncode}")
    return spent
