"""Beside the rules: values typed by people, periods, acts dated back, explanations, matters taken over."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine.core.act import Act
from engine.core.calendar import Interval
from engine.core.dates import due, light
from engine.core.explain import future, reckon, stories
from engine.core.machine import FieldRule, Recurring, Text
from engine.core.matter import Mode
from engine.core.period import due_periods, first_day, opens_on, period_of
from engine.core.refusal import SENTENCES, Refused
from engine.core.takeover import Past, take_over
from engine.core.value import LONGEST, parse
from tests.core.play import Play, at, play, small_calendar, small_organisation
from tests.core.rulebooks import IN_A_ROW, LICENCE, MOVABLE, machine, one_duty, verified_duty

CALENDAR = small_calendar()


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


# --- values --------------------------------------------------------------------------------------------


def rule(kind: str, *of: str, private: bool = False) -> FieldRule:
    return FieldRule(name="field", title=Text("字段", "Field"), type=kind, of=of, private=private)  # type: ignore[arg-type]  # a kind


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        ("text", " 食堂 ", "食堂"),
        ("text", "", None),
        ("text", None, None),
        ("file", "a.pdf", "a.pdf"),
        ("yes_no", "是", True),
        ("yes_no", "No", False),
        ("yes_no", True, True),
        ("yes_no", 0, False),
        ("date", "2026-06-30", date(2026, 6, 30)),
        ("date", date(2026, 6, 30), date(2026, 6, 30)),
        ("number", "3", 3),
        ("number", "2.5", 2.5),
        ("number", "3.0", 3),
        ("person", "handler_a", "handler_a"),
        ("unit", "jijiao", "jijiao"),
        ("choice", "hard", "hard"),
        ("list", "甲, 乙", ("甲", "乙")),
        ("list", ["甲", "乙"], ("甲", "乙")),
    ],
)
def test_what_a_person_typed_becomes_a_value(kind: str, typed: object, expected: object) -> None:
    """Language 2: fields."""
    assert parse(rule(kind, "urgent", "hard"), typed, small_organisation()) == expected


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        ("yes_no", "maybe", "yes / no"),
        ("date", "30.6.2026", "2026-06-30"),
        ("number", "three", "0-9"),
        ("number", "nan", "0-9"),
        ("number", "1e999", "0-9"),
        ("person", "handler_x", "handler_b?"),
        ("choice", "soft", "urgent/hard"),
        ("unit", "zzz", "bureau/office/jijiao/jijian/window/school_x"),
        ("text", "x" * (LONGEST + 1), f"<= {LONGEST}"),
        ("text", "a\x00b", f"<= {LONGEST}"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_was_expected(kind: str, typed: str, expected: str) -> None:
    """Language 2: fields; the nearest known name where there is one."""
    with pytest.raises(Refused) as refused:
        parse(rule(kind, "urgent", "hard"), typed, small_organisation())

    assert refused.value.code == "bad_value"
    assert refused.value.params["expected"] in (expected, expected.replace("handler_b", "handler_a"))
    assert len(str(refused.value.params["value"])) <= 80


def test_a_private_value_is_not_repeated_in_a_refusal() -> None:
    """Language 2: private fields, never in a mail or log line."""
    with pytest.raises(Refused) as refused:
        parse(rule("date", private=True), "秘密", small_organisation())

    assert "秘密" not in str(refused.value)


def test_the_longest_text_is_taken() -> None:
    """Language 2: just at the limit."""
    assert parse(rule("text"), "x" * LONGEST, small_organisation()) == "x" * LONGEST


def test_an_unknown_field_gets_a_hint() -> None:
    """Guards."""
    with pytest.raises(Refused) as refused:
        play(one_duty()).open("2026-03-02 10:00", "desk_a", "jijiao", topics="证")
    assert (refused.value.code, refused.value.params["hint"]) == ("unknown_field", " (topic?)")

    with pytest.raises(Refused) as refused:
        play(one_duty()).open("2026-03-02 10:00", "desk_a", "jijiao", qqqqqq="证")
    assert refused.value.params["hint"] == ""


NEEDY = one_duty(
    "5 wd @A",
    "notes: {remark: {zh: 备注, en: Remark, needs: [secret], when: count_of > 2}, set_it: {zh: 设, en: Set, "
    "set: {grade: hard, officer: officer}}}",
)


def test_what_is_missing_is_named() -> None:
    """Guards: `needs`."""
    county = play(NEEDY).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")

    with pytest.raises(Refused) as refused:
        county.act("2026-03-03 10:00", "remark", "handler_a")

    assert refused.value.code == "needs"
    assert "密 secret" in str(refused.value)


def test_a_condition_that_does_not_hold_is_shown() -> None:
    """Guards: `when`; and then it holds. A private value is named in the history, not shown."""
    county = play(NEEDY).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    with pytest.raises(Refused) as refused:
        county.act("2026-03-03 10:00", "remark", "handler_a", secret="暗", count_of="2")
    assert refused.value.code == "condition"

    county.act("2026-03-03 10:00", "remark", "handler_a", secret="暗", count_of="3", due_on="2026-04-01", names="甲,乙")

    entry = county.changes[-1].entries[-1]
    assert entry.data["values"] == {"count_of": 3, "due_on": "2026-04-01", "names": ["甲", "乙"]}
    assert entry.data["private"] == ["secret"]
    assert county.changes[-1].private == {"secret"}


def test_an_event_sets_fields() -> None:
    """Language 2: `set`, a constant and another field's value."""
    county = (
        play(NEEDY)
        .open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
        .act("2026-03-03 10:00", "set_it", "handler_a")
    )

    assert county.case.matter.fields["grade"] == "hard"


