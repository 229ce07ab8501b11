"""One matter in full: state, who owes, clocks, history, notices and whether they reached. A read query.

Here: gathering. Not here: lists (ledger.py), printing, sentences. Private values are left out; that there are some is said.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeGuard

from sqlalchemy import column, select, table

from engine.core.case import Case
from engine.core.dates import due
from engine.core.machine import ANYONE, BACKDATING, ENGINE, EXTENSION, TRANSFER, FieldRule, Text, Transition
from engine.core.outlook import standing
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.store import history, notices, organisation, settings
from engine.store.notices import StoredNotice
from engine.store.transaction import Transaction
from service.ledger import Row, name_of, pressing_of, row_of
from service.naming import Names, length, reason

_MAILS = table("v_mails", column("id"), column("state"), column("last_error"))

#: Kinds of events that answer something, by the end of the name of the side duty they close.
_ANSWERS = {
    "grant_extension": EXTENSION,
    "refuse_extension": EXTENSION,
    "_transfer": TRANSFER,
    "_backdating": BACKDATING,
}

_PERSON = FieldRule(name="", title=Text("", ""), type="person")

Outage = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """One clock that is alive or was."""

    clock: str
    title: Text
    run: int
    light: str
    promised: date | None
    statutory: date | None
    left: int
    late: int
    day_zero: date  #: not counted
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    seq: int
    at: datetime
    kind: str
    actor: str
    name: str
    event: Text | None  #: title of the event it tells of
    state: Text | None  #: where it happened
    to: Text | None  #: where it led
    data: Mapping[str, object]
    said: Mapping[str, Text]  #: codes in it as a person would say them
    down: Outage | None  #: of superseded lines: in which time without service they were due


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    at: datetime
    person: str
    name: str
    capacity: str
    kind: str
    clock: str
    step: str
    became: str  #: unmailed, a state of its mail, or dropped
    reached_at: datetime | None
    reason: str  #: why it never leaves, or the last error of its mail
    down: Outage | None  #: it was due while the service was down, and went out late


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """What can be done now, and by whom."""

    event: str
    title: Text
    needs: tuple[str, ...]
    people: tuple[str, ...]  #: their codes; empty: anyone
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    row: Row
    ruleset: str
    opened_at: datetime
    opened_by: str
    since: datetime  #: of the present state
    closed_at: datetime | None
    voided: bool
    parent: str
    fields: Mapping[str, object]
    said: Mapping[str, Text]  #: the same values as a person would say them
    private: tuple[str, ...]  #: names of fields that are not shown
    clocks: tuple[ClockLine, ...]
    possible: tuple[Possible, ...]
    history: tuple[HistoryLine, ...]
    notices: tuple[NoticeLine, ...]
    today: date
    names: Mapping[str, Text]  #: titles of fields and clocks, by name


def dossier(cell: Cell, number: str, now: datetime) -> Dossier:
    """Everything about a matter. Raises Refused for an unknown number."""
    with cell.database.read() as tx:
        desk = Desk(cell, tx, now)
        case = desk.load(number)
        matter, rules = case.matter, case.machine.fields
        private = tuple(name for name in matter.fields if name in rules and rules[name].private)
        names = Names(case.organisation, lambda: organisation.names_ever(tx))
        fields = {name: value for name, value in matter.fields.items() if name not in private and value is not None}
        return Dossier(
            row=row_of(case, pressing_of(case, now), now),
            ruleset=matter.ruleset,
            opened_at=matter.opened_at,
            opened_by=matter.opened_by,
            since=matter.entered_at,
            closed_at=matter.closed_at,
            voided=matter.voided,
            parent=matter.parent,
            fields=fields,
            said={name: names.value(rules.get(name), value) for name, value in fields.items()},
            private=private,
            clocks=tuple(_clocks(case, now)),
            possible=tuple(_possible(case, case.calendar.today(now))),
            history=tuple(_history(tx, case, names)),
            notices=tuple(_notices(tx, case, names)),
            today=case.calendar.today(now),
            names={name: rule.title for name, rule in rules.items()}
            | {name: rule.title for name, rule in case.machine.clocks.items()},
        )


def _clocks(case: Case, now: datetime) -> Iterator[ClockLine]:
    """Live ones first."""
    for name, run in sorted(case.matter.runs.items(), key=lambda pair: not pair[1].is_live):
        rule = case.machine.clocks[name]
        dates = due(rule, run, case.calendar)
        facts = standing(case, rule, run, dates, now)
        left, late = facts.get("left"), facts.get("late")
        yield ClockLine(
            clock=name,
            title=rule.title,
            run=run.number,
            light=str(facts["light"]),
            promised=dates.promised_on if dates else None,
            statutory=dates.statutory_on if dates else None,
            left=left if isinstance(left, int) else 0,
            late=late if isinstance(late, int) else 0,
            day_zero=run.day_zero,
            provisional=bool(dates and dates.provisional),
        )


def _possible(case: Case, today: date) -> Iterator[Possible]:
    if not case.matter.is_open():
        return
    for move in case.machine.events_in(case.matter.state):
        answered = next((suffix for kind, suffix in _ANSWERS.items() if move.kind.endswith(kind)), None)
        sides = [side for side in case.matter.sides if answered is not None and side.name.endswith(answered)]
        if ENGINE in move.by or move.kind == "passed" or (answered is not None and not sides):
            continue
        if move.kind == "ask_extension" and not _may_be_extended(case, move, today):
            continue
        people = _allowed(case, move, today, sides[0].line if sides else "")
        yield Possible(
            event=move.event,
            title=move.title,
            needs=move.needs,
            people=people,
            names=tuple(name_of(case, person) for person in people),
        )


def _may_be_extended(case: Case, move: Transition, today: date) -> bool:
    """Whether a request would be heard: no other one waits, the limit has not passed, and it was not extended too often."""
    for rule, run in case.live():
        if rule.name not in move.clocks or rule.extend is None or run.request is not None:
            continue
        dates = due(rule, run, case.calendar)
        if (dates is None or today <= dates.promised_on) and len(run.extensions) < rule.extend.times:
            return True
    return False


def _allowed(case: Case, move: Transition, today: date, line: str) -> tuple[str, ...]:
    if ANYONE in move.by:
        return ()
    found = [receiver.person for role in move.by for receiver in case.people(role, today, line)]
    return tuple(dict.fromkeys(found))


def _history(tx: Transaction, case: Case, names: Names) -> Iterator[HistoryLine]:
    titles = {move.event: move.title for move in _moves(case)}
    states, outages = case.machine.states, settings.outages(tx)
    for stored in history.of_matter(tx, case.matter.number):
        line, data = stored.entry, stored.entry.data
        state, to = states.get(str(data.get("state"))), states.get(str(data.get("to")))
        yield HistoryLine(
            seq=stored.seq,
            at=line.at,
            kind=line.kind,
            actor=line.actor,
            name=names.person(line.actor),
            event=titles.get(str(data.get("event"))),
            state=state.awaiting if state else None,
            to=to.awaiting if to else None,
            data=data,
            said=_said(line.kind, data, names),
            down=next((found for at in _due_times(data) if (found := _covering(outages, at))), None),
        )


def _said(kind: str, data: Mapping[str, object], names: Names) -> Mapping[str, Text]:
    """The codes a line of history holds: whom, which unit (of the house, or of time), and why lines were not said."""
    said = {name: names.value(_PERSON, data[name]) for name in ("before", "after", "to_person") if name in data}
    if "unit" in data:
        unit = str(data["unit"])
        said["unit"] = length(unit) if kind.endswith("_extension") else names.unit(unit)
    lines = data.get("lines")
    reasons = Counter(str(line.get("reason")) for line in lines if isinstance(line, Mapping)) if _is_list(lines) else {}
    if reasons:
        parts = [(reason(code), count) for code, count in reasons.items()]
        said["reasons"] = Text(
            "；".join(f"{why.zh} {count} 条" for why, count in parts),
            "; ".join(f"{why.en}: {count}" for why, count in parts),
        )
    return said


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, tuple | list)


def _due_times(data: Mapping[str, object]) -> Iterator[datetime]:
    """When the lines that were not said any more would have been."""
    lines = data.get("lines")
    for line in lines if _is_list(lines) else ():
        at = line.get("due_at") if isinstance(line, Mapping) else None
        if isinstance(at, datetime):
            yield at


def _covering(outages: Iterable[Outage], at: datetime) -> Outage | None:
    return next((outage for outage in outages if outage[0] < at < outage[1]), None)


def _moves(case: Case) -> Iterator[Transition]:
    yield from case.machine.table.values()
    yield from (opening.transition for opening in case.machine.openings)


def _notices(tx: Transaction, case: Case, names: Names) -> Iterator[NoticeLine]:
    said = notices.of_matter(tx, case.matter.number)
    mails = {each.mail_id for each in said if each.mail_id is not None}
    states = {row.id: row for row in tx.execute(select(_MAILS).where(_MAILS.c.id.in_(mails)))}
    outages = settings.outages(tx)
    for each in said:
        mail = states.get(each.mail_id)
        became = _became(each, mail.state if mail else "")
        yield NoticeLine(
            at=each.notice.at,
            person=each.notice.person,
            name=names.person(each.notice.person),
            capacity=each.notice.capacity,
            kind=each.notice.kind,
            clock=each.notice.clock,
            step=str(each.notice.data.get("step") or each.notice.data.get("point") or ""),
            became=became,
            reached_at=each.reached_at,
            reason=each.superseded_reason or (mail.last_error if mail and became != "sent" else ""),
            down=_covering(outages, each.notice.at),
        )


def _became(said: StoredNotice, mail_state: str) -> str:
    if said.reached_at is not None:
        return "sent"
    if said.superseded_reason is not None:
        return "dropped"
    return mail_state or "unmailed"
