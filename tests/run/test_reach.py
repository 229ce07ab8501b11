"""Whose address is used for somebody without e-mail: whoever shares the post through which he got the line."""

from dataclasses import replace

import pytest

from engine.core.notice import Notice
from engine.core.organisation import Organisation, Person, Post
from engine.run import sweep as room
from engine.run.desk import Desk
from engine.run.reach import addressee, routes, together, unreachable
from engine.store import notices
from engine.store.database import Database
from engine.store.lines import add_notices
from tests.core.play import small_organisation
from tests.run.county import RunningCounty, running_county

POSTS = (
    Post(kind="head", unit="school_x", a="principal_x", b="academic_x"),
    Post(kind="academic_office", unit="school_x", a="academic_x", b="teacher_x"),
    Post(kind="school_contact", unit="school_x", a="contact_x", b="academic_x"),
)


def school(*mute: str, posts: tuple[Post, ...] = POSTS) -> Organisation:
    """The small organisation with these posts in the school; some people have no address."""
    small = small_organisation()
    kept = (*(post for post in small.posts if post.unit != "school_x"), *posts)
    codes = {code for post in kept for code in (post.a, post.b) if code}
    people = {
        code: Person(code=code, name=code, email="" if code in mute else f"{code}@county.example")
        for code in sorted(codes)
    }
    return Organisation(small.units, people, kept)


@pytest.mark.parametrize(
    ("mute", "through"),
    [
        ((), "academic_x"),
        (("academic_x",), "teacher_x"),  # the other of the pair of this post, not of the first he holds
        (("academic_x", "teacher_x"), "contact_x"),
        (("academic_x", "teacher_x", "contact_x"), "principal_x"),
        (("academic_x", "teacher_x", "contact_x", "principal_x"), ""),
    ],
)
def test_the_pair_of_the_post_then_the_contact_then_the_head(mute: tuple[str, ...], through: str) -> None:
    assert addressee(school(*mute), "academic_x", unit="school_x", kind="academic_office") == through


def test_a_post_of_another_unit_is_asked_last() -> None:
    elsewhere = Post(kind="handler", unit="jijian", a="builder_a", b="teacher_x")
    whole = school("teacher_x", posts=(*POSTS, elsewhere))

    assert addressee(whole, "teacher_x", unit="school_x") == "academic_x"
    assert addressee(whole, "teacher_x", unit="jijian", kind="handler") == "builder_a"
    assert addressee(school("teacher_x", "academic_x", "contact_x", "principal_x", posts=(*POSTS, elsewhere)), "teacher_x",
                     unit="school_x") == "builder_a"  # fmt: skip


def test_nobody_knows_a_stranger() -> None:
    assert addressee(school(), "stranger") == ""


def test_who_cannot_be_reached_is_known_before_the_first_line() -> None:
    lonely = (Post(kind="head", unit="school_x", a="principal_x", b="teacher_x"),)
    whole = school("principal_x", "teacher_x", posts=lonely)

    assert unreachable(whole) == ["principal_x", "teacher_x"]
    assert unreachable(school("academic_x")) == []
    without_post = replace(whole.people["principal_x"], code="guest")
    assert unreachable(Organisation(whole.units, {**whole.people, "guest": without_post}, whole.posts))[-1] == "guest"


def summary(database: Database, *mute: str, posts: tuple[Post, ...] = POSTS) -> RunningCounty:
    """The monthly check of March 2026: the academic office owes the summary; T-5 of Tue 31 Mar is Tue 24 Mar."""
    return running_county(database, "2026-02-28 09:00", organisation_=school(*mute, posts=posts))


def test_a_line_goes_by_the_post_it_came_through_and_not_to_the_head(database: Database) -> None:
    county = summary(database, "academic_x")
    county.pass_to("2026-03-24 09:00")

    told = {person: lines for when, person, lines in county.mails() if when == "03-24 08:30"}
    assert "point YC-2026-0001 to" in told["teacher_x"]
    assert "principal_x" not in told


def test_the_messenger_s_mail_is_a_word_to_him(database: Database) -> None:
    """Decision 5: whoever passes it on does so by his post. So the ladder goes on: E1 on Wed 1 Apr."""
    county = summary(database, "academic_x")
    county.pass_to("2026-04-01 09:00")

    with county.cell.database.read() as tx:
        lines = [one for one in notices.of_matter(tx, "YC-2026-0001") if one.notice.person == "academic_x"]
    assert all(one.reached_at for one in lines)
    assert [str(one.notice.data.get("step") or one.notice.kind) for one in lines] == ["point", "point", "due", "E1"]


def test_one_address_gets_one_mail_however_few_people_fit_into_a_transaction(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The teacher gets his own line, those of the academic, and by the academic's other post the principal does."""
    monkeypatch.setattr(room, "PEOPLE", 1)
    county = summary(database, "academic_x")
    county.pass_to("2026-03-23 18:00")
    with county.cell.database.write() as tx:
        said = [
            Notice(matter="", clock="", run=0, kind="gap", basis="1", person=person, at=county.now, data={})
            for person in ("principal_x", "academic_x", "teacher_x", "contact_x")
        ]
        add_notices(tx, said)
    county.pass_to("2026-03-24 09:00")

    on_tuesday = [person for when, person, _ in county.mails() if when == "03-24 08:30"]
    assert sorted(on_tuesday) == sorted(set(on_tuesday))
    assert {"principal_x", "teacher_x"} <= set(on_tuesday)


def test_groups_share_no_address(database: Database) -> None:
    county = summary(database, "academic_x")
    with county.cell.database.write() as tx:
        said = [
            Notice(matter="", clock="", run=0, kind="gap", basis="1", person=person, at=county.now, data={})
            for person in ("academic_x", "contact_x", "principal_x", "gone")
        ]
        add_notices(tx, said)
    with county.cell.database.read() as tx:
        desk = Desk(county.cell, tx, county.now)
        people = ["contact_x", "academic_x", "principal_x", "gone"]
        to = routes(desk, (one for lines in notices.unmailed(tx, county.now).values() for one in lines))

        # A line about no matter goes by the first post he holds.
        assert together(desk, people) == [["contact_x"], ["academic_x", "principal_x"], ["gone"]]
        assert sorted(to.values()) == ["", "contact_x", "principal_x", "principal_x"]
