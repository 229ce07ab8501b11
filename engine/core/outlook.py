"""The facts a line tells: how things stand with a clock, and what comes next if nothing is done.

Here: plain values (JSON) computed from machine, facts and calendar. Not here: sentences (notifications/) and
who reads them.
"""

from collections.abc import Mapping
from datetime import date, datetime

from engine.core.appraisal import BREACH
from engine.core.case import Case
from engine.core.dates import Due, amber_on, days_late, left_out, light, limit_of
from engine.core.inheritance import inherited
from engine.core.instant import as_counted, breach_at, settled, step_days
from engine.core.machine import ClockRule, Step
from engine.core.matter import Run
from engine.core.saying import Saying


def standing(case: Case, rule: ClockRule, run: Run, dates: Due | None, at: datetime) -> dict[str, object]:
    """Dates, light, working days left or late of one clock at an instant."""
    today = case.calendar.today(at)
    facts: dict[str, object] = {"clock": rule.name, "since": str(case.calendar.today(case.matter.entered_at))}
    if dates is None:
        return facts | {"light": light(run, None, None, today)}
    machine = case.machine
    limit = limit_of(rule, run)
    amber = amber_on(limit, dates, case.calendar, short=machine.amber_short, long=machine.amber_long)
    facts |= {
        "promised": str(dates.promised_on),
        "light": light(run, dates, amber, today),
        "left": case.calendar.working_after(today, dates.promised_on),
        **_lateness(case, rule, run, dates, at),
        "day_zero": str(run.day_zero),
    }
    if dates.statutory_on and dates.statutory_on != dates.promised_on:
        facts["statutory"] = str(dates.statutory_on)
    if dates.provisional or dates.statutory_provisional:
        facts["provisional"] = True
    return facts


def _lateness(case: Case, rule: ClockRule, run: Run, dates: Due, at: datetime) -> dict[str, object]:
    """Working days late, those that are nobody's lateness (decisions 4 and 5), and whose the earlier ones were."""
    today = case.calendar.today(at)
    run = as_counted(case, rule, run, dates, at)
    without = left_out(rule, run, case.calendar, today)
    facts: dict[str, object] = {"late": days_late(rule, run, case.calendar, today)}
    if without.unheard:
        facts["unheard"] = without.unheard
    if without.others:
        facts["others"] = without.others
    return facts | inherited(case, rule, run)


def consequence(case: Case, rule: ClockRule, run: Run, dates: Due | None, at: datetime) -> dict[str, object]:
    """The next real step and its date (ux: 再不办): the first one after today, or the breach flag, or the lapse.

    While a step waits for a word it is that step, in the batch after the word if one reaches now. What the engine ends in
    this very batch has nothing to come.
    """
    if dates is None or dates.provisional:
        return {}
    today = case.calendar.today(at)
    if lapses(case, rule, dates):
        limit_on = passed_limit(rule, dates)
        on = str(case.calendar.next_working(limit_on))
        return {"event": rule.passed.event, "on": on} if rule.passed and limit_on >= today else {}
    step = _next_step(case, rule, run, dates, at)
    if step:
        return step
    breach = breach_at(rule, dates, case.calendar)
    if breach and case.calendar.today(breach) > today:
        return {"step": "breach", "on": str(case.calendar.today(breach))}
    return {}


def _next_step(case: Case, rule: ClockRule, run: Run, dates: Due, at: datetime) -> dict[str, object]:
    if rule.ladder is None:
        return {}
    run = settled(case, rule, run)
    counted = as_counted(case, rule, run, dates, at)
    waits = counted is not run
    today = case.calendar.today(at)
    for day, step in step_days(rule.ladder, counted, dates.promised_on, case.calendar):
        if waits or day > today:
            return _step_facts(step, max(day, case.calendar.next_working(today)))
    return {}


def lapses(case: Case, rule: ClockRule, dates: Due) -> bool:
    """Whether the engine ends the open duty by itself once the limit has passed."""
    if rule.passed is None or is_unsure(rule, dates):
        return False
    return not rule.passed.states or case.matter.state in rule.passed.states


def passed_limit(rule: ClockRule, dates: Due) -> date:
    """The day after which a `passed` limit acts: the statutory one unless the rulebook names the promised."""
    assert rule.passed is not None
    if rule.passed.of == "statutory" and dates.statutory_on:
        return dates.statutory_on
    return dates.promised_on


def is_unsure(rule: ClockRule, dates: Due) -> bool:
    """Whether the date a `passed` limit acts on is provisional."""
    assert rule.passed is not None
    is_statutory = rule.passed.of == "statutory" and dates.statutory_on is not None
    return dates.statutory_provisional if is_statutory else dates.provisional


def _step_facts(step: Step, day: date) -> dict[str, object]:
    facts: dict[str, object] = {"step": step.name, "on": str(day), "to": list(step.to)}
    if step.paper:
        facts |= {"paper": step.paper, "paper_title": step.paper_title}
    return facts


def told(case: Case, saying: Saying, at: datetime) -> Mapping[str, object]:
    """Everything a mail needs to write this line."""
    today = case.calendar.today(at)
    run = saying.after if saying.kind == "late" else saying.run
    facts = standing(case, saying.rule, run, saying.dates, at)
    after = consequence(case, saying.rule, saying.after, saying.dates, at)
    if after:
        facts["next"] = after
    if saying.point:
        facts["point"] = saying.point.name
    if saying.step:
        facts |= _said_step(case, saying, after)
    if saying.kind == "late":
        facts["reason"] = "no_word_before"
    if saying.rule.passed and saying.dates and _lapses_now(case, saying.rule, saying.dates, today):
        facts["lapsed"] = saying.rule.passed.event
    if saying.dates and _is_breach_told(case, saying, saying.dates, at):
        facts["breach_told"] = True
    return facts


def _lapses_now(case: Case, rule: ClockRule, dates: Due, today: date) -> bool:
    return lapses(case, rule, dates) and passed_limit(rule, dates) < today


def _is_breach_told(case: Case, saying: Saying, dates: Due, at: datetime) -> bool:
    """Whether the breach of the statutory date is reported upward, in this batch or before."""
    said, flag_at = saying.run.said, breach_at(saying.rule, dates, case.calendar)
    if said.breach_of is not None and said.breach_of == dates.statutory_on:
        return BREACH in said.told
    return flag_at is not None and flag_at <= at


def _said_step(case: Case, saying: Saying, after: Mapping[str, object]) -> dict[str, object]:
    """Name, paper and demand date of the step that is said; the demand is the last working day before the next (decision 7)."""
    step = saying.step
    assert step is not None
    facts: dict[str, object] = {"step": step.name, "to": list(step.to), "cc": list(step.cc)}
    if step.paper:
        facts |= {"paper": step.paper, "paper_title": step.paper_title, "draft": step.draft}
        holder = case.responsible(saying.rule)
        facts["line"] = holder.line if holder else case.matter.unit
    if step.demand and "on" in after and after.get("step") != "breach":
        facts["demand"] = str(case.calendar.previous_working(date.fromisoformat(str(after["on"]))))
    return facts
