"""What a mail must know of earlier ones: the papers that went before, who owes, which dates its reader has, what is over since.

Here: looking it up once for all mails of a batch, and only where a line comes with a paper or the county wants calendar files. Not
here: queries (engine/store/told.py), what becomes of it (notifications/).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from engine.core.machine import RESPONSIBLE
from engine.core.notice import Notice
from engine.run.desk import Desk
from engine.run.letter import Told
from engine.store import told
from engine.store.notices import StoredNotice
from engine.store.told import Line

Run = tuple[str, str, int]

HORIZON = timedelta(days=31)  #: whoever got no mail for so long is not told what ended before


@dataclass(frozen=True, slots=True)
class Lookback:
    lines: Mapping[Run, Sequence[Line]] = field(default_factory=dict)
    ended: Mapping[str, Sequence[Notice]] = field(default_factory=dict)  #: by person
    with_dates: bool = False

    @property
    def matters_ended(self) -> set[str]:
        return {notice.matter for notices in self.ended.values() for notice in notices}

    def holder(self, notice: Notice) -> str:
        """Who owes: the one to whom the same paper went as the responsible person; his B reads for him."""
        if not _has_paper(notice):
            return ""
        same = (line.notice for line in self._of(notice) if line.notice.kind == notice.kind)
        found = (
            one.person
            for one in same
            if one.basis == notice.basis and one.role == RESPONSIBLE and one.because in ("", "away")
        )
        return next(found, "")

    def steps(self, one: StoredNotice) -> tuple[Notice, ...]:
        """The papers issued earlier about the same run, one line of each; what was withdrawn is left out."""
        if not _has_paper(one.notice):
            return ()
        papers: dict[object, Notice] = {}
        for line in self._of(one.notice):
            each = line.notice
            if each.kind == "withdrawn":
                papers.pop(each.data.get("step"), None)
            elif line.id < one.id and each.kind == "step" and _has_paper(each) and each.basis != one.notice.basis:
                papers[each.data.get("step")] = each
        return tuple(papers.values())

    def earlier(self, one: StoredNotice) -> tuple[Told, ...]:
        """What the same person was told before about the same run, where a date of it may go into his calendar."""
        if not self.with_dates or not _has_date(one.notice):
            return ()
        return tuple(each for line_id, each in self._told(one.notice) if line_id < one.id)

    def all_told(self, notice: Notice) -> tuple[Told, ...]:
        """The same, whenever it was."""
        return tuple(each for _, each in self._told(notice))

    def _told(self, notice: Notice) -> Iterator[tuple[int, Told]]:
        mine = (line for line in self._of(notice) if line.notice.person == notice.person)
        return ((line.id, Told(line.notice, line.has_reached)) for line in mine)

    def _of(self, notice: Notice) -> Sequence[Line]:
        return self.lines.get(_run(notice), ())


def look_back(desk: Desk, lines: Iterable[StoredNotice], people: Sequence[str]) -> Lookback:
    """For the mails that are about to be written: their lines, and to whom they go."""
    with_dates = desk.cell.calendar_files
    ended = _ended(desk, people) if with_dates else {}
    papers: set[str] = set()
    dates = {notice.matter for notices in ended.values() for notice in notices}
    for one in lines:
        if _has_paper(one.notice):
            papers.add(one.notice.matter)
        elif with_dates and _has_date(one.notice):
            dates.add(one.notice.matter)
    found: dict[Run, list[Line]] = {}
    for line in (*told.papers_of(desk.tx, papers - dates), *told.of_matters(desk.tx, dates)):
        found.setdefault(_run(line.notice), []).append(line)
    return Lookback(found, ended, with_dates)


def _ended(desk: Desk, people: Sequence[str]) -> dict[str, list[Notice]]:
    """By person: the last line about each run that ended since his last mail. So each end is told once, without a note of it."""
    since = desk.world.calendar.today(desk.now) - HORIZON
    over = told.of_ended(desk.tx, people, since)
    if not over:
        return {}
    oldest = min(one.line.mail_id or 0 for one in over)
    mails = told.last_mails(desk.tx, people, oldest)
    found: dict[str, list[Notice]] = {}
    for one in over:
        person = one.line.notice.person
        if person not in mails or mails[person] < one.at:
            found.setdefault(person, []).append(one.line.notice)
    return found


def _has_paper(notice: Notice) -> bool:
    return notice.kind in ("step", "breach") and bool(notice.data.get("paper"))


def _has_date(notice: Notice) -> bool:
    """Whether a line may bring a calendar file: a date that has passed is in no calendar (docs/adr/0005)."""
    return bool(notice.run) and notice.data.get("light") != "red"


def _run(notice: Notice) -> Run:
    return (notice.matter, notice.clock, notice.run)
