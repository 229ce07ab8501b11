"""Papers once more: what was issued about a matter, or on a day, as a letter that its papers are printed from.

Here: which lines that are. Not here: what a paper says (notifications/drafting.py), who gets it with his mail (post.py).
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from engine.core.organisation import Person
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.run.letter import Letter
from engine.run.post import letter_of
from engine.store import notices
from engine.store.notices import StoredNotice


def of_matter(cell: Cell, number: str, now: datetime, lang: str) -> Letter:
    """All papers about a matter. Raises Refused for an unknown number."""
    with cell.database.read() as tx:
        desk = Desk(cell, tx, now)
        desk.load(number)
        lines = [one for one in notices.of_matter(tx, number) if one.superseded_reason is None]
        return _letter(desk, lines, lang)


def of_day(cell: Cell, day: date, now: datetime, lang: str) -> Letter:
    """All papers that were issued on a day of the county."""
    with cell.database.read() as tx:
        desk = Desk(cell, tx, now)
        begins, ends = (
            datetime.combine(each, datetime.min.time(), cell.hours.zone) for each in (day, day + timedelta(days=1))
        )
        return _letter(desk, notices.of_papers(tx, begins, ends), lang)


def _letter(desk: Desk, lines: Sequence[StoredNotice], lang: str) -> Letter:
    papers = [one for one in lines if one.notice.kind in ("step", "breach") and one.notice.data.get("paper")]
    return letter_of(desk, Person(code="", name="", lang=lang), papers, desk.now)
