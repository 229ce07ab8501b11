"""The ledger: which matters are listed, in what order, with what light; and one matter in full."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from engine.core.dates import amber_on, due, light, limit_of
from engine.core.refusal import Refused
from engine.run import commands
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.run.sweep import sweep
from engine.store import outbox
from service.dossier import dossier
from service.fault import BadInput
from service.ledger import LIGHTS, Listed, Wanted, find, light_of, pressing_of
from tests.service.conftest import NOW

ASKED = {"visitor": "某家长", "channel": "visit", "request": "答复来访家长"}
DAY = timedelta(days=1)


def opened(cell: Cell, at: datetime = NOW, **values: str) -> str:
    return commands.open_matter(cell, "first_contact", "front_desk", ASKED | values, at).number


def handed_over(cell: Cell, number: str, at: datetime) -> None:
    given = {"handler": "basic_clerk_a"}
    commands.act(cell, number, "offer", "front_desk", given, at)
    commands.act(cell, number, "accept", "basic_clerk_a", {}, at)


def only(cell: Cell, at: datetime, **wanted: Any) -> Listed:
    return find(cell, Wanted(workflow="first_contact", **wanted), at)


def numbers(found: Listed) -> list[str]:
    return [row.number for row in found.rows]


def test_a_row_tells_what_it_is_who_owes_and_until_when(cell: Cell) -> None:
    number = opened(cell)

    (row,) = only(cell, NOW).rows

    assert (row.number, row.subject, row.state, row.awaiting.zh) == (number, "答复来访家长", "hand_over", "待移交")
    assert (row.light, row.clock, row.due, row.left, row.late) == ("amber", "hand_over", date(2026, 11, 10), 1, 0)
    assert (row.people, row.names, row.unit) == (("front_desk",), ("首问岗工作人员",), "office")


def test_the_most_pressing_comes_first(cell: Cell) -> None:
    """By due date, 10 and 11 November: on the 12th E1 of either waits for a word, and days that wait are nobody's lateness."""
    late, later = opened(cell), opened(cell, NOW + DAY)
    with_handler = opened(cell)
    handed_over(cell, with_handler, NOW)

    found = only(cell, NOW + 3 * DAY)

    assert numbers(found) == [late, later, with_handler]
    assert [row.light for row in found.rows] == ["red", "red", "green"]
    assert [row.due for row in found.rows[:2]] == [date(2026, 11, 10), date(2026, 11, 11)]
    assert [row.late for row in found.rows] == [0, 0, 0]


@pytest.mark.parametrize("days", range(12))
def test_the_light_of_the_columns_is_the_light_of_the_facts(cell: Cell, days: int) -> None:
    """Two derivations must not drift apart."""
    handed_over(cell, opened(cell), NOW)
    at = NOW + days * DAY
    with cell.database.read() as tx:
        (case,) = Desk(cell, tx, at).load_many(["SW-2026-0001"])
    today = case.calendar.today(at)

    for rule, run in case.live():
        dates = due(rule, run, case.calendar)
        assert dates is not None
        amber = amber_on(limit_of(rule, run), dates, case.calendar, short=1, long=3)
        by_columns = light_of(run.mode.value, dates.promised_on, amber, today)
        assert by_columns == light(run, dates, amber, today)
    (row,) = only(cell, at).rows
    assert pressing_of(case, at).light == row.light


@pytest.mark.parametrize(("mode", "expected"), [("held", "verifying"), ("paused", "paused"), ("runs", "paused")])
def test_a_clock_without_a_date_has_a_light_too(mode: str, expected: str) -> None:
    assert light_of(mode, None, None, NOW.date()) == expected
    assert expected in LIGHTS


