"""Lines for the administrator: a calendar that is missing, a mail that will never arrive.

Here: language.md rule 8 and decision 14, the delivery fault of decision 5's promise. Not here: one matter's
lines (engine/core).
"""

from collections.abc import Iterator
from datetime import datetime

from engine.core.case import Case
from engine.core.machine import ClockRule
from engine.core.notice import Notice
from engine.run.desk import Desk
from engine.store import settings
from engine.store.faces import Fault, provisional_years, undeliverable
from engine.store.lines import add_notices

FAULTS_SEEN = "delivery_faults_told"  #: id of the last undeliverable mail that was told
WATCHED = "watched_batch"  #: the batch in which these lines were last looked for: they are said in batches only
WARNED = "calendar_warned"  #: the batch day of the last warning about the coming year
DECEMBER = 12


def say(desk: Desk) -> int:
    """Say what the administrator must know. Returns how many lines."""
    at = desk.world.calendar.last_batch(desk.now)
    if not desk.cell.admin or settings.get(desk.tx, WATCHED) == at:
        return 0
    settings.put(desk.tx, WATCHED, at)
    lines = [*_missing_years(desk, at), *_coming_year(desk, at), *_delivery_faults(desk, at)]
    return add_notices(desk.tx, lines)


def _line(desk: Desk, kind: str, basis: str, at: datetime, **data: object) -> Notice:
    return Notice(
        matter="", clock="", run=0, kind=kind, basis=basis, person=desk.cell.admin, at=at, role="admin", data=data
    )


def _missing_years(desk: Desk, at: datetime) -> Iterator[Notice]:
    """One warning for each year in which a date is provisional (rule 8); its identity keeps it single."""
    for year in provisional_years(desk.tx):
        if desk.world.calendar.announced(year):
            continue
        yield _line(desk, "provisional", str(year), at, year=year)


def _coming_year(desk: Desk, at: datetime) -> Iterator[Notice]:
    """In the first batch from 1 December, then in each week's first, while next year is not announced (decision 14)."""
    today = desk.world.calendar.today(at)
    if today.month != DECEMBER or desk.world.calendar.announced(today.year + 1):
        return
    year, week, _ = today.isocalendar()
    basis = f"{today.year + 1} {year}-W{week:02}"
    if settings.get(desk.tx, WARNED) != basis:
        settings.put(desk.tx, WARNED, basis)
        yield _line(desk, "calendar_missing", basis, at, year=today.year + 1)


def _delivery_faults(desk: Desk, at: datetime) -> Iterator[Notice]:
    """Undeliverable mails not told yet; one about the administrator himself cannot be told to him."""
    seen = int(str(settings.get(desk.tx, FAULTS_SEEN) or 0))
    faults = undeliverable(desk.tx, seen)
    if not faults:
        return
    settings.put(desk.tx, FAULTS_SEEN, faults[-1].mail_id)
    for fault in faults:
        if fault.person != desk.cell.admin:
            yield _line(
                desk,
                "delivery_fault",
                str(fault.mail_id),
                at,
                person=fault.person,
                error=fault.error[:200],
                matters=list(fault.matters),
                held=_held(desk, fault),
            )


def _held(desk: Desk, fault: Fault) -> list[str]:
    """The matters whose ladder waits: the receiver owes them, and no word of it has reached him or his other (decision 5)."""
    numbers = [number for number in fault.matters if number]
    return [
        case.matter.number
        for case in desk.load_many(numbers)
        if any(_waits(case, rule, fault.person) for rule, _ in case.live())
    ]


def _waits(case: Case, rule: ClockRule, person: str) -> bool:
    holder = case.responsible(rule)
    return (
        rule.ladder is not None
        and holder is not None
        and person in (holder.person, holder.backup)
        and case.heard_at(rule) is None
    )
