"""Slips handed over on paper: a word from then on, recorded once, and each matter with its newest line."""

import pytest

from engine.core.organisation import Post
from engine.core.refusal import Refused
from engine.run import handing
from engine.store import history, notices
from engine.store.database import Database
from engine.store.notices import StoredNotice
from tests.core.play import at
from tests.run.county import RunningCounty, running_county
from tests.run.test_reach import school

#: A small school in which nobody has an address.
POSTS = (
    Post(kind="head", unit="school_x", a="principal_x", b="teacher_x"),
    Post(kind="academic_office", unit="school_x", a="teacher_x", b="principal_x"),
)
CHECK = "YC-2026-0001"


@pytest.fixture
def county(database: Database) -> RunningCounty:
    """The summary of March is due on Tue 31 Mar; nothing reaches the teacher, so each batch from Wed 1 Apr says `late`."""
    whole = school("principal_x", "teacher_x", posts=POSTS)
    county = running_county(database, "2026-02-28 09:00", organisation_=whole)
    county.pass_to("2026-04-03 10:00")
    return county


def lines(county: RunningCounty, person: str = "teacher_x") -> list[StoredNotice]:
    with county.cell.database.read() as tx:
        return [one for one in notices.of_matter(tx, CHECK) if one.notice.person == person]


def kinds(said: list[StoredNotice]) -> list[tuple[str, str | None]]:
    return [(one.notice.kind, one.superseded_reason) for one in said]


def steps(county: RunningCounty) -> list[tuple[str, str]]:
    with county.cell.database.read() as tx:
        said = notices.of_matter(tx, CHECK)
    found = [(f"{one.notice.at:%m-%d}", str(one.notice.data["step"])) for one in said if one.notice.kind == "step"]
    return list(dict.fromkeys(found))


def test_of_lines_that_reach_nobody_only_the_newest_waits(county: RunningCounty) -> None:
    """T-5 on 24 Mar, T-1 on 30 Mar, the due day, and a late one on 1, 2 and 3 Apr."""
    again = "said_again"

    assert kinds(lines(county)) == [
        ("point", again), ("point", again), ("due", again), ("late", again), ("late", again), ("late", None),
    ]  # fmt: skip
    assert steps(county) == []


def test_a_slip_that_was_handed_over_is_a_word_and_the_ladder_goes_on(county: RunningCounty) -> None:
    """Handed over on Fri 3 Apr 10:00. 4 to 6 Apr are off: the first step comes in the next batch, Tue 7 Apr."""
    slip = lines(county)[-1].id

    done = handing.hand(county.cell, "teacher_x", slip, "desk_a", county.now, county.now)
    county.pass_to("2026-04-07 09:00")

    assert (done.lines, done.matters) == (1, (CHECK,))
    assert lines(county)[5].reached_at == at("2026-04-03 10:00")
    assert steps(county) == [("04-07", "E1")]


def test_it_stands_in_both_histories_and_is_recorded_once(county: RunningCounty) -> None:
    slip = lines(county)[-1].id
    handing.hand(county.cell, "teacher_x", slip, "desk_a", at("2026-04-03 09:00"), county.now)

    with county.cell.database.read() as tx:
        (line,) = [one.entry for one in history.of_matter(tx, CHECK) if one.entry.kind == "handed"]
        assert [one.entry.kind for one in history.of_matter(tx, "")][-1:] == ["slip_handed"]
    assert (line.actor, line.data) == (
        "desk_a", {"person": "teacher_x", "slip": slip, "handed_at": at("2026-04-03 09:00")},
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        handing.hand(county.cell, "teacher_x", slip, "desk_a", county.now, county.now)
    assert refused.value.code == "no_slip"


def test_what_was_on_the_slip_counts_even_if_it_was_said_again_since(county: RunningCounty) -> None:
    """Printed on Thu 2 Apr, recorded on Fri 3 Apr: the line of the 3rd is not on it."""
    printed, newer = lines(county)[-2:]

    handing.hand(county.cell, "teacher_x", printed.id, "desk_a", at("2026-04-02 15:00"), county.now)

    after = {one.id: one for one in lines(county)}
    assert (after[printed.id].reached_at, after[printed.id].superseded_reason) == (at("2026-04-02 15:00"), None)
    assert (after[newer.id].reached_at, after[newer.id].superseded_reason) == (None, None)


@pytest.mark.parametrize("when", ["2026-04-03 08:29", "2026-04-03 10:01"])
def test_a_time_before_its_newest_line_or_in_the_future_is_refused(county: RunningCounty, when: str) -> None:
    with pytest.raises(Refused) as refused:
        handing.hand(county.cell, "teacher_x", lines(county)[-1].id, "desk_a", at(when), county.now)

    assert refused.value.code == "handed_when"
    assert lines(county)[-1].reached_at is None


def test_a_number_that_is_no_slip_of_his_is_refused(county: RunningCounty) -> None:
    with pytest.raises(Refused):
        handing.hand(county.cell, "principal_x", lines(county)[-1].id, "desk_a", county.now, county.now)


def test_of_somebody_with_an_address_only_what_came_back_is_on_a_slip(database: Database) -> None:
    county = running_county(database, "2026-02-28 09:00", organisation_=school(posts=POSTS))
    county.refuses.add("teacher_x")
    county.pass_to("2026-03-25 09:00")
    (line,) = lines(county)
    assert line.reached_at is None

    handing.hand(county.cell, "teacher_x", line.id, "desk_a", county.now, county.now)

    assert lines(county)[0].reached_at == county.now
