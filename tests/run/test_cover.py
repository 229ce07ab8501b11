"""While somebody is away: his duties are handed over, a gap is found at once, and it ends with its cause."""

from datetime import date

import pytest

from engine.core.calendar import Interval
from engine.core.cover import hand_over
from engine.core.organisation import Absence
from engine.run import absence, commands, cover, reorganising
from engine.run.sweep import sweep
from engine.store import matters, notices
from engine.store.database import Database
from tests.core.play import at
from tests.run.county import RunningCounty, running_county
from tests.run.test_affairs import handed_over
from tests.run.test_affairs_organisation import SUCCESSOR, changed, licence

GAP = "KG-2026-0001"


def away(county: RunningCounty, person: str, first: str, last: str, when: str = "2026-03-02 12:00") -> None:
    """Entered by his head on Monday 2 March, unless it is said otherwise. March 2026 has no holiday."""
    county.pass_to(when)
    days = Interval(date.fromisoformat(first), date.fromisoformat(last))
    absence.enter(county.cell, Absence(person, days), "jijiao_head", county.now)


def on(county: RunningCounty, day: str) -> dict[str, str]:
    """By person: the lines of a day's mails."""
    return {person: lines for when, person, lines in county.mails() if when.startswith(day)}


def state(county: RunningCounty, number: str) -> str:
    with county.cell.database.read() as tx:
        return matters.load(tx, [number])[0].state


@pytest.fixture
def county(database: Database) -> RunningCounty:
    """No month of term, so that no monthly check is owed beside."""
    return running_county(database, "2026-02-28 09:00", month_sets={"term_months": (1,)})


def test_the_first_batch_of_an_absence_hands_over_what_is_open(county: RunningCounty) -> None:
    """Two answers are owed by Mon 9 Mar; nothing is due on Wed 4 Mar, the first day of his leave, and nothing twice on the 5th."""
    first = handed_over(county, "2026-03-02")
    second = county.open(
        "2026-03-02 11:00", "first_contact", "officer_l", "jijiao", visitor="乙", channel="visit", request="转学"
    )
    county.act("2026-03-02 11:10", second, "offer", "officer_l", handler="handler_a")
    county.act("2026-03-02 11:20", second, "accept", "handler_a")
    away(county, "handler_a", "2026-03-04", "2026-03-05")
    county.pass_to("2026-03-05 18:00")

    assert on(county, "03-04") == {
        "handler_b": f"assigned {first} to | assigned {second} to | stand_in  to",
        "handler_a": f"assigned {first} cc | assigned {second} cc",
    }
    assert on(county, "03-05") == {}


def test_the_news_says_until_when_and_how_many(county: RunningCounty) -> None:
    number = handed_over(county, "2026-03-02")
    away(county, "handler_a", "2026-03-04", "2026-03-05")
    county.pass_to("2026-03-04 09:00")

    with county.cell.database.read() as tx:
        (news,) = [one.notice for one in notices.of_matter(tx, "") if one.notice.kind == "stand_in"]
        word = next(
            one
            for one in notices.of_matter(tx, number)
            if one.notice.kind == "assigned" and one.notice.capacity == "to"
        )

    assert news.data == {"person": "handler_a", "first": date(2026, 3, 4), "last": date(2026, 3, 5), "count": 1}
    # A word to B counts for the post: the ladder need not wait for another.
    assert (word.notice.state, word.notice.because, word.reached_at) == (
        "answer",
        "backup",
        county.now.replace(minute=30, hour=0),
    )


def test_a_duty_that_is_spoken_of_in_that_batch_is_not_said_twice(county: RunningCounty) -> None:
    """T-1 of Mon 9 Mar is Fri 6 Mar, the first day of his leave."""
    number = handed_over(county, "2026-03-02")
    away(county, "handler_a", "2026-03-06", "2026-03-06")
    county.pass_to("2026-03-06 09:00")

    assert on(county, "03-06") == {"handler_b": f"point {number} to | stand_in  to", "handler_a": f"point {number} cc"}


