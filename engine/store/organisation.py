"""The organisation in and out: a whole document for each version, and rows of the latest for reports.

Absences are entered by people from day to day; they are no part of a version, and a newly applied one keeps them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from json import loads

from sqlalchemy import delete, insert, select, update

from engine.core.calendar import Interval
from engine.core.organisation import Absence, Organisation, Person, Post, Unit
from engine.store.codec import Record, plain
from engine.store.tables.base import canonical
from engine.store.tables.county import absence, organisation_version, person, post, unit
from engine.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class _Document:
    """In the order given: the first unit without a parent is the root."""

    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    posts: tuple[Post, ...]


_DOCUMENT = Record(_Document)


def save_organisation(tx: Transaction, organisation: Organisation, *, at: datetime) -> bool:
    """Store units, people and posts as a new version in force from `at`; False if they are what is in force."""
    given = _Document(tuple(organisation.units.values()), tuple(organisation.people.values()), organisation.posts)
    document = canonical(_DOCUMENT.encode(given))
    hashed = sha256(document.encode()).hexdigest()
    last = tx.execute(select(organisation_version).order_by(organisation_version.c.version.desc()).limit(1)).first()
    if last and last.hash == hashed:
        return False
    version = {"version": last.version + 1 if last else 1, "in_force_from": at, "document": document, "hash": hashed}
    tx.execute(insert(organisation_version), version)
    _write_rows(tx, given)
    return True


def load_organisation(tx: Transaction, at: datetime | None = None) -> Organisation | None:
    """The organisation in force (at an instant), with all absences; None before the first was applied."""
    query = select(organisation_version.c.document).order_by(organisation_version.c.version.desc()).limit(1)
    if at is not None:
        query = query.where(organisation_version.c.in_force_from <= at)
    document = tx.execute(query).scalar()
    if document is None:
        return None
    kept: _Document = _DOCUMENT.decode(loads(document))
    return Organisation(
        {each.code: each for each in kept.units},
        {each.code: each for each in kept.people},
        kept.posts,
        tuple(absences(tx).values()),
    )


def names_ever(tx: Transaction) -> Mapping[str, str]:
    """The last name of everybody who stood in any version, by code."""
    found: dict[str, str] = {}
    query = select(organisation_version.c.document).order_by(organisation_version.c.version)
    for document in tx.execute(query).scalars():
        kept: _Document = _DOCUMENT.decode(loads(document))
        found |= {each.code: each.name for each in kept.people}
    return found


def add_absence(tx: Transaction, away: Absence, *, at: datetime, by: str) -> int:
    """Remember that somebody is away; the id of the absence."""
    row = {"person": away.person, "first_on": away.days.first, "last_on": away.days.last}
    query = insert(absence).values(row | {"entered_at": at, "entered_by": by}).returning(absence.c.id)
    return int(tx.execute(query).scalar_one())


def end_absence(tx: Transaction, absence_id: int, last_on: date) -> None:
    """Let an absence end with this day."""
    tx.execute(update(absence).where(absence.c.id == absence_id).values(last_on=last_on))


def drop_absence(tx: Transaction, absence_id: int) -> None:
    """Forget an absence that was entered wrongly."""
    tx.execute(delete(absence).where(absence.c.id == absence_id))


def absences(tx: Transaction, *, before: datetime | None = None) -> Mapping[int, Absence]:
    """Every absence by its id; only those entered before an instant."""
    query = select(absence).order_by(absence.c.id)
    rows = tx.execute(query if before is None else query.where(absence.c.entered_at < before))
    return {row.id: Absence(row.person, Interval(row.first_on, row.last_on)) for row in rows}


def _write_rows(tx: Transaction, document: _Document) -> None:
    for table in (person, unit, post):
        tx.execute(delete(table))
    people = [
        {"code": each.code, "name": each.name, "email": each.email, "lang": each.lang} for each in document.people
    ]
    tx.insert_all(person, people)
    units = [
        {"code": each.code, "zh": each.name.zh, "en": each.name.en, "kind": each.kind, "parent": each.parent,
         "deputy": each.deputy, "facts": plain(each.values)}
        for each in document.units
    ]  # fmt: skip
    tx.insert_all(unit, units)
    posts = [
        {"position": position, "kind": each.kind, "unit": each.unit, "a": each.a, "b": each.b}
        for position, each in enumerate(document.posts)
    ]
    tx.insert_all(post, posts)
