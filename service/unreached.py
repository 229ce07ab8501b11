"""Whom mails do not reach: lines for people without an address, and lines of mails that came back. A read query.

Here: gathering, one sheet for each person. Not here: paper (slips.py), who stands in for whom (engine/run/reach.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from engine.core.case import Case
from engine.core.machine import Text
from engine.core.organisation import Organisation
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.run.reach import addressee
from engine.store import notices
from engine.store.faces import people_waiting
from engine.store.notices import StoredNotice
from service.ledger import pressing_of, row_of

How = Literal["nobody", "stand_in", "returned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line somebody must be told in another way."""

    at: datetime
    how: How  #: it reaches nobody; it goes by a stand-in; its mail came back
    kind: str
    step: str
    matter: str  #: "" when it is about none
    title: Text
    subject: str
    awaiting: Text
    light: str
    due: date | None
    left: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All lines of one person."""

    person: str
    name: str
    units: tuple[Text, ...]
    through: str  #: the person whose address is used; "" = nobody's
    through_name: str
    lines: tuple[Line, ...]


def sheets(cell: Cell, now: datetime, since: datetime) -> tuple[Sheet, ...]:
    """One sheet for each person, in the order of the organisation; who has left it comes last.

    Of lines older than `since` only those are given that were in no mail and are about an open matter.
    """
    with cell.database.read() as tx:
        desk = Desk(cell, tx, now)
        organisation = desk.world.organisation
        mute = [person.code for person in organisation.people.values() if not person.email]
        gone = [code for code in people_waiting(tx, now) if code not in organisation.people]
        found = notices.of_people(tx, [*mute, *gone], since)
        returned = notices.undelivered(tx, since)
        numbers = sorted({one.notice.matter for one in (*found, *returned)} - {""})
        cases = {case.matter.number: case for case in desk.load_many(numbers)}
        told = [one for one in found if one.notice.at >= since or _is_open(cases, one)]
        lines: dict[str, list[Line]] = {}
        for one in told:
            how: How = "stand_in" if addressee(organisation, one.notice.person) else "nobody"
            lines.setdefault(one.notice.person, []).append(_line(one, cases, how, now))
        for one in returned:
            lines.setdefault(one.notice.person, []).append(_line(one, cases, "returned", now))
        order = [code for code in (*organisation.people, *gone) if code in lines]
        return tuple(_sheet(organisation, code, lines[code]) for code in order)


def _is_open(cases: Mapping[str, Case], one: StoredNotice) -> bool:
    case = cases.get(one.notice.matter)
    return case is not None and case.matter.is_open()


def _line(one: StoredNotice, cases: Mapping[str, Case], how: How, now: datetime) -> Line:
    said, case = one.notice, cases.get(one.notice.matter)
    row = row_of(case, pressing_of(case, now), now) if case else None
    nothing = Text("", "")
    return Line(
        at=said.at,
        how=how,
        kind=said.kind,
        step=str(said.data.get("step") or said.data.get("point") or ""),
        matter=said.matter,
        title=row.title if row else nothing,
        subject=row.subject if row else "",
        awaiting=row.awaiting if row else nothing,
        light=row.light if row else "",
        due=row.due if row else None,
        left=row.left if row else 0,
        late=row.late if row else 0,
    )


def _sheet(organisation: Organisation, code: str, lines: Iterable[Line]) -> Sheet:
    person = organisation.people.get(code)
    own = [post.unit for post in organisation.posts if code in (post.a, post.b)]
    through = addressee(organisation, code)
    return Sheet(
        person=code,
        name=person.name if person else code,
        units=tuple(organisation.units[unit].name for unit in dict.fromkeys(own)),
        through=through if through != code else "",
        through_name=organisation.people[through].name if through not in ("", code) else "",
        lines=tuple(lines),
    )
