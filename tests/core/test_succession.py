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


IN_TWO_STEPS = """
workflow: in_two_steps
title: {zh: 两步, en: Two steps}
number: TT
subject: [topic]
basis: test
opens: {event: order, zh: 交办, en: Order, by: desk, next: first}
roles:
  officer: field officer
  orderer: actor of order
  handler: post handler of unit
  either: [officer, handler]
fields:
  topic:   {zh: 事由, en: Topic, type: text}
  officer: {zh: 承办人, en: Officer, type: person}
duties:
  first:
    zh: 第一步
    en: The first
    who: handler
    limit: 5 wd @A
    done: {pass_on: {zh: 转下一步, en: Pass on, next: second}}
  second:
    zh: 第二步
    en: The second
    who: officer
    limit: 5 wd @A
    done: {report: {zh: 报告, en: Report, next: third}}
    verify: {by: desk, limit: 2 wd @A}
  third:
    zh: 第三步
    en: The third
    who: either
    limit: 5 wd @A
    done: {finish: {zh: 办结, en: Finish, next: last}}
  last:
    zh: 销号
    en: Strike it off
    who: orderer
    limit: 5 wd @A
    done: {strike: {zh: 销号, en: Strike off, next: closed}}
ends:
  closed: {zh: 已办结, en: closed}
"""


