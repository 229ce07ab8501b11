"""County affairs: another organisation is taken over, its open duties go to successors, and none is left to nobody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from engine.core.calendar import Interval
from engine.core.organisation import Absence, Organisation, Person, Post
from engine.run import absence, affairs, reorganising
from engine.run.desk import Desk
from engine.store import history, matters, notices
from engine.store.database import Database
from engine.store.organisation import load_organisation, save_organisation
from engine.store.tables.county import organisation_version, score
from tests.core.play import at, small_organisation
from tests.run.county import RunningCounty, running_county

REQUEST = {"visitor": "某家长", "channel": "visit", "request": "学区划分"}
APPLIED_FOR = {"applicant": "某园", "item": "办学许可"}


def changed(
    *gone: str, posts: dict[tuple[str, str], tuple[str, str]] | None = None, without: tuple[str, ...] = ()
) -> Organisation:
    """The small organisation without some people, with other holders of some posts, without some units."""
    old, new = small_organisation(), posts or {}
    kept = [
        replace(post, a=new[post.kind, post.unit][0], b=new[post.kind, post.unit][1])
        if (post.kind, post.unit) in new
        else replace(post, a="" if post.a in gone else post.a, b="" if post.b in gone else post.b)
        for post in old.posts
        if post.unit not in without
    ]
    codes = {code for post in kept for code in (post.a, post.b) if code}
    people = {
        code: old.people.get(code) or Person(code=code, name=code, email=f"{code}@county.example") for code in codes
    }
    units = {code: unit for code, unit in old.units.items() if code not in without}
    return Organisation(units, people, tuple(post for post in kept if post.a or post.b))


SUCCESSOR = {("window_officer", "window"): ("window_new", "window_b")}


def licence(county: RunningCounty, when: str) -> str:
    """An application whose notice is due after 5 wd; owed by the window's post."""
    return county.open(when, "time_limit", "window_a", "window", **APPLIED_FOR)


def versions(database: Database) -> int:
    with database.read() as tx:
        return len(tx.execute(organisation_version.select()).all())


def test_a_successor_hears_of_his_duties_in_the_next_batch(database: Database) -> None:
    """The holder of a post leaves for good on Tue 3 Mar: Wed 4 Mar 08:30 the successor has one mail with all of them."""
    county = running_county(database, "2026-03-02 09:00")
    numbers = [licence(county, "2026-03-02 10:00"), licence(county, "2026-03-02 11:00")]
    county.pass_to("2026-03-03 10:00")

    applied = reorganising.apply_organisation(
        county.cell, changed("window_a", posts=SUCCESSOR), "office_head", county.now
    )
    county.pass_to("2026-03-04 09:00")

    assert [(one.matter, one.duty, one.before, one.after) for one in applied.passed] == [
        (number, "check_material", "window_a", "window_new") for number in numbers
    ]
    assert county.mails("window_new") == [
        ("03-04 08:30", "window_new", " | ".join(f"assigned {number} to" for number in numbers))
    ]
    with database.read() as tx:
        told = [one.entry for one in history.of_matter(tx, numbers[0]) if one.entry.kind == "succeeded"]
        (line,) = [one.notice for one in notices.of_matter(tx, numbers[0]) if one.notice.kind == "assigned"]
    assert [(one.actor, one.data["before"], one.data["after"]) for one in told] == [
        ("office_head", "window_a", "window_new")
    ]
    assert (line.state, line.data["by"], line.data["since"]) == ("check_material", "window_a", "2026-03-03")


def test_earlier_lateness_stays_and_the_ladder_waits_for_a_word_to_the_successor(database: Database) -> None:
    """The decision is promised 14 wd after Mon 2 Mar: Fri 20 Mar; E1 on Mon 23 Mar. On that day the successor comes.

    What was said stays said, the points stay with the unit, and the first thing he hears is the duty itself.
    """
    county = running_county(database, "2026-03-02 09:00")
    licence(county, "2026-03-02 10:00")
    county.pass_to("2026-03-23 10:00")
    with database.read() as tx:
        before = [(row.unit, row.points) for row in tx.execute(score.select().order_by(score.c.id))]

    reorganising.apply_organisation(county.cell, changed("window_a", posts=SUCCESSOR), "office_head", county.now)
    county.pass_to("2026-03-24 09:00")

    with database.read() as tx:
        after = [(row.unit, row.points) for row in tx.execute(score.select().order_by(score.c.id))]
    assert before == after != []
    assert [subject.split()[0] for _, _, subject in county.mails("window_new")] == ["assigned"]


