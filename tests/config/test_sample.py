"""The sample county: the bureau, the task groups and the schools of the plan, and nobody who exists."""

import re
from pathlib import Path

import pytest

from config.county import County, read_county
from config.initial import HERE
from config.organisation import LEVELS
from engine.core.organisation import Unit
from tests.config.roles import posts_of_the_county, posts_of_units

SAMPLE = HERE / "sample"

#: Kinds of post that exist once in a county, and those each school has.
ONCE = (
    "window_officer",
    "window_supervisor",
    "office_supervision",
    "inspection_team",
    "discipline_office",
    "group_leader",
    "research_centre",
    "basic_education_desk",
    "safety_section",
)
OF_A_SCHOOL = ("head", "academic_office", "safety_contact", "handler", "school_contact")

#: The responsible sections of the seven task groups, as the plan lists them.
TASK_GROUPS = {
    "task_1_projects": ["building", "finance"],
    "task_2_management": ["basic_education", "law", "discipline"],
    "task_3_classroom": ["basic_education", "research"],
    "task_4_guarantee": ["finance", "building", "family_planning", "aid_centre"],
    "task_5_stability": ["safety", "law", "petitions"],
    "task_6_work_style": ["party_office", "personnel", "discipline"],
    "task_7_publicity": ["office"],
}

#: Every place the plan names. Its schools and townships are units here; its villages stand in a comment.
SCHOOLS_OF_THE_PLAN = {
    "一小",
    "冷水铺学校",
    "允山中心小学",
    "潇浦中学",
    "潇浦中心小学",
    "上江圩中心小学",
    "松柏中心小学",
}
TOWNSHIPS_OF_THE_PLAN = {"黄甲岭乡", "松柏瑶族乡"}
VILLAGES_OF_THE_PLAN = {"源口瑶族乡公朝村", "刘家庄"}
PLACES = SCHOOLS_OF_THE_PLAN | TOWNSHIPS_OF_THE_PLAN | VILLAGES_OF_THE_PLAN

#: What the name of a person is made of, after the name of his unit: words of a role, and a letter of the order.
OFFICES = (
    "领导小组|督查|督查组|纪检|纪检监察室|办公室|督办|首问岗|党委|纪委|党委办|基教股|教研|教研中心|人事股|计财股|基建股"
    "|计生办|捐助中心|信访办|法制室|校车|校车办|窗口|分管|分管教学|分管保障|教导|教务|保教"
)
TITLES = (
    "局长|副局长|书记|组长|副组长|顾问|成员|主任|股长|校长|园长|教师|员|安全员|联络员|经办人|干事|专员|首席代表"
    "|工作人员|负责人"
)
ROLE = re.compile(rf"(?:{OFFICES})?(?:{TITLES})[甲乙丙]?")


@pytest.fixture(scope="module")
def sample() -> County:
    return read_county(SAMPLE)


def _units(county: County, kind: str) -> list[Unit]:
    return [unit for unit in county.organisation.units.values() if unit.kind == kind]


def _without_place(name: str, county: County) -> str:
    """The name of a person without that of the school or township it begins with."""
    places = [unit.name.zh for kind in ("school", "township") for unit in _units(county, kind)]
    longest = max((place for place in places if name.startswith(place)), key=len, default="")
    return name.removeprefix(longest)


def test_the_sample_passes_the_check_without_a_note(sample: County) -> None:
    assert sample.notes == ()


def test_every_section_the_plan_names_is_a_unit(sample: County) -> None:
    named = (
        "基建股 计财股 基教股 法制室 纪检监察室 教研中心 计生办 捐助中心 信访办 党委办 人事股 办公室 "
        "政务中心窗口 督查组"
    )
    units = {unit.name.zh for unit in sample.organisation.units.values()}

    assert set(named.split()) - units == set()
    assert any(name.startswith("县校车办") for name in units)


def test_the_leading_group_has_a_head_an_adviser_deputies_and_members(sample: County) -> None:
    organisation = sample.organisation
    kinds = ("head", "adviser", "deputy_leader_1", "deputy_leader_2", "member_1", "member_2", "member_3")

    held = [post.a for kind in kinds if (post := organisation.post(kind, "leading_group"))]

    assert len(held) == len(kinds)
    assert all(organisation.people[code].name.startswith("领导小组") for code in held)


def test_there_are_the_seven_task_groups_the_plan_lists(sample: County) -> None:
    groups = [unit.code for unit in _units(sample, "group") if unit.parent == "leading_group"]

    assert groups == list(TASK_GROUPS)


@pytest.mark.parametrize("group", TASK_GROUPS)
def test_a_task_group_has_a_leader_a_contact_and_the_heads_of_its_sections(sample: County, group: str) -> None:
    organisation = sample.organisation
    heads = [organisation.post("head", section) for section in TASK_GROUPS[group]]

    members = [post.a for post in organisation.posts if post.unit == group and post.kind.startswith("member_")]

    assert members == [head.a for head in heads if head]
    assert organisation.post("head", group)
    assert organisation.post("handler", group)


def test_the_note_that_the_plan_says_six_and_lists_seven_is_kept() -> None:
    text = (SAMPLE / "organisation.yaml").read_text(encoding="utf-8")

    assert "方案原文说“六个组”，列出的却是七个" in text
    assert "The plan speaks of six groups and lists seven" in text