def in_two_steps(**values: str) -> Play:
    """The handler, then an officer named in a field, then he or the handler, then who ordered it."""
    return play(machine(IN_TWO_STEPS)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证", **values)


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


def test_a_person_who_will_owe_and_whom_nobody_succeeds_is_lost_and_in_a_private_field_not_named() -> None:
    """The officer comes after the handler; nobody has the principal's post after him."""
    case = in_two_steps(officer="principal_x").case
    hidden = FieldRule(name="officer", title=Text("承办人", "Officer"), type="person", private=True)
    private = Case(case.matter, replace(case.machine, fields={**case.machine.fields, "officer": hidden}), case.world)
    gone = without("principal_x")

    assert [(one.kind, one.role, one.person, one.unit, one.post) for one in succession.lost(case, gone)] == [
        ("person", "officer", "principal_x", "school_x", "head")
    ]
    assert list(succession.lost(private, gone)) == [
        Lost(
            matter="T-2026-0001",
            kind="person",
            title=hidden.title,
            role="officer",
            post="head",
            unit="school_x",
            person="",
            named=True,
        )
    ]


def test_a_field_that_no_role_reads_is_a_record_and_holds_nobody_back() -> None:
    assert list(succession.lost(ordered(officer="principal_x").case, without("principal_x"))) == []


def test_an_answer_beside_the_duty_passes_too() -> None:
    """The head of the receiving unit owes the answer to an offered transfer."""
    county = offered()

    assert [(one.duty, one.before, one.after) for one in succession.passed(county.case, without("jijian_head", instead="new"))] == [
        ("transfer", "jijian_head", "new")
    ]  # fmt: skip


def tell(county: Play, new: Organisation) -> Course:
    duties, seats = succession.passed(county.case, new), succession.seats(county.case, new)
    course = Course(Case(county.case.matter, county.case.machine, replace(county.world, organisation=new)))
    succession.succeed(course, seats, duties, "office_head", at("2026-03-03 10:00"))
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


# --- whom a matter names ---


def moved(person: str, unit: str, kind: str = "handler", *, successor: str = "new") -> Organisation:
    """The small organisation after somebody has gone to another unit; `successor` has the posts he had."""
    old = small_organisation()
    posts = [replace(post, a=successor if post.a == person else post.a) for post in old.posts]
    posts = [replace(post, a=person) if (post.kind, post.unit) == (kind, unit) else post for post in posts]
    people = (
        {**old.people, successor: replace(old.people[person], code=successor, name=successor)}
        if successor
        else old.people
    )
    return Organisation(old.units, people, tuple(post for post in posts if post.a or post.b))


def accepted(handler: str = "handler_a") -> Play:
    """Somebody has accepted a visitor's request that was offered to him by name."""
    values = {"visitor": "某家长", "channel": "visit", "request": "转学"}
    county = play(shipped("first_contact")).open("2026-03-02 10:00", "officer_l", "office", **values)
    county.act("2026-03-02 10:10", "offer", "officer_l", handler=handler)
    return county.act("2026-03-02 10:20", "accept", handler)


def owner(county: Play, new: Organisation) -> tuple[str, str]:
    """Who would owe it, and in whose line."""
    case = tell(county, new).case
    assert case.owner is not None
    return case.owner.person, case.owner.line


def passing(county: Play, new: Organisation) -> list[tuple[str, str, str, bool]]:
    return [(one.duty, one.before, one.after, one.is_open) for one in succession.passed(county.case, new)]


def test_who_accepted_by_name_is_succeeded_by_whoever_has_his_post_then() -> None:
    county, new = accepted(), without("handler_a", instead="new")

    assert list(succession.lost(county.case, new)) == []
    assert passing(county, new) == [("answer", "handler_a", "new", True)]
    assert owner(county, new) == ("new", "jijiao")


def test_a_b_moves_up_and_a_b_is_succeeded_by_the_b_or_else_by_the_a() -> None:
    assert owner(accepted(), without("handler_a")) == ("handler_b", "jijiao")
    assert owner(accepted("handler_b"), without("handler_b")) == ("handler_a", "jijiao")


def test_who_registered_it_is_succeeded_in_what_he_owes_by_that() -> None:
    values = {"visitor": "某家长", "channel": "visit", "request": "转学"}
    county = play(shipped("first_contact")).open("2026-03-02 10:00", "officer_l", "jijiao", **values)

    assert passing(county, without("officer_l", instead="new")) == [("hand_over", "officer_l", "new", True)]


def test_who_changes_unit_leaves_the_matter_to_his_old_one() -> None:
    """He is the handler of another section now; the matter, and what is late about it, stays where he accepted it."""
    county, new = accepted(), moved("handler_a", "jijian")

    assert passing(county, new) == [("answer", "handler_a", "new", True)]
    assert owner(county, new) == ("new", "jijiao")


def test_who_changes_unit_and_is_not_replaced_would_leave_it_to_nobody() -> None:
    """He alone has the posts; after him they are gone."""
    old = accepted("builder_a")
    new = moved("builder_a", "school_x", "academic_office", successor="")

    (lost,) = succession.lost(old.case, new)
    assert (lost.kind, lost.person, lost.post, lost.unit, lost.named) == (
        "duty",
        "builder_a",
        "handler",
        "jijian",
        True,
    )


def test_who_gets_another_post_in_the_same_unit_keeps_it() -> None:
    """He becomes its head; somebody else is the handler."""
    county, new = accepted(), moved("handler_a", "jijiao", "head")

    assert (passing(county, new), owner(county, new)) == ([], ("handler_a", "jijiao"))


def test_another_first_post_changes_nothing_for_who_still_has_his_old_one() -> None:
    """Somebody named acts for the unit of his first post: that of the day on which he became responsible."""
    old = small_organisation()
    earlier = Organisation(
        old.units, old.people, (replace(old.posts[0], kind="adviser", unit="window", a="handler_a"), *old.posts)
    )
    county = accepted()

    assert earlier.line_of("handler_a") == "window"
    assert owner(county, earlier) == ("handler_a", "jijiao")


def test_somebody_without_a_post_keeps_it_for_the_unit_he_kept_it_for() -> None:
    """He had none, so nobody has his; when he gets one elsewhere the matter stays in its own unit."""
    old = small_organisation()
    posts = tuple(post for post in old.posts if post.a != "academic_x")
    county = accepted("academic_x")
    county.world = replace(county.world, organisation=Organisation(old.units, old.people, posts))

    assert owner(county, old) == ("academic_x", "office")
    assert [one.kind for one in succession.lost(county.case, without("academic_x"))] == ["duty"]


def test_a_unit_that_goes_takes_its_people_s_matters_with_it() -> None:
    county = accepted("builder_a")

    assert [(one.kind, one.unit) for one in succession.lost(county.case, without(units=("jijian",)))] == [
        ("duty", "jijian")
    ]


def test_a_successor_is_succeeded_in_his_turn_and_a_seat_lasts_until_somebody_is_named_anew() -> None:
    county = accepted()
    course = tell(county, without("handler_a", instead="new"))
    seated = replace(county, matter=course.matter, world=course.case.world)
    again = succession.seats(seated.case, without("handler_a", instead="newer"))
    named = {**course.matter.fields, "handler": "handler_b"}

    assert [(seat.named, seat.person, seat.line) for seat in again.values()] == [("handler_a", "newer", "jijiao")]
    assert (owner_of(course), owner_of(Course(course.case.with_matter(replace(course.matter, fields=named))))) == (
        "new",
        "handler_b",
    )


def owner_of(course: Course) -> str:
    assert course.case.owner is not None
    return course.case.owner.person


def test_who_will_owe_later_is_succeeded_too_and_only_recorded() -> None:
    county = in_two_steps(officer="handler_a").batches("2026-03-03 09:00")
    new = without("handler_a", instead="new")

    assert passing(county, new) == [("first", "handler_a", "new", True), ("second", "handler_a", "new", False)]
    course = tell(county, new)
    assert [line.kind for line in course.matter.pending] == ["assigned"]
    assert [entry.data["duty"] for entry in course.entries] == ["first", "second"]


def test_while_his_report_is_verified_who_reported_is_succeeded_for_the_case_that_it_comes_back() -> None:
    county = in_two_steps(officer="handler_a").act("2026-03-02 11:00", "pass_on", "handler_a")
    county.act("2026-03-02 12:00", "report", "handler_a")
    new = without("handler_a", instead="new")

    assert passing(county, new) == [("second", "handler_a", "new", False)]
    matter = tell(county, new).matter
    back = replace(county, matter=matter, world=replace(county.world, organisation=new))
    back.act("2026-03-03 09:00", "verify_insufficient", "desk_a")
    assert back.case.owner is not None
    assert back.case.owner.person == "new"
    assert back.matter is not None
    assert back.matter.succeeded["second"].before == ("handler_a",)


def test_who_ordered_it_is_missed_where_he_will_owe_something_and_nobody_has_his_post() -> None:
    """The desk has an A and a B; both leave."""
    county = in_two_steps(officer="handler_a")

    assert [
        (one.kind, one.role, one.title.en) for one in succession.lost(county.case, without("desk_a", "desk_b"))
    ] == [("person", "order", "Order")]


def test_who_ordered_it_and_owes_nothing_more_may_leave() -> None:
    assert list(succession.lost(accepted().case, without("officer_l"))) == []


def test_where_a_role_knows_somebody_else_it_passes_to_him() -> None:
    """In the third step the officer owes, or where there is none the handler."""
    county = in_two_steps(officer="principal_x").act("2026-03-02 11:00", "pass_on", "handler_a")
    county.act("2026-03-02 12:00", "report", "principal_x").act("2026-03-02 14:00", "verify_pass", "desk_a")

    assert passing(county, without("principal_x")) == [("third", "principal_x", "handler_a", True)]


def test_an_offer_that_waits_for_an_answer_is_made_to_the_successor_again() -> None:
    values = {"visitor": "某家长", "channel": "visit", "request": "转学"}
    county = play(shipped("first_contact")).open("2026-03-02 10:00", "officer_l", "jijiao", **values)
    county.act("2026-03-02 10:10", "offer", "officer_l", handler="handler_a")
    course = tell(county, without("handler_a", instead="new"))

    assert [(notice.kind, notice.person, notice.data["by"]) for notice in course.notices] == [
        ("offered", "new", "officer_l")
    ]


def test_a_post_that_moves_to_another_unit_with_its_holder_is_recorded_as_another_line() -> None:
    old = small_organisation()
    posts = tuple(
        replace(post, unit="window" if post.kind == "office_supervision" else post.unit) for post in old.posts
    )
    new = Organisation(old.units, old.people, posts)
    county = verifying()

    (one,) = succession.passed(county.case, new)
    assert (one.before, one.after, one.unit, one.new_unit) == ("desk_a", "desk_a", "office", "window")
    course = tell(county, new)
    assert [entry.data for entry in course.entries] == [
        {"duty": "answer.verify", "before": "desk_a", "after": "desk_a", "unit": "office", "new_unit": "window"}
    ]
    assert course.matter.pending == county.case.matter.pending


def verifying() -> Play:
    return accepted().act("2026-03-02 15:00", "tell_result", "handler_a", result="已答复")


def test_who_is_still_here_hears_that_he_owes_it_no_more() -> None:
    course = tell(accepted().batches("2026-03-03 09:00"), moved("handler_a", "jijian"))

    assert [(line.kind, line.roles, line.cc_persons) for line in course.matter.pending] == [
        ("assigned", ("handler",), ()),
        ("transferred", (), ("handler_a",)),
    ]


# --- whose the days before were ---


def late_with(county: Play, new: Organisation, when: str) -> Play:
    """The organisation changes at an instant; then the batches go on."""
    county.batches(when)
    duties, seats = succession.passed(county.case, new), succession.seats(county.case, new)
    course = Course(Case(county.case.matter, county.machine, replace(county.world, organisation=new)))
    succession.succeed(course, seats, duties, "office_head", at(when))
    return replace(county, matter=course.matter, world=course.case.world)


def test_lines_tell_since_when_he_owes_whose_it_was_and_how_late_it_was_then() -> None:
    """Asked on Mon 2 March, 5 wd: Mon 9 March. He leaves on Thu 12 March: 10, 11, 12 March, three days late."""
    county = late_with(accepted(), moved("handler_a", "jijian"), "2026-03-12 10:00").batches("2026-03-13 09:00")

    (first,) = [notice for notice in county.said if notice.person == "new"]
    assert (first.kind, first.data["inherited"]) == (
        "assigned",
        {"on": "2026-03-12", "before": ["handler_a"], "late": 3},
    )


def test_steps_and_points_go_on_in_the_line_in_which_he_became_responsible() -> None:
    """E1 on Tue 10, E2 on Thu 12 March to the section's head; he changes unit; the next step is charged to the same unit."""
    county = late_with(accepted(), moved("handler_a", "jijian"), "2026-03-12 10:00").batches("2026-03-20 09:00")

    run = county.case.matter.runs["answering"]
    assert set(run.said.units.values()) == {"jijiao"}
    assert [notice.data["line"] for notice in county.said if notice.kind == "step" and notice.role == "head"] == [
        "jijiao"
    ]
    assert "jijian_head" not in {notice.person for notice in county.said}


def test_nothing_is_inherited_by_who_begins_a_duty_and_names_add_up_over_several() -> None:
    county = late_with(accepted(), without("handler_a", instead="new"), "2026-03-03 10:00")
    county = late_with(county, without("handler_a", instead="newer"), "2026-03-04 10:00")

    assert county.case.matter.succeeded["answer"].before == ("handler_a", "director")
    county.act("2026-03-05 10:00", "tell_result", "newer", result="已答复")
    assert all("inherited" not in notice.data for notice in county.said if notice.state == "answer.verify")
