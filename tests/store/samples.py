"""Small matters, changes and mails for tests of the store."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from engine.core.change import Change, Derived
from engine.core.matter import Matter, Mode, Run
from engine.core.notice import Entry, Notice
from engine.store import matters, rulesets
from engine.store.database import Database
from engine.store.outbox import NewMail

NOW = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
DAY = timedelta(days=1)
RULES = "0f" * 32


def a_run(clock: str = "decide", number: int = 1, **changes: Any) -> Run:
    given: dict[str, Any] = {"opened_at": NOW, "day_zero": NOW.date(), "mode": Mode.RUNS, "fact_at": NOW}
    return Run(clock=clock, number=number, **(given | changes))


def a_matter(number: str = "SW-2026-0001", **changes: Any) -> Matter:
    given: dict[str, Any] = {
        "workflow": "school_affairs", "ruleset": RULES, "state": "decide", "unit": "basic_education", "opened_at": NOW,
        "opened_on": NOW.date(), "opened_by": "li", "entered_at": NOW, "entered_by": "li", "runs": {"decide": a_run()},
    }  # fmt: skip
    return Matter(number=number, **(given | changes))


def a_notice(number: str = "SW-2026-0001", **changes: Any) -> Notice:
    given: dict[str, Any] = {"clock": "decide", "run": 1, "kind": "start", "basis": "2026-11-16", "person": "wang", "at": NOW,
             "state": "decide", "turn": 1}  # fmt: skip
    return Notice(matter=number, **(given | changes))


def an_entry(number: str = "SW-2026-0001", kind: str = "opened", **data: object) -> Entry:
    return Entry(matter=number, kind=kind, at=NOW, actor="li", data=data)


def an_opening(number: str = "SW-2026-0001", *, next_at: datetime | None = NOW, **changes: Any) -> Change:
    """A new matter with its first line of history."""
    matter = a_matter(number, **changes)
    derived = {name: Derived(promised_on=date(2026, 11, 16), next_at=next_at) for name in matter.runs}
    return Change(matter=matter, is_new=True, entries=(an_entry(number),), next_at=next_at, derived=derived)


def numbered(count: int) -> list[str]:
    return [f"SW-2026-{number:04}" for number in range(1, count + 1)]


def store(database: Database, *changes: Change, opening: str = "") -> None:
    """Write changes that open matters."""
    with database.write() as tx:
        rulesets.put(tx, RULES, "school_affairs", "{}", at=NOW)
        matters.save(tx, changes, at=NOW, opening=opening)


def load(database: Database, number: str = "SW-2026-0001") -> Matter:
    with database.read() as tx:
        return matters.load(tx, [number])[0]


def a_mail(person: str = "wang", *notices: int, message_id: str = "", at: datetime = NOW) -> NewMail:
    return NewMail(
        person=person, address=f"{person}@example.org", subject="今日事项", at=at,
        message_id=message_id or f"<{person}@duban>", content=f"mail for {person}".encode(), notices=notices,
    )  # fmt: skip