def test_every_refusal_can_be_said_in_both_languages() -> None:
    """Errors: one sentence each, in which nothing is left open."""
    for code, text in SENTENCES.items():
        for sentence in (text.zh, text.en):
            assert sentence.strip(), code
            assert sentence.count("{") == sentence.count("}"), code
    assert Refused("reason").text("zh") == "须写明理由。"


# --- periods -------------------------------------------------------------------------------------------

MONTHS = {"term_months": (3, 4, 5, 6, 9, 10, 11, 12)}
FIRST_WD = Recurring(every="month", on=("wd", 1))
AHEAD = Recurring(every="month", on=("wd_before", 5))
FROM_PREVIOUS = Recurring(every="month", on=("wd_previous_month", 1))


@pytest.mark.parametrize(
    ("every", "on", "name", "first"),
    [
        ("month", "05-31", "2026-05", "05-01"),
        ("month", "06-01", "2026-06", "06-01"),
        ("quarter", "03-31", "2026-Q1", "01-01"),
        ("quarter", "04-01", "2026-Q2", "04-01"),
        ("quarter", "12-31", "2026-Q4", "10-01"),
        ("year", "07-15", "2026", "01-01"),
    ],
)
def test_a_day_lies_in_a_period(every: str, on: str, name: str, first: str) -> None:
    """Language 2: one matter per opening, unit and period."""
    assert period_of(every, day(on)) == name
    assert first_day(every, day(on)) == day(first)


@pytest.mark.parametrize(
    ("rule_", "first", "opens"),
    [
        (FIRST_WD, "05-01", "05-06"),  # 1 to 5 May are off
        (FIRST_WD, "06-01", "06-01"),
        (FIRST_WD, "10-01", "10-08"),
        (AHEAD, "06-01", "05-25"),  # 29, 28, 27, 26, 25 May
        (FROM_PREVIOUS, "06-01", "05-06"),
    ],
)
def test_a_period_opens_on_its_day(rule_: Recurring, first: str, opens: str) -> None:
    """Language 2: `first wd`, `N wd before`, `first wd of previous month`."""
    assert opens_on(rule_, day(first), CALENDAR) == day(opens)


