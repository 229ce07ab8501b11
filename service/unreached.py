"""Whom mails do not reach: lines for people without an address, and lines of mails that came back. A read query.

Here: gathering, one sheet for each person. Not here: paper (slips.py), who stands in for whom (engine/run/reach.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from engine.core.case import Case
from engine.core.machine import Text
from engine.core.organisation import Organisation
from engine.run import handing
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.run.reach import routes, unreachable
from engine.store import notices
from engine.store.faces import people_waiting
from engine.store.notices import StoredNotice
from service.ledger import pressing_of, row_of

How = Literal["nobody", "stand_in", "returned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody must be told in another way."""

    at: datetime
    kind: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One matter, with what is said about it: of a clock the newest only."""

    how: How  #: it reaches nobody; it goes by a stand-in; its mail came back
    said: tuple[Said, ...]
    matter: str  #: "" when it is about none
    period: str
    title: Text
    subject: str
    awaiting: Text
    light: str
    due: date | None
    left: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All lines of one person; none where nobody would pass one on, and none has been said yet."""

    person: str
    slip: int  #: its number, to record that it was handed over; 0 without lines
    name: str
    units: tuple[Text, ...]
    through: tuple[str, ...]  #: the people whose addresses are used
    through_names: tuple[str, ...]
    lines: tuple[Line, ...]


def sheets(cell: Cell, now: datetime, since: datetime) -> tuple[Sheet, ...]:
    """One sheet for each person, in the order of the organisation; who has left it comes last.

    Of lines older than `since` only those are given that were in no mail and are about an open matter. What was handed over is on no
    other sheet.
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
        to = routes(desk, found)
        told: dict[int, How] = {
            one.id: "stand_in" if to[one.id] else "nobody"
            for one in found
            if one.notice.at >= since or _is_open(cases, one)
        }
        for one in returned:
            told[one.id] = "returned"
        lines: dict[str, list[StoredNotice]] = {}
        for one in (*found, *returned):
            if one.id in told and one.id > handing.upto(tx, one.notice.person):
                lines.setdefault(one.notice.person, []).append(one)
        alone = {code for code in unreachable(organisation) if code not in lines}
        order = [code for code in (*organisation.people, *gone) if code in lines or code in alone]
        through = {code: {to[one.id] for one in lines.get(code, ()) if one.id in to} - {"", code} for code in order}
        return tuple(
            _sheet(organisation, code, _lines(lines.get(code, ()), told, cases, now), through[code]) for code in order
        )


def _lines(
    said: Sequence[StoredNotice], told: Mapping[int, How], cases: Mapping[str, Case], now: datetime
) -> tuple[int, list[Line]]:
    """The number of the slip, and each matter once with what is not said again by a later line."""
    old = {one.id for one in handing.outdated(said)}
    about: dict[tuple[str, How], list[StoredNotice]] = {}
    for one in said:
        if one.id not in old:
            about.setdefault((one.notice.matter, told[one.id]), []).append(one)
    slip = max((one.id for one in said), default=0)
    return slip, [_line(some, cases.get(matter), how, now) for (matter, how), some in about.items()]


def _is_open(cases: Mapping[str, Case], one: StoredNotice) -> bool:
    case = cases.get(one.notice.matter)
    return case is not None and case.matter.is_open()


def _line(said: Sequence[StoredNotice], case: Case | None, how: How, now: datetime) -> Line:
    row = row_of(case, pressing_of(case, now), now) if case else None
    nothing = Text("", "")
    return Line(
        how=how,
        said=tuple(
            Said(
                at=one.notice.at,
                kind=one.notice.kind,
                step=str(one.notice.data.get("step") or one.notice.data.get("point") or ""),
            )
            for one in said
        ),
        matter=said[0].notice.matter,
        period=row.period if row else "",
        title=row.title if row else nothing,
        subject=row.subject if row else "",
        awaiting=row.awaiting if row else nothing,
        light=row.light if row else "",
        due=row.due if row else None,
        left=row.left if row else 0,
        late=row.late if row else 0,
    )


def _sheet(organisation: Organisation, code: str, found: tuple[int, Sequence[Line]], through: set[str]) -> Sheet:
    person = organisation.people.get(code)
    own = [post.unit for post in organisation.posts if code in (post.a, post.b)]
    slip, lines = found
    return Sheet(
        person=code,
        slip=slip,
        name=person.name if person else code,
        units=tuple(organisation.units[unit].name for unit in dict.fromkeys(own)),
        through=tuple(sorted(through)),
        through_names=tuple(organisation.people[each].name for each in sorted(through)),
        lines=tuple(lines),
    )
