"""Two versions of an organisation beside each other: what differs, in words, and what would be left to nobody."""

from pathlib import Path

import pytest

from config.county import read_county
from config.takeover import Hole, difference, holes
from engine.core.machine import Text
from engine.core.organisation import Organisation, Post
from tests.config.small import change, small_county

PEOPLE, UNITS = "people.yaml", "organisation.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_county(tmp_path / "county")


def _after(folder: Path, file: str, old: str, new: str) -> list[tuple[str, str, str, str]]:
    before = read_county(folder).organisation
    change(folder, file, old, new)
    changes = difference(before, read_county(folder).organisation)
    assert all(found.text.zh and found.text.en for found in changes)
    return [(found.subject, found.code, found.kind, found.text.en) for found in changes]


def test_an_organisation_does_not_differ_from_itself(folder: Path) -> None:
    assert difference(read_county(folder).organisation, read_county(folder).organisation) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "change"),
    [
        (UNITS, "en: Office", "en: General office", ("unit", "office", "unit renamed: Office → General office")),
        (UNITS, "level: primary", "level: junior", ("unit", "school_1", "level of School 1: primary → junior")),
        (UNITS, "boarding: yes", "boarding: no", ("unit", "school_1", "boarding of School 1: yes → no")),
        (UNITS, "{boarding: yes}", "{}", ("unit", "school_1", "boarding of School 1: yes → none")),
        (
            UNITS,
            "bureau\n    deputy: deputy",
            "bureau",
            ("unit", "office", "deputy in charge of Office: deputy → none"),
        ),
        (
            UNITS,
            "level: primary",
            "level: primary\n    parent: office",
            ("unit", "school_1", "School 1 moves from Small Bureau to Office"),
        ),
        (
            UNITS,
            "parent: bureau",
            "parent: bureau\n    kind: team",
            ("unit", "office", "Office is no longer section but team"),
        ),
        (PEOPLE, "name: 局长", "name: 新局长", ("person", "boss", "name: 局长 → 新局长")),
        (PEOPLE, "boss@", "new@", ("person", "boss", "the e-mail address of 局长 changes")),
        (
            UNITS,
            "a: clerk_a",
            "a: boss",
            ("post", "office_supervision@office", "A of post office_supervision of Office: 经办人甲 → 局长"),
        ),
        (
            UNITS,
            "        b: clerk_b\n",
            "",
            ("post", "office_supervision@office", "B of post office_supervision of Office: 经办人乙 → none"),
        ),
    ],
)
def test_a_change_is_told_in_words(folder: Path, file: str, old: str, new: str, change: tuple[str, str, str]) -> None:
    subject, code, words = change

    assert _after(folder, file, old, new) == [(subject, code, "changed", words)]


def test_a_successor_is_told_as_three_changes(folder: Path) -> None:
    before = read_county(folder).organisation
    change(folder, PEOPLE, "  boss: {name: 局长, email: boss@", "  chief: {name: 新局长, email: chief@")
    change(folder, UNITS, "head: boss", "head: chief")

    found = difference(before, read_county(folder).organisation)

    assert [change.text.zh for change in found] == [
        "新增人员：新局长",
        "人员离开：局长",
        "小县教育局岗位 head的A角：局长 → 新局长",
    ]


def test_a_unit_that_goes_takes_its_posts_with_it(folder: Path) -> None:
    text = (folder / UNITS).read_text(encoding="utf-8")

    gone = _after(folder, UNITS, text[text.index("schools:") :], "schools:\n")

    assert gone == [
        ("unit", "school_1", "removed", "unit gone: School 1"),
        ("post", "head@school_1", "removed", "gone: post head of School 1"),
    ]


def test_a_new_post_names_who_holds_it(folder: Path) -> None:
    (found,) = _after(folder, UNITS, "head: clerk_b", "head: clerk_b\n      handler: {a: clerk_a, b: clerk_b}")

    assert found[2:] == ("added", "new post handler of Office: A 经办人甲, B 经办人乙")


def test_no_change_shows_an_address(folder: Path) -> None:
    before = read_county(folder).organisation
    change(folder, PEOPLE, "boss@example.org", "chief@example.org")

    words = str(difference(before, read_county(folder).organisation))

    assert "@example" not in words


def test_posts_that_are_held_leave_no_hole(folder: Path) -> None:
    organisation = read_county(folder).organisation

    assert holes(organisation, [("head", "school_1"), ("office_supervision", ""), ("head", "")]) == ()


def test_each_post_with_open_duties_and_no_holder_is_a_hole_once(folder: Path) -> None:
    organisation = read_county(folder).organisation

    found = holes(organisation, [("handler", "office"), ("handler", "office"), ("head", "gone"), ("desk", "")])

    assert found == (
        Hole(
            "handler",
            "office",
            Text("办公室没有岗位 handler，尚有未办事项", "Office has no post handler, and duties are owed by it"),
        ),
        Hole(
            "head",
            "gone",
            Text("单位 gone 已不存在，其岗位 head 尚有未办事项", "unit gone is gone, and its post head owes duties"),
        ),
        Hole(
            "desk",
            "",
            Text("全县没有岗位 desk，尚有未办事项", "the county has no post desk, and duties are owed by it"),
        ),
    )


def test_a_post_whose_holder_is_nobody_any_more_is_a_hole(folder: Path) -> None:
    known = read_county(folder).organisation
    empty = Organisation(known.units, known.people, (Post(kind="handler", unit="office", a="gone"),))

    (found,) = holes(empty, [("handler", "office")])

    assert found.text.en == "nobody holds the post handler of Office, and it owes duties"


def test_a_backup_alone_fills_a_post(folder: Path) -> None:
    known = read_county(folder).organisation
    covered = Organisation(known.units, known.people, (Post(kind="handler", unit="office", b="clerk_b"),))

    assert holes(covered, [("handler", "office")]) == ()
