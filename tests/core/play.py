"""A county in memory: opens matters, does acts, runs batches, delivers every word at once unless told otherwise.

For tests of the core alone. Two ways to let time pass: `batches` runs every batch, `jumps` goes from `next_at` to `next_at`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.calendars import load_years
from engine.core import transfer
from engine.core.act import Act, act_on, open_matter
from engine.core.appraisal import Score
from engine.core.batch import bring_up, next_wake
from engine.core.calendar import Calendar, DayHours, Interval, YearPlan
from engine.core.case import Case, World
from engine.core.change import Change
from engine.core.correction import Withdrawn, Wrong, undo, void
from engine.core.course import Course, derived
from engine.core.machine import ENGINE, Machine, Text
from engine.core.matter import Matter, Run
from engine.core.notice import Notice, Superseded
from engine.core.organisation import Absence, Context, Organisation, Person, Post, Unit
from engine.core.redating import redate

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = DayHours(zone=SHANGHAI)


def at(text: str) -> datetime:
    """`2026-02-13 15:00`, county time, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def small_calendar(years: tuple[int, ...] = (2025, 2026), extra: tuple[YearPlan, ...] = ()) -> Calendar:
    return Calendar(HOURS, (*load_years(years), *extra))


def small_organisation(absences: tuple[Absence, ...] = ()) -> Organisation:
    """One bureau, two sections, one school; posts are named by what they do."""
    posts = (
        Post(kind="head", unit="bureau", a="director"),
        Post(kind="deputy_teaching", unit="bureau", a="deputy_1"),
        Post(kind="deputy_admin", unit="bureau", a="deputy_2"),
        Post(kind="group_leader", unit="bureau", a="leader"),
        Post(kind="head", unit="office", a="office_head"),
        Post(kind="office_supervision", unit="office", a="desk_a", b="desk_b"),
        Post(kind="reception", unit="office", a="officer_l"),
        Post(kind="inspection_team", unit="bureau", a="inspector_a", b="inspector_b"),
        Post(kind="discipline_office", unit="bureau", a="discipline_a"),
        Post(kind="head", unit="jijiao", a="jijiao_head"),
        Post(kind="handler", unit="jijiao", a="handler_a", b="handler_b"),
        Post(kind="basic_education_desk", unit="jijiao", a="handler_a", b="handler_b"),
        Post(kind="research_centre", unit="bureau", a="researcher_a", b="researcher_b"),
        Post(kind="head", unit="jijian", a="jijian_head"),
        Post(kind="handler", unit="jijian", a="builder_a"),
        Post(kind="head", unit="window", a="window_head"),
        Post(kind="window_officer", unit="window", a="window_a", b="window_b"),
        Post(kind="window_supervisor", unit="window", a="window_super"),
        Post(kind="head", unit="school_x", a="principal_x"),
        Post(kind="academic_office", unit="school_x", a="academic_x"),
    )
    units = {
        "bureau": Unit(code="bureau", name=Text("示例县教育局", "Sample bureau"), kind="bureau", deputy="deputy_admin"),
        "office": _unit("office", deputy="deputy_admin"),
        "jijiao": _unit("jijiao", deputy="deputy_teaching"),
        "jijian": _unit("jijian", deputy="deputy_admin"),
        "window": _unit("window", deputy="deputy_admin"),
        "school_x": _unit("school_x", kind="school", deputy="deputy_teaching", values={"level": "primary"}),
    }
    codes = {code for post in posts for code in (post.a, post.b) if code}
    people = {code: Person(code=code, name=code, email=f"{code}@county.example") for code in sorted(codes)}
    return Organisation(units, people, posts, absences)


def _unit(code: str, kind: str = "section", deputy: str = "", values: Mapping[str, object] | None = None) -> Unit:
    return Unit(code=code, name=Text(code, code), kind=kind, parent="bureau", deputy=deputy, values=values or {})


