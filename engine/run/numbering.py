"""Numbers of papers: 〔2026〕43号, one series for each kind of paper and year, without gaps or doubles.

Here: giving numbers to what a unit of work says. Not here: how a number is written (notifications/), drafts, which have none.
"""

from collections.abc import Iterable

from engine.core.calendar import Calendar
from engine.core.change import Change
from engine.core.notice import Notice, Paper
from engine.store.numbers import take
from engine.store.transaction import Transaction


def paper_numbers(tx: Transaction, changes: Iterable[Change], calendar: Calendar) -> dict[Paper, int]:
    """A number for every paper these changes issue; taken in the same transaction, so nothing is lost."""
    wanted: dict[tuple[str, int], dict[Paper, int]] = {}
    for change in changes:
        for notice in change.notices:
            if _has_number(notice):
                series = (str(notice.data["paper"]), calendar.today(notice.at).year)
                wanted.setdefault(series, {}).setdefault(notice.paper, 0)
    numbers: dict[Paper, int] = {}
    for (kind, year), papers in wanted.items():
        first = take(tx, f"paper {kind}", year, len(papers))
        numbers |= {paper: first + offset for offset, paper in enumerate(papers)}
    return numbers


def _has_number(notice: Notice) -> bool:
    return notice.kind in ("step", "breach") and bool(notice.data.get("paper")) and not notice.data.get("draft")
