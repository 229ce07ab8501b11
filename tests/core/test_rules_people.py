"""Rule 15 and who may act: roles become people now."""

from dataclasses import replace
from datetime import date

import pytest

from engine.core.machine import RoleTerm
from engine.core.organisation import Absence, Context, Holder, Organisation, Post
from engine.core.refusal import Refused
from tests.core.play import Play, away, play, small_organisation
from tests.core.rulebooks import SUPERVISED, machine, one_duty, shipped, verified_duty


def order(*absences: Absence, who: str = "handler", unit: str = "jijiao", opener: str = "desk_a") -> Play:
    """5 wd from Mon 2 Mar: T-1 = Fri 6, due = Mon 9, E1 = Tue 10, E2 = Thu 12."""
    return play(one_duty(who=who), *absences).open("2026-03-02 10:00", opener, unit, topic="证")


def heard(county: Play, what: str) -> set[tuple[str, str]]:
    return {(person, capacity) for _, said, person, capacity in county.told() if said == what}


def because(county: Play, what: str) -> dict[str, str]:
    return {n.person: n.because for n in county.said if (n.data.get("point") or n.data.get("step") or n.kind) == what}


def test_a_line_goes_to_a() -> None:
    """Rule 15."""
    assert heard(order().batches("2026-03-06 09:00"), "T-1 wd") == {("handler_a", "to")}


def test_b_hears_it_with_a_in_copy_while_a_is_away() -> None:
    """Rule 15. Away on the day of the batch itself, first and last day included."""
    county = order(away("handler_a", "2026-03-06", "2026-03-06")).batches("2026-03-09 09:00")

    assert heard(county, "T-1 wd") == {("handler_b", "to"), ("handler_a", "cc")}
    assert because(county, "T-1 wd") == {"handler_b": "backup", "handler_a": "away"}
    assert heard(county, "due") == {("handler_a", "to"), ("jijiao_head", "cc")}


def test_both_away_the_section_head_acts() -> None:
    """Rule 15, S4."""
    both = (away("handler_a", "2026-03-06", "2026-03-09"), away("handler_b", "2026-03-06", "2026-03-06"))
    county = order(*both).batches("2026-03-09 09:00")

    assert heard(county, "T-1 wd") == {("jijiao_head", "to"), ("handler_a", "cc")}
    assert because(county, "T-1 wd")["jijiao_head"] == "acting"
    assert heard(county, "due") == {("handler_b", "to"), ("handler_a", "cc"), ("jijiao_head", "cc")}


def test_the_deputy_acts_when_the_head_is_away_too() -> None:
    """Rule 15."""
    everyone = tuple(away(who, "2026-03-06", "2026-03-06") for who in ("handler_a", "handler_b", "jijiao_head"))

    assert heard(order(*everyone).batches("2026-03-06 09:00"), "T-1 wd") == {("deputy_1", "to"), ("handler_a", "cc")}


def test_a_line_that_nobody_could_hear_goes_to_the_person_all_the_same() -> None:
    """Rule 15: the whole line is away."""
    who = ("handler_a", "handler_b", "jijiao_head", "deputy_1", "director", "leader")
    everyone = tuple(away(one, "2026-03-06", "2026-03-06") for one in who)

    assert heard(order(*everyone).batches("2026-03-06 09:00"), "T-1 wd") == {("handler_a", "to")}


def test_who_is_addressed_and_copied_is_addressed() -> None:
    """Rule 15. The head acts for both and would get the due-day copy: one line, addressed."""
    both = (away("handler_a", "2026-03-09", "2026-03-09"), away("handler_b", "2026-03-09", "2026-03-09"))

    assert heard(order(*both).batches("2026-03-09 09:00"), "due") == {("jijiao_head", "to"), ("handler_a", "cc")}


def test_a_step_that_would_reach_only_its_debtor_goes_one_post_up() -> None:
    """Rule 15. The section head owes: E1 (to him and to the head of his section) goes to the deputy too."""
    county = order(who="unit_head").batches("2026-03-10 09:00")

    assert heard(county, "E1") == {("jijiao_head", "to"), ("deputy_1", "to"), ("desk_a", "cc")}
    assert because(county, "E1")["deputy_1"] == "one_up"


def test_the_post_above_is_covered_too() -> None:
    """Rule 15. The deputy is away on Tue 10 Mar: the next post above stands in, the deputy keeps his copy."""
    county = order(away("deputy_1", "2026-03-10", "2026-03-10"), who="unit_head").batches("2026-03-10 09:00")

    assert ("director", "to") in heard(county, "E1")


def test_nobody_stands_above_the_group_leader() -> None:
    """Rule 15: the last post of the line."""
    organisation = small_organisation()
    director = Holder("leader", "bureau", "group_leader")

    assert [one.person for one in organisation.above("leader", "bureau")] == []
    assert organisation.receivers(director, date(2026, 3, 2))[0].person == "leader"


