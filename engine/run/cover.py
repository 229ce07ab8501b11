"""Who is away today, and what of his is open: handed over to whoever stands in, and a gap where nobody does.

Here: one look in each batch, while somebody is away. Not here: whose duty is which, and the lines (engine/core/cover.py), the matter
about a gap (gap.py).

An absence counts from the first batch after it was entered. In its first batch the one who stands in is told every open duty that is
his now, unless he is told of it in that batch anyway; once for each absence, and not again where one absence follows on another.
A gap is met in the first batch in which both are away and a duty is open, said or not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import structlog

from engine.core.batch import next_wake
from engine.core.case import Case, World
from engine.core.course import Course, GapEffect
from engine.core.cover import Owed, hand_over, is_for, owed_by_absent
from engine.core.notice import Notice
from engine.core.organisation import Absence, Organisation
from engine.run import gap
from engine.run.bringing_up import collector_at_rest
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.run.world import Worlds
from engine.store import matters, organisation, settings
from engine.store.faces import open_of, told
from engine.store.lines import add_notices

LOOKED = "cover_looked"  #: the batch in which this was last looked at
HANDED = "absences_handed"  #: the absences whose duties were handed over: each as `id person first`
PAGE = 1000  #: matters to a transaction

Left = tuple[Case, list[Owed]]

log = structlog.get_logger()


@dataclass
class _Round:
    """One look: what it goes by, and what it found."""

    at: datetime  #: the batch
    world: World  #: with the absences that count in this batch
    fresh: Mapping[str, tuple[str, Absence]]  #: by person: absences in their first batch
    handed: dict[tuple[str, str], set[str]] = field(default_factory=dict)  #: (absent, B) -> numbers of matters


def look(cell: Cell, worlds: Worlds, now: datetime) -> int:
    """Hand over what those leave who are away since this batch, and meet the gaps. Returns how many lines were said."""
    with cell.database.read() as tx:
        world = worlds.now(tx)
        at = world.calendar.last_batch(now)
        if settings.get(tx, LOOKED) == at:
            return 0
        counting = organisation.absences(tx, before=at)
        known = settings.get(tx, HANDED) or ()
        covered = set(open_of(tx, gap.WORKFLOW).values())
    today = world.calendar.today(at)
    there = {_key(number, one): one for number, one in counting.items() if today in one.days}
    here = world.organisation
    seen = replace(world, organisation=Organisation(here.units, here.people, here.posts, tuple(counting.values())))
    fresh = {one.person: (key, one) for key, one in there.items() if key not in known and not _follows_on(seen, one)}
    turn = _Round(at, seen, fresh)
    said = _all_matters(cell, turn, now) if fresh or _uncovered(seen.organisation, today) - covered else 0
    with cell.database.write() as tx:
        said += add_notices(tx, [_stand_in(turn, *pair, len(found)) for pair, found in turn.handed.items()])
        settings.put(tx, LOOKED, at)
        settings.put(tx, HANDED, tuple(sorted(there)))
    return said


def _uncovered(whole: Organisation, today: date) -> set[tuple[str, str]]:
    """Unit and kind of the posts that nobody covers."""
    holders = ((post, whole.holder_of(post.kind, post.unit)) for post in whole.posts)
    return {(post.unit, post.kind) for post, holder in holders if holder and whole.is_gap(holder, today)}


def _key(number: int, one: Absence) -> str:
    return f"{number} {one.person} {one.days.first}"


def _follows_on(world: World, one: Absence) -> bool:
    """Whether he was away on the working day before by another absence: what was open was handed over then."""
    return world.organisation.is_away(one.person, world.calendar.previous_working(one.days.first))


def _all_matters(cell: Cell, turn: _Round, now: datetime) -> int:
    """Page by page over the open matters, each page in a transaction of its own; those touched are saved."""
    said, last = 0, ""
    while True:
        with collector_at_rest(), cell.database.write() as tx:
            page = matters.open_numbers(tx, PAGE, after=last)
            desk = Desk(cell, tx, now, turn.world)
            owed = [(case, found) for case in desk.load_many(page) if (found := list(owed_by_absent(case, turn.at)))]
            _note_gaps(desk, turn, owed)
            said += _hand_over(desk, turn, owed)
            gap.open_gaps(desk)
            desk.save()
        if len(page) < PAGE:
            return said
        last = page[-1]


def _note_gaps(desk: Desk, turn: _Round, owed: Sequence[Left]) -> None:
    today = turn.world.calendar.today(turn.at)
    for _, found in owed:
        for one in found:
            if turn.world.organisation.is_gap(one.holder, today):
                desk.gaps.append(GapEffect(one.holder.post, one.holder.line, one.holder.person, turn.at))


def _hand_over(desk: Desk, turn: _Round, owed: Sequence[Left]) -> int:
    left = [(case, [one for one in found if is_for(one, turn.fresh)]) for case, found in owed]
    heard = told(desk.tx, sorted({one.by.person for _, found in left for one in found}), turn.at)
    said = 0
    for case, found in left:
        for one in found:
            if one.by.because == "backup":
                turn.handed.setdefault((one.holder.person, one.by.person), set()).add(case.matter.number)
        fresh = [one for one in found if (one.by.person, case.matter.number) not in heard and not _waits(case, one)]
        said += _tell(desk, case, fresh, turn.at)
    return said


def _tell(desk: Desk, case: Case, duties: Sequence[Owed], at: datetime) -> int:
    """The lines of one matter; one that cannot be computed is reported, and never stops the others."""
    course = Course(case)
    try:
        for one in duties:
            hand_over(course, one, at)
        change = course.change(next_wake(course.case, desk.now)) if duties else None
    except Exception:
        log.exception("matter_failed", matter=case.matter.number)
        return 0
    if change is not None:
        desk.keep(change)
    return len(course.notices)


def _waits(case: Case, one: Owed) -> bool:
    """Whether a line about the duty waits already; it goes to whoever stands in when it is said."""
    return any(line.state == one.duty and one.role in line.roles for line in case.matter.pending)


def _stand_in(turn: _Round, absent: str, backup: str, count: int) -> Notice:
    """The news itself: who is away, until when, how many matters that concerns. It rides in the mail of those."""
    key, one = turn.fresh[absent]
    data = {"person": absent, "first": one.days.first, "last": one.days.last, "count": count}
    return Notice(
        matter="", clock="", run=0, kind="stand_in", basis=key, person=backup, at=turn.at, because="backup", data=data
    )
