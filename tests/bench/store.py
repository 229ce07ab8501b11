"""How fast the store is: `python -m tests.bench.store [COUNT] [URL]`, on an empty database; without URL a SQLite file.

Opens COUNT matters, sweeps them once (each says one step to one person), seals, mails, verifies; in chunks of 1000.
Not here: the core's own computing; each matter is changed by two `replace` calls.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from tempfile import TemporaryDirectory
from time import perf_counter

from engine.core.change import Change, Derived
from engine.core.matter import Matter
from engine.store import matters, notices, outbox, rulesets
from engine.store.database import Database
from engine.store.seals import seal_heads
from engine.store.transaction import CHUNK
from engine.store.verification import verify
from tests.store.samples import DAY, NOW, RULES, a_mail, a_notice, an_entry, an_opening

LATER = NOW + DAY
STEP = {"subject": "某某学校食堂投诉", "promised_on": date(2026, 11, 16), "late": 1, "step": "E1"}


class Bench:
    """One database under measurement."""

    def __init__(self, database: Database, count: int) -> None:
        self.database = database
        self.openings = [
            an_opening(
                f"SW-2026-{number:06}", next_at=LATER, unit=f"unit_{number % 300}", fields={"subject": "食堂投诉"}
            )
            for number in range(count)
        ]
        self.spent: dict[str, float] = {}

    def run(self) -> None:
        with self.database.write() as tx:
            rulesets.put(tx, RULES, "school_affairs", "{}", at=NOW)
        for act in (self.open, self.sweep, self.seal, self.queue, self.send, self.verify, self.load_with_words):
            self._measure(act)

    def _measure(self, act: Callable[[], None]) -> None:
        statements, begun = self.database.count.statements, perf_counter()
        act()
        spent, asked = perf_counter() - begun, self.database.count.statements - statements
        sys.stdout.write(f"{act.__name__:16} {spent:7.2f} s {asked:6} statements\n")
        for part, seconds in self.spent.items():
            sys.stdout.write(f"  {part:14} {seconds:7.2f} s\n")
        self.spent = {}

    def open(self) -> None:
        for start in range(0, len(self.openings), CHUNK):
            with self.database.write() as tx:
                matters.save(tx, self.openings[start : start + CHUNK], at=NOW)

    def sweep(self) -> None:
        done = -1
        while done:
            begun = perf_counter()
            with self.database.write() as tx:
                due = matters.due(tx, LATER, CHUNK).matters
                loaded = perf_counter()
                changes = [_said(matter) for matter in due]
                decided = perf_counter()
                matters.save(tx, changes, at=LATER)
                saved = perf_counter()
            done = len(changes)
            for part, seconds in (
                ("due", loaded - begun), ("change", decided - loaded), ("save", saved - decided), ("commit", perf_counter() - saved),
            ):  # fmt: skip
                self.spent[part] = self.spent.get(part, 0.0) + seconds

    def seal(self) -> None:
        with self.database.write() as tx:
            seal_heads(tx, at=LATER)

    def queue(self) -> None:
        with self.database.write() as tx:
            waiting = notices.unmailed(tx, LATER)
            mails = [a_mail(person, *[line.id for line in lines], at=LATER) for person, lines in waiting.items()]
            outbox.queue(tx, mails)

    def send(self) -> None:
        while True:
            with self.database.write() as tx:
                mail = outbox.claim(tx, LATER, worker="bench", lease=timedelta(minutes=5))
            if mail is None:
                return
            with self.database.write() as tx:
                outbox.sent(tx, mail.id, LATER)

    def verify(self) -> None:
        with self.database.read() as tx:
            faults = verify(tx)
        if faults:
            raise RuntimeError(str(faults[0]))

    def load_with_words(self) -> None:
        with self.database.read() as tx:
            matters.due(tx, LATER + 9 * DAY, len(self.openings))


def _said(matter: Matter) -> Change:
    run = matter.runs["decide"]
    said = replace(run.said, last_at=LATER, promised_on=date(2026, 11, 16), steps={"E1": LATER.date()})
    return Change(
        matter=replace(matter, runs={"decide": replace(run, said=said)}, brought_to=LATER),
        entries=(an_entry(matter.number, "said", step="E1", to=(matter.unit,)),),
        notices=(a_notice(matter.number, kind="step", basis="E1", person=matter.unit, at=LATER, data=STEP),),
        derived={"decide": Derived(promised_on=date(2026, 11, 16), next_at=LATER + 2 * DAY)},
        next_at=LATER + 2 * DAY,
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with TemporaryDirectory() as folder:
        database = Database.open(sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/duban.db")
        database.migrate()
        Bench(database, count).run()
        database.close()


if __name__ == "__main__":
    main()
