"""Calendar files: one for each new or changed date, with an identity that stays, taken back when the duty is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from engine.core.machine import RESPONSIBLE
from engine.run.letter import Composed, Item, Letter, Told
from notifications.enclosing import MOST_DATES
from notifications.sample import item, letter, standing
from notifications.sample_letters import every_letter
from notifications.words import LANGUAGES
from tests.notifications.reading import files_of, parsed, seen, text_of
from tests.notifications.reading import html_of as page_of
from tests.notifications.test_compose import composer

DIARY = composer("https://duban.county.example", calendar_files=True)
OFF = composer("https://duban.county.example")


def duty(days: int = 3, kind: str = "start", *told: Told, **changes: str) -> Item:
    line = item(kind, standing(days), **{"role": RESPONSIBLE, **changes})  # type: ignore[arg-type]
    return replace(line, earlier=told)


def told(days: int, *, reached: bool = True, role: str = RESPONSIBLE) -> Told:
    """What was said before: due so many days from today."""
    return Told(item("point", standing(days), role=role).notice, reached)


def write(*lines: Item, lang: str = "zh", ended: tuple[Item, ...] = ()) -> Composed:
    return DIARY.compose(replace(letter(list(lines), lang), ended=ended))


def calendars(mail: Composed) -> list[Calendar]:
    """Strictly read: what is written again is the same."""
    found = []
    for part in parsed(mail).iter_attachments():
        if part.get_content_type() == "text/calendar":
            raw = part.get_payload(decode=True)
            assert isinstance(raw, bytes)
            calendar = Calendar.from_ical(raw)
            assert isinstance(calendar, Calendar)
            assert not calendar.errors
            assert calendar.to_ical() == raw
            assert part["Content-Type"].params["method"] == calendar["METHOD"]
            found.append(calendar)
    return found


def event(calendar: Calendar) -> Any:
    (found,) = calendar.events
    return found


def only(mail: Composed) -> Any:
    (calendar,) = calendars(mail)
    return event(calendar)


# --- what a file says ------------------------------------------------------------------------------------------------------------


def test_a_new_duty_brings_an_event_that_ends_when_the_office_closes() -> None:
    (calendar,) = calendars(write(duty(3)))

    one = event(calendar)
    assert calendar["METHOD"] == "PUBLISH"
    assert one["UID"] == "SW-2026-0412.answer.1.a@county.example"
    assert one["SEQUENCE"] == 0
    assert one.start == datetime(2026, 11, 12, 9, 0, tzinfo=UTC)  # 17:00 in the county
    assert one.end == datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
    assert one["DTSTAMP"].dt == datetime(2026, 11, 9, 0, 30, tzinfo=UTC)
    assert one["SUMMARY"] == "最迟：答复来访家长：学区划分咨询"
    assert "SW-2026-0412 您是本件承办人" in one["DESCRIPTION"]
    assert one["URL"] == "https://duban.county.example/m/SW-2026-0412"
    assert one["STATUS"] == "CONFIRMED"
    assert one["ORGANIZER"] == "mailto:duban@county.example"


def test_the_alarm_rings_in_the_morning_of_the_day() -> None:
    (alarm,) = only(write(duty(3))).alarms.times

    assert alarm.trigger == datetime(2026, 11, 12, 0, 30, tzinfo=UTC)  # 08:30 in the county


def test_a_provisional_date_is_tentative() -> None:
    provisional = replace(duty(3), notice=item("start", {**standing(3), "provisional": True}, role=RESPONSIBLE).notice)

    assert only(write(provisional))["STATUS"] == "TENTATIVE"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_written_in_the_readers_language_and_both_parts_name_it(lang: str) -> None:
    mail = write(duty(3), lang=lang)

    assert only(mail)["SUMMARY"].startswith("最迟：" if lang == "zh" else "Latest: ")
    for said in (text_of(mail), seen(page_of(mail))):
        assert ("日历文件" if lang == "zh" else "Calendar file: ") in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_line_is_written_with_calendar_files_too(lang: str) -> None:
    for one in every_letter(lang).values():
        for calendar in calendars(DIARY.compose(one)):
            assert len(calendar.events) == 1


@pytest.mark.parametrize(
    "text", ["a\r\nATTENDEE:mailto:x@county.example", "x" * 500, "；，\\;,", "\u202e\x00", "👨‍👩‍👧"]
)
def test_hostile_text_adds_no_line_to_a_file(text: str) -> None:
    one = replace(duty(3), fields={"topic": text})

    found = only(write(one))

    assert set(found) == set(only(write(duty(3))))
    assert "\n" not in found["SUMMARY"]


# --- which lines bring one -------------------------------------------------------------------------------------------------------


def test_nothing_is_attached_unless_the_county_wants_it() -> None:
    assert files_of(OFF.compose(letter([duty(3)]))) == {}


@pytest.mark.parametrize("kind", ["start", "assigned", "returned", "point", "transferred"])
def test_the_first_word_of_a_duty_brings_its_date(kind: str) -> None:
    assert only(write(duty(3, kind)))["SEQUENCE"] == 0


@pytest.mark.parametrize(
    "line",
    [
        duty(-3, "late"),  # past
        duty(3, "point", role="deputy"),  # another's
        duty(3, "due", role="unit_head", capacity="cc"),
        replace(duty(3), notice=item("point", {"clock": "answer", "light": "paused"}, role=RESPONSIBLE).notice),
        duty(3, "point", told(3)),  # has it
        duty(3, "point", told(1), told(3)),
        duty(3, "told", role=""),  # an answer that changes nothing
    ],
    ids=["past", "another's", "copy", "paused", "told", "told the last time", "refused"],
)
def test_other_lines_bring_none(line: Item) -> None:
    assert files_of(write(line)) == {}


def test_a_date_whose_mail_never_arrived_is_brought_again() -> None:
    assert only(write(duty(3, "point", told(3, reached=False))))["SEQUENCE"] == 0


def test_what_was_told_about_anothers_duty_does_not_count() -> None:
    assert only(write(duty(3, "point", told(3, role="deputy"))))["SEQUENCE"] == 0


def test_one_file_for_each_duty_and_no_more_than_a_mail_should_hold() -> None:
    same = [duty(3), replace(duty(3, "point"), id=2)]
    several = [duty(3, number=f"SW-2026-{n:04}") for n in range(MOST_DATES + 3)]

    assert len(calendars(write(*same))) == 1
    mail = write(*several)
    assert len(calendars(mail)) == MOST_DATES
    assert "另有 3 件的日历文件没有附上。" in text_of(mail)


# --- identity --------------------------------------------------------------------------------------------------------------------


def test_the_identity_stays_and_the_sequence_grows_with_each_new_date() -> None:
    """Assigned, extended, corrected back."""
    granted = item("told", {**standing(8), "answer": "granted", "by": "deputy", "n": 5, "unit": "wd"})
    letters = [
        duty(3),
        replace(granted, earlier=(told(3),)),
        duty(3, "point", told(3), Told(granted.notice, has_reached=True)),
        duty(4, "point", told(3), told(3), Told(granted.notice, has_reached=True), told(3)),
    ]

    events = [only(write(line)) for line in letters]

    assert {one["UID"] for one in events} == {"SW-2026-0412.answer.1.a@county.example"}
    assert [one["SEQUENCE"] for one in events] == [0, 1, 2, 3]


def test_each_person_run_and_clock_has_an_event_of_its_own() -> None:
    base = duty(3)
    others = [
        replace(base, notice=replace(base.notice, **change)) for change in ({"person": "b"}, {"run": 2}, {"clock": "x"})
    ]

    assert len({only(write(line))["UID"] for line in (base, *others)}) == 4


# --- when it is over -------------------------------------------------------------------------------------------------------------


def over(*earlier: Told, number: str = "SW-2026-0400") -> Item:
    return replace(duty(3, number=number), earlier=earlier)


def test_what_is_over_is_taken_back_in_a_mail_about_something_else() -> None:
    mail = write(duty(0, "due", told(0)), ended=(over(told(1), told(3)),))

    (calendar,) = calendars(mail)
    one = event(calendar)
    assert calendar["METHOD"] == "CANCEL"
    assert one["STATUS"] == "CANCELLED"
    assert one["UID"] == "SW-2026-0400.answer.1.a@county.example"
    assert one["SEQUENCE"] == 2  # one change before
    assert not one.walk("VALARM")
    assert "日历文件（取消）：已了结：答复来访家长：学区划分咨询" in text_of(mail).replace("\n  ", "")


@pytest.mark.parametrize(
    "earlier",
    [(), (told(3, reached=False),), (told(-4),), (told(3, role="deputy"),)],
    ids=["never told", "never arrived", "its day is past", "another's"],
)
def test_nothing_is_taken_back_that_the_reader_does_not_have(earlier: tuple[Told, ...]) -> None:
    assert files_of(write(duty(0, "due", told(0)), ended=(over(*earlier),))) == {}


def test_a_duty_another_unit_took_over_is_taken_back_from_the_giver() -> None:
    gone = item("transferred", {**standing(3), "by": "head", "unit": "jijian"}, capacity="cc")

    (calendar,) = calendars(write(replace(gone, earlier=(told(3),))))

    assert calendar["METHOD"] == "CANCEL"


# --- the cost --------------------------------------------------------------------------------------------------------------------


def test_the_letter_without_dates_is_the_same_mail() -> None:
    due: Letter = letter([duty(0, "due", told(0))])
    on, off = DIARY.compose(due), OFF.compose(due)

    assert on.content.replace(on.message_id.encode(), off.message_id.encode()) == off.content


def test_an_event_across_midnight_in_utc_keeps_the_countys_day() -> None:
    one = only(write(duty(3)))

    assert (one.end + timedelta(hours=8)).date().isoformat() == "2026-11-12"