@pytest.mark.parametrize(
    ("rule_", "today", "expected"),
    [
        (FIRST_WD, "05-05", ""),  # a day off before the first working day
        (FIRST_WD, "05-06", "2026-05"),
        (FIRST_WD, "05-29", "2026-05"),  # an outage: the first batch that runs in the period
        (FIRST_WD, "06-01", "2026-06"),
        (AHEAD, "05-22", "2026-05"),
        (AHEAD, "05-25", "2026-06"),
        (replace(FIRST_WD, within="term_months"), "07-15", ""),
        (replace(FIRST_WD, within="term_months"), "09-01", "2026-09"),
        (replace(FIRST_WD, every="quarter"), "07-01", "2026-Q3"),
        (replace(FIRST_WD, every="year"), "01-04", "2026"),  # Sun 4 Jan is worked
        (replace(FIRST_WD, every="year"), "01-03", ""),
    ],
)
def test_the_period_whose_day_has_come(rule_: Recurring, today: str, expected: str) -> None:
    """One batch: recurring openings, in the first batch that runs in the period."""
    newest = due_periods(rule_, CALENDAR, day(today), MONTHS)[-1:]

    assert newest == ((expected,) if expected else ())


def test_an_outage_loses_no_period_that_opens_ahead() -> None:
    """One batch: nothing ran from 20 Apr (before May opened, on 23 Apr) to 25 May: May and June are both to be opened."""
    found = due_periods(AHEAD, CALENDAR, day("05-25"), MONTHS)

    assert "2026-05" in found
    assert "2026-06" in found


# --- acts dated back (decision 11) ---------------------------------------------------------------------

BACKDATED = IN_A_ROW.replace(
    "en: Pass on, next: second}", "en: Pass on, next: second, backdate: {up_to: 5 wd @A, by: unit_head}}"
)
LATE_PAUSE = MOVABLE.replace(
    "en: Ask, next: asked}", "en: Ask, next: asked, backdate: {up_to: 5 wd @A, by: unit_head}}"
)