@dataclass
class Play:
    """One matter through time."""

    machine: Machine
    world: World
    matter: Matter | None = None
    next_at: datetime | None = None
    said: list[Notice] = field(default_factory=list)
    superseded: list[Superseded] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    reaches: Callable[[Notice], bool] = field(default=lambda _: True)
    #: event, actor, instant of the last act
    last: tuple[str, str, datetime] = ("", "", datetime.min.replace(tzinfo=UTC))

    @property
    def case(self) -> Case:
        assert self.matter is not None
        return Case(self.matter, self.machine, self.world)

    def open(self, when: str | datetime, actor: str, unit: str, period: str = "", **values: object) -> "Play":
        now = at(when) if isinstance(when, str) else when
        opening = self.machine.openings[0]
        act = Act(event=opening.transition.event, actor=actor, at=now, values=values)
        quiet = ENGINE in opening.transition.by
        outcome = open_matter(
            self.machine, self.world, opening, act, number="T-2026-0001", unit=unit, period=period, quiet=quiet
        )
        return self._take(outcome.change, now)

    def act(self, when: str | datetime, event: str, actor: str, **values: object) -> "Play":
        """Bring the matter up to the act, then do it; what bringing up said stands even if the act is refused."""
        now = at(when) if isinstance(when, str) else when
        self.bring(now)
        outcome = act_on(self.case, Act(event=event, actor=actor, at=now, values=values))
        self.last = (event, actor, now)
        return self._take(outcome.change, now)

    def act_on(self, when: str, event: str, actor: str, *, on: str, **values: object) -> "Play":
        """An act dated back."""
        now = at(when)
        self.bring(now)
        wanted = Act(event=event, actor=actor, at=now, values=values, on=date.fromisoformat(on))
        self._take(act_on(self.case, wanted).change, now)
        self.last = (event, actor, now)
        return self

    def bring(self, now: datetime) -> None:
        """Rule 0: up to an act of that instant."""
        course = bring_up(self.case, now, receipt_on=self.case.calendar.receipt_day(now))
        self._take(course.change(next_wake(course.case, now)), now)

    def batch(self, now: datetime) -> None:
        course = bring_up(self.case, now)
        self._take(course.change(next_wake(course.case, now)), now)

    def batches(self, until: str | datetime) -> "Play":
        """Run every batch up to an instant."""
        end = at(until) if isinstance(until, str) else until
        assert self.matter is not None
        now = self.matter.brought_to or self.matter.opened_at
        while (now := self.world.calendar.next_batch(now)) <= end:
            self.batch(now)
        return self

    def jumps(self, until: str | datetime) -> "Play":
        """Go from `next_at` to `next_at` up to an instant."""
        end = at(until) if isinstance(until, str) else until
        while self.next_at is not None and self.next_at <= end:
            self.batch(self.next_at)
        return self

    def _take(self, change: Change, now: datetime) -> "Play":
        known = {notice.identity for notice in self.said}
        fresh = [notice for notice in change.notices if notice.identity not in known]
        self.said += fresh
        self.superseded += change.superseded
        self.changes.append(change)
        words = dict(change.matter.words)
        for notice in fresh:
            if notice.state and self.reaches(notice):
                key = (notice.state, notice.turn, notice.about or notice.person)
                words[key] = min(words.get(key, notice.at), notice.at)
        self.matter = replace(change.matter, words=words)
        # A delivery is a fact: the wake-up is recomputed by the same function (rule 16).
        self.next_at = next_wake(self.case, now).at
        return self

    def reach(self, when: str | datetime, person: str) -> "Play":
        """A word that was sent before reaches a person only now."""
        now = at(when) if isinstance(when, str) else when
        assert self.matter is not None
        words = dict(self.matter.words)
        for notice in self.said:
            if notice.state and notice.person == person:
                words.setdefault((notice.state, notice.turn, notice.about or notice.person), now)
        self.matter = replace(self.matter, words=words)
        self.next_at = next_wake(self.case, now).at
        return self

    # --- beside acts ---

    def offer(self, when: str, unit: str, actor: str) -> "Play":
        """Offer the matter to another unit."""
        return self._course(when, lambda course, now, day: transfer.offer(course, unit, actor, now, day))

    def undo(self, when: str | datetime, before: Matter, actor: str, reason: str = "误点") -> "Play":
        """Take back the last act."""
        event, author, done_at = self.last
        wrong = Wrong(event=event, author=author, done_at=done_at, before=before)
        return self._course(when, lambda course, now, _: undo(course, wrong, actor, now, reason))

    def void(self, when: str, actor: str, reason: str = "误立") -> "Play":
        return self._course(when, lambda course, now, _: void(course, actor, now, reason))

    def correct(self, when: str, calendar: Calendar) -> list[Withdrawn]:
        """Another calendar is loaded: dates are recomputed, what would not have been said is withdrawn."""
        now = at(when)
        course = bring_up(self.case, now)
        self._take(course.change(next_wake(course.case, now)), now)
        before = derived(self.case)
        self.world = replace(self.world, calendar=calendar)
        course = Course(self.case)
        gone = redate(course, before, now)
        self._take(course.change(next_wake(course.case, now)), now)
        return gone

    def _course(self, when: str | datetime, do: Callable[[Course, datetime, date], None]) -> "Play":
        now = at(when) if isinstance(when, str) else when
        self.bring(now)
        course = Course(self.case)
        do(course, now, self.case.calendar.receipt_day(now))
        return self._take(course.change(next_wake(course.case, now)), now)

    # --- what came of it ---

    def run(self, clock: str) -> Run:
        assert self.matter is not None
        return self.matter.runs[clock]

    def since(self, day: str, until: str = "99") -> list[tuple[str, str, str, str]]:
        """What was said from a day on: `10-30`."""
        return [line for line in self.told() if day <= line[0] < until]

    def kinds(self, clock: str = "") -> list[tuple[str, str]]:
        """(county time, kind or step) of a clock's lines, each once, in order."""
        found = []
        for notice in sorted(self.said, key=lambda notice: notice.at):
            if clock in ("", notice.clock):
                line = (f"{notice.at.astimezone(SHANGHAI):%m-%d %H:%M}", what_of(notice))
                if line not in found:
                    found.append(line)
        return found

    def to(self, person: str) -> list[tuple[str, str, str]]:
        return [(when, what, capacity) for when, what, who, capacity in self.told() if who == person]

    def scores(self) -> dict[tuple[str, str], float]:
        """Points by (unit, reason without a counter-entry's sign), summed up; what sums up to nothing is left out."""
        total: dict[tuple[str, str], float] = {}
        for change in self.changes:
            for score in change.scores:
                key = (score.unit, score.reason.removeprefix("-"))
                total[key] = round(total.get(key, 0) + score.points, 3)
        return {key: points for key, points in total.items() if points}

    def all_scores(self) -> list[Score]:
        return [score for change in self.changes for score in change.scores]

    def told(self) -> list[tuple[str, str, str, str]]:
        """What was said: (county time, kind or step, person, to or cc), in order."""
        lines = []
        for notice in self.said:
            local = notice.at.astimezone(SHANGHAI)
            lines.append((f"{local:%m-%d %H:%M}", what_of(notice), notice.person, notice.capacity))
        return sorted(lines)