def test_nothing_open_gives_no_line_at_all(county: RunningCounty) -> None:
    away(county, "handler_a", "2026-03-04", "2026-03-05")
    county.pass_to("2026-03-05 18:00")

    assert county.mails() == []


def test_a_leave_that_follows_on_another_is_one_leave(county: RunningCounty) -> None:
    """Wed 4 and Thu 5 March, then entered anew from Fri 6 (where T-1 is due) to Tue 10."""
    number = handed_over(county, "2026-03-02")
    away(county, "handler_a", "2026-03-04", "2026-03-05")
    away(county, "handler_a", "2026-03-06", "2026-03-10", "2026-03-05 12:00")
    county.pass_to("2026-03-06 09:00")

    assert on(county, "03-06")["handler_b"] == f"point {number} to"


def test_a_head_without_a_b_leaves_his_post_to_the_deputy_and_the_gap_is_found(county: RunningCounty) -> None:
    """An extension is asked of him; it is due, and said, on Wed 4 March. He is away from that day."""
    number = handed_over(county, "2026-03-02")
    county.act("2026-03-03 10:00", number, "ask_extension", "handler_a", n=2, unit="wd", reason="材料未齐")
    away(county, "jijiao_head", "2026-03-04", "2026-03-06", "2026-03-03 12:00")
    county.pass_to("2026-03-04 09:00")

    assert on(county, "03-04")["deputy_1"] == f"due {number} to | start {GAP} to"
    with county.cell.database.read() as tx:
        told = matters.load(tx, [GAP])[0]
    assert (told.unit, told.fields["post"], told.fields["away"]) == ("jijiao", "head", "jijiao_head")
    assert "backup" not in told.fields


def test_a_gap_is_found_in_the_first_batch_in_which_both_are_away(county: RunningCounty) -> None:
    """domain.md 4.3: to the head at once. Nothing is due before T-1 on Fri 6 Mar; A is away from the 3rd, B joins on the 4th."""
    number = handed_over(county, "2026-03-02")
    away(county, "handler_a", "2026-03-03", "2026-03-10")
    away(county, "handler_b", "2026-03-04", "2026-03-05")
    county.pass_to("2026-03-04 09:00")

    assert on(county, "03-04")["jijiao_head"] == f"start {GAP} to | assigned {number} to"
    with county.cell.database.read() as tx:
        told = matters.load(tx, [GAP])[0].fields
    assert {name: told[name] for name in ("post", "away", "away_until", "backup", "backup_until")} == {
        "post": "handler", "away": "handler_a", "away_until": date(2026, 3, 10),
        "backup": "handler_b", "backup_until": date(2026, 3, 5),
    }  # fmt: skip


def test_a_duty_that_falls_into_a_running_gap_is_found_too(county: RunningCounty) -> None:
    """Both away and nothing open: no gap. On Thu 5 Mar a matter is accepted for the post: the gap is there on Fri 6 Mar."""
    away(county, "handler_a", "2026-03-04", "2026-03-10")
    away(county, "handler_b", "2026-03-04", "2026-03-10")
    county.pass_to("2026-03-05 09:00")
    assert county.mails() == []

    number = handed_over(county, "2026-03-05")
    county.pass_to("2026-03-06 09:00")

    assert state(county, GAP) == "cover"
    assert f"start {GAP} to" in on(county, "03-06")["jijiao_head"]
    assert number


def test_a_gap_ends_when_a_successor_is_there(county: RunningCounty) -> None:
    """A is away to 31 Mar, B to Thu 5 Mar. On the 4th somebody else becomes A: nothing is uncovered, whoever is still away."""
    licence(county, "2026-03-02 10:00")
    away(county, "window_a", "2026-03-03", "2026-03-31")
    away(county, "window_b", "2026-03-03", "2026-03-05")
    county.pass_to("2026-03-04 10:00")
    assert state(county, GAP) == "cover"

    reorganising.apply_organisation(county.cell, changed(posts=SUCCESSOR), "director", county.now)
    county.wake()

    assert state(county, GAP) == "covered"


