"""The form of the language: what each kind of word may look like, what is refused until it is built."""

import pytest

from config.yaml_reader import read
from engine.core.limit import AfterField, Bound, Count, DayOf, OnField, PeriodEnd, Span, WorkingDayOf
from engine.core.machine import Point, RoleTerm
from tests.workflows.text import SHARED, SMALL, changed, load, refused
from workflows import scalar
from workflows.fit import fit
from workflows.limit_text import bound, counted, same_or_counted, spell
from workflows.schema import RULEBOOK


@pytest.mark.parametrize(
    ("text", "span", "tag", "source"),
    [
        ("10 wd @A", Count(10, "wd"), "A", ""),
        ("60 cd @L 信访工作条例34", Count(60, "cd"), "L", "信访工作条例34"),
        ("3 months @P 指南 第2条", Count(3, "months"), "P", "指南 第2条"),
        ("2 years @A", Count(2, "years"), "A", ""),
        ("by month_end @A", PeriodEnd("month"), "A", ""),
        ("by quarter_end @A", PeriodEnd("quarter"), "A", ""),
        ("by next_month_end @A", PeriodEnd("next_month"), "A", ""),
        ("by wd 5 of next_month @A", WorkingDayOf(5, "next_month"), "A", ""),
        ("by wd 1 of this_month @A", WorkingDayOf(1, "this_month"), "A", ""),
        ("on the 10 of this_month @A", DayOf(10, "this_month"), "A", ""),
        ("on expected_end", OnField("expected_end"), "A", ""),
        ("on expected_end @L 条例", OnField("expected_end"), "L", "条例"),
        ("5 wd after published_on @A", AfterField(Count(5, "wd"), "published_on"), "A", ""),
    ],
)
def test_limits(text: str, span: Span, tag: str, source: str) -> None:
    assert bound(text) == Bound(span, tag, source)  # type: ignore[arg-type]  # the tag is one of three


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("10 wd @A", "10个工作日", "10 working days"),
        ("60 cd @A", "60日", "60 days"),
        ("3 months @A", "3个月", "3 months"),
        ("by month_end @A", "月底", "end of month"),
        ("by wd 5 of next_month @A", "下月第5个工作日", "working day 5 of next month"),
        ("on the 10 of this_month @A", "本月10日", "day 10 of this month"),
        ("on expected_end", "按 expected_end", "on expected_end"),
        ("5 wd after published_on @A", "published_on 后5个工作日", "5 working days after published_on"),
    ],
)
def test_limits_in_words(text: str, zh: str, en: str) -> None:
    assert (spell(bound(text).span, "zh"), spell(bound(text).span, "en")) == (zh, en)


@pytest.mark.parametrize(
    "text",
    [
        "2 h @A",
        "30 min @A",
        "by term_end @A",
        "by term_end",
        "10 wd",
        "10 @A",
        "wd @A",
        "on the 32 of this_month @A",
        "@A",
        "0 wd @A",
    ],
)
def test_limits_that_cannot_be_read(text: str) -> None:
    with pytest.raises(scalar.Unreadable):
        bound(text)


def test_answers_and_extensions_count_days() -> None:
    assert same_or_counted("same") is None
    assert same_or_counted("10 wd @A") == bound("10 wd @A")
    with pytest.raises(scalar.Unreadable, match="not a number of days"):
        counted("by month_end @A")


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("start", Point("start")),
        ("due", Point("due")),
        ("T-3 wd", Point("before", 3, "wd")),
        ("T-15 cd", Point("before", 15, "cd")),
    ],
)
def test_points(text: str, point: Point) -> None:
    assert scalar.point(text) == point
    assert scalar.point(text).name == text


@pytest.mark.parametrize("text", ["T-0 wd", "T-3", "T-30 min", "T-1 h", "end", "T-3 months"])
def test_points_that_cannot_be_read(text: str) -> None:
    with pytest.raises(scalar.Unreadable):
        scalar.point(text)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("post handler", RoleTerm("post", "handler")),
        ("post handler of unit", RoleTerm("post", "handler", "unit")),
        ("post handler of line", RoleTerm("post", "handler", "line")),
        ("field helper", RoleTerm("field", "helper")),
        ("actor of register", RoleTerm("actor", "register")),
        ("stand_in of helper", RoleTerm("stand_in", "helper")),
        ("head of unit", RoleTerm("head", "", "unit")),
        ("deputy of line", RoleTerm("deputy", "", "line")),
        ("desk", RoleTerm("role", "desk")),
    ],
)
def test_roles(text: str, term: RoleTerm) -> None:
    assert scalar.role_term(text) == term


@pytest.mark.parametrize(
    "text", ["post", "post handler of school", "head", "head of", "of unit", "actor register", "field a b"]
)
def test_roles_that_name_nobody(text: str) -> None:
    if text == "head":  # a word alone is another role's name
        assert scalar.role_term(text) == RoleTerm("role", "head")
        return
    if text == "post":
        assert scalar.role_term(text).kind == "role"
        return
    with pytest.raises(scalar.Unreadable):
        scalar.role_term(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("first wd", ("wd", 1)),
        ("wd 3", ("wd", 3)),
        ("5 wd before", ("wd_before", 5)),
        ("first wd of previous month", ("wd_previous_month", 1)),
        ("wd 5 of previous month", ("wd_previous_month", 5)),
    ],
)
def test_days_of_a_period(text: str, day: tuple[str, int]) -> None:
    assert scalar.period_day(text) == day