def test_a_step_above_whom_nobody_stands_stays_with_its_debtor() -> None:
    """Rule 15: the group leader himself owes; nobody is found, nothing breaks."""
    rules = one_duty("5 wd @A", "ladder: to_section_only", who="group_leader")
    county = play(rules).open("2026-03-02 10:00", "desk_a", "bureau", topic="证").batches("2026-03-10 09:00")

    # to_section_only: E1 to responsible and the head of his unit, the bureau's director.
    assert heard(county, "E1") == {("leader", "to"), ("director", "to")}


def test_the_posts_above_are_head_deputy_director_leader() -> None:
    """Rule 15. From the person upwards, nobody twice."""
    organisation = small_organisation()

    assert [one.person for one in organisation.above("handler_a", "jijiao")] == [
        "jijiao_head",
        "deputy_1",
        "director",
        "leader",
    ]
    assert [one.person for one in organisation.above("jijiao_head", "jijiao")] == ["deputy_1", "director", "leader"]


def test_above_the_director_stands_the_group_leader() -> None:
    """Rule 15: one post up. A step about the director's own duty is not for his deputy."""
    assert [one.person for one in small_organisation().above("director", "bureau")] == ["leader"]


def test_a_gap_is_when_nobody_covers() -> None:
    """Rule 15: A away without B, or both away."""
    organisation = small_organisation(
        (away("handler_a", "2026-03-06", "2026-03-06"), away("builder_a", "2026-03-06", "2026-03-06"))
    )
    day = date(2026, 3, 6)

    assert organisation.is_gap(Holder("builder_a", "jijian"), day)
    assert not organisation.is_gap(Holder("handler_a", "jijiao", backup="handler_b"), day)
    assert not organisation.is_gap(Holder("builder_a", "jijian"), date(2026, 3, 7))


def test_a_matter_of_an_abolished_unit_still_speaks() -> None:
    """Rule 15: the organisation is looked up live, and a section can be gone from it while its matters are open."""
    county = play(machine(SUPERVISED)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    county.act("2026-03-02 11:00", "ask_extension", "handler_a", n="2")  # the deputy of jijiao answers
    small = small_organisation()
    units = {code: unit for code, unit in small.units.items() if code != "jijiao"}
    posts = tuple(post for post in small.posts if post.unit != "jijiao")
    county.world = replace(county.world, organisation=Organisation(units, small.people, posts))

    county.batches("2026-03-12 09:00")

    assert county.case.matter.is_open()


# --- finding -----------------------------------------------------------------------------------------


def organisation_with(*posts: Post) -> Organisation:
    small = small_organisation()
    return Organisation(small.units, small.people, (*small.posts, *posts))


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([RoleTerm("post", "handler", "unit")], Holder("handler_a", "jijiao", "handler", "handler_b")),
        ([RoleTerm("post", "handler", "line")], Holder("builder_a", "jijian", "handler")),
        ([RoleTerm("post", "office_supervision")], Holder("desk_a", "office", "office_supervision", "desk_b")),
        ([RoleTerm("post", "head")], Holder("director", "bureau", "head")),
        ([RoleTerm("post", "handler")], None),  # two in the county: not the only one
        ([RoleTerm("post", "nothing")], None),
        ([RoleTerm("field", "officer")], Holder("desk_b", "office")),  # a B named as a person acts by himself
        ([RoleTerm("field", "boss")], Holder("office_head", "office", "head")),
        ([RoleTerm("field", "empty")], None),
        ([RoleTerm("field", "unknown")], None),
        ([RoleTerm("actor", "order")], Holder("officer_l", "office", "reception")),
        ([RoleTerm("actor", "never")], None),
        ([RoleTerm("head", "", "unit")], Holder("jijiao_head", "jijiao", "head")),
        ([RoleTerm("head", "", "line")], Holder("jijian_head", "jijian", "head")),
        ([RoleTerm("head")], Holder("director", "bureau", "head")),
        ([RoleTerm("deputy", "", "unit")], Holder("deputy_1", "bureau", "deputy_teaching")),
        ([RoleTerm("deputy", "", "line")], Holder("deputy_2", "bureau", "deputy_admin")),
        ([RoleTerm("deputy")], None),
        ([RoleTerm("stand_in", "handling")], Holder("handler_b", "jijiao", "handler")),
        ([RoleTerm("stand_in", "empty")], None),
        ([RoleTerm("stand_in", "boss")], None),
        ([RoleTerm("role", "desk")], Holder("desk_a", "office", "office_supervision", "desk_b")),
        ([RoleTerm("role", "no_such_role")], None),
        ([RoleTerm("field", "empty"), RoleTerm("head", "", "unit")], Holder("jijiao_head", "jijiao", "head")),
    ],
)
def test_the_first_term_that_is_filled(terms: list[RoleTerm], expected: Holder | None) -> None:
    """Language 2: roles. The matter belongs to jijiao, the line is jijian."""
    context = Context(
        unit="jijiao",
        line="jijian",
        fields={"officer": "desk_b", "boss": "office_head", "handling": "handler_a", "unknown": "nobody"},
        actors={"order": "officer_l"},
        roles={"desk": (RoleTerm("post", "office_supervision"),)},
    )

    assert small_organisation().find(tuple(terms), context) == expected


