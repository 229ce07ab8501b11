"""What was measured, as tables."""

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.bench.measure import Sweeping

COMPOSE = "compose mails"


def machine() -> None:
    """The facts without which no number means anything."""
    model = next(
        (line.partition(":")[2].strip() for line in _read("/proc/cpuinfo") if line.startswith("model name")), "?"
    )
    memory = next((int(line.split()[1]) // 2**20 for line in _read("/proc/meminfo") if "MemTotal" in line), 0)
    print(f"{platform.system()} {platform.release()}, {os.cpu_count()} x {model}, {memory} GB")
    print(f"Python {sys.version.split()[0]}, commit {_commit()}, fsync {_fsync() * 1000:.2f} ms, load {_load()}")


def sweeping(name: str, found: Sweeping) -> None:
    """One sweep beside its floor, and where its time goes."""
    work = found.work
    whole, floor = median(found.sweeps), median(found.floors)
    composing = median(part[COMPOSE] for part in found.parts)
    mails = "mails of one line for each notice" if found.plain else "real mails"
    print(f"\n{name}: the sweep of {work.matters} overdue clocks, {mails}, {len(found.sweeps)} rounds in turn")
    print(
        f"  {work.entries} entries, {work.notices} notices, {work.clocks} clocks, {work.mails} mails of "
        f"{work.bytes / 1e6:.0f} MB; {found.statements} statements in {found.transactions} transactions"
    )
    rows = [
        ("raw set-based SQL, the floor", floor, found.floors),
        ("the sweep without composing", whole - composing, None),
        ("the whole sweep", whole, found.sweeps),
    ]
    for title, seconds, all_ in rows:
        spread = f"  ({min(all_):.2f} to {max(all_):.2f})" if all_ else ""
        print(f"  {title:<30}{seconds:9.3f} s {seconds / floor:7.2f} x{spread}")
    parts = {part: median(each.get(part, 0.0) for each in found.parts) for part in found.parts[0]}
    for part, seconds in sorted(parts.items(), key=lambda pair: -pair[1]):
        print(f"    {part:<28}{seconds:9.3f} s {seconds / floor:7.2f} x {seconds / work.matters * 1e6:8.0f} us a clock")


def ticking(name: str, found: Mapping[int, Sequence[float]]) -> None:
    print(f"\n{name}: a tick in which one clock is due, median of {len(next(iter(found.values())))}")
    first = next(iter(found.values()))
    for count, spent in found.items():
        best = f"best {min(spent) * 1000:.1f} ms, {min(spent) / min(first):.2f} x"
        print(
            f"  among {count:>9} matters {median(spent) * 1000:9.1f} ms {median(spent) / median(first):7.2f} x  ({best})"
        )


def starting(schools: int, spent: Sequence[float]) -> None:
    print(f"\nduban serve, a county of {schools} schools: {median(spent):.2f} s until the first tick is done")


def sizes(rooms: Iterable[tuple[str, int, int]]) -> None:
    print("\nLines of Python")
    for room, files, lines in rooms:
        print(f"  {room:<16}{files:5} files {lines:7} lines")


def _read(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.exists() else []


def _load() -> str:
    return " ".join(f"{load:.1f}" for load in os.getloadavg())


def _commit() -> str:
    told = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return told.stdout.strip() or "?"


def _fsync(times: int = 50) -> float:
    """Seconds of one write that is on the disk, where the databases will be."""
    with tempfile.NamedTemporaryFile() as file:
        begun = perf_counter()
        for _ in range(times):
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
        return (perf_counter() - begun) / times
