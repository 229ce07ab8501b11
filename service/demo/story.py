"""The story: what some people of the sample county do in the spring of 2026, and when. Nothing else is written down.

Here: acts, as values. Not here: doing them (people.py), what everybody else does (diligence.py), and any mail: those come
of the rulebooks.

Whoever is late here is a post of the bureau or a 示例 (sample) school: the plan's own schools keep every date. Days off by the
notice for 2026: 15-23 February (made up on Saturday 14 and 28 February) and 4-6 April.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.core.machine import Text

ZONE = ZoneInfo("Asia/Shanghai")  #: the sample county's

Values = Mapping[str, str | Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A person does something to a matter of the story, or to one that the calendar has opened."""

    at: datetime
    who: str
    event: str = ""
    matter: str = ""  #: its name in the story; else:
    workflow: str = ""
    unit: str = ""
    period: str = ""
    opens: bool = False  #: a new matter of the workflow
    values: Values = field(default_factory=dict)


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


BEGINS = _at(2, 13, 7, 30)
ENDS = _at(4, 8, 16, 30)

#: Schools whose checks the story tells of: nobody else does their duty for them.
OWN_UNITS = frozenset({"primary_1", "junior_2", "nine_year"})

_VISIT, _LICENCE = "visit", "licence"
_MARCH = "2026-03"

STORY = (
    # A parent asks at the front desk. The handler is late; E1 on 28 February, E2 on 3 March; then he reports.
    Act(
        at=_at(2, 13, 15),
        who="front_desk",
        opens=True,
        matter=_VISIT,
        workflow="first_contact",
        unit="basic_education",
        values={
            "visitor": Text("一位家长", "a parent"),
            "contact": Text("电话", "telephone"),
            "channel": "visit",
            "request": Text("转学手续", "Changing schools"),
        },
    ),
    Act(at=_at(2, 14, 9), who="front_desk", matter=_VISIT, event="offer", values={"handler": "basic_clerk_a"}),
    Act(at=_at(2, 14, 10, 20), who="basic_clerk_a", matter=_VISIT, event="accept"),
    Act(
        at=_at(3, 3, 15),
        who="basic_clerk_a",
        matter=_VISIT,
        event="tell_result",
        values={"result": Text("已告知所需材料", "Told which papers are needed")},
    ),
    Act(at=_at(3, 4, 10), who="office_clerk", matter=_VISIT, event="verify_pass"),
    # A licence at the window: an expert review stops its clock for six working days.
    Act(
        at=_at(2, 25, 9, 30),
        who="window_officer_a",
        opens=True,
        matter=_LICENCE,
        workflow="time_limit",
        values={
            "applicant": Text("一位申请人", "an applicant"),
            "item": Text("民办幼儿园设立", "A private kindergarten"),
        },
    ),
    Act(at=_at(2, 25, 10, 30), who="window_officer_a", matter=_LICENCE, event="accept"),
    Act(
        at=_at(3, 5, 9, 30),
        who="window_officer_a",
        matter=_LICENCE,
        event="exclude",
        values={"ground": "expert_review", "expected_end": "2026-03-13"},
    ),
    Act(at=_at(3, 12, 16), who="window_officer_a", matter=_LICENCE, event="resume"),
    Act(
        at=_at(3, 23, 16),
        who="window_officer_a",
        matter=_LICENCE,
        event="decide",
        values={"decision": Text("准予许可", "Granted")},
    ),
    Act(
        at=_at(3, 25, 10),
        who="window_officer_a",
        matter=_LICENCE,
        event="deliver",
        values={"proof": Text("送达回证", "Receipt of delivery")},
    ),
    # The check of March. One school after its first reminder, one after E1, one not at all.
    Act(
        at=_at(3, 26, 15),
        who="junior_2_academic",
        workflow="monthly_check",
        unit="junior_2",
        period=_MARCH,
        event="submit",
        values={"summary": Text("三月小结", "Summary of March")},
    ),
    Act(
        at=_at(4, 2, 10),
        who="primary_1_academic",
        workflow="monthly_check",
        unit="primary_1",
        period=_MARCH,
        event="submit",
        values={"summary": Text("三月小结", "Summary of March")},
    ),
    Act(
        at=_at(4, 3, 14),
        who="researcher_a",
        workflow="monthly_check",
        unit="junior_2",
        period=_MARCH,
        event="sample_school",
        values={"problems": "yes", "findings": Text("教案不全", "Lesson plans are missing")},
    ),
)