def test_a_post_without_a_is_held_by_b() -> None:
    """Rule 15: an empty A."""
    organisation = organisation_with(Post(kind="driver", unit="office", b="desk_b"), Post(kind="cook", unit="office"))
    context = Context(unit="office")

    assert organisation.find((RoleTerm("post", "driver"),), context) == Holder("desk_b", "office", "driver")
    assert organisation.find((RoleTerm("post", "cook"),), context) is None


def test_the_line_of_a_person() -> None:
    """A person acts through the unit he is asked about if he has a post there, else through his first own post."""
    organisation = organisation_with(Post(kind="driver", unit="window", a="handler_a"))

    assert organisation.line_of("handler_a") == "jijiao"
    assert organisation.line_of("handler_a", "window") == "window"
    assert organisation.line_of("handler_a", "office") == "jijiao"
    assert organisation.line_of("desk_b") == "office"
    assert organisation.line_of("stranger", "office") == "office"


def test_a_deputy_is_inherited_from_the_unit_above() -> None:
    """Language 2: `deputy of line`."""
    small = small_organisation()
    units = {**small.units, "team": replace(small.units["jijiao"], code="team", deputy="", parent="jijiao")}
    organisation = Organisation(units, small.people, small.posts)

    assert organisation.deputy("team") == small.post("deputy_teaching")
    assert organisation.deputy("") is None
    headless = Organisation({"bureau": replace(small.units["bureau"], deputy="")}, small.people, small.posts)
    assert headless.deputy("bureau") is None


# --- who may act -------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["handler_a", "handler_b"])
def test_a_and_b_may_act(person: str) -> None:
    """Domain 2: during cover B has the same powers."""
    county = order().act("2026-03-03 10:00", "finish", person)

    assert county.case.matter.state == "closed"


@pytest.mark.parametrize("person", ["jijiao_head", "builder_a", "director", "desk_a"])
def test_nobody_else_may(person: str) -> None:
    """Guards: refused, and nothing changes."""
    county = order()
    before = county.case.matter

    with pytest.raises(Refused) as refused:
        county.act("2026-03-02 11:00", "finish", person)

    assert refused.value.code == "not_yours"
    assert "handler_a" in str(refused.value)
    assert county.case.matter == before


def test_the_section_head_may_act_while_both_are_away() -> None:
    """Domain 4.3: he becomes acting; the day before he may not."""
    both = (away("handler_a", "2026-03-04", "2026-03-04"), away("handler_b", "2026-03-04", "2026-03-04"))
    county = order(*both)
    with pytest.raises(Refused):
        county.act("2026-03-03 10:00", "finish", "jijiao_head")

    county.act("2026-03-04 10:00", "finish", "jijiao_head")

    assert county.case.matter.state == "closed"


def test_an_unknown_person_gets_a_hint() -> None:
    """Guards."""
    with pytest.raises(Refused) as refused:
        order().act("2026-03-03 10:00", "finish", "handler_aa")

    assert refused.value.code == "unknown_person"
    assert "(handler_a?)" in str(refused.value)


def test_an_unknown_event_gets_a_hint() -> None:
    """Guards."""
    with pytest.raises(Refused) as refused:
        order().act("2026-03-03 10:00", "finnish", "handler_a")

    assert (refused.value.code, refused.value.params["hint"]) == ("unknown_event", " (finish?)")


def test_an_event_of_another_state_names_what_is_possible() -> None:
    """Guards."""
    county = play(machine(SUPERVISED)).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")

    with pytest.raises(Refused) as refused:
        county.act("2026-03-03 10:00", "report", "handler_a")

    assert refused.value.code == "not_in_state"
    assert "sign" in str(refused.value.params["allowed"])


def test_a_closed_matter_takes_no_act() -> None:
    """Guards."""
    county = order().act("2026-03-03 10:00", "finish", "handler_a")

    with pytest.raises(Refused) as refused:
        county.act("2026-03-03 11:00", "finish", "handler_a")

    assert refused.value.code == "closed"


