"""The weekly digest: in the first batch that runs in a week, to section heads and deputies, the red matters of
their line.

Here: language.md decision 6. Not here: the batch itself (sweep.py), wording (notifications/).
"""

from collections.abc import Iterator
from datetime import datetime

from engine.core.case import Case
from engine.core.dates import due
from engine.core.instant import profile_of
from engine.core.machine import ClockRule
from engine.core.matter import Mode, Run
from engine.core.notice import Notice
from engine.core.outlook import standing
from engine.run.desk import Desk
from engine.store import settings
from engine.store.faces import red, told
from engine.store.lines import add_notices

KEY = "digest_week"  #: the ISO week whose digest was said
PAGE = 1000


def say(desk: Desk) -> int:
    """Say the digest if this week's was not said yet. Returns how many lines."""
    calendar = desk.world.calendar
    at = calendar.last_batch(desk.now)
    year, week, _ = calendar.today(at).isocalendar()
    iso_week = f"{year}-W{week:02}"
    this_week = calendar.today(desk.now).isocalendar()[:2] == (year, week)
    if not this_week or settings.get(desk.tx, KEY) == iso_week:
        return 0
    settings.put(desk.tx, KEY, iso_week)
    numbers = red(desk.tx, calendar.today(at))
    lines = [
        line
        for start in range(0, len(numbers), PAGE)
        for case in desk.load_many(numbers[start : start + PAGE])
        for line in _lines(desk, case, at, iso_week)
    ]
    known = told(desk.tx, sorted({line.person for line in lines}), at)
    fresh = [line for line in lines if (line.person, line.matter) not in known]
    return add_notices(desk.tx, fresh)


def _lines(desk: Desk, case: Case, at: datetime, iso_week: str) -> Iterator[Notice]:
    """One line for each matter and receiver: about its most overdue clock."""
    today = case.calendar.today(at)
    red_ones = [(rule, run) for rule, run in case.live() if _is_red(case, rule, run, at)]
    found = [(rule, run) for rule, run in red_ones if _may_report(case, rule, run, at)]
    if not found:
        return
    rule, run = min(found, key=lambda pair: _promised(case, *pair))
    facts = standing(case, rule, run, due(rule, run, case.calendar), at)
    holder = case.responsible(rule)
    seen: set[str] = set()
    for role in desk.cell.rules.digest_roles:
        for receiver in case.people(role, today, holder.line if holder else case.matter.unit):
            if receiver.person in seen or receiver.capacity == "cc":
                continue
            seen.add(receiver.person)
            yield Notice(
                matter=case.matter.number,
                clock=rule.name,
                run=run.number,
                kind="digest",
                basis=iso_week,
                person=receiver.person,
                at=at,
                role=role,
                because=receiver.because,
                data={**facts, "line": holder.line if holder else case.matter.unit},
            )


def _is_red(case: Case, rule: ClockRule, run: Run, at: datetime) -> bool:
    if run.mode is not Mode.RUNS or rule.side_role or rule.kind == "look_in":
        return False
    dates = due(rule, run, case.calendar)
    return dates is not None and not dates.provisional and dates.promised_on < case.calendar.today(at)


def _may_report(case: Case, rule: ClockRule, run: Run, at: datetime) -> bool:
    """Decision 6 reports all that is red. But lateness that was taken over is news to whoever owes: a late reminder goes first.

    A clock with nothing to say of its own would wait for ever.
    """
    if case.matter.taken_over_at is None:
        return True
    heard = case.heard_at(rule)
    is_mute = rule.ladder is None and not profile_of(rule, run).points
    return is_mute or (heard is not None and heard < at)


def _promised(case: Case, rule: ClockRule, run: Run) -> str:
    dates = due(rule, run, case.calendar)
    return str(dates.promised_on) if dates else ""
