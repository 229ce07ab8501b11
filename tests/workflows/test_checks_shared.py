"""The static checks of the shared file, of workflows among each other, and of a rulebook in a county."""

import pytest

from config.yaml_reader import Faults
from tests.workflows.text import CHILD, COUNTY, SHARED, changed, load, marked, refused
from workflows.loader import load_texts

E2 = "E2: {after: 3 wd @A, to: [unit_head, deputy]"
DIGEST = "digests:\n  weekly: {on: first batch of week, to: [deputy"
PETITION = (
    "  petition:                                  # the deputy and the supervising desk are told on the first day\n"
)
PARENT = (
    "      note_progress: {zh: 登记进展, en: Note the progress}",
    "      note_progress: {zh: 登, en: Note it, %s}",
)


def shared_refused(*changes: tuple[str, str], says: str, hint: str = "") -> None:
    """The shared file alone, with these changes, has its faults at the marks."""
    text, places = marked(changed(SHARED, *changes), "shared.yaml")
    with pytest.raises(Faults) as caught:
        load_texts({"shared.yaml": text})
    faults = caught.value.faults
    assert [fault.place for fault in faults] == places, "\n".join(str(fault) for fault in faults)
    assert says in faults[0].message
    assert hint in faults[0].hint


# --- the shared file -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "says", "hint"),
    [
        (E2, "E2: {after: «1 wd @A, to: [unit_head, deputy]", "`E1` and `E2` come on the same day", ""),
        (E2, "E2: {after: «2 wd @A, to: [unit_head, deputy]", "less than 2 working days after `E1`", ""),
        ("E1: {after: 1 wd @A, to: [deputy], cc: [unit_head]", "E1: {to: [deputy], cc: [unit_head]", "", ""),
        ("E1: {after: 10 wd @A, to: [desk]", "«E1: {to: [desk]", "does not say after how long", "after: 3 wd @A"),
        ("breach: {to: [head", "breach: {«after: 1 wd @A, to: [head", "comes with the statutory date", ""),
        ("  leaders:     ", "  «empty: {like: empty2}\n  empty2: {}\n  leaders:     ", "", ""),
        ("E1: {after: 10 wd @A, to: [desk]", "E1: {after: 10 wd @A, to: [«desc]", "no role `desc`", "`desk`"),
        (DIGEST, DIGEST.replace("[deputy", "[«deputi"), "no role `deputi`", "`deputy`"),
        (PETITION + "    like: standard", PETITION + "    like: «standart", "no ladder `standart`", "`standard`"),
        ("{for: 10+ wd, ", "{for: «5-20 wd, ", "`WD_SHORT` already takes some of these limits", ""),
        ("zone: Asia/Shanghai", "zone: «Asia/Changhai", "no time zone `Asia/Changhai`", ""),
        ('close: "17:30"', 'close: «"08:00"', "the day closes before the batch has run", ""),
        ("statutory: forward, points", "statutory: «back, points", "`back` is not possible here", "one of forward"),
        ("group_leader:      post group_leader ", "group_leader:      «field leader ", "knows no fields and events", ""),
        ("group_leader:      post group_leader ", "group_leader:      «hed ", "no role `hed`", "`head`"),
        ("look_in: 30 cd @A", "look_in: «30 wd @A", "must count calendar days", ""),
        ("base: 100 @A", "base: 100«", "`100` has no tag", "@L law"),
        ("short: T-1 wd @P 电子监察规则", "short: «T-1 cd @P 电子监察规则", "is no beginning of amber", ""),
    ],
)  # fmt: skip
def test_the_shared_file_is_judged(old: str, new: str, says: str, hint: str) -> None:
    if "«" not in new:
        new = new.replace("E1: {to", "«E1: {to")
        says, hint = "does not say after how long", "after: 3 wd @A"
    if "empty2" in new:
        new, says = new.replace("  empty2: {}", "  «empty2: {}"), "the ladder `empty` has no steps"
    changes = [(old, new)]
    if "E2: {after: «" in new:  # this ladder takes E2 over, and it clashes there too
        changes.append(("  dates_fixed:", "  «dates_fixed:"))
    shared_refused(*changes, says=says, hint=hint)


