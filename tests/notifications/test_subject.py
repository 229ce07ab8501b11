"""Subject lines, read on a lock screen: the bracket alone is enough, nothing private, nothing cut inside it."""

import re
from dataclasses import replace

import pytest

from engine.core.machine import RESPONSIBLE, Text
from engine.run.letter import Item
from notifications import sample
from notifications.sample import item, letter, standing, without_matter
from notifications.sample_letters import E1, E2
from tests.notifications.test_compose import COMPOSER


def subject(*items: Item, lang: str = "zh") -> str:
    return COMPOSER.compose(letter(list(items), lang)).subject


def named(line: Item, zh: str, en: str = "", unit: str = "") -> Item:
    """The line with a duty of that title and nothing that names the matter besides."""
    machine = sample.sample_machine()
    states = {name: replace(state, title=Text(zh, en or zh)) for name, state in machine.states.items()}
    return replace(line, machine=replace(machine, states=states, subject=()), unit=unit)


def due(days: int, **notice: str) -> Item:
    return item("due", standing(days), role=RESPONSIBLE, **notice)  # type: ignore[arg-type]


ORDER = {**standing(-5), **E2, "demand": "2026-11-09", "paper_no": 17}
ROWS = [item("digest", standing(-3 - days), role="deputy", number=f"DB-2026-{days:04}") for days in range(9)]

URGED = item("step", {**standing(-3), **E1}, role="deputy", capacity="cc")
FAULT = without_matter("delivery_fault", {"person": "principal", "error": "550", "held": ["YC-2026-0101"]})

#: The table of the design, case by case.
TABLE = [
    (
        "one, due today",
        [named(due(0, number="ZR-2026-0056"), "审批消防进校检查")],
        "【▲今日 17:30】审批消防进校检查｜ZR-2026-0056",
    ),
    (
        "one, soon",
        [named(due(3, number="DB-2026-0109"), "校外培训办法意见汇总")],
        "【▲剩3工作日 11/12】校外培训办法意见汇总｜DB-2026-0109",
    ),
    (
        "several",
        [named(due(-3), "答复来访家长"), *(due(day, number=f"DB-2026-000{day}") for day in (0, 1, 3))],
        "【■超期1工作日 11/6】答复来访家长｜另3件：今日1 临期2",
    ),
    (
        "urging, to a leader",
        [named(URGED, "答复来访家长", unit="jijiao"), *ROWS],
        "【■催办通知 超期1工作日】基教股 答复来访家长｜分管超期9件 最久7",
    ),
    (
        "supervision order",
        [named(item("step", ORDER, role="head"), "允山中心小学食堂整改")],
        "【■督办单 限11/9】允山中心小学食堂整改 超期3工作日｜教督〔2026〕17号",
    ),
    ("delivery fault", [FAULT], "【※送达故障 1人】示例小学校长未收到提醒｜送到前不升级"),
    ("weekly list", ROWS, "【■分管超期9件】最久7工作日｜学区划分咨询"),
]


@pytest.mark.parametrize(("items", "line"), [pytest.param(items, line, id=case) for case, items, line in TABLE])
def test_the_table_of_subject_lines(items: list[Item], line: str) -> None:
    assert subject(*items) == line


def test_a_fault_after_a_word_does_not_say_that_the_ladder_waits() -> None:
    """Decision 5: who had a word before is urged on."""
    assert (
        subject(without_matter("delivery_fault", {"person": "principal", "held": []}))
        == "【※送达故障 1人】示例小学校长未收到提醒"
    )


def test_a_subject_line_in_english() -> None:
    one = named(due(3, number="DB-2026-0109"), "汇总", "Summary of comments")

    assert subject(one, lang="en") == "[▲ 3 working days, 12 Nov] Summary of comments · DB-2026-0109"


def test_information_is_not_counted_among_the_rest() -> None:
    information = item("closed", {"end": "closed"}, matter_state="closed")

    assert subject(due(0), information) == "【▲今日 17:30】答复来访家长：学区划分咨询｜SW-2026-0412"


def test_the_highest_light_leads_whatever_the_order() -> None:
    assert subject(due(3), due(0), due(-3)).startswith("【■超期1工作日 11/6】")


def test_what_one_owes_leads_what_is_reported_of_others() -> None:
    reported = item("step", {**standing(-5), **E1}, role="deputy", capacity="cc")

    assert subject(reported, due(-3)).startswith("【■超期1工作日 11/6】")


def test_an_order_to_oneself_leads_everything() -> None:
    assert subject(due(-6), item("step", ORDER, role="unit_head")).startswith("【■督办单 限11/9】")


@pytest.mark.parametrize("topic", ["学" * 500, "x" * 500, "👨‍👩‍👧" * 100])
@pytest.mark.parametrize(("lang", "most"), [("zh", 45), ("en", 78)])
def test_a_long_title_is_cut_and_never_the_bracket_or_the_rest(topic: str, lang: str, most: int) -> None:
    line = item("due", standing(0), role=RESPONSIBLE, topic=topic)

    said = subject(line, lang=lang)

    assert len(said) <= most
    assert re.match(r"【▲今日 17:30】|\[▲ today 17:30\]", said)
    assert said.endswith("SW-2026-0412")
    assert "…" in said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"answer": "granted", "by": "deputy"}, "【√已同意延期 11/16】"),
        ({"answer": "refused", "by": "deputy"}, "【○未同意 11/16】"),
    ],
)
def test_an_answer_is_in_the_bracket(data: dict[str, object], said: str) -> None:
    assert subject(item("told", {**standing(7), **data})).startswith(said)


def test_no_persons_name_stands_in_a_subject_line() -> None:
    """Not of the reader, not of whoever the matter is about, though a field of the matter's name is a person."""
    machine = replace(sample.sample_machine(), subject=("handler",))
    lines = [
        replace(due(0), machine=machine),
        without_matter("delivery_fault", {"person": "principal"}),
        without_matter("gap", {"person": "a"}),
    ]

    for line in lines:
        assert not re.search("[甲乙丙丁戊己]", subject(line))


def test_a_petition_shows_its_number_only() -> None:
    """Its rulebook names no field for subject lines, and it has no unit anybody could be found by."""
    petition = named(due(0, number="XF-2026-0007"), "答复信访人")

    assert subject(petition) == "【▲今日 17:30】答复信访人｜XF-2026-0007"