def what_of(notice: Notice) -> str:
    """The step or point a line names, else its kind."""
    if notice.kind not in ("step", "point"):
        return notice.kind
    return str(notice.data.get("step") or notice.data.get("point"))


def play(machine: Machine, *absences: Absence, calendar: Calendar | None = None) -> Play:
    return Play(machine, World(calendar or small_calendar(), small_organisation(absences), seed="seed"))


def setting(machine: Machine) -> tuple[str, str]:
    """Who may open a matter of this workflow, and the unit in which most of its roles are filled."""
    organisation = small_organisation()
    by = machine.openings[0].transition.by
    asked = [state.who for state in machine.states.values() if state.who] + [
        name for name in by if name in machine.roles
    ]

    def filled(unit: str) -> int:
        fields = {name: "handler_a" for name, rule in machine.fields.items() if rule.type == "person"}
        context = Context(unit=unit, line=unit, fields=fields, roles=machine.roles)
        return sum(organisation.find(machine.roles.get(role, ()), context) is not None for role in asked)

    unit = max(("jijiao", "window", "school_x", "office", "bureau"), key=filled)
    if ENGINE in by:
        return ENGINE, unit
    context = Context(unit=unit, line=unit, roles=machine.roles)
    holders = [organisation.find(machine.roles.get(role, ()), context) for role in by]
    return next((holder.person for holder in holders if holder), "desk_a"), unit


def away(person: str, first: str, last: str) -> Absence:
    return Absence(person, Interval(date.fromisoformat(first), date.fromisoformat(last)))


__all__ = [
    "HOURS",
    "SHANGHAI",
    "Absence",
    "Interval",
    "Play",
    "World",
    "at",
    "away",
    "date",
    "play",
    "setting",
    "small_calendar",
    "small_organisation",
    "time",
    "timedelta",
    "what_of",
]