def test_a_ladder_reaches_more_than_who_owes() -> None:
    shared_refused(
        ("  leaders:     ", "  «own: {E1: {after: 1 wd @A, to: [responsible]}}\n  leaders:     "),
        says="the ladder `own` reaches nobody but the one who owes",
    )


def test_steps_come_in_the_order_of_their_names() -> None:
    shared_refused(
        ("E1: {after: 1 wd @P 热线督办规则, to", "E1: {after: 15 wd @P 热线督办规则, to"),
        (E2, "E2: {after: «3 wd @A, to: [unit_head, deputy]"),
        ("E3: {after: 6 wd @P 热线督办规则", "E3: {after: «6 wd @P 热线督办规则"),
        ("E4: {after: 10 wd @A", "E4: {after: «10 wd @A"),
        says="`E2` comes before `E1`",
    )


def test_a_step_it_takes_over_clashes_with_its_own() -> None:
    """The fault stands where the ladder is, for the step it takes over is right where it stands."""
    shared_refused(
        ("  leaders:     ", "  «late: {like: standard, E1: {after: 2 wd @A, to: [desk]}}\n  leaders:     "),
        says="`E2` comes less than 2 working days after `E1`",
    )


def test_a_ladder_is_not_like_itself() -> None:
    shared_refused(
        ("  leaders:     ", "  one: {like: «two}\n  two: {like: «one}\n  leaders:     "),
        says="the ladder `one` is like itself",
    )


def test_a_shared_role_does_not_come_back_to_itself() -> None:
    shared_refused(
        ("  head:              post head ", "  «head:              [head] "),
        says="the role `head` comes back to itself",
    )


def test_what_the_engine_leans_on_is_there() -> None:
    start, end = SHARED.index("  approver: "), SHARED.index("  to_section_only: ")
    shared_refused(
        (SHARED[start:end], ""), ("ladders:\n", "«ladders:\n"), says="`approver` is missing among the ladders"
    )


def test_none_is_no_ladder() -> None:
    shared_refused(
        ("  leaders:     ", "  «none: {like: standard}\n  leaders:     "), says="`none` is a word of the language"
    )


def test_a_limit_that_no_profile_covers() -> None:
    refused(
        (
            "    watch: clerk\n    pauses: [answer]\n    limit: on back_on",
            "    watch: clerk\n    pauses: [answer]\n    limit: «on back_on",
        ),
        shared=changed(SHARED, ("  MILESTONE:   {for: date, ", "  MILESTONE:   {")),
        says="no reminder profile of the shared file covers this limit",
    )


def test_there_is_a_shared_file() -> None:
    with pytest.raises(Faults, match="there is no shared file"):
        load_texts({})


# --- workflows among each other --------------------------------------------------------------------


OPEN = "open: {workflow: child, with: [request]}"


def child(field: str) -> tuple[str, str]:
    return PARENT[0], PARENT[1] % field


def test_parent_and_child_fit() -> None:
    rulebooks = load(child("open: {workflow: child, with: [request]}, tell: {children: parent_closed}"), child=CHILD)

    move = rulebooks.machines["small"].table["answer", "note_progress"]
    assert [(opened.workflow, opened.give) for opened in move.opens] == [("child", ("request",))]
    assert [(tell.whom, tell.event) for tell in move.tell] == [("children", "parent_closed")]


@pytest.mark.parametrize(
    ("field", "says", "hint"),
    [
        (OPEN + ", tell: {children: «parent_close}", "knows no event `parent_close`", "`parent_closed`"),
        (OPEN + ", tell: {children: «finish}", "the engine may not enter `finish`", "by: engine"),
        ("open: {workflow: «child}", "`child` needs `request` when it is opened", "with: [request]"),
        ("open: [{workflow: child, with: [request, «sent]}]", "`child` has no field `sent`", ""),
        ("open: {workflow: «small}", "the engine cannot open `small`", "by: engine"),
        ("tell: {parent: «order}", "this workflow has no parent", ""),
    ],
)  # fmt: skip
def test_a_child_can_handle_what_its_parent_does(field: str, says: str, hint: str) -> None:
    refused(child(field), child=CHILD, says=says, hint=hint)


