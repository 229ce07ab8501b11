"""Numbers of papers: 〔2026〕43号, one series for each kind of paper and year, without gaps or doubles.

Here: giving numbers to what a unit of work says. Not here: how a number is written (notifications/), drafts, which have none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from engine.core.calendar import Calendar
from engine.core.change import Change
from engine.core.notice import Notice
from engine.store.numbers import take
from engine.store.transaction import Transaction

Key = tuple[str, str, int, str, str]  #: matter, clock, run, kind, basis: one paper, however many receive it


def numbered(tx: Transaction, changes: Iterable[Change], calendar: Calendar) -> list[Change]:
    """The changes with a number on every paper they issue; taken in the same transaction, so nothing is lost."""
    found = list(changes)
    wanted: dict[tuple[str, int], dict[Key, int]] = {}
    for change in found:
        for notice in change.notices:
            if _has_number(notice):
                series = (str(notice.data["paper"]), calendar.today(notice.at).year)
                wanted.setdefault(series, {}).setdefault(_key(notice), 0)
    if not wanted:
        return found
    for (paper, year), keys in wanted.items():
        first = take(tx, f"paper {paper}", year, len(keys))
        for offset, key in enumerate(keys):
            keys[key] = first + offset
    numbers = {key: number for keys in wanted.values() for key, number in keys.items()}
    return [_with_numbers(change, numbers) for change in found]


def _has_number(notice: Notice) -> bool:
    return notice.kind in ("step", "breach") and bool(notice.data.get("paper")) and not notice.data.get("draft")


def _key(notice: Notice) -> Key:
    return (notice.matter, notice.clock, notice.run, notice.kind, notice.basis)


def _with_numbers(change: Change, numbers: dict[Key, int]) -> Change:
    if not any(_has_number(notice) for notice in change.notices):
        return change
    # The lines of one paper go on sharing their facts: the store writes them once.
    facts: dict[Key, Mapping[str, object]] = {}
    notices = []
    for notice in change.notices:
        if _has_number(notice):
            key = _key(notice)
            if key not in facts:
                facts[key] = {**notice.data, "paper_no": numbers[key]}
            notices.append(replace(notice, data=facts[key]))
        else:
            notices.append(notice)
    return replace(change, notices=tuple(notices))
