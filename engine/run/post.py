"""From notices to mails: one person, one batch, one mail.

Here: collecting what waits for each person, handing it to the composer, queueing the bytes. Not here: any
wording (notifications/), any sending (notifications/delivery.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from engine.core.machine import TRANSFER
from engine.core.notice import INFORMATION, Notice
from engine.core.organisation import Person
from engine.run.desk import Desk
from engine.run.handing import SAID_AGAIN, outdated
from engine.run.letter import Item, Letter
from engine.run.lookback import Lookback, look_back
from engine.run.reach import routes
from engine.store import notices, outbox
from engine.store.faces import Face, faces
from engine.store.notices import StoredNotice
from engine.store.outbox import NewMail

Waiting = Mapping[str, Sequence[StoredNotice]]


def post_now(desk: Desk) -> int:
    """Queue the mails of lines that are said at this instant, between batches. Returns how many."""
    waiting = notices.unmailed(desk.tx, desk.now)
    if not any(one.notice.at == desk.now for lines in waiting.values() for one in lines):
        return 0
    return _post(
        desk,
        {person: [one for one in lines if one.notice.at == desk.now] for person, lines in waiting.items()},
        desk.now,
    )


def post_batch(desk: Desk, people: Sequence[str], at: datetime) -> int:
    """Queue one mail for each of these people for whom something waits in the batch at `at`. Returns how many."""
    return _post(desk, notices.unmailed(desk.tx, desk.now, people=people), at)


def _post(desk: Desk, waiting: Waiting, at: datetime) -> int:
    known = desk.world.organisation.people
    grouped = _by_addressee(desk, waiting)
    speaking = {
        person: lines for person, lines in grouped.items() if any(one.notice.kind not in INFORMATION for one in lines)
    }
    if not speaking:
        return 0
    carried = notices.unsent(desk.tx, list(speaking))
    shown = faces(desk.tx, (one.notice.matter for lines in (*speaking.values(), *carried.values()) for one in lines))
    kept = {person: _still_true(desk, carried.get(person, ()), shown) for person in speaking}
    past = look_back(
        desk, (one for some in (speaking, kept) for lines in some.values() for one in lines), list(speaking)
    )
    shown |= faces(desk.tx, past.matters_ended)
    mails = [
        _mail(desk, known[person], [*lines, *kept[person]], shown, past, at, len(lines))
        for person, lines in speaking.items()
    ]
    ids = outbox.queue(desk.tx, mails)
    outbox.supersede(desk.tx, {mail.person: mail_id for mail, mail_id in zip(mails, ids, strict=True)})
    return len(mails)


def letter_of(desk: Desk, reader: Person, lines: Sequence[StoredNotice], at: datetime) -> Letter:
    """These lines as a letter that nobody is sent."""
    shown = faces(desk.tx, (one.notice.matter for one in lines))
    past = look_back(desk, lines, [])
    items = tuple(_item(desk, reader, one, shown, past, carried=False) for one in lines)
    return Letter(
        person=reader,
        at=at,
        items=items,
        organisation=desk.world.organisation,
        today=desk.world.calendar.today(at),
    )


def _by_addressee(desk: Desk, waiting: Waiting) -> dict[str, list[StoredNotice]]:
    """The lines by whose address they go to; of lines that can reach nobody the newest wait (and are on the printable list)."""
    to = routes(desk, (one for lines in waiting.values() for one in lines))
    grouped: dict[str, list[StoredNotice]] = {}
    old: list[int] = []
    for lines in waiting.values():
        for one in lines:
            if to[one.id]:
                grouped.setdefault(to[one.id], []).append(one)
        old += [one.id for one in outdated(one for one in lines if not to[one.id])]
    if old:
        notices.supersede(desk.tx, old, SAID_AGAIN)
    return grouped


def _still_true(desk: Desk, lines: Iterable[StoredNotice], shown: Mapping[str, Face]) -> list[StoredNotice]:
    """The lines of an unsent mail that are still worth saying; the others never leave."""
    kept: list[StoredNotice] = []
    moot: list[StoredNotice] = []
    for one in lines:
        (moot if has_moved_on(one.notice, shown.get(one.notice.matter)) else kept).append(one)
    if moot:
        notices.supersede(desk.tx, [one.id for one in moot], "moved_on")
    return kept


def has_moved_on(line: Notice, face: Face | None) -> bool:
    """Whether the matter has ended, or has left the duty that the line names (a side duty is none of its states)."""
    if face is None or not line.state:
        return False
    is_side = line.state == TRANSFER or "." in line.state
    return not face.is_open or (line.state != face.state and not is_side)


def _mail(
    desk: Desk,
    person: Person,
    lines: Sequence[StoredNotice],
    shown: Mapping[str, Face],
    past: Lookback,
    at: datetime,
    fresh: int,
) -> NewMail:
    items = [_item(desk, person, one, shown, past, carried=index >= fresh) for index, one in enumerate(lines)]
    letter = Letter(
        person=person,
        at=at,
        items=tuple(sorted(items, key=_urgency)),
        organisation=desk.world.organisation,
        today=desk.world.calendar.today(at),
        ended=tuple(_ended_item(desk, notice, shown, past) for notice in past.ended.get(person.code, ())),
    )
    composed = desk.cell.composer.compose(letter)
    return NewMail(
        person=person.code,
        address=person.email,
        subject=composed.subject,
        at=at,
        message_id=composed.message_id,
        content=composed.content,
        notices=tuple(one.id for one in lines),
    )


def _item(
    desk: Desk, person: Person, one: StoredNotice, shown: Mapping[str, Face], past: Lookback, *, carried: bool
) -> Item:
    on_behalf = one.notice.person if one.notice.person != person.code else ""
    face = shown.get(one.notice.matter)
    if face is None:
        return Item(id=one.id, notice=one.notice, machine=None, carried=carried, on_behalf=on_behalf)
    return Item(
        id=one.id,
        notice=one.notice,
        machine=desk.machine(face.ruleset),
        unit=face.unit,
        state=face.state,
        fields=face.fields,
        period=face.period,
        carried=carried,
        on_behalf=on_behalf,
        holder=past.holder(one.notice),
        steps=past.steps(one),
        earlier=past.earlier(one),
    )


def _ended_item(desk: Desk, notice: Notice, shown: Mapping[str, Face], past: Lookback) -> Item:
    """What is over, as a line that is not said: its event is taken out of the person's calendar."""
    face = shown[notice.matter]
    return Item(
        id=0,
        notice=notice,
        machine=desk.machine(face.ruleset),
        unit=face.unit,
        state=face.state,
        fields=face.fields,
        period=face.period,
        earlier=past.all_told(notice),
    )


def _urgency(item: Item) -> tuple[int, str, str]:
    """Overdue first, then by date; information last."""
    data = item.notice.data
    rank = 2 if item.notice.kind in INFORMATION else 0 if data.get("light") == "red" else 1
    return rank, str(data.get("promised") or "9999"), item.notice.matter
