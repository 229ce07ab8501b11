"""Parked mails: after a restore nobody knows which mails have left, so a person says what becomes of each.

Here: setting mails aside, what in them is still worth saying, and the three answers: release, found sent, drop. Not here: putting a
copy in its place (service/restoring.py), statements (engine/store/parked.py, outbox.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.core.notice import Entry, Notice
from engine.core.organisation import Organisation
from engine.core.refusal import DubanError
from engine.run import affairs, sweep
from engine.run.cell import Cell
from engine.run.post import has_moved_on
from engine.run.world import load_world
from engine.store import extent, history, notices, outbox, parked, settings
from engine.store.faces import faces
from engine.store.notices import StoredNotice
from engine.store.parked import Later, ParkedMail, Witness
from engine.store.transaction import Transaction

#: A line is said again by a later one about the same run to the same person, if both are of one of these tracks. Every other
#: kind tells of an event of its own.
TRACKS = (
    frozenset({"start", "point", "due", "late", "step", "look_in"}),
    frozenset({"before_statutory", "breach"}),
    frozenset({"digest"}),
)


class NotParked(DubanError):
    """No such mails wait for a decision. Nothing was done."""

    def __init__(self, ids: Sequence[int]) -> None:
        super().__init__(f"not parked: {', '.join(map(str, ids))}")
        self.ids = tuple(ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was found in a database that took the place of another, and what became of its mails."""

    as_of: datetime | None  #: what happened later is not in it
    matters: int
    parked: int  #: mails that wait for a decision
    settled: int  #: mails that are known to have left


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A parked mail as it looks today."""

    id: int
    person: str
    name: str
    subject: str
    at: datetime  #: the batch or the instant it was written for
    lines: int  #: that have not reached
    moved_on: int  #: of these: their matter has left the duty they name
    said_again: int  #: of these: a later line says it again
    is_whole: bool  #: every word of it can still be sent, to the same address


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What became of released mails, by their ids."""

    as_written: tuple[int, ...] = ()  #: the same bytes leave now
    anew: tuple[int, ...] = ()  #: what of them still holds is written anew
    outdated: tuple[int, ...] = ()  #: nothing of them is worth saying any more


def after_restore(
    cell: Cell, actor: str, now: datetime, *, source: str, reason: str, witness: Witness | None = None
) -> Restored:
    """Make a database ready that holds the past: nothing leaves it before a person has looked.

    1. Sending is held, for `reason`: what was done since the copy must be entered first.
    2. What was on its way is parked.
    3. What the lost time would have said is said now and parked too: it has perhaps been sent, by a database that is gone.
    4. What the witness knows to have reached is recorded so.

    Done twice it changes nothing more. `source`: where the database comes from, for the record.
    """
    with cell.database.read() as tx:
        as_of, matters = _as_of(tx), extent.matter_count(tx)
    affairs.hold(cell, actor, reason, now)
    settled = _park(cell, witness)
    sweep.sweep(cell, now)
    settled += _park(cell, witness)
    with cell.database.write() as tx:
        waiting = outbox.counts(tx).get("parked", 0)
        data = {"source": source, "as_of": as_of, "parked": waiting, "settled": settled}
        history.note(tx, [Entry(matter="", kind="restored", at=now, actor=actor, data=data)], at=now)
    return Restored(as_of=as_of, matters=matters, parked=waiting, settled=settled)


def _as_of(tx: Transaction) -> datetime | None:
    """The last instant the database knows of."""
    swept, line = settings.get(tx, sweep.SWEPT), extent.last_line(tx)
    return max((at for at in (swept, line) if isinstance(at, datetime)), default=None)


def _park(cell: Cell, witness: Witness | None) -> int:
    with cell.database.write() as tx:
        outbox.park(tx)
        return parked.settle(tx, witness) if witness else 0


# --- deciding ----------------------------------------------------------------------------------------------------------


def parked_mails(cell: Cell) -> tuple[Parked, ...]:
    """Every mail that waits for a decision, oldest first."""
    with cell.database.read() as tx:
        organisation = load_world(cell, tx).organisation
        found = parked.parked_mails(tx)
        moved, again = _outdated(tx, found)
    return tuple(_seen(each, organisation, moved, again) for each in found)


