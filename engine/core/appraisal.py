"""Points: what a matter's runs cost or earn a unit, derived from facts. The engine counts; people decide what
follows.

Here: language.md decision 2 and domain.md section 7 (default rule set). Not here: the table of points
(engine/store), yearly sums.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.core.case import Case
from engine.core.dates import due
from engine.core.machine import ClockRule, Scoring
from engine.core.matter import Matter, Mode, Run

BREACH = "breach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points of one run of a clock for one unit; a changed mind is a counter-entry, never an edit."""

    unit: str
    year: int
    clock: str
    run: int
    reason: str  #: E1, E2, ..., false_report, breach, early
    points: float


def scores(case: Case) -> tuple[Score, ...]:
    """Every point this matter has cost or earned so far: per run and unit the highest step sent, false reports, breach."""
    scoring = case.machine.scoring
    if scoring is None or case.matter.voided:
        return ()
    found: list[Score] = []
    for run in (*case.matter.ended_runs, *case.matter.runs.values()):
        rule = case.machine.clocks[run.clock]
        if rule.scored:
            found += _of_run(case, rule, run, scoring)
    return tuple(found)


def _of_run(case: Case, rule: ClockRule, run: Run, scoring: Scoring) -> Iterator[Score]:
    order = [step.name for step in rule.ladder.steps] if rule.ladder else []
    highest: dict[str, str] = {}
    for step in sorted(run.said.steps, key=order.index):
        unit = run.said.units.get(step, "")
        if unit and scoring.steps.get(step):
            highest[unit] = step
    for unit, step in highest.items():
        yield Score(
            unit=unit,
            year=run.said.steps[step].year,
            clock=run.clock,
            run=run.number,
            reason=step,
            points=scoring.steps[step],
        )
    if run.said.breach_of and run.said.units.get(BREACH):
        unit = run.said.units[BREACH]
        yield Score(
            unit=unit,
            year=run.said.breach_of.year,
            clock=run.clock,
            run=run.number,
            reason=BREACH,
            points=scoring.breach,
        )
    yield from _false_reports(run, scoring)
    yield from _early(case, rule, run, scoring)


def _false_reports(run: Run, scoring: Scoring) -> Iterator[Score]:
    """Charged to the unit that reported, once: on the duty's own clock, else on the one spanning it."""
    for one in run.returns:
        if one.result == "false" and one.charged_to == run.clock:
            yield Score(
                unit=one.unit,
                year=one.returned_on.year,
                clock=run.clock,
                run=run.number,
                reason="false_report",
                points=scoring.false_report,
            )


def _early(case: Case, rule: ClockRule, run: Run, scoring: Scoring) -> Iterator[Score]:
    """A report before the promised day that stood."""
    stood = run.mode is Mode.STOPPED and run.reported_on is not None and not run.returns and not run.said.steps
    dates = due(rule, run, case.calendar) if stood and scoring.early_each else None
    if dates and run.reported_on and run.reported_on < dates.promised_on and run.reported_line:
        yield Score(
            unit=run.reported_line,
            year=run.reported_on.year,
            clock=run.clock,
            run=run.number,
            reason="early",
            points=scoring.early_each,
        )


def difference(before: Case | None, after: Case) -> tuple[Score, ...]:
    """What a unit of work adds to the table of points: new entries, and counter-entries for those that no longer hold."""
    if before is not None and _is_untouched(before.matter, after.matter):
        return ()
    # Two false reports of one run look alike and count twice: multisets, not sets.
    old = Counter(scores(before)) if before is not None else Counter[Score]()
    new = Counter(scores(after))
    gone = (old - new).elements()
    return (
        *(replace(score, reason=f"-{score.reason}", points=-score.points) for score in gone),
        *(new - old).elements(),
    )


def _is_untouched(before: Matter, after: Matter) -> bool:
    return (
        before.voided == after.voided
        and before.ended_runs == after.ended_runs
        and all(
            before.runs.get(name) is run
            or (name in before.runs and before.runs[name].said is run.said and before.runs[name].mode is run.mode)
            for name, run in after.runs.items()
        )
    )
