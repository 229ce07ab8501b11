"""How things stand with a clock on the day a letter is written, read from a notice's facts.

Here: the facts as typed values, brought up to the letter's day when they are older. Not here: any word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.core.calendar import Calendar
from notifications.day import read_day
from notifications.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the ladder: the one that is said, or the next real one."""

    name: str
    on: date | None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    paper: str = ""
    paper_title: str = ""
    event: str = ""  #: instead of a step: what the engine does when the limit has passed
    draft: bool = False
    demand: date | None = None


@dataclass(frozen=True, slots=True)
class Inherited:
    """The duty was taken over while it was open."""

    on: date
    before: tuple[str, ...]  #: names of those who owed it earlier
    late: int  #: working days late when it was taken over


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    light: str  #: green | amber | red | paused | verifying | done | ""
    promised: date | None = None
    statutory: date | None = None
    left: int = 0  #: working days
    late: int = 0
    unheard: int = 0  #: working days left out because no word had reached
    others: int = 0  #: left out because a verifier or an approver took them
    since: date | None = None
    day_zero: date | None = None
    provisional: bool = False
    said: Step | None = None
    next: Step | None = None
    inherited: Inherited | None = None

    def is_due(self, today: date) -> bool:
        return self.promised == today and self.light in ("green", "amber")


def read_standing(facts: Mapping[str, object], noted: date, today: date, calendar: Calendar) -> Standing:
    """The facts of a notice that was said on `noted`, as they stand `today`."""
    promised = read_day(facts.get("promised"))
    light = str(facts.get("light") or "")
    left, late = _number(facts.get("left")), _number(facts.get("late"))
    if promised and noted < today and light in ("green", "amber", "red"):
        left = calendar.working_after(today, promised)
        if facts.get("reason") != "no_word_before":
            late += calendar.working_after(max(noted, promised), today)
        light = "red" if today > promised else "amber" if today == promised else light
    after = _step(facts.get("next"))
    return Standing(
        light=light,
        promised=promised,
        statutory=read_day(facts.get("statutory")),
        left=left,
        late=late,
        unheard=_number(facts.get("unheard")),
        others=_number(facts.get("others")),
        since=read_day(facts.get("since")),
        day_zero=read_day(facts.get("day_zero")),
        provisional=bool(facts.get("provisional")),
        said=_step(facts) if facts.get("step") else None,
        next=after if after and after.on and after.on > today else None,
        inherited=_inherited(facts.get("inherited")),
    )


def _inherited(facts: object) -> Inherited | None:
    on = read_day(facts.get("on")) if isinstance(facts, Mapping) else None
    if on is None or not isinstance(facts, Mapping):
        return None
    return Inherited(on, tuple(clean(name) for name in _names(facts.get("before"))), _number(facts.get("late")))


def _step(facts: object) -> Step | None:
    if not isinstance(facts, Mapping) or not facts:
        return None
    return Step(
        name=str(facts.get("step") or ""),
        on=read_day(facts.get("on")),
        to=_names(facts.get("to")),
        cc=_names(facts.get("cc")),
        paper=str(facts.get("paper") or ""),
        paper_title=str(facts.get("paper_title") or ""),
        event=str(facts.get("event") or ""),
        draft=bool(facts.get("draft")),
        demand=read_day(facts.get("demand")),
    )


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else ()


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