@pytest.mark.parametrize("text", ["wd 0", "last wd", "5 wd", "0 wd before"])
def test_days_of_a_period_that_cannot_be_read(text: str) -> None:
    with pytest.raises(scalar.Unreadable):
        scalar.period_day(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("0-1 wd", ("wd", 0, 1)), ("10+ wd", ("wd", 10, 9999)), ("period", ("period", 0, 0))]
)
def test_ranges(text: str, expected: tuple[str, int, int]) -> None:
    assert scalar.length_range(text) == expected


@pytest.mark.parametrize("text", ["5-2 wd", "5 wd", "wd", "hours", "2-9 cd"])
def test_ranges_that_cannot_be_read(text: str) -> None:
    with pytest.raises(scalar.Unreadable):
        scalar.length_range(text)


@pytest.mark.parametrize("text", ["0 % @A", "101 % @A", "10 @A", "10 %"])
def test_shares_that_cannot_be_read(text: str) -> None:
    with pytest.raises(scalar.Unreadable):
        scalar.share(text)


def test_a_condition_on_units_knows_where_it_breaks() -> None:
    assert scalar.for_each("school") == ("school", None, 0)
    with pytest.raises(scalar.Unreadable) as caught:
        scalar.for_each("school where level = 'x'")
    assert caught.value.offset == len("school where level ")


# --- refused until it is built ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("duties:\n", "«counts: {missed: {of: answer}}\nduties:\n"),
        ("duties:\n", "«target: 100 @A\nduties:\n"),
        ("promised: 10 wd @A", "promised: «2 h @A"),
        ("limit: on back_on", "limit: «by term_end @A"),
    ],
)
def test_what_is_not_built_yet_is_refused_with_its_place(old: str, new: str) -> None:
    refused((old, new), says="not supported yet")


def test_hour_clocks_are_refused_in_the_shared_file_too() -> None:
    refused(
        shared=changed(SHARED, ("DUE:         {points: [due]}", "DUE:         {points: [«T-30 min]}")),
        says="not supported yet",
    )
    refused(
        shared=changed(SHARED, ("E1: {after: 10 wd @A, to: [desk]", "E1: {after: «2 h @A, to: [desk]")),
        says="not supported yet",
    )


# --- the wrong kind of thing -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("    watch: clerk", "    watch: «[clerk]", "a list stands where the name of a role belongs"),
        ("title: {zh: 小事项, en: Small matter}", "title: «small", "a single value stands where a title belongs"),
        ("over: [archive]", "over: «{a: b}", "a map of keys stands where a list belongs"),
        ("limit: on back_on", "limit: «[1, 2]", "a list stands where a single value or a map of keys belongs"),
        ("fields:\n", "fields: «x\nfield:\n", "a single value stands where a map of keys belongs"),
        ("    watch: clerk", "    watch: «", "nothing stands where the name of a role belongs"),
        ("    who: clerk\n    limit", "    limit", "a duty needs `who`"),
    ],
)
def test_another_kind_of_thing_is_told(old: str, new: str, says: str) -> None:
    text = changed(SMALL, (old, new.replace("«", "")))
    book = fit(read(text, "small.yaml"), RULEBOOK, "small.yaml")
    assert says in " | ".join(fault.message for fault in book.faults)


def test_one_thing_may_stand_without_brackets() -> None:
    machine = load(("Note the progress}", "Note the progress, tells: responsible, needs: copies}")).machines["small"]

    move = machine.table["answer", "note_progress"]
    assert (move.tells, move.needs) == (("responsible",), ("copies",))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("note_progress:", "«note__________________________________________________:", "is not a name"),
        ("needs: [request]}\nroles", "needs: [request]}\nbasis: «" + "x" * 401 + "\nroles", "more than 400 characters"),
        ("times: 1 @A", "times: «0 @A", "is not a number of times"),
        ("number: XX", "number: «LONGER", "cannot begin a matter's number"),
    ],
)
def test_words_that_do_not_fit(old: str, new: str, says: str) -> None:
    refused((old, new), says=says)


def test_scores_and_steps_have_their_form() -> None:
    refused(shared=changed(SHARED, ("base: 100 @A", "base: «many @A")), says="`many` is not a number")
    refused(
        shared=changed(SHARED, ("steps: {E1: -0.5 @A", "steps: {«E0: 1 @A, E1: -0.5 @A")), says="`E0` is not a step"
    )
    refused(shared=changed(SHARED, ("  DUE:         {", "  «due:         {")), says="is not a profile's name")
    refused(shared=changed(SHARED, ('batch: "08:30"', 'batch: "«8.30"')), says="is not a time of day")


@pytest.mark.parametrize("text", ["ha,rd", "two words", "it's", "x" * 41])
def test_choices_that_cannot_be_read(text: str) -> None:
    with pytest.raises(scalar.Unreadable, match="is not a choice"):
        scalar.choice(text)


def test_a_county_may_do_without_scores() -> None:
    rulebooks = load(shared=SHARED[: SHARED.index("scoring:")])

    assert rulebooks.machines["small"].scoring is None
    assert rulebooks.shared.scoring is None
