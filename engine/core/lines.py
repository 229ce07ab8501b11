"""Lines an act causes: assigned, returned, offered, told, closed. Said at once or kept for a batch.

Here: decision 3 (whoever must act, or is talked about, is told). Not here: what clocks say by themselves
(saying.py).
"""

from dataclasses import replace
from datetime import datetime

from engine.core.course import Course
from engine.core.dates import due, limit_of
from engine.core.hearing import notices_of, notices_of_pending
from engine.core.instant import profile_of
from engine.core.limit import Count
from engine.core.machine import ClockRule, Transition
from engine.core.matter import Pending
from engine.core.outlook import consequence, standing
from engine.core.saying import says


def keep(course: Course, line: Pending) -> None:
    """Say a line now if it is for now and the office is open (rule 9), else keep it for the next batch."""
    urgent = course.case.is_urgent
    if course.is_past:
        course.wait(line)
    elif urgent or (line.at_once and course.case.calendar.in_hours(line.since_at)):
        say_pending(course, line, line.since_at)
    else:
        course.wait(line)


def say_pending(course: Course, line: Pending, at: datetime) -> None:
    """Turn a pending line into notices."""
    rule = course.case.machine.clocks.get(line.clock)
    run = course.matter.runs.get(line.clock)
    facts: dict[str, object] = {}
    if rule and run:
        dates = due(rule, run, course.case.calendar)
        facts = standing(course.case, rule, run, dates, at)
        after = consequence(course.case, rule, run, dates, at)
        if after and run.is_live:
            facts["next"] = after
    complete = replace(line, data={**facts, **line.data})
    course.notices.extend(notices_of_pending(course.case, complete, at))


def own_clock(course: Course, state: str) -> ClockRule | None:
    """The clock a line about a state quotes: its own, else the one spanning it that runs."""
    own = course.case.machine.clocks.get(state)
    if own:
        return own
    return next((rule for rule, _ in course.case.live() if state in rule.over), None)


def is_up_to_a_day(course: Course, rule: ClockRule | None) -> bool:
    """Limits of up to one working day: their lines are said at once (decision 3)."""
    run = course.matter.runs.get(rule.name) if rule else None
    if rule is None or run is None or not rule.limit.cases:
        return False
    span = limit_of(rule, run).governing.span
    return isinstance(span, Count) and span.unit in ("wd", "h") and span.n <= 1


def tell_assigned(course: Course, actor: str, at: datetime, *, quiet: bool = False) -> None:
    """Tell whoever a duty falls to through an act that is not his own; a `start` point stands for it."""
    case = course.case
    holder = case.owner
    if quiet or case.state.kind not in ("duty", "verify") or holder is None or actor in (holder.person, holder.backup):
        return
    if any(rule_starts(course, rule, at) for rule, _ in case.live() if case.matter.state in rule.over):
        return
    clock = own_clock(course, case.matter.state)
    keep(
        course,
        Pending(
            kind="assigned",
            clock=clock.name if clock else "",
            run=course.matter.runs[clock.name].number if clock else 0,
            number=course.count("assigned"),
            state=case.matter.state,
            roles=(case.state.who,),
            since_at=at,
            at_once=is_up_to_a_day(course, clock),
            data={"by": actor},
        ),
    )


def rule_starts(course: Course, rule: ClockRule, at: datetime) -> bool:
    """Whether a clock that opened with this act has a start point."""
    run = course.matter.runs[rule.name]
    return run.opened_at == at and any(point.kind == "start" for point in profile_of(rule, run).points)


def tell_returned(course: Course, actor: str, at: datetime, result: str) -> None:
    """A failed verification gives a line to whoever owes the duty again."""
    clock = own_clock(course, course.matter.state)
    keep(
        course,
        Pending(
            kind="returned",
            clock=clock.name if clock else "",
            run=course.matter.runs[clock.name].number if clock else 0,
            number=course.matter.counters.get("returned", 0),
            state=course.matter.state,
            roles=(course.case.state.who,),
            since_at=at,
            data={"by": actor, "result": result},
        ),
    )


def tell_roles(course: Course, transition: Transition, actor: str, at: datetime) -> None:
    """`tells`: roles that get a line about an event, such as the receiver of an offered hand-over."""
    if not transition.tells:
        return
    clock = own_clock(course, course.matter.state)
    line = Pending(
        kind="offered",
        clock=clock.name if clock else "",
        number=course.count("offered"),
        roles=transition.tells,
        since_at=at,
        at_once=is_up_to_a_day(course, clock),
        always=True,
        data={"by": actor, "event": transition.event},
    )
    keep(course, line)


def tell_closed(course: Course, actor: str, at: datetime) -> None:
    """An information line to who reported and who opened; it waits for a mail that exists for another reason."""
    report = course.matter.deeds.get(course.matter.report)
    persons = {report.actor if report else "", course.matter.opened_by} - {actor, "", "engine"}
    line = Pending(
        kind="closed",
        number=course.count("closed"),
        persons=tuple(sorted(persons)),
        since_at=at,
        data={"by": actor, "end": course.matter.state},
    )
    if persons:
        say_pending(course, line, at)


def say_starts(course: Course, at: datetime) -> None:
    """Say the start points of clocks this act opened, if the office is open (rule 9)."""
    for rule, run in list(course.case.live()):
        if not course.is_past and rule_starts(course, rule, at) and course.case.calendar.in_hours(at):
            for saying in says(course.case, rule, run, at):
                course.notices.extend(notices_of(course.case, saying, at))
                course.note_gap(course.case.responsible(rule), at)
                course.put_run(saying.after)
                course.record("said", at, "engine", clock=rule.name, kind=saying.kind, basis=saying.basis)