def test_what_is_handed_on_is_of_the_same_type() -> None:
    refused(
        child("open: {workflow: child, with: [«request]}"),
        child=changed(CHILD, ("fields: {request: {zh: 事项, en: Request, type: text}}",
                              "fields: {request: {zh: 事项, en: Request, type: number}}")),
        says="`request` is of another type in `child`",
    )  # fmt: skip


def test_a_parent_can_handle_what_its_child_tells() -> None:
    refused(
        child("open: {workflow: child, with: [request]}"),
        child=changed(CHILD, ("Finish it, next: done}", "Finish it, next: done, tell: {parent: «child_closed}}")),
        says="`small` knows no event `child_closed`",
    )


def test_numbers_begin_differently() -> None:
    refused(
        ("number: XX", "number: CH"), child=changed(CHILD, ("number: CH", "number: «CH")), says="`CH` already begins"
    )


def test_openings_do_not_open_each_other_for_ever() -> None:
    loop = changed(
        CHILD,
        ("next: do_it, needs: [request]}", "next: do_it, open: {workflow: «child}}"),
    )
    refused(("number: XX", "number: XY"), child=loop, says="opening `child` opens `child` again, without end")


RECURRING = ("by: desk, next: answer, needs: [request]}", "by: engine, next: answer, every: month, on: first wd%s}")


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("by: engine, next: answer, «every: month}", "says on which day"),
        ("by: «desk, next: answer, every: month, on: first wd}", "is done by the engine"),
        ("FIRST, «needs: [request]}", "nobody fills fields"),
        ("FIRST, «sample: {count: 3 @A, seed: logged}}", "nothing to draw from"),
        ("FIRST, for_each: school, «sample: {seed: logged}}", "either `count` or `share`"),
        ("by: engine, next: answer, every: month, on: «some day}", "is no day of a period"),
        ("by: desk, next: answer, «on: first wd}", "`on` belongs to a recurring opening"),
        ("FIRST, for_each: school where «level}", ""),
    ],
)  # fmt: skip
def test_a_recurring_opening_is_sound(new: str, says: str) -> None:
    new = new.replace("FIRST", "by: engine, next: answer, every: month, on: first wd")
    if "where" in new:
        refused((RECURRING[0], new), county=COUNTY, says="`level` is a text: compare it")
        return
    if "«every" in new:
        new = new.replace("«every", "every")
        refused((RECURRING[0], new), ("\nopens:", "\n«opens:"), says=says)
        return
    refused((RECURRING[0], new), says=says)


# --- a county --------------------------------------------------------------------------------------


def test_the_small_rulebook_fits_the_county() -> None:
    assert load(county=COUNTY).machines


def test_a_post_nobody_holds() -> None:
    refused(
        ("  checker: post inspector", "  checker: «post auditor"),
        county=COUNTY,
        says="nobody in this county holds the post `auditor`",
    )


def test_a_post_that_several_units_have() -> None:
    refused(
        ("  clerk: post handler of unit", "  clerk: «post handler"),
        county=COUNTY,
        says="2 units have the post `handler`, so this names nobody",
        hint="post handler of unit",
    )


def test_a_post_nobody_holds_is_no_fault_where_another_way_remains() -> None:
    assert load(("  checker: post inspector", "  checker: [post auditor, post inspector]"), county=COUNTY).machines


def test_a_kind_of_unit_and_months_the_county_does_not_have() -> None:
    refused(
        (RECURRING[0], RECURRING[1] % ", in: «summer, for_each: «township"),
        county=COUNTY,
        says="the school calendar has no months called `summer`",
        hint="term_months",
    )
