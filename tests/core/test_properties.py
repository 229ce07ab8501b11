"""What holds for any history: random acts by right and wrong people at random instants, absences, mails that arrive or not.

A story is drawn once and then told in several ways: every batch run, only the wake-ups, batches late in the day, batches twice.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.core.act import Act, act_on
from engine.core.calendar import Interval
from engine.core.dates import due
from engine.core.machine import ENGINE, Machine, Transition
from engine.core.matter import Matter
from engine.core.notice import Notice
from engine.core.organisation import Absence
from engine.core.refusal import Refused
from tests.core.play import Play, at, play, setting, small_calendar, small_organisation, what_of
from tests.core.rulebooks import every_machine, one_duty

MACHINES = every_machine()
SETTINGS = {name: setting(machine) for name, machine in MACHINES.items()}
PEOPLE = sorted(small_organisation().people)
AWAY = ("handler_a", "handler_b", "jijiao_head", "window_a", "window_b", "desk_a", "deputy_1")
BEGIN = at("2026-01-12 00:00")
AFTERWARDS = timedelta(days=40)
CALENDAR = small_calendar()

MODERATE = settings(max_examples=25)


@dataclass(frozen=True)
class Try:
    """One attempt: so long after the one before, this event, by the right person or by anybody."""

    after: timedelta
    event: int
    person: int  #: below 8 the right one
    value: int


@dataclass(frozen=True)
class Story:
    name: str
    begins: datetime
    tries: tuple[Try, ...]
    absences: tuple[tuple[int, int, int], ...]  #: person, first day after the beginning, length
    deaf: int  #: which mails get lost: 0 = none

    def reaches(self, notice: Notice) -> bool:
        """Whether a mail arrives: a fixed answer for each line."""
        return self.deaf == 0 or zlib.crc32(repr(notice.identity).encode()) % 4 >= self.deaf


MINUTES = st.one_of(st.integers(0, 12 * 60), st.integers(0, 9 * 24 * 60))
TRIES = st.builds(
    Try, MINUTES.map(lambda n: timedelta(minutes=n)), st.integers(0, 40), st.integers(0, 11), st.integers(0, 5)
)
STORIES = st.builds(
    Story,
    name=st.sampled_from(sorted(MACHINES)),
    begins=st.integers(0, 300 * 24 * 2).map(lambda half: BEGIN + timedelta(minutes=30 * half)),
    tries=st.lists(TRIES, min_size=1, max_size=7).map(tuple),
    absences=st.lists(st.tuples(st.integers(0, len(AWAY) - 1), st.integers(0, 30), st.integers(0, 10)), max_size=3).map(
        tuple
    ),
    deaf=st.sampled_from([0, 0, 1, 3]),
)

Advance = Callable[[Play, datetime], object]


def begun(story: Story) -> Play:
    first = CALENDAR.today(story.begins)
    absences = [
        Absence(AWAY[who], Interval(first + timedelta(days=start), first + timedelta(days=start + length)))
        for who, start, length in story.absences
    ]
    county = play(MACHINES[story.name], *absences, calendar=CALENDAR)
    county.reaches = story.reaches
    machine = county.machine
    values = {name: value_of(machine, name, 1) for name in machine.openings[0].transition.needs}
    opener, unit = SETTINGS[story.name]
    return county.open(story.begins, opener, unit, "2026-03", **values)


def value_of(machine: Machine, name: str, pick: int) -> object:
    rule = machine.fields[name]
    match rule.type:
        case "choice":
            return rule.of[pick % len(rule.of)]
        case "date":
            return date(2026, 3, 2) + timedelta(days=20 * pick)
        case "person":
            return ("handler_a", "builder_a", "window_a")[pick % 3]
        case "unit":
            return ("jijian", "jijiao", "office")[pick % 3]
        case "yes_no":
            return pick % 2 == 0
        case "number":
            return pick
    return f"文{pick}"


def attempt(county: Play, one: Try) -> Act | None:
    """What is tried: mostly something the state knows."""
    machine, matter = county.machine, county.case.matter
    here = [move for move in machine.events_in(matter.state) if ENGINE not in move.by]
    events: list[str] = [move.event for move in here] * 8 + sorted({event for _, event in machine.table})
    event = events[one.event % len(events)]
    move = machine.table.get((matter.state, event))
    actor = (
        right_person(county, move) if move and one.person < 8 else PEOPLE[(7 * one.person + one.value) % len(PEOPLE)]
    )
    values = {name: value_of(machine, name, one.value) for name in (move.needs if move else ())}
    if event == "ask_extension":
        values = {"n": str(one.value), "clock": move.clocks[0] if move else ""}
    return Act(event=event, actor=actor, at=matter.entered_at, values=values)


def right_person(county: Play, move: Transition) -> str:
    side = next((side for side in county.case.matter.sides if move.event.endswith(side.name.rpartition(".")[2])), None)
    for role in move.by:
        holder = county.case.holder(role, side.line if side else "")
        if holder is not None:
            return holder.person
    return PEOPLE[0]


def tell(story: Story, advance: Advance, *, afterwards: timedelta = AFTERWARDS) -> Play:
    """The story, with time passing as `advance` lets it pass."""
    county = begun(story)
    now = story.begins
    for one in story.tries:
        now += one.after
        advance(county, now)
        act(county, one, now)
    advance(county, night(now + afterwards))
    return county


def night(now: datetime) -> datetime:
    """23:45 of that day: every sweep of the day is over."""
    return CALENDAR.local(now).replace(hour=23, minute=45).astimezone(UTC)


def act(county: Play, one: Try, now: datetime) -> bool:
    """Try it; whether it was done. A refused one changes nothing."""
    county.bring(now)
    wanted = attempt(county, one)
    if wanted is None:
        return False
    before = repr(county.case.matter)
    try:
        act_on(county.case, replace(wanted, at=now))
    except Refused as error:
        sentences = error.text("zh"), error.text("en")
        assert all(sentences)
        assert repr(county.case.matter) == before
        return False
    county.act(now, wanted.event, wanted.actor, **wanted.values)
    return True


def every_batch(county: Play, until: datetime) -> None:
    county.batches(until)


def only_wakes(county: Play, until: datetime) -> None:
    county.jumps(until)


def summary(county: Play) -> tuple[object, ...]:
    """All that must be the same: what was said to whom, what was not, points, where it stands."""
    matter = county.case.matter
    said = sorted((n.at, n.clock, what_of(n), n.basis, n.person, n.capacity, n.role, n.because) for n in county.said)
    gone = sorted((line.clock, line.run, line.kind, line.basis, line.due_at, line.reason) for line in county.superseded)
    runs = {name: replace(run, said=replace(run.said, late_on=None)) for name, run in matter.runs.items()}
    return said, gone, county.scores(), matter.state, runs, matter.sides, matter.closed_at


@given(STORIES)
@MODERATE
def test_jumping_from_wake_to_wake_says_what_every_batch_says(story: Story) -> None:
    """Rule 16: the wake-ups are derived from the sayings."""
    assert summary(tell(story, only_wakes)) == summary(tell(story, every_batch))


@given(STORIES)
@MODERATE
def test_an_open_matter_always_has_a_wake_up_ahead(story: Story) -> None:
    """Rule 16: nothing waits unseen; and no wake-up lies in the past or far away."""
    county = begun(story)
    now = story.begins
    for one in story.tries:
        now += one.after
        county.jumps(now)
        act(county, one, now)
        if county.case.matter.is_open():
            assert county.next_at is not None
            assert now < county.next_at
            assert county.next_at - now < timedelta(days=400)
        else:
            assert county.next_at is None or county.case.matter.pending


@given(STORIES, st.lists(st.integers(0, 15 * 60), min_size=1, max_size=5))
@MODERATE
def test_a_sweep_later_on_the_same_day_says_what_the_punctual_one_would_have(story: Story, delays: list[int]) -> None:
    """Rule 0: whatever is done in between; an act first brings its matter up."""

    def late(county: Play, until: datetime) -> None:
        turn = 0
        batch_at = county.case.matter.brought_to or story.begins
        while (batch_at := CALENDAR.next_batch(batch_at)) <= until:
            swept_at = batch_at + timedelta(minutes=delays[turn % len(delays)])
            turn += 1
            if swept_at <= until:
                county.batch(swept_at)

    assert summary(tell(story, late)) == summary(tell(story, every_batch))


@given(STORIES, st.lists(st.integers(0, 6 * 24 * 60), min_size=1, max_size=8))
@MODERATE
def test_an_identity_never_repeats_however_often_and_late_it_is_swept(story: Story, gaps: list[int]) -> None:
    """Rule 14: bring_up twice, bring_up late, whole days left out."""

    def odd(county: Play, until: datetime) -> None:
        now, turn = max(county.case.matter.brought_to or story.begins, story.begins), 0
        while (now := now + timedelta(minutes=gaps[turn % len(gaps)] + 1)) <= until and turn < 20:
            turn += 1
            county.batch(now)
            county.batch(now)

    county = tell(story, odd)

    everything = [notice.identity for change in county.changes for notice in change.notices]
    assert len(everything) == len(set(everything))


@given(STORIES)
@MODERATE
def test_bringing_up_again_changes_nothing(story: Story) -> None:
    """Rule 0."""
    county = tell(story, only_wakes)
    before = (county.case.matter, county.told(), county.next_at)

    county.batch(county.case.matter.brought_to or story.begins)

    assert (county.case.matter, county.told()) == before[:2]


@given(STORIES)
@MODERATE
def test_nobody_is_blamed_before_he_has_heard(story: Story) -> None:
    """Decision 5: each step comes after a word to the one who owed, his A or B, in an earlier batch."""
    county = tell(story, every_batch)

    for notice in county.said:
        if notice.kind == "step":
            words = [
                said.at
                for said in county.said
                if said.state == notice.state and said.at < notice.at and story.reaches(said)
            ]
            assert words, notice


@given(STORIES)
@MODERATE
def test_two_steps_of_a_clock_are_two_working_days_apart(story: Story) -> None:
    """Decision 4, for one promised date; and they ascend."""
    county = tell(story, every_batch)
    steps: dict[tuple[str, int, str], list[date]] = {}
    for notice in county.said:
        if notice.kind == "step":
            promised = notice.basis.split()[0]
            days = steps.setdefault((notice.clock, notice.run, promised), [])
            if CALENDAR.today(notice.at) not in days:
                days.append(CALENDAR.today(notice.at))

    for days in steps.values():
        for first, second in pairwise(days):
            assert CALENDAR.working_days_between(first, second) > 2


@given(STORIES)
@MODERATE
def test_mails_leave_on_working_days_in_business_hours_unless_urgent(story: Story) -> None:
    """Rule 9: batches, and what is said at once."""
    county = tell(story, every_batch)
    assume(not county.case.is_urgent)

    assert all(CALENDAR.in_hours(notice.at) for notice in county.said if notice.kind != "closed")


# --- correcting ----------------------------------------------------------------------------------------


@given(STORIES, TRIES, TRIES)
@MODERATE
def test_a_corrected_error_leaves_the_same_future(story: Story, wrong: Try, right: Try) -> None:
    """Decision 16: err, correct, do it right; or just do it right: reminders and steps from then on are the same."""
    story = replace(story, deaf=0)
    straight, crooked = (
        tell(story, every_batch, afterwards=timedelta()),
        tell(story, every_batch, afterwards=timedelta()),
    )
    now = story.begins + sum((one.after for one in story.tries), timedelta())
    opens_at = CALENDAR.next_batch(now) + timedelta(hours=1)
    for county in (straight, crooked):
        county.batches(opens_at)
    before: Matter = crooked.case.matter
    done = act(crooked, replace(wrong, person=0), opens_at)
    assume(done)
    author = crooked.last[1]
    assume(author in PEOPLE)
    crooked.undo(opens_at + timedelta(minutes=20), before, author)
    for county in (straight, crooked):
        act(county, right, opens_at + timedelta(minutes=40))
        county.batches(opens_at + AFTERWARDS)

    assert future(crooked, opens_at + timedelta(minutes=40)) == future(straight, opens_at + timedelta(minutes=40))
    assert crooked.case.matter.state == straight.case.matter.state


def future(county: Play, since: datetime) -> Sequence[object]:
    clocks = {"point", "due", "step", "late", "breach", "before_statutory", "look_in"}
    return sorted(
        {(n.at, n.clock, what_of(n), n.person, n.capacity) for n in county.said if n.at > since and n.kind in clocks}
    )


# --- dates ---------------------------------------------------------------------------------------------

LIMITS = st.sampled_from(
    ["1 wd @A", "5 wd @A", "{promised: 14 wd @A, statutory: 20 wd @L 1}", "{statutory: 30 cd @L 1}", "2 months @A"]
)
PAUSES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=3)


@given(LIMITS, st.integers(0, 200), PAUSES, st.tuples(st.integers(0, 60), st.integers(0, 20)))
@MODERATE
def test_pausing_never_brings_a_date_nearer(
    limit: str, begins: int, pauses: list[tuple[int, int]], one: tuple[int, int]
) -> None:
    """Rule 4: one pause more, and neither date is earlier."""
    county = play(one_duty(limit), calendar=CALENDAR).open(
        BEGIN + timedelta(days=begins), "desk_a", "jijiao", topic="证"
    )
    rule, run = county.machine.clocks["work"], county.run("work")

    def paused(*pairs: tuple[int, int]) -> tuple[Interval, ...]:
        zero = run.day_zero
        return tuple(
            Interval(zero + timedelta(days=start), zero + timedelta(days=start + length)) for start, length in pairs
        )

    plain = due(rule, replace(run, pauses=paused(*pauses)), CALENDAR)
    longer = due(rule, replace(run, pauses=paused(*pauses, one)), CALENDAR)

    assert plain is not None
    assert longer is not None
    assert longer.raw_promised >= plain.raw_promised
    assert longer.promised_on >= plain.promised_on
    if plain.statutory_on:
        assert longer.statutory_on is not None
        assert longer.statutory_on >= plain.statutory_on


@given(LIMITS, st.integers(0, 200), PAUSES)
@MODERATE
def test_promised_is_a_working_day_not_after_raw_and_statutory_not_before(
    limit: str, begins: int, pauses: list[tuple[int, int]]
) -> None:
    """Rule 7, unless provisional (rule 8)."""
    county = play(one_duty(limit), calendar=CALENDAR).open(
        BEGIN + timedelta(days=begins), "desk_a", "jijiao", topic="证"
    )
    zero = county.run("work").day_zero
    intervals = tuple(
        Interval(zero + timedelta(days=start), zero + timedelta(days=start + length)) for start, length in pauses
    )

    dates = due(county.machine.clocks["work"], replace(county.run("work"), pauses=intervals), CALENDAR)

    assert dates is not None
    assume(not dates.provisional)
    assert CALENDAR.is_working(dates.promised_on)
    assert dates.promised_on <= dates.raw_promised
    if dates.statutory_on and dates.raw_statutory:
        assert CALENDAR.is_working(dates.statutory_on)
        assert dates.statutory_on >= dates.raw_statutory


@pytest.mark.parametrize("name", sorted(MACHINES))
def test_left_alone_every_rulebook_says_the_same_by_batches_and_by_jumps(name: str) -> None:
    """Rule 16: nobody does anything for half a year."""
    story = Story(name, at("2026-02-13 15:00"), (), (), 0)

    jumped, swept = (tell(story, way, afterwards=timedelta(days=180)) for way in (only_wakes, every_batch))

    assert summary(jumped) == summary(swept)
