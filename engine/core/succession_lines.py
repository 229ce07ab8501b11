"""Lines about a duty that somebody else owes from now on: to who took it over, and to who had it.

Here: the two lines. Not here: who takes over (succession.py, handover.py), what they tell of the earlier days (inheritance.py).
"""

from datetime import datetime

from engine.core.course import Course
from engine.core.lines import keep, own_clock
from engine.core.matter import Pending


def tell_successor(course: Course, duty: str, role: str, before: str, at: datetime) -> None:
    """An `assigned` line for whoever owes the duty now, in the next batch."""
    if _is_told(course, duty, role):
        return
    clock = own_clock(course, duty)
    line = Pending(
        kind="assigned",
        clock=clock.name if clock else "",
        run=course.matter.runs[clock.name].number if clock else 0,
        number=course.count("assigned"),
        state=duty,
        roles=(role,),
        since_at=at,
        # The line speaks of the succession, not of the day the matter came into this state.
        data={"by": before, "since": str(course.case.calendar.today(at))},
    )
    keep(course, line)


def tell_predecessor(course: Course, duty: str, before: str, after: str, at: datetime) -> None:
    """Who owed the duty, and is still here, hears in the next batch that he does not any more, and who does."""
    clock = own_clock(course, duty)
    line = Pending(
        kind="transferred",
        clock=clock.name if clock else "",
        run=course.matter.runs[clock.name].number if clock else 0,
        number=course.count("transferred"),
        cc_persons=(before,),
        since_at=at,
        always=True,
        data={"by": after, "after": after},
    )
    keep(course, line)


def _is_told(course: Course, duty: str, role: str) -> bool:
    """A line about the duty waits already; it goes to whoever owes when it is said."""
    return any(line.state == duty and role in line.roles for line in course.matter.pending)