def test_a_task_group_takes_nobody_away_from_his_section(sample: County) -> None:
    """Whoever is named in person acts for his section, or the bureau, not for a group he also belongs to."""
    organisation = sample.organisation
    groups = {unit.code for unit in _units(sample, "group")} - {"leading_group"}

    assert {code for code in organisation.people if organisation.line_of(code) in groups} == set()


def test_every_section_has_a_handler_to_whom_a_matter_can_go(sample: County) -> None:
    kinds = ("section", "centre", "window", "team", "township")
    units = [unit.code for kind in kinds for unit in _units(sample, kind)]

    assert [code for code in units if sample.organisation.post("handler", code) is None] == []


def test_there_are_twenty_schools_and_more_of_every_level(sample: County) -> None:
    schools = _units(sample, "school")

    assert len(schools) >= 20
    assert {school.values["level"] for school in schools} == set(LEVELS)


def test_every_school_has_its_posts_filled_with_an_a_and_a_b(sample: County) -> None:
    posts = {(post.unit, post.kind): post for post in sample.organisation.posts}

    for school in _units(sample, "school"):
        for kind in OF_A_SCHOOL:
            post = posts[school.code, kind]
            assert post.a
            assert post.b


def test_every_school_says_where_it_is_and_whether_it_has_boarders_and_buses(sample: County) -> None:
    townships = {unit.name.zh for unit in _units(sample, "township")} | {"县城"}

    for school in _units(sample, "school"):
        assert set(school.values) == {"level", "township", "boarding", "school_bus"}
        assert school.values["township"] in townships


def test_every_section_and_school_has_a_deputy_in_charge(sample: County) -> None:
    organisation = sample.organisation
    without = {code for code in organisation.units if organisation.deputy(code) is None}

    assert without == {"bureau", "leading_group"}


def test_every_post_the_rulebooks_ask_for_is_held(sample: County) -> None:
    held = {post.kind for post in sample.organisation.posts if post.a}

    assert (posts_of_units() | posts_of_the_county() | {*ONCE, *OF_A_SCHOOL}) - held == set()


def test_a_post_that_is_looked_for_without_a_unit_is_found(sample: County) -> None:
    alone = {"head", *ONCE} | posts_of_the_county()

    assert {kind for kind in alone if sample.organisation.post(kind) is None} == set()


def test_every_place_that_is_no_sample_is_one_the_plan_names(sample: County) -> None:
    schools = {unit.name.zh for unit in _units(sample, "school")}
    townships = {unit.name.zh for unit in _units(sample, "township")}

    assert {name for name in schools if not name.startswith("示例")} == SCHOOLS_OF_THE_PLAN
    assert {name for name in townships if not name.startswith("示例")} == TOWNSHIPS_OF_THE_PLAN


@pytest.mark.parametrize("file", ["county.yaml", "organisation.yaml", "people.yaml"])
def test_no_file_names_a_township_or_village_that_the_plan_does_not(file: str) -> None:
    text = (SAMPLE / file).read_text(encoding="utf-8")
    for place in sorted(PLACES, key=len, reverse=True):
        text = text.replace(place, "")

    stems = re.findall(r"冷水铺|允山|潇浦|上江圩|松柏|黄甲岭|源口|公朝|刘家庄", text)
    others = re.findall(r"[\u4e00-\u9fff]{2,4}[乡镇村庄]", re.sub(r"示例[一二三]?[乡镇村]|乡镇|农村", "", text))

    assert (stems, others) == ([], [])


@pytest.mark.parametrize("place", sorted(SCHOOLS_OF_THE_PLAN | TOWNSHIPS_OF_THE_PLAN))
def test_a_place_of_the_plan_stands_here_for_a_target(place: str) -> None:
    lines = (SAMPLE / "organisation.yaml").read_text(encoding="utf-8").splitlines()
    (at,) = [number for number, line in enumerate(lines) if f"name: {{zh: {place}," in line]

    assert "方案目标" in lines[at - 1]


def test_everybody_is_called_by_his_role(sample: County) -> None:
    strange = [
        person.name
        for person in sample.organisation.people.values()
        if not ROLE.fullmatch(_without_place(person.name, sample))
    ]

    assert strange == []


@pytest.mark.parametrize("name", ["王小明", "示例一小王校长", "李主任", "示例村小张三", "潇浦中学王"])
def test_a_name_that_reads_as_a_person_would_be_found(sample: County, name: str) -> None:
    assert ROLE.fullmatch(_without_place(name, sample)) is None


def test_everybody_has_a_name_and_an_address_of_his_own(sample: County) -> None:
    people = sample.organisation.people.values()

    assert len({person.name for person in people}) == len(people)
    assert len({person.email for person in people}) == len(people)


def test_everybody_holds_a_post(sample: County) -> None:
    held = {code for post in sample.organisation.posts for code in (post.a, post.b)}

    assert set(sample.organisation.people) - held == set()


def test_no_address_can_reach_anybody(sample: County) -> None:
    written = re.findall(r"[\w.-]+@([\w.-]+)", "".join(_texts()))

    assert {host for host in written if not host.endswith(".example")} <= {"localhost"}
    assert len(written) > len(sample.organisation.people)


def _texts() -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(SAMPLE.glob("*.yaml"))]


@pytest.mark.parametrize("file", sorted(SAMPLE.glob("*.yaml")), ids=lambda file: file.name)
def test_no_line_is_wider_than_a_screen(file: Path) -> None:
    wide = [line for line in file.read_text(encoding="utf-8").splitlines() if len(line) > 120]

    assert wide == []
