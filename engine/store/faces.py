"""What a mail or a list shows of a matter, without its clocks' facts: never a private value.

Here: read queries for the run layer. Not here: loading matters to decide about them (loading.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import literal, select, text

from engine.store.codec import from_plain
from engine.store.tables.county import score
from engine.store.tables.mail import mail, notice
from engine.store.tables.matter import clock, matter
from engine.store.transaction import CHUNK, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    number: str
    ruleset: str
    state: str
    unit: str
    period: str
    fields: Mapping[str, object]  #: without private ones
    is_open: bool


def faces(tx: Transaction, numbers: Iterable[str]) -> dict[str, Face]:
    """The matters with these numbers, as far as they exist."""
    wanted = sorted(set(numbers) - {""})
    found: dict[str, Face] = {}
    columns = (matter.c.number, matter.c.ruleset, matter.c.state, matter.c.unit, matter.c.period, matter.c.fields)
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        for row in tx.execute(select(*columns, matter.c.closed_at).where(matter.c.number.in_(chunk))).all():
            found[row.number] = Face(
                number=row.number,
                ruleset=row.ruleset,
                state=row.state,
                unit=row.unit,
                period=row.period,
                fields=from_plain(row.fields),
                is_open=row.closed_at is None,
            )
    return found


def people_waiting(tx: Transaction, upto: datetime) -> list[str]:
    """Who has lines said by `upto` that are in no mail yet."""
    query = select(notice.c.person).where(
        notice.c.mail_id.is_(None),
        notice.c.superseded_reason.is_(None),
        notice.c.reached_at.is_(None),  # by hand
        notice.c.at <= upto,
    )
    return sorted(set(tx.execute(query.distinct()).scalars()))


def red(tx: Transaction, today: date) -> list[str]:
    """The open matters with a clock that runs and is past its promised date."""
    late = clock.c.promised_on < today
    query = (
        select(clock.c.matter)
        .where(clock.c.mode == "runs", late, clock.c.place == 0)
        .distinct()
        .order_by(clock.c.matter)
    )
    return list(tx.execute(query).scalars())


def provisional_years(tx: Transaction) -> list[int]:
    """The years in which a running clock with a provisional date falls due; some of them may be announced."""
    # As in the partial index: SQLite uses it only for the very same words.
    unsure = (text("clock.provisional"), clock.c.mode == "runs", clock.c.place == 0)
    rows = tx.execute(select(clock.c.promised_on, clock.c.statutory_on).where(*unsure).distinct())
    return sorted({day.year for row in rows for day in (row.promised_on, row.statutory_on) if day is not None})


def told(tx: Transaction, people: Sequence[str], at: datetime) -> set[tuple[str, str]]:
    """(person, matter) of what these people are told in the batch at `at`."""
    query = select(notice.c.person, notice.c.matter).where(notice.c.at == at, notice.c.person.in_(people))
    return {(row.person, row.matter) for row in tx.execute(query)}


@dataclass(frozen=True, slots=True)
class Fault:
    """A mail that will never arrive."""

    mail_id: int
    person: str
    error: str
    matters: tuple[str, ...]


def undeliverable(tx: Transaction, after: int) -> list[Fault]:
    """Undeliverable mails beyond an id, with the matters they were about."""
    rows = tx.execute(
        select(mail.c.id, mail.c.person, mail.c.last_error)
        .where(mail.c.state == "undeliverable", mail.c.id > after)
        .order_by(mail.c.id)
    ).all()
    lines = tx.execute(select(notice.c.mail_id, notice.c.matter).where(notice.c.mail_id.in_([row.id for row in rows])))
    about: dict[int, set[str]] = {}
    for line in lines:
        about.setdefault(line.mail_id, set()).add(line.matter)
    return [Fault(row.id, row.person, row.last_error, tuple(sorted(about.get(row.id, ())))) for row in rows]


def scored_in(tx: Transaction, years: Sequence[int]) -> list[str]:
    """The matters, open or closed, that cost or earned points in these years."""
    query = select(score.c.matter).where(score.c.year.in_(years)).distinct().order_by(score.c.matter)
    return list(tx.execute(query).scalars())


def open_of(tx: Transaction, workflow: str) -> dict[str, tuple[str, str]]:
    """The open matters of a workflow: number -> (unit, period)."""
    # Spelled out, and not bound: of gaps there is a partial index.
    is_of = matter.c.workflow == literal(workflow, literal_execute=True)
    query = select(matter.c.number, matter.c.unit, matter.c.period).where(is_of, matter.c.closed_at.is_(None))
    return {row.number: (row.unit, row.period) for row in tx.execute(query)}