def test_filters_leave_what_fits_them(cell: Cell) -> None:
    fresh, with_handler = opened(cell, NOW + 2 * DAY), opened(cell)
    handed_over(cell, with_handler, NOW)
    at = NOW + 2 * DAY

    assert numbers(only(cell, at, state="answer")) == [with_handler]
    assert numbers(only(cell, at, unit="office")) == [fresh, with_handler]
    assert numbers(only(cell, at, unit="basic_education")) == []
    assert numbers(only(cell, at, person="basic_clerk_a")) == [with_handler]
    assert numbers(only(cell, at, person="front_desk")) == [fresh]
    assert numbers(only(cell, at, light="amber")) == [fresh]
    assert numbers(only(cell, at, light="red")) == []


def test_closed_matters_are_listed_when_asked_for(cell: Cell) -> None:
    number = opened(cell)
    commands.act(cell, number, "guide", "front_desk", {"sent_where": "人社局"}, NOW)

    assert numbers(only(cell, NOW)) == []
    for wanted in ({"with_closed": True}, {"state": "guided"}, {"light": "done"}):
        (row,) = only(cell, NOW, **wanted).rows
        assert (row.number, row.light, row.people, row.due) == (number, "done", (), None)


def test_a_limit_shows_the_first_and_counts_all(cell: Cell) -> None:
    first = opened(cell)
    opened(cell)

    found = find(cell, Wanted(workflow="first_contact", limit=1), NOW)

    assert (numbers(found), found.total) == ([first], 2)


@pytest.mark.parametrize("name", ["workflow", "unit", "person", "state"])
def test_a_filter_that_names_nothing_is_told(cell: Cell, name: str) -> None:
    with pytest.raises(BadInput, match=f"--{name}: there is no nothing"):
        find(cell, Wanted(**{name: "nothing"}), NOW)  # type: ignore[arg-type]


def test_a_dossier_holds_clocks_history_and_what_can_be_done(cell: Cell) -> None:
    number = opened(cell)
    handed_over(cell, number, NOW)

    found = dossier(cell, number, NOW)

    assert [each.light for each in found.clocks] == ["green", "done"]
    assert [line.kind for line in found.history if line.kind != "said"] == ["opened", "done", "done"]
    told = {each.event: each.names for each in found.possible}
    assert told["tell_result"] == ("基教股经办人甲",)
    assert "grant_extension" not in told
    assert found.row.people == ("basic_clerk_a",)


def test_a_dossier_holds_no_private_value(cell: Cell) -> None:
    found = dossier(cell, opened(cell), NOW)

    assert found.private == ("visitor",)
    assert "某家长" not in repr(found)


def test_a_request_for_extension_can_be_answered_by_its_approver(cell: Cell) -> None:
    number = opened(cell)
    handed_over(cell, number, NOW)
    asked = {"n": "2", "reason": "家长外出"}
    before = {each.event for each in dossier(cell, number, NOW).possible}
    if "ask_extension" not in before:
        pytest.skip("this duty grants no extension")
    commands.act(cell, number, "ask_extension", "basic_clerk_a", asked, NOW)

    found = dossier(cell, number, NOW)

    assert {"grant_extension", "refuse_extension"} <= {each.event for each in found.possible}
    assert len(found.row.people) == 2


def test_a_notice_tells_what_became_of_it(cell: Cell) -> None:
    number = opened(cell)
    sweep(cell, NOW)
    queued = dossier(cell, number, NOW).notices[0]
    with cell.database.write() as tx:
        mail = outbox.claim(tx, NOW, worker="test", lease=DAY)
        assert mail is not None
        outbox.sent(tx, mail.id, NOW)

    sent = dossier(cell, number, NOW).notices[0]

    assert (queued.person, queued.became, queued.reached_at) == ("front_desk", "queued", None)
    assert (sent.became, sent.reached_at) == ("sent", NOW)


def test_an_unknown_number_is_refused(cell: Cell) -> None:
    with pytest.raises(Refused, match="no matter SW-2026-9999"):
        dossier(cell, "SW-2026-9999", NOW)
