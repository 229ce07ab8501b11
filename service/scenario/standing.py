"""How a matter stands at an instant, as the text a scenario compares with.

Here: choosing the clock, and one text for each key. Not here: any rule; every value is asked of the core.
"""

from collections.abc import Mapping
from datetime import date, datetime

from engine.core.case import Case
from engine.core.dates import amber_on, days_late, due, light, limit_of
from engine.core.instant import as_counted
from engine.core.machine import ClockRule
from engine.core.matter import Run
from service.scenario.script import Key

NONE = "none"


def clock_of(case: Case, named: str) -> tuple[ClockRule, Run] | None:
    """The clock that is named; else that of the open duty, else the only one that is alive, else the only one there was."""
    matter, clocks = case.matter, case.machine.clocks
    alive = [name for name, run in matter.runs.items() if run.is_live]
    for names in ([named], [matter.state] if matter.state in alive else [], alive, list(matter.runs)):
        if len(names) == 1 and names[0] in matter.runs:
            return clocks[names[0]], matter.runs[names[0]]
        if named:
            return None
    return None


def standing(case: Case, named: str, at: datetime) -> Mapping[Key, str]:
    """State, dates before and after rolling, light, and working days late."""
    found: dict[Key, str] = {"state": case.matter.state}
    clock = clock_of(case, named)
    if clock is None:
        return found
    rule, run = clock
    today = case.calendar.today(at)
    dates = due(rule, run, case.calendar)
    found["late"] = str(days_late(rule, as_counted(case, rule, run, dates, at), case.calendar, today))
    if dates is None:
        return found | {"light": light(run, None, None, today)}
    machine = case.machine
    amber = amber_on(limit_of(rule, run), dates, case.calendar, short=machine.amber_short, long=machine.amber_long)
    return found | {
        "promised": str(dates.promised_on),
        "raw": str(dates.raw_promised),
        "statutory": _text(dates.statutory_on),
        "raw_statutory": _text(dates.raw_statutory),
        "provisional": "yes" if dates.provisional else "no",
        "light": light(run, dates, amber, today),
    }


def _text(day: date | None) -> str:
    return str(day) if day else NONE