def test_what_the_engine_does_no_person_may() -> None:
    """Guards."""
    rules = one_duty("5 wd @A", "passed: {event: miss, zh: 缺办, en: Miss, next: closed}")
    county = play(rules).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")

    with pytest.raises(Refused) as refused:
        county.act("2026-03-03 10:00", "miss", "handler_a")

    assert refused.value.code == "engine_only"


def test_who_reported_cannot_verify() -> None:
    """Domain 3: separation. The desk's A owes the work and reports; its B verifies."""
    county = play(one_duty("5 wd @A", "verify: {by: desk, limit: 2 wd @A}", who="desk"))
    county.open("2026-03-02 10:00", "desk_a", "office", topic="证").act("2026-03-03 10:00", "finish", "desk_a")

    with pytest.raises(Refused) as refused:
        county.act("2026-03-03 11:00", "verify_pass", "desk_a")
    assert refused.value.code == "own_report"

    county.act("2026-03-03 11:00", "verify_pass", "desk_b")
    assert county.case.matter.state == "closed"


def test_who_did_one_thing_cannot_do_the_other() -> None:
    """Guards: `other_than`."""
    rules = one_duty("5 wd @A", "notes: {countersign: {zh: 会签, en: Countersign, by: anyone, other_than: order}}")
    county = play(rules).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")

    with pytest.raises(Refused) as refused:
        county.act("2026-03-03 10:00", "countersign", "desk_a")
    assert refused.value.code == "other_than"

    county.act("2026-03-03 10:00", "countersign", "desk_b")


def test_only_the_role_may_open() -> None:
    """Guards of opening: the desk, its B, and the engine; nobody else."""
    for opener in ("desk_a", "desk_b", "engine"):
        assert order(opener=opener).case.matter.opened_by == opener
    for opener, code in (("handler_a", "not_yours"), ("nobody", "unknown_person")):
        with pytest.raises(Refused) as refused:
            order(opener=opener)
        assert refused.value.code == code


def test_anyone_may_open_first_contact() -> None:
    """Domain 4.1: whoever is asked first."""
    county = play(shipped("first_contact")).open(
        "2026-03-02 10:00", "builder_a", "jijian", visitor="张", channel="call", request="校车"
    )

    assert county.case.owner == Holder("builder_a", "jijian", "handler", "")


def test_what_the_engine_opens_no_person_does() -> None:
    """Guards of opening."""
    rules = machine(SUPERVISED.replace("by: desk, next: sign_for", "by: engine, next: sign_for"))

    with pytest.raises(Refused) as refused:
        play(rules).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
    assert refused.value.code == "not_openable"

    county = play(rules).open("2026-03-02 10:00", "engine", "jijiao", topic="证")
    # A recurring opening assigns without a line (decision 3); a start point of the profile is said all the same.
    assert [line[1] for line in county.told()] == ["start"]


def test_an_act_by_b_is_the_owners_own() -> None:
    """Decision 3: his A's or B's is his own; no assigned line."""
    rules = machine(SUPERVISED.replace("limit: 1 wd @A", "limit: 2 wd @A"))
    county = (
        play(rules)
        .open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")
        .act("2026-03-02 11:00", "sign", "handler_b")
    )

    county.batches("2026-03-04 09:00")

    assert [line for line in county.told() if line[1] == "assigned"] == []


def test_a_verifier_hears_of_a_report() -> None:
    """Decision 3: a duty that falls to somebody through an act not his own; 2 wd: in the next batch."""
    county = play(verified_duty()).open("2026-03-02 10:00", "desk_a", "jijiao", topic="证")

    county.act("2026-03-04 10:00", "finish", "handler_a").batches("2026-03-05 09:00")

    assert ("03-05 08:30", "assigned", "desk_a", "to") in county.told()


def test_a_county_without_anybody_in_the_role_stays_quiet() -> None:
    """Rule 15: a unit in which nobody holds the post; nothing is said to nobody, and nothing breaks."""
    county = order(unit="office").batches("2026-03-09 09:00")

    assert county.case.owner is None
    assert {line[2] for line in county.told()} <= {"office_head"}


def test_of_several_absences_on_a_day_the_one_that_ends_last_counts() -> None:
    day = date(2026, 3, 4)
    long, short = away("handler_a", "2026-03-03", "2026-03-20"), away("handler_a", "2026-03-02", "2026-03-05")
    organisation = small_organisation((short, long))

    assert organisation.absence_of("handler_a", day) == long.days
    assert organisation.absence_of("handler_b", day) is None


def test_who_holds_a_post_is_known_by_its_kind_and_unit() -> None:
    organisation = small_organisation()

    assert organisation.holder_of("handler", "jijiao") == Holder("handler_a", "jijiao", "handler", "handler_b")
    assert organisation.holder_of("handler", "office") is None