def test_a_b_who_moves_up_is_told_and_a_new_b_changes_nothing(database: Database) -> None:
    county = running_county(database, "2026-03-02 09:00")
    number = licence(county, "2026-03-02 10:00")

    new_b = changed(posts={("window_officer", "window"): ("window_a", "window_new")})
    first = reorganising.apply_organisation(county.cell, new_b, "office_head", county.now)
    second = reorganising.apply_organisation(county.cell, changed("window_a"), "office_head", county.now)

    assert (first.passed, [one.after for one in second.passed]) == ((), ["window_b"])
    assert [one.matter for one in second.passed] == [number]


def test_the_same_organisation_again_is_no_new_version_and_another_order_is_one(database: Database) -> None:
    county = running_county(database, "2026-03-02 09:00")
    old = small_organisation()
    turned = Organisation(old.units, old.people, tuple(reversed(old.posts)))

    assert not reorganising.preview_organisation(county.cell, old, county.now).is_new
    assert not reorganising.apply_organisation(county.cell, old, "office_head", county.now).is_new
    assert reorganising.preview_organisation(county.cell, turned, county.now).is_new
    assert reorganising.apply_organisation(county.cell, turned, "office_head", county.now).is_new
    assert versions(database) == 2


def test_absences_outlive_a_new_organisation(database: Database) -> None:
    county = running_county(database, "2026-03-02 09:00")
    away = Absence("window_b", Interval(date(2026, 3, 5), date(2026, 3, 6)))
    absence.enter(county.cell, away, "office_head", county.now)

    reorganising.apply_organisation(county.cell, changed("window_a", posts=SUCCESSOR), "office_head", county.now)

    with database.read() as tx:
        in_force = load_organisation(tx)
    assert in_force is not None
    assert in_force.absences == (away,)


def handed_over(county: RunningCounty) -> str:
    number = county.open("2026-03-02 10:00", "first_contact", "officer_l", "jijiao", **REQUEST)
    county.act("2026-03-02 10:10", number, "offer", "officer_l", handler="handler_a")
    county.act("2026-03-02 10:20", number, "accept", "handler_a")
    return number


def asked_for_more_time(county: RunningCounty) -> str:
    """The head of the handler's section owes an answer beside the open duty."""
    number = handed_over(county)
    county.act("2026-03-02 11:00", number, "ask_extension", "handler_a", n="3", reason="查阅档案")
    return number


def test_who_accepted_it_by_name_is_succeeded_and_the_points_stay_with_his_unit(database: Database) -> None:
    """Asked on Mon 2 March, 5 wd: Mon 9 March. E1 on Tue 10, E2 on Thu 12 March. That day he becomes another section's handler.

    E3 is due on Tue 17 March. One run, one unit: its highest step, and nothing for his new section.
    """
    county = running_county(database, "2026-03-02 09:00")
    number = handed_over(county)
    county.pass_to("2026-03-12 10:00")
    new = changed(posts={("handler", "jijiao"): ("new", "handler_b"), ("basic_education_desk", "jijiao"): ("new", "handler_b"),
                         ("handler", "jijian"): ("handler_a", "")})  # fmt: skip

    applied = reorganising.apply_organisation(county.cell, new, "office_head", county.now)
    county.pass_to("2026-03-18 09:00")

    assert (number, "handler_a", "new", "jijiao") in [
        (one.matter, one.before, one.after, one.unit) for one in applied.passed
    ]
    with database.read() as tx:
        points = [(row.unit, row.reason) for row in tx.execute(score.select().order_by(score.c.id))]
        told = {(one.notice.kind, one.notice.person) for one in notices.of_matter(tx, number)}
    assert {unit for unit, _ in points} == {"jijiao"}
    assert ("assigned", "new") in told
    assert "jijian_head" not in {person for _, person in told}
    assert f"assigned {number} to" in county.mails("new")[0][2]


