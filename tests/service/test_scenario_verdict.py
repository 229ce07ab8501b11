"""What was expected against what was seen, on values alone: no engine, no database."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.yaml_reader import Place
from engine.core.machine import Text
from service.scenario.report import SeenLine, SeenMail
from service.scenario.script import Check, Expected, Line, Mails, Scenario, Silence
from service.scenario.verdict import judge, misstated

ZONE = ZoneInfo("Asia/Shanghai")
EXPECT = Place("x.yaml", 5)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


MORNING, NEXT = _at("2026-03-16 08:30"), _at("2026-03-17 08:30")
LINE = SeenLine(
    id=1, at=MORNING, person="a", capacity="to", matter="q", is_named=True, clock="answering", says="due", mail=1
)
MAIL = SeenMail(
    id=1, person="a", subject="s", written_at=MORNING, reached_at=MORNING, state="sent", attempts=1, lines=1
)
SAYS = Line(place=Place("x.yaml", 6, 5), at=MORNING, says="due", to=("a",), matter="q", clock="answering")


def _judge(
    expect: list[Expected], lines: list[SeenLine], mails: list[SeenMail] | None = None, **options: Any
) -> list[tuple[int, str]]:
    given: dict[str, Any] = {
        "file": Path("x.yaml"),
        "title": Text("x", "x"),
        "county": Path(),
        "workflows": (),
        "seed": "",
        "begins": MORNING,
        "ends": NEXT,
        "only": "",
        "matters": (),
        "timeline": (),
        "expect": tuple(expect),
        "expect_place": EXPECT,
    }
    return [(one.place.line, one.words.en) for one in judge(Scenario(**given | options), lines, mails or [])]


def test_what_is_expected_and_said_is_no_difference() -> None:
    assert _judge([SAYS], [LINE]) == []


@pytest.mark.parametrize(
    ("change", "nearest"),
    [
        ({"at": NEXT}, "`due` at 2026-03-17 08:30 (answering, addressed)"),
        ({"capacity": "cc"}, "`due` at 2026-03-16 08:30 (answering, copy)"),
        ({"says": "E1"}, "`E1` at 2026-03-16 08:30 (answering, addressed)"),
        ({"clock": "hand_over"}, "`due` at 2026-03-16 08:30 (hand_over, addressed)"),
        ({"person": "b"}, "and does not"),
        ({"matter": "p"}, "and does not"),
    ],
)
def test_another_line_is_missed_at_its_own_place_and_the_nearest_is_named(change: dict[str, Any], nearest: str) -> None:
    missed, extra = _judge([SAYS], [replace(LINE, **change)])

    assert (missed[0], nearest in missed[1]) == (6, True)
    assert (extra[0], "which no line expects" in extra[1]) == (5, True)


def test_each_person_of_a_line_needs_a_line_of_his_own() -> None:
    wanted = replace(SAYS, to=("a", "b"), cc=("c",))

    told = _judge([wanted], [LINE, replace(LINE, id=2, person="c", capacity="cc")])

    assert [(line, words[:38]) for line, words in told] == [(6, "2026-03-16 08:30 b should get `due (an")]


def test_one_line_that_was_said_meets_one_expectation_only() -> None:
    told = _judge([SAYS, replace(SAYS, place=Place("x.yaml", 7, 5))], [LINE])

    assert [line for line, _ in told] == [7]


def test_a_strict_expectation_takes_its_line_before_a_loose_one() -> None:
    loose = replace(SAYS, place=Place("x.yaml", 7, 5), clock="")
    other = replace(LINE, id=2, clock="hand_over")

    assert _judge([loose, SAYS], [LINE, other]) == []


def test_the_demand_date_is_compared_where_it_is_written() -> None:
    order = replace(LINE, demand=date(2026, 3, 23))

    assert _judge([SAYS], [order]) == []
    assert _judge([replace(SAYS, demand=date(2026, 3, 23))], [order]) == []
    assert len(_judge([replace(SAYS, demand=date(2026, 3, 24))], [order])) == 2


@pytest.mark.parametrize(
    ("only", "is_named", "count"),
    [("", True, 1), ("", False, 1), ("named", True, 1), ("named", False, 0), ("listed", True, 0)],
)
def test_what_nobody_expects_is_a_difference_unless_the_file_says_otherwise(
    only: str, is_named: bool, count: int
) -> None:
    assert len(_judge([], [replace(LINE, is_named=is_named)], only=only)) == count


def test_what_is_expected_later_is_neither_missed_nor_unexpected() -> None:
    later = replace(SAYS, later=True)

    assert _judge([later], []) == []
    assert _judge([later], [LINE]) == []
    assert len(_judge([later], [LINE, replace(LINE, id=2, person="b")])) == 1


SILENCE = Silence(place=Place("x.yaml", 8, 5), first_at=MORNING, last_at=_at("2026-03-16 23:59"))


@pytest.mark.parametrize(
    ("silence", "line", "is_broken"),
    [
        (SILENCE, LINE, True),
        (SILENCE, replace(LINE, at=_at("2026-03-16 23:59")), True),
        (SILENCE, replace(LINE, at=NEXT), False),
        (replace(SILENCE, first_at=_at("2026-03-16 08:31")), LINE, False),
        (replace(SILENCE, to="b"), LINE, False),
        (replace(SILENCE, to="a"), LINE, True),
        (replace(SILENCE, matter="p"), LINE, False),
        (replace(SILENCE, matter="q"), LINE, True),
        (SILENCE, replace(LINE, is_information=True), False),
        (replace(SILENCE, later=True), LINE, False),
    ],
)
def test_a_silence_is_broken_by_what_is_said_in_it(silence: Silence, line: SeenLine, is_broken: bool) -> None:
    told = _judge([silence], [line], only="listed")

    assert [place for place, _ in told] == ([8] if is_broken else [])


@pytest.mark.parametrize(
    ("silence", "is_broken"),
    [
        (SILENCE, True),
        (replace(SILENCE, to="b"), False),
        (replace(SILENCE, matter="q"), True),
        (replace(SILENCE, matter="p"), False),
    ],
)
def test_a_silence_is_broken_by_a_mail_that_arrives_late(silence: Silence, is_broken: bool) -> None:
    """What was said before the silence and only reaches its reader in it."""
    said = replace(LINE, at=_at("2026-03-13 08:30"))
    mail = replace(MAIL, written_at=said.at, reached_at=_at("2026-03-16 12:48"))

    told = _judge([silence], [said], [mail], only="listed")

    assert [place for place, _ in told] == ([8] if is_broken else [])


MAILS = Mails(place=Place("x.yaml", 9, 5), to="a", at=MORNING, mails=1)


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (MAILS, 0),
        (replace(MAILS, lines=1), 0),
        (replace(MAILS, lines=2), 1),
        (replace(MAILS, mails=2), 1),
        (replace(MAILS, mails=0), 1),
        (replace(MAILS, mails=0, at=NEXT), 0),
        (replace(MAILS, at=None), 0),
        (replace(MAILS, to="b"), 1),
    ],
)
def test_mails_are_counted_when_they_reach(wanted: Mails, count: int) -> None:
    unsent = replace(MAIL, id=2, reached_at=None, state="undeliverable")

    assert len(_judge([wanted], [], [MAIL, unsent])) == count


def test_every_value_of_a_check_is_compared_by_itself() -> None:
    check = Check(place=Place("x.yaml", 10, 5), matter="q", values={"state": "answer", "late": "2", "promised": "none"})

    told = list(misstated(check, MORNING, {"state": "answer", "late": "1"}))

    assert [(one.place.line, one.words.en) for one in told] == [(10, "2026-03-16 08:30 late of q should be 2, not 1")]
