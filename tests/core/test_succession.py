"""A changed organisation beside one open matter: what would be lost, what passes, and what a successor is told."""

from dataclasses import replace

from engine.core import succession
from engine.core.case import Case
from engine.core.course import Course
from engine.core.machine import FieldRule, Text
from engine.core.organisation import Organisation
from engine.core.succession import Lost
from tests.core.play import Play, at, play, small_organisation
from tests.core.rulebooks import MOVABLE, machine, shipped


def without(*people: str, units: tuple[str, ...] = (), instead: str = "") -> Organisation:
    """The small organisation after these people and units have gone; `instead` takes the A posts of the people."""
    old = small_organisation()
    posts = tuple(
        replace(post, a=instead if post.a in people else post.a, b="" if post.b in people else post.b)
        for post in old.posts
        if post.unit not in units
    )
    known = {code: person for code, person in old.people.items() if code not in people}
    if instead:
        known[instead] = replace(old.people["director"], code=instead)
    return Organisation({code: unit for code, unit in old.units.items() if code not in units}, known, posts)


def ordered(**values: str) -> Play:
    return play(machine(MOVABLE)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证", **values)


def offered() -> Play:
    return ordered().batches("2026-03-03 09:00").offer("2026-03-03 10:00", "jijian", "handler_a")


def waiting() -> Play:
    """An application for which papers are missing: nobody of the house owes anything, the window watches."""
    county = play(shipped("time_limit")).open("2026-03-02 10:00", "window_a", "window", applicant="某园", item="许可")
    return county.act("2026-03-02 11:00", "ask_supplement", "window_a", missing="场地证明")


def test_nothing_is_lost_by_a_change_elsewhere() -> None:
    county = ordered()

    assert list(succession.lost(county.case, without("principal_x"))) == []
    assert succession.passed(county.case, without("principal_x")) == ()


def test_a_post_left_empty_loses_the_duty() -> None:
    (lost,) = succession.lost(ordered().case, without("handler_a", "handler_b"))

    assert (lost.kind, lost.role, lost.post, lost.unit, lost.person) == (
        "duty", "handler", "handler", "jijiao", "handler_a",
    )  # fmt: skip


def test_a_unit_in_a_field_is_lost_as_the_own_one_is() -> None:
    own = succession.lost(ordered().case, without(units=("jijiao",)))
    named = succession.lost(ordered(new_unit="window").case, without(units=("window",)))

    assert [(one.kind, one.unit) for one in (*own, *named)] == [("unit", "jijiao"), ("unit", "window")]


def test_the_unit_a_transfer_was_offered_to_is_lost() -> None:
    county = offered()

    assert [(one.kind, one.unit) for one in succession.lost(county.case, without(units=("jijian",)))] == [
        ("unit", "jijian")
    ]


def test_a_person_in_a_field_is_lost_and_in_a_private_one_not_named() -> None:
    case = ordered(officer="principal_x").case
    hidden = FieldRule(name="officer", title=Text("承办人", "Officer"), type="person", private=True)
    private = Case(case.matter, replace(case.machine, fields={**case.machine.fields, "officer": hidden}), case.world)
    gone = without("principal_x")

    assert [(one.kind, one.role, one.person) for one in succession.lost(case, gone)] == [
        ("person", "officer", "principal_x")
    ]
    assert list(succession.lost(private, gone)) == [
        Lost(matter="T-2026-0001", kind="person", title=hidden.title, role="officer", person="")
    ]


def test_an_answer_beside_the_duty_passes_too() -> None:
    """The head of the receiving unit owes the answer to an offered transfer."""
    county = offered()

    assert [(one.duty, one.before, one.after) for one in succession.passed(county.case, without("jijian_head", instead="new"))] == [
        ("transfer", "jijian_head", "new")
    ]  # fmt: skip


def tell(county: Play, new: Organisation) -> Course:
    duties = succession.passed(county.case, new)
    course = Course(Case(county.case.matter, county.case.machine, replace(county.world, organisation=new)))
    succession.tell_successors(course, duties, "office_head", at("2026-03-03 10:00"))
    return course


def test_each_duty_becomes_a_line_that_waits_for_the_batch_and_an_entry() -> None:
    course = tell(ordered().batches("2026-03-03 09:00"), without("handler_a", instead="new"))

    (line,) = course.matter.pending
    assert (line.kind, line.state, line.roles, line.clock, line.run) == ("assigned", "work", ("handler",), "work", 1)
    assert line.data == {"by": "handler_a", "since": "2026-03-03"}
    assert [(entry.kind, entry.actor, entry.data["after"]) for entry in course.entries] == [
        ("succeeded", "office_head", "new")
    ]


def test_a_line_about_the_duty_that_waits_already_is_enough() -> None:
    """Ordered at 10:00; the handler's line waits for the next batch, and will go to the successor."""
    county = ordered()
    course = tell(county, without("handler_a", instead="new"))

    assert course.matter.pending == county.case.matter.pending != ()
    assert [entry.kind for entry in course.entries] == ["succeeded"]


def test_the_line_about_a_side_duty_is_said_to_whoever_answers_now() -> None:
    county = offered()
    course = tell(county, without("jijian_head", instead="new"))

    (line,) = (line for line in course.matter.pending if line.state == "transfer")
    assert (line.kind, line.clock) == ("assigned", "transfer")


def test_who_only_watches_a_wait_is_told_by_the_next_look_in() -> None:
    course = tell(waiting(), without("window_a", instead="new"))

    assert [entry.kind for entry in course.entries] == ["succeeded"]
    assert course.matter.pending == ()


def test_a_matter_that_nobody_watches_has_no_open_duty() -> None:
    case = waiting().case
    unwatched = replace(case.machine.states["supplement"], who="")
    machine = replace(case.machine, states={**case.machine.states, "supplement": unwatched})

    assert list(succession.lost(Case(case.matter, machine, case.world), without("window_a", "window_b"))) == []