def overdue(text: str = BACKDATED) -> Play:
    """5 wd from Mon 2 Mar: Mon 9; E1 on Tue 10; Wed 11 Mar 09:00."""
    county = play(machine(text)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    return county.batches("2026-03-11 09:00")


def test_a_back_dated_act_waits_for_its_approver() -> None:
    """Decision 11: nothing changes before he approves; he is told at once."""
    county = overdue().act_on("2026-03-11 10:00", "pass_on", "handler_a", on="2026-03-09", reason="漏登")

    assert county.case.matter.state == "first"
    assert [side.name for side in county.case.matter.sides] == ["backdating"]
    assert ("03-11 10:00", "jijiao_head") in {(line[0], line[2]) for line in county.told()}


def test_an_approved_act_counts_for_its_day_and_the_step_is_withdrawn() -> None:
    """Decision 11. Passed on on Mon 9 Mar: E1 of Tue 10 would not have been said; those who heard it are told so."""
    county = overdue().act_on("2026-03-11 10:00", "pass_on", "handler_a", on="2026-03-09", reason="漏登")
    assert county.scores() == {("jijiao", "E1"): -0.5}

    county.act("2026-03-11 15:00", "approve_backdating", "jijiao_head").batches("2026-03-12 09:00")

    assert county.case.matter.state == "second"
    assert county.run("first").stopped_on == day("03-09")
    assert county.run("second").day_zero == day("03-09")
    assert county.scores() == {}
    assert {line[2] for line in county.told() if line[1] == "withdrawn"} == {
        "handler_a",
        "jijiao_head",
        "deputy_1",
        "desk_a",
    }
    assert ("03-12 08:30", "told", "handler_a", "to") in county.told()


def test_a_refused_back_dating_changes_nothing() -> None:
    """Decision 11."""
    county = overdue().act_on("2026-03-11 10:00", "pass_on", "handler_a", on="2026-03-09", reason="漏登")

    county.act("2026-03-11 15:00", "refuse_backdating", "jijiao_head").batches("2026-03-12 09:00")

    assert (county.case.matter.state, county.case.matter.sides) == ("first", ())
    assert county.run("backdating").mode is Mode.STOPPED
    assert county.scores() == {("jijiao", "E2"): -1.0}
    assert ("03-12 08:30", "told", "handler_a", "to") in county.told()


def test_a_pause_entered_late_takes_the_step_back() -> None:
    """Decision 11. Paused since Mon 9 Mar, entered on Wed 11; resumed Fri 13: 9 to 13 Mar uncounted, day 5 = Mon 16."""
    county = overdue(LATE_PAUSE).act_on("2026-03-11 10:00", "ask", "handler_a", on="2026-03-09", reason="漏登")

    county.act("2026-03-11 15:00", "approve_backdating", "jijiao_head")
    assert county.run("work").pauses == (Interval(day("03-09")),)
    assert county.scores() == {}
    county.act("2026-03-13 10:00", "answered", "handler_a")

    dates = due(county.machine.clocks["work"], county.run("work"), county.case.calendar)
    assert dates is not None
    assert dates.promised_on == day("03-16")


@pytest.mark.parametrize(
    ("on", "reason", "code"),
    [
        ("2026-03-03", "漏登", "backdate_far"),  # 4, 5, 6, 9, 10, 11 Mar: 6 wd
        ("2026-03-09", "", "backdate_reason"),
        ("2026-02-27", "漏登", "before_opening"),
        ("2024-12-31", "漏登", "before_calendar"),
        ("2026-03-12", "漏登", "future"),
    ],
)
def test_a_day_that_cannot_be_is_refused(on: str, reason: str, code: str) -> None:
    """Decision 11."""
    county = overdue()
    before = county.case.matter

    with pytest.raises(Refused) as refused:
        county.act_on("2026-03-11 10:00", "pass_on", "handler_a", on=on, reason=reason)

    assert refused.value.code == code
    assert county.case.matter == before


def test_the_farthest_day_is_allowed_and_today_needs_no_approval() -> None:
    """Decision 11. Wed 4 Mar is 5 wd back; Wed 11 itself is an ordinary act."""
    far = overdue().act_on("2026-03-11 10:00", "pass_on", "handler_a", on="2026-03-04", reason="漏登")
    today = overdue().act_on("2026-03-11 10:00", "pass_on", "handler_a", on="2026-03-11")

    assert far.case.matter.state == "first"
    assert today.case.matter.state == "second"


def test_only_the_approver_answers_and_only_what_was_asked() -> None:
    """Decision 11."""
    for event in ("approve_backdating", "refuse_backdating"):
        with pytest.raises(Refused) as refused:
            overdue().act("2026-03-11 15:00", event, "jijiao_head")
        assert refused.value.code == "no_backdating"
    county = overdue().act_on("2026-03-11 10:00", "pass_on", "handler_a", on="2026-03-09", reason="漏登")
    with pytest.raises(Refused):
        county.act("2026-03-11 15:00", "approve_backdating", "jijian_head")
    with pytest.raises(Refused) as refused:
        county.act_on("2026-03-11 15:00", "pass_on", "handler_b", on="2026-03-09", reason="漏登")
    assert refused.value.code == "backdate_pending"


def test_the_approver_is_never_who_asked() -> None:
    """Decision 11. The section head acts for both who are away, and cannot approve his own act."""
    text = BACKDATED.replace(
        "  first:\n    zh: 第一步\n    en: The first\n    who: handler",
        "  first:\n    zh: 第一步\n    en: The first\n    who: unit_head",
    )
    county = overdue(text).act_on("2026-03-11 10:00", "pass_on", "jijiao_head", on="2026-03-09", reason="漏登")

    with pytest.raises(Refused) as refused:
        county.act("2026-03-11 15:00", "approve_backdating", "jijiao_head")

    assert refused.value.code == "backdate_approver"


def test_what_is_no_longer_possible_cannot_be_approved() -> None:
    """Decision 11. In the meantime it was done without a date."""
    county = overdue().act_on("2026-03-11 10:00", "pass_on", "handler_a", on="2026-03-09", reason="漏登")
    county.act("2026-03-11 11:00", "pass_on", "handler_a")

    with pytest.raises(Refused) as refused:
        county.act("2026-03-11 15:00", "approve_backdating", "jijiao_head")

    assert refused.value.code == "not_in_state"


def test_an_event_without_back_dating_has_none() -> None:
    """Decision 11."""
    with pytest.raises(Refused) as refused:
        overdue(IN_A_ROW).act_on("2026-03-11 10:00", "pass_on", "handler_a", on="2026-03-09", reason="漏登")

    assert refused.value.code == "no_backdate"


def test_a_private_value_cannot_be_dated_back() -> None:
    """Decision 11: the request is kept in the open."""
    with pytest.raises(Refused) as refused:
        overdue().act_on("2026-03-11 10:00", "pass_on", "handler_a", on="2026-03-09", reason="漏登", secret="暗")

    assert refused.value.code == "backdate_private"


# --- explanations --------------------------------------------------------------------------------------


def test_a_date_is_explained_as_a_person_would_count_it() -> None:
    """Rules 4 to 7. 14 wd from Fri 18 Sep with 28 Sep to 12 Oct paused: Fri 23 Oct.

    Day 1 is Sun 20 Sep (worked); skipped: Sat 19, 25-27 Sep (Mid-Autumn), 28 Sep-12 Oct, then the weekend 17-18 Oct.
    """
    county = play(machine(LICENCE)).open("2026-09-18 10:00", "window_a", "window", topic="证")
    county.act("2026-09-18 11:00", "accept", "window_a")
    county.act("2026-09-28 10:00", "exclude", "window_a", expected_end="2026-10-12")
    county.act("2026-10-12 15:00", "resume", "window_a")

    story = next(one for one in stories(county.case) if one.rule.name == "decide")
    promised = story.reckonings[0]

    assert (promised.name, promised.day_zero, promised.day_one) == ("promised", day("09-18"), day("09-20"))
    assert [(gap.first, gap.last, gap.reason) for gap in promised.skipped] == [
        (day("09-19"), day("09-19"), "weekend"),
        (day("09-25"), day("09-27"), "holiday"),
        (day("09-28"), day("10-12"), "paused"),
        (day("10-17"), day("10-18"), "weekend"),
    ]
    assert (promised.raw, promised.on, promised.rolled) == (day("10-23"), day("10-23"), "")
    assert story.reckonings[1].name == "statutory"


@pytest.mark.parametrize(
    ("limit", "rolled"),
    [
        ("{statutory: 30 cd @L 1}", ["back", "forward"]),
        ("5 wd @A", [""]),
        ("on due_on", ["back"]),
        ("2 wd after due_on @A", [""]),
    ],
)
def test_an_explanation_says_which_way_a_date_rolled(limit: str, rolled: list[str]) -> None:
    """Rule 7. 30 cd from Fri 24 Apr: Sun 24 May; `due_on` = Sun 24 May."""
    county = play(one_duty(limit)).open("2026-04-24 10:00", "desk_a", "jijiao", topic="证", due_on="2026-05-24")

    story = stories(county.case)[0]

    assert [one.rolled for one in story.reckonings] == rolled


def test_a_clock_without_a_date_has_nothing_to_explain() -> None:
    """Rules 4 and 16: paused, and looked at only."""
    county = play(machine(LICENCE)).open("2026-09-16 10:00", "window_a", "window", topic="证")
    county.act("2026-09-21 15:00", "ask_supplement", "window_a")

    found = {story.rule.name: story for story in stories(county.case)}

    assert found["supplement"].dates is None
    assert found["supplement"].reckonings == ()


def test_a_count_that_ends_at_once_skips_nothing() -> None:
    """Rule 1: a reckoning whose date is not after its day 0."""
    county = play(one_duty("on due_on")).open("2026-03-06 10:00", "desk_a", "jijiao", topic="证", due_on="2026-03-06")
    run, clock = county.run("work"), county.machine.clocks["work"]
    dates = due(clock, run, CALENDAR)
    assert dates is not None

    assert reckon("promised", clock.limit.cases[""].governing, run, dates, CALENDAR).skipped == ()


def test_the_future_is_what_will_be_said() -> None:
    """Rule 16: the same code, run ahead."""
    county = play(one_duty()).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")

    seen = [
        (one.at, {notice.kind for notice in one.notices})
        for one in future(county.case, at("2026-03-02 10:00"), until=at("2026-04-30 09:00"))
    ]
    county.batches("2026-04-30 09:00")

    assert [when for when, _ in seen] == sorted({notice.at for notice in county.said})
    assert future(county.case, at("2026-03-02 10:00"), until=at("2026-03-01 09:00")) == []


def test_a_future_has_an_end() -> None:
    """Rule 16: a closed matter has none."""
    county = (
        play(one_duty())
        .open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
        .act("2026-03-02 11:00", "finish", "handler_a")
    )
    county.batches("2026-03-04 09:00")

    assert future(county.case, at("2026-03-04 10:00"), until=at("2026-12-30 09:00")) == []


# --- taking over ---------------------------------------------------------------------------------------


def taken(rules: object = None, now: str = "2026-03-20 10:00", *acts: Act) -> Play:
    """Opened on Mon 2 Mar, entered on Fri 20 Mar."""
    county = play(one_duty() if rules is None else rules)  # type: ignore[arg-type]  # a machine
    opening = county.machine.openings[0]
    begun = Act(event="order", actor="desk_a", at=at("2026-03-02 10:00"), values={"topic": "证"})
    past = Past(opening=begun, acts=acts, unit="jijiao")
    change = take_over(county.machine, county.world, opening, past, number="T-2026-0001", now=at(now))
    return county._take(change, at(now))


def test_a_matter_taken_over_is_silent_until_the_next_batch() -> None:
    """Decision 5. Due Mon 9 Mar, entered Fri 20: nothing said; Mon 23 the late reminder, then E1 Tue 24, E2 Thu 26.

    x = Tue 10 to Mon 23 Mar = 10 wd: E1 = 9 + 1 + 10 = Tue 24, E2 = + 13 = Thu 26.
    """
    county = taken()
    assert county.told() == []
    assert county.scores() == {}

    county.batches("2026-03-26 09:00")

    assert county.kinds("work") == [("03-23 08:30", "late"), ("03-24 08:30", "E1"), ("03-26 08:30", "E2")]


def test_the_history_of_a_matter_taken_over_tells_only_what_was_done() -> None:
    """Decision 5."""
    county = taken()

    assert [entry.kind for entry in county.changes[0].entries] == ["opened", "taken_over"]


def test_past_acts_are_entered() -> None:
    """Decision 5."""
    county = taken(
        verified_duty(), "2026-03-20 10:00", Act(event="finish", actor="handler_a", at=at("2026-03-19 10:00"))
    )

    assert county.case.matter.state == "work.verify"
    assert county.run("work").mode is Mode.HELD


@pytest.mark.parametrize(("when", "code"), [("2026-03-01 10:00", "before_last_act"), ("2026-03-21 10:00", "future")])
def test_a_past_out_of_order_is_refused(when: str, code: str) -> None:
    """Decision 5."""
    with pytest.raises(Refused) as refused:
        taken(None, "2026-03-20 10:00", Act(event="finish", actor="handler_a", at=at(when)))

    assert refused.value.code == code


def test_taking_over_gives_no_points() -> None:
    """Decision 5: nothing of the past is charged."""
    report = Act(event="finish", actor="handler_a", at=at("2026-03-05 10:00"))
    false = Act(event="verify_false", actor="desk_a", at=at("2026-03-06 10:00"))

    assert taken(verified_duty(), "2026-03-20 10:00", report, false).scores() == {}


def test_the_light_of_a_clock_without_dates_is_grey() -> None:
    """Domain 6."""
    run = taken().run("work")

    assert light(run, None, None, day("03-20") + timedelta(days=1)) == "paused"