def test_on_the_morning_on_which_somebody_is_back_nothing_more_is_said_of_the_gap(county: RunningCounty) -> None:
    """Both away from Tue 3 Mar, B to Wed 4 Mar. The gap is due on the 4th; its step to the deputy would be said on Thu 5 Mar."""
    licence(county, "2026-03-02 10:00")
    away(county, "window_a", "2026-03-03", "2026-03-31")
    away(county, "window_b", "2026-03-03", "2026-03-04")
    county.pass_to("2026-03-05 09:00")

    assert state(county, GAP) == "covered"
    assert not any(GAP in lines for lines in on(county, "03-05").values())


def test_a_gap_ends_with_its_post(county: RunningCounty) -> None:
    """The post is given up while both are away; nobody can cover it any more."""
    number = licence(county, "2026-03-02 10:00")
    away(county, "window_a", "2026-03-03", "2026-03-31")
    away(county, "window_b", "2026-03-03", "2026-03-31")
    county.pass_to("2026-03-04 10:00")
    commands.void(county.cell, number, "window_head", "误立", county.now)
    nobody = {("window_officer", "window"): ("", "")}
    reorganising.apply_organisation(county.cell, changed(posts=nobody), "director", county.now)
    county.wake()

    assert state(county, GAP) == "covered"


def test_a_gap_of_somebody_named_in_person_ends_when_he_is_back(county: RunningCounty) -> None:
    """B himself took it: nobody stands in for B. Away on 4 and 5 March."""
    number = county.open(
        "2026-03-02 10:00", "first_contact", "officer_l", "jijiao", visitor="甲", channel="visit", request="学位"
    )
    county.act("2026-03-02 10:10", number, "offer", "officer_l", handler="handler_b")
    county.act("2026-03-02 10:20", number, "accept", "handler_b")
    away(county, "handler_b", "2026-03-04", "2026-03-05")
    county.pass_to("2026-03-04 09:00")
    assert state(county, GAP) == "cover"

    county.pass_to("2026-03-06 09:00")

    assert state(county, GAP) == "covered"


def test_more_matters_than_one_transaction_holds(county: RunningCounty, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover, "PAGE", 1)
    numbers = [handed_over(county, "2026-03-02") for _ in range(3)]
    away(county, "handler_a", "2026-03-04", "2026-03-05")
    county.pass_to("2026-03-04 09:00")
    county.wake()

    assert on(county, "03-04")["handler_b"] == " | ".join([*(f"assigned {one} to" for one in numbers), "stand_in  to"])


def test_a_look_that_was_cut_off_is_finished_and_says_nothing_twice(
    county: RunningCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies after the lines are stored and before the look is noted."""
    number = handed_over(county, "2026-03-02")
    away(county, "handler_a", "2026-03-04", "2026-03-05")
    county.pass_to("2026-03-03 18:00")

    def die(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(cover, "add_notices", die)
        with pytest.raises(KeyboardInterrupt):
            sweep(county.cell, at("2026-03-04 08:30"))
    county.pass_to("2026-03-04 09:00")

    with county.cell.database.read() as tx:
        said = [one.notice for one in notices.of_matter(tx, number) if one.notice.kind == "assigned"]
    assert sorted((one.person, one.capacity) for one in said) == [("handler_a", "cc"), ("handler_b", "to")]
    assert on(county, "03-04")["handler_b"] == f"assigned {number} to | stand_in  to"


def test_a_matter_that_cannot_be_computed_stops_no_other(
    county: RunningCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = handed_over(county, "2026-03-02")
    bad = handed_over(county, "2026-03-02")
    away(county, "handler_a", "2026-03-04", "2026-03-05")
    as_always = hand_over

    def fails(course: object, *rest: object) -> None:
        if course.matter.number == bad:  # type: ignore[attr-defined]
            raise ArithmeticError
        as_always(course, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(cover, "hand_over", fails)
    county.pass_to("2026-03-04 09:00")

    assert on(county, "03-04")["handler_b"] == f"assigned {good} to | stand_in  to"
