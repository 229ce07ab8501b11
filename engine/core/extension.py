"""Extensions: asked, granted, refused, or counted as refused (language.md rule 5, decision 8; domain.md section
3).

Here: the request as a side duty of the approver, and what its answer does to the asked clock. Not here: who may
ask (act.py).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from engine.core.calendar import Interval
from engine.core.course import Course
from engine.core.dates import due, limit_of
from engine.core.limit import AfterField, Count
from engine.core.machine import ENGINE, EXTENSION, ClockRule, ExtendRule, Transition
from engine.core.matter import Extension, Request, Run, Side
from engine.core.refusal import Refused
from engine.core.side import close_side, open_side, tell_answer

LONGEST = 3  #: digits of a length
UNITS = ("wd", "cd", "months")  #: in which a fixed date can be extended
PATIENCE = 5  #: working days after the approver's limit; then the request counts as refused (decision 8)


def ask(
    course: Course, transition: Transition, values: Mapping[str, object], actor: str, at: datetime, on: date
) -> None:
    """Ask for an extension of one clock: opens the approver's duty. Raises Refused as rule 5 says."""
    rule, run = _asked(course, transition, values)
    extend = rule.extend
    assert extend is not None
    dates = due(rule, run, course.case.calendar)
    if run.request is not None:
        raise Refused("extension_pending")
    if dates is not None and on > dates.promised_on:
        raise Refused("extension_late", on=dates.promised_on)
    if len(run.extensions) >= extend.times:
        raise Refused("extension_times", times=extend.times)
    n, unit = _length(rule, run, extend, values)
    holder = course.case.responsible(rule)
    request = Request(
        n=n,
        unit=unit,
        asked_at=at,
        asked_on=on,
        asked_by=actor,
        line=holder.line if holder else course.matter.unit,
        reason=str(values.get("reason") or ""),
    )
    course.put_run(replace(run, request=request))
    course.record("asked_extension", at, actor, clock=rule.name, n=n, unit=unit, on=str(on), reason=request.reason)
    side = Side(name=rule.name + EXTENSION, about=rule.name, line=request.line, opened_at=at)
    open_side(course, side, transition.event, actor, on)


def _asked(course: Course, transition: Transition, values: Mapping[str, object]) -> tuple[ClockRule, Run]:
    """The clock the request is about: the only candidate, or the one that is named."""
    machine = course.case.machine
    candidates = [name for name in transition.clocks if name in course.matter.runs and course.matter.runs[name].is_live]
    named = str(values.get("clock") or "")
    if named:
        candidates = [name for name in candidates if name == named]
    if not candidates:
        raise Refused("no_extension")
    if len(candidates) > 1:
        raise Refused("which_clock", clocks=", ".join(candidates))
    return machine.clocks[candidates[0]], course.matter.runs[candidates[0]]


def _length(rule: ClockRule, run: Run, extend: ExtendRule, values: Mapping[str, object]) -> tuple[int, str]:
    """How much is asked: `n`, in the unit of the limit; at most `up_to`, or the original length."""
    text = str(values.get("n") or "")
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST or int(text) < 1:
        raise Refused("extension_positive")
    span = extend.up_to.span if extend.up_to else limit_of(rule, run).governing.span
    most = span.count if isinstance(span, AfterField) else span
    if not isinstance(most, Count):
        unit = str(values.get("unit") or "wd")
        if unit not in UNITS:
            raise Refused("extension_unit", unit=unit)
        return int(text), unit
    if int(text) > most.n:
        raise Refused("extension_length", up_to=f"{most.n} {most.unit}")
    return int(text), most.unit


def grant(
    course: Course, transition: Transition, values: Mapping[str, object], actor: str, at: datetime, on: date
) -> None:
    """Grant: both dates move; asked in time counts even if granted late."""
    rule, run, request = _pending(course, transition, values)
    extension = Extension(n=request.n, unit=request.unit, asked_on=request.asked_on)
    granted = replace(run, extensions=(*run.extensions, extension), request=None, fact_at=at)
    course.put_run(granted)
    dates = due(rule, granted, course.case.calendar)
    course.record(
        "granted_extension",
        at,
        actor,
        clock=rule.name,
        n=request.n,
        unit=request.unit,
        promised=str(dates.promised_on) if dates else "",
        statutory=str(dates.statutory_on) if dates and dates.statutory_on else "",
    )
    _answered(course, rule, request, actor, at, on, "granted")


def refuse(
    course: Course, transition: Transition, values: Mapping[str, object], actor: str, at: datetime, on: date
) -> None:
    """Refuse: the dates stand; what the approver took too long is excused from promised_due on (decision 4)."""
    rule, run, request = _pending(course, transition, values)
    course.record("refused_extension", at, actor, clock=rule.name, reason=str(values.get("reason") or ""))
    _refused(course, rule, run, request, actor, at, on)


def lapse(course: Course, rule: ClockRule, at: datetime, on: date) -> None:
    """Unanswered for too long: it counts as refused."""
    run = course.matter.runs[rule.name]
    assert run.request is not None
    course.record("lapsed_extension", at, ENGINE, clock=rule.name)
    _refused(course, rule, run, run.request, ENGINE, at, on)


def _refused(course: Course, rule: ClockRule, run: Run, request: Request, actor: str, at: datetime, on: date) -> None:
    excused = (*run.excused, *_approver_excess(course, rule, run, on))
    course.put_run(replace(run, request=None, excused=excused))
    _answered(course, rule, request, actor, at, on, "refused")


def _approver_excess(course: Course, rule: ClockRule, run: Run, on: date) -> list[Interval]:
    """The days beyond the approver's own limit, from promised_due on."""
    dates = due(rule, run, course.case.calendar)
    limit_on = approver_limit(course, rule)
    if dates is None or limit_on is None:
        return []
    first = max(limit_on, dates.promised_on) + timedelta(days=1)
    return [Interval(first, on)] if on >= first else []


def approver_limit(course: Course, rule: ClockRule) -> date | None:
    """The day by which the approver had to answer."""
    name = rule.name + EXTENSION
    run = course.matter.runs.get(name)
    dates = due(course.case.machine.clocks[name], run, course.case.calendar) if run else None
    return dates.promised_on if dates and not dates.provisional else None


def _pending(course: Course, transition: Transition, values: Mapping[str, object]) -> tuple[ClockRule, Run, Request]:
    named = str(values.get("clock") or "")
    for name in transition.clocks:
        run = course.matter.runs.get(name)
        if run is not None and run.request is not None and named in ("", name):
            return course.case.machine.clocks[name], run, run.request
    raise Refused("no_request")


def _answered(
    course: Course, rule: ClockRule, request: Request, actor: str, at: datetime, on: date, answer: str
) -> None:
    """Close the side duty and tell whoever asked."""
    close_side(course, rule.name + EXTENSION, at, on)
    if request.asked_by != actor:
        facts = {"by": actor, "answer": answer, "n": request.n, "unit": request.unit}
        tell_answer(course, rule.name, request.asked_by, at, facts)