def test_a_seat_that_nobody_owes_from_yet_is_kept_without_a_line(database: Database) -> None:
    """He registered it and owes nothing any more; who has his post sits in his place should the act be taken back."""
    county = running_county(database, "2026-03-02 09:00")
    number = handed_over(county)

    applied = reorganising.apply_organisation(
        county.cell, changed("officer_l", posts={("reception", "office"): ("new", "")}), "office_head", county.now
    )

    assert applied.passed == ()
    with database.read() as tx:
        matter = Desk(county.cell, tx, county.now).load(number).matter
    assert matter.seats["actor register"].person == "new"


@pytest.mark.parametrize(
    ("begin", "new", "kinds", "unit", "person"),
    [
        # a post with an open duty is left empty
        (lambda county: licence(county, "2026-03-02 10:00"), changed("window_a", "window_b"), ["duty"], "window", "window_a"),
        # its whole unit goes
        (lambda county: licence(county, "2026-03-02 10:00"), changed(without=("window",)), ["unit"], "window", ""),
        # somebody named in a field leaves, and so does the other of his pair: nobody has his posts
        (handed_over, changed("handler_a", "handler_b"), ["duty"], "jijiao", "handler_a"),
        # a request for extension would be answered by nobody
        (asked_for_more_time, changed("jijiao_head", "deputy_1", "director"), ["duty"], "jijiao", "jijiao_head"),
    ],
)  # fmt: skip
def test_an_organisation_that_leaves_a_duty_to_nobody_is_refused_and_the_old_one_stays(
    database: Database,
    begin: Callable[[RunningCounty], str],
    new: Organisation,
    kinds: list[str],
    unit: str,
    person: str,
) -> None:
    county = running_county(database, "2026-03-02 09:00")
    number = begin(county)

    with pytest.raises(reorganising.Orphaned) as refused:
        reorganising.apply_organisation(county.cell, new, "office_head", county.now)

    assert [(one.matter, one.kind) for one in refused.value.lost] == [(number, kind) for kind in kinds]
    assert (refused.value.lost[0].unit, refused.value.lost[0].person) == (unit, person)
    assert versions(database) == 1
    assert reorganising.preview_organisation(county.cell, new, county.now).lost == refused.value.lost


def test_what_nobody_held_before_does_not_stand_in_the_way(database: Database) -> None:
    """The window's post is empty already when another change comes."""
    empty = changed("window_a", "window_b")
    county = running_county(database, "2026-03-02 09:00")
    licence(county, "2026-03-02 10:00")
    with database.write() as tx:
        save_organisation(tx, empty, at=county.now)
    other = Organisation(empty.units, empty.people, (*empty.posts, Post(kind="adviser", unit="bureau", a="director")))

    assert reorganising.apply_organisation(county.cell, other, "office_head", county.now).is_new


def test_a_gap_does_not_keep_the_one_who_is_away_in_his_post(database: Database) -> None:
    """Both are away, so the gap is open and names the one who leaves: that he is replaced is what it waits for."""
    county = running_county(database, "2026-02-28 09:00")
    number = licence(county, "2026-03-02 10:00")
    for person in ("window_a", "window_b"):
        away = Absence(person, Interval(date(2026, 3, 3), date(2026, 3, 20)))
        absence.enter(county.cell, away, "window_head", county.now)
    county.pass_to("2026-03-09 09:00")
    with database.read() as tx:
        assert {"KG-2026-0001", number} <= set(matters.open_numbers(tx, 10))

    applied = reorganising.apply_organisation(
        county.cell, changed("window_a", posts=SUCCESSOR), "office_head", county.now
    )

    assert number in [one.matter for one in applied.passed]


# --- sending held ---


def test_while_sending_is_held_matters_go_on_and_mails_wait(database: Database) -> None:
    county = running_county(database, "2026-03-02 09:00")

    first = affairs.hold(county.cell, "office_head", "换服务器", county.now)
    again = affairs.hold(county.cell, "desk_a", "别的", at("2026-03-02 10:00"))
    licence(county, "2026-03-02 10:00")
    county.pass_to("2026-03-06 09:00")
    held = list(county.arrived)
    ended = affairs.release(county.cell, "desk_a", county.now)
    county.deliver()

    assert (first, held) == (again, [])
    assert ended == first
    assert county.arrived != []
    assert affairs.release(county.cell, "desk_a", county.now) is None
    with database.read() as tx:
        kinds = [one.entry.kind for one in history.of_matter(tx, history.COUNTY)]
    assert kinds == ["held", "released"]