def release(cell: Cell, ids: Sequence[int] | None, actor: str, now: datetime) -> Released:
    """Let parked mails (None: all) go. Raises NotParked.

    A mail that still holds leaves as it was written, with its Message-ID: who has it already gets no second one. Of another one
    the lines that are true and were not said again wait for a mail that is written anew; the others never leave, with the reason.
    """
    with cell.database.write() as tx:
        chosen = _chosen(tx, ids)
        organisation = load_world(cell, tx).organisation
        moved, again = _outdated(tx, chosen)
        whole = [one for one in chosen if _seen(one, organisation, moved, again).is_whole]
        broken = [one for one in chosen if one not in whole]
        lines = [line.id for one in broken for line in one.lines]
        notices.supersede(tx, [line for line in lines if line in moved], "moved_on")
        notices.supersede(tx, [line for line in lines if line in again - moved], "said_again")
        kept = {line for line in lines if line not in moved | again}
        parked.let_wait(tx, sorted(kept))
        outbox.unpark(tx, [one.id for one in whole], now)
        outbox.withdraw(tx, [one.id for one in broken], "outdated")
        anew = [one.id for one in broken if any(line.id in kept for line in one.lines)]
        outdated = [one.id for one in broken if one.id not in anew]
        released = Released(as_written=tuple(one.id for one in whole), anew=tuple(anew), outdated=tuple(outdated))
        _note(tx, "mails_released", chosen, actor, now, {"anew": anew, "outdated": outdated})
    return released


def found_sent(cell: Cell, ids: Sequence[int] | None, actor: str, now: datetime) -> tuple[int, ...]:
    """Somebody knows that parked mails (None: all) had left: their lines have reached, at the time of the mail. Raises NotParked."""
    with cell.database.write() as tx:
        chosen = _chosen(tx, ids)
        for one in chosen:
            outbox.sent(tx, one.id, one.at)
        _note(tx, "mails_found_sent", chosen, actor, now, {})
    return tuple(one.id for one in chosen)


def drop(cell: Cell, ids: Sequence[int] | None, actor: str, because: str, now: datetime) -> tuple[int, ...]:
    """Parked mails (None: all) never leave; each of their lines says why. Raises NotParked.

    No line counts as heard by that, so before anybody is reported over such a duty it is reminded of again.
    """
    with cell.database.write() as tx:
        chosen = _chosen(tx, ids)
        reason = f"dropped: {because}"
        notices.supersede(tx, [line.id for one in chosen for line in one.lines], reason)
        outbox.withdraw(tx, [one.id for one in chosen], reason)
        _note(tx, "mails_dropped", chosen, actor, now, {"because": because})
    return tuple(one.id for one in chosen)


def _chosen(tx: Transaction, ids: Sequence[int] | None) -> list[ParkedMail]:
    found = parked.parked_mails(tx)
    if ids is None:
        return found
    unknown = sorted(set(ids) - {one.id for one in found})
    if unknown:
        raise NotParked(unknown)
    return [one for one in found if one.id in ids]


def _note(
    tx: Transaction, kind: str, mails: Sequence[ParkedMail], actor: str, now: datetime, data: Mapping[str, object]
) -> None:
    """In the county's own history, if there was anything to decide."""
    if mails:
        told = {"mails": [one.id for one in mails], **{name: value for name, value in data.items() if value}}
        history.note(tx, [Entry(matter="", kind=kind, at=now, actor=actor, data=told)], at=now)


# --- what is still worth saying ----------------------------------------------------------------------------------------


def _seen(one: ParkedMail, organisation: Organisation, moved: set[int], again: set[int]) -> Parked:
    person = organisation.people.get(one.person)
    ids = {line.id for line in one.lines}
    is_there = person is not None and person.email == one.address
    return Parked(
        id=one.id,
        person=one.person,
        name=person.name if person else one.person,
        subject=one.subject,
        at=one.at,
        lines=len(ids),
        moved_on=len(ids & moved),
        said_again=len(ids & (again - moved)),
        is_whole=is_there and len(ids) == one.written and not ids & (moved | again),
    )


def _outdated(tx: Transaction, mails: Iterable[ParkedMail]) -> tuple[set[int], set[int]]:
    """The lines whose matter has moved on, and those that a later line says again."""
    lines = [line for one in mails for line in one.lines]
    shown = faces(tx, (line.notice.matter for line in lines))
    later: dict[object, list[Later]] = {}
    for one in parked.later_lines(tx, lines):
        later.setdefault(one.run, []).append(one)
    moved = {line.id for line in lines if has_moved_on(line.notice, shown.get(line.notice.matter))}
    return moved, {line.id for line in lines if any(_says_again(one, line) for one in later.get(_run(line.notice), ()))}


def _says_again(later: Later, line: StoredNotice) -> bool:
    is_later = later.id > line.id and later.mail_id != line.mail_id
    return is_later and any(later.kind in track and line.notice.kind in track for track in TRACKS)


def _run(line: Notice) -> tuple[str, str, int, str]:
    return (line.matter, line.clock, line.run, line.person)
