"""A county that runs: a cell on a real database, a clock that only the test moves, mails delivered in memory.

The composer writes one line per notice, so that a mail's content can be compared; delivery goes through the real outbox.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import count

from config.calendars import load_years
from engine.core.organisation import Organisation
from engine.run import commands
from engine.run.cell import Cell, Rules
from engine.run.letter import Composed, Letter
from engine.run.sweep import next_wake, sweep
from engine.store import calendar, organisation, outbox
from engine.store.database import Database
from tests.core.play import HOURS, SHANGHAI, at, small_organisation
from workflows.compiler import compile_machine
from workflows.loaded import Rulebooks
from workflows.loader import load_rulebooks

LEASE = timedelta(minutes=5)


class LineComposer:
    """`kind matter capacity` for each line."""

    def __init__(self) -> None:
        self._ids = count(1)

    def compose(self, letter: Letter) -> Composed:
        lines = [f"{item.notice.kind} {item.notice.matter} {item.notice.capacity}" for item in letter.items]
        return Composed(
            subject=" | ".join(lines),
            message_id=f"<{next(self._ids)}@county.example>",
            content="\n".join(lines).encode(),
        )


@dataclass(frozen=True)
class Arrived:
    at: str
    person: str
    subject: str
    message_id: str


@dataclass
class RunningCounty:
    cell: Cell
    now: datetime
    arrived: list[Arrived] = field(default_factory=list)
    mail_is_up: bool = True
    refuses: set[str] = field(default_factory=set)  #: people whose address is refused for good

    def open(self, when: str, workflow: str, actor: str, unit: str, **values: object) -> str:
        self.pass_to(when)
        return self._do(lambda: commands.open_matter(self.cell, workflow, actor, values, self.now, unit=unit)).number

    def act(self, when: str, number: str, event: str, actor: str, **values: object) -> commands.Done:
        self.pass_to(when)
        return self._do(lambda: commands.act(self.cell, number, event, actor, values, self.now))

    def _do(self, command: Callable[[], commands.Done]) -> commands.Done:
        done = command()
        self.deliver()
        return done

    def pass_to(self, when: str) -> None:
        """Let time pass, a sweep at every wake."""
        end = at(when)
        while (wake := next_wake(self.cell, self.now)) <= end:
            self.now = wake
            sweep(self.cell, self.now)
            self.deliver()
        self.now = end

    def sleep_to(self, when: str) -> None:
        """The service is down; nothing runs."""
        self.now = at(when)

    def wake(self) -> None:
        sweep(self.cell, self.now)
        self.deliver()

    def deliver(self) -> None:
        while self.mail_is_up:
            with self.cell.database.write() as tx:
                mail = outbox.claim(tx, self.now, worker="test", lease=LEASE)
            if mail is None:
                return
            with self.cell.database.write() as tx:
                if mail.person in self.refuses:
                    outbox.undeliverable(tx, mail.id, worker="test", error="550 no such mailbox")
                    continue
                outbox.sent(tx, mail.id, self.now)
            local = self.now.astimezone(SHANGHAI)
            self.arrived.append(Arrived(f"{local:%m-%d %H:%M}", mail.person, mail.subject, mail.message_id))

    def mails(self, person: str = "") -> list[tuple[str, str, str]]:
        return [(one.at, one.person, one.subject) for one in self.arrived if person in ("", one.person)]


@cache
def shipped_rulebooks() -> Rulebooks:
    return load_rulebooks()


def running_county(
    database: Database,
    begins: str,
    *,
    organisation_: Organisation | None = None,
    years: tuple[int, ...] = (2025, 2026),
    month_sets: Mapping[str, tuple[int, ...]] | None = None,
) -> RunningCounty:
    """A county with the shipped rulebooks and the small organisation, from an instant on."""
    now = at(begins)
    database.migrate()
    with database.write() as tx:
        organisation.save_organisation(tx, organisation_ or small_organisation(), at=now)
        for plan in load_years(years):
            calendar.save_plan(tx, plan, at=now)
    books = shipped_rulebooks()
    rules = Rules(
        machines=books.machines,
        resolved=books.resolved,
        digest_roles=tuple(role for digest in books.shared.digests for role in digest.to),
        month_sets=month_sets or {"term_months": (3, 4, 5, 6, 9, 10, 11, 12)},
    )
    cell = Cell(
        database=database,
        rules=rules,
        compile=compile_machine,
        composer=LineComposer(),
        hours=HOURS,
        seed="test",
        admin="office_head",
    )
    return RunningCounty(cell, now)
