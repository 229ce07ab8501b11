"""Papers to print: every kind in both languages, numbered or drafted, for those the ladder names, harmless whatever people typed."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from config.papers import Papers
from engine.core.machine import RESPONSIBLE
from engine.run.letter import Item, Letter
from notifications import sample
from notifications.check import check_templates
from notifications.enclosing import MOST_BYTES, MOST_NAMES, MOST_PAPERS
from notifications.sample import item, letter, standing
from notifications.sample_letters import BREACH, E1, E2, E3, E4, GAP, LATE, OWN_PAPER, items_of, with_history
from notifications.serial import BLANK
from notifications.template import BUILT_IN
from notifications.words import LANGUAGES
from tests.notifications.reading import files_of, html_of, parsed, seen, text_of
from tests.notifications.test_compose import COMPOSER, LINKED, composer
from tests.notifications.test_hostile import TYPED, hostile

ISSUED = {
    "urging_notice": item("step", {**LATE, **E1, "paper_no": 43, "next": {**E2, "on": "2026-11-11"}}, role="unit_head"),
    "supervision_order": item(
        "step",
        {**LATE, **E2, "paper_no": 17, "demand": "2026-11-12", "next": {**E3, "on": "2026-11-13"}},
        role="unit_head",
    ),
    "uncovered_post": item("step", {**LATE, **GAP, "paper_no": 3, "next": {}}, role="deputy"),
    "statutory_breach": item("breach", {**LATE, **BREACH, "paper_no": 2, "statutory": "2026-11-20"}, role="head"),
    "own_paper": item("step", {**LATE, **OWN_PAPER, "paper_no": 1, "next": {}}, role="desk"),
}
DRAFTS = {
    "criticism_notice": item("step", {**LATE, **E3, "draft": True, "next": {}}, role="head"),
    "talk_proposal": item("step", {**LATE, **E4, "draft": True, "next": {}}, role="group_leader"),
}
KINDS = {kind: with_history(line) for kind, line in (ISSUED | DRAFTS).items()}
NUMBERS = {
    "urging_notice": "教催〔2026〕43号",
    "supervision_order": "教督〔2026〕17号",
    "uncovered_post": "教空〔2026〕3号",
    "statutory_breach": "教法〔2026〕2号",
    # A kind without a word of its own goes by its title: no two kinds share a series.
    "own_paper": "教情况说明〔2026〕1号",
    "criticism_notice": f"教通〔2026〕{BLANK}号",
    "talk_proposal": f"教约〔2026〕{BLANK}号",
}


def paper(line: Item, lang: str = "zh", **changes: Any) -> str:
    (content,) = files_of(composer(**changes).compose(letter([line], lang))).values()
    return content


def shown(line: Item, lang: str = "zh") -> str:
    return seen(paper(line, lang).partition("</head>")[2])


# --- every kind ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_paper_is_written_in_both_languages(kind: str, lang: str) -> None:
    said = shown(KINDS[kind], lang)

    assert NUMBERS[kind] in said
    assert "None" not in said
    assert not re.search(r"[{}]|\b(E1|E2|unit_head|urging_notice|jijiao|wd)\b", said)
    assert ("。" in said) is (lang == "zh")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_is_one_file_that_needs_nothing_else(kind: str, lang: str) -> None:
    page = paper(KINDS[kind], lang)

    assert not re.search(r"<(img|link|script|iframe|form|input|object|video|svg)\b|url\(|@import|src=|href=|://", page)
    assert "default-src 'none'" in page
    assert f'lang="{"zh-CN" if lang == "zh" else "en"}"' in page
    assert "@page" in page
    assert "prefers-color-scheme" not in page


@pytest.mark.parametrize("line", ISSUED.values(), ids=ISSUED)
def test_an_issued_paper_has_its_day_and_no_frame(line: Item) -> None:
    assert "草稿 " not in shown(line)
    assert "2026年11月9日" in shown(line)


@pytest.mark.parametrize("line", DRAFTS.values(), ids=DRAFTS)
def test_a_draft_is_framed_and_its_number_signer_and_day_are_blank(line: Item) -> None:
    """Even if a number stood in the facts."""
    numbered = replace(line, notice=replace(line.notice, data={**line.notice.data, "paper_no": 9}))

    for said in (shown(line), shown(numbered)):
        assert "未签发，不得外传" in said
        assert f"〔2026〕{BLANK}号" in said
        assert "签发人：" in said
        assert "2026年\u3000月\u3000日" in said
        assert "2026年11月9日" not in said


def test_a_supervision_order_has_the_registers_table_a_box_and_a_slip() -> None:
    order = KINDS["supervision_order"]

    said = shown(order)

    for words in (
        "督办事项 答复来访家长：学区划分咨询（SW-2026-0412）",
        "责任股室 基教股 责任人 经办人甲",
        "事项来源 首问责任制 交办日期 2026年10月30日",
        "原定期限 11月6日（周五） 超期 至 11月9日，1 个工作日",
        "重新限定 2026年11月12日（星期四）17:30 前",
        "上列事项 11月6日发催办通知（教催〔2026〕43号）后仍未办结",
        "请股长亲自组织，在重新限定的期限内办结",
        "11月13日（周五）形成通报批评草稿，报局长审定。",
        "领导批示",
        "签收回执\u3000教督〔2026〕17号 签收人",
    ):
        assert words in said


def test_what_is_not_known_leaves_its_cell_out() -> None:
    """Without a holder the unit's cell takes the row."""
    said = shown(ISSUED["supervision_order"])

    assert "责任人" not in said
    assert "责任股室 基教股 事项来源" in said


def test_a_criticism_draft_tells_the_papers_before_it() -> None:
    assert "11月6日发催办通知（教催〔2026〕43号）。至 11月9日，超期 1 个工作日，仍未办结。" in shown(
        KINDS["criticism_notice"]
    )


def test_a_paper_is_addressed_to_the_unit_that_owes() -> None:
    """An order about a verification goes to the verifier's unit; where that is unknown, to the roles it is for."""
    order = {**LATE, **E2, "paper_no": 17, "next": {}}
    verify = item("step", order, role="unit_head", clock="answer.verify", state="answer.verify")

    assert "单位负责人、分管领导：" in shown(verify)
    assert "示例小学：" in shown(replace(verify, holder="principal"))


# --- whose, and how many -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "because", "has_paper"),
    [
        ("unit_head", "", True),
        ("desk", "", True),  # copied
        ("one_up", "one_up", True),
        ("giver_head", "", True),
        (RESPONSIBLE, "", False),  # hears of the step, but it is not to him
    ],
)
def test_a_paper_is_for_those_the_ladder_names(role: str, because: str, has_paper: bool) -> None:
    line = item("step", {**LATE, **E2, "paper_no": 17, "next": {}}, role=role, because=because)

    assert bool(files_of(COMPOSER.compose(letter([line])))) is has_paper


def test_a_paper_is_the_same_for_everybody_and_on_every_day() -> None:
    """To the head on the day, to the desk, and to the deputy whose mail of Friday never arrived."""
    facts = {**LATE, **E2, "paper_no": 17, "demand": "2026-11-12", "next": {**E3, "on": "2026-11-13"}}
    head, desk = (item("step", facts, role=role) for role in ("unit_head", "desk"))
    monday = letter([desk])
    late = replace(monday, today=sample.TODAY.replace(day=11), items=(replace(desk, carried=True),))

    papers = {files_of(COMPOSER.compose(each))["教督〔2026〕17号.html"] for each in (letter([head]), monday, late)}

    assert len(papers) == 1


def test_two_lines_about_one_paper_bring_it_once() -> None:
    """A person who reads for another as well."""
    one = ISSUED["urging_notice"]
    other = replace(one, id=2, notice=replace(one.notice, person="b"), on_behalf="b")

    assert len(files_of(COMPOSER.compose(letter([one, other])))) == 1


def test_several_papers_are_several_files_and_both_parts_name_them() -> None:
    mail = LINKED.compose(letter(list(KINDS.values())))

    assert set(files_of(mail)) == {
        "教催〔2026〕43号.html",
        "教督〔2026〕17号.html",
        "教空〔2026〕3号.html",
        "教法〔2026〕2号.html",
        "教情况说明2026-1.html",  # the whole number would not fit into a line
        "SW-2026-0412 草稿.html",
        "SW-2026-0412 草稿 2.html",
    }
    for said in (re.sub(r"\s+", "", text_of(mail)), re.sub(r"\s+", "", seen(html_of(mail)))):
        assert f"附件{len(KINDS)}个" in said
        assert "督办单教督〔2026〕17号：答复来访家长" in said
        assert "通报批评草稿：答复来访家长" in said


def test_without_a_paper_nothing_is_attached_or_said() -> None:
    mail = COMPOSER.compose(letter(items_of("due")))

    assert files_of(mail) == {}
    assert parsed(mail).get_content_type() == "multipart/alternative"
    assert "附件" not in text_of(mail)


def many(count: int) -> Letter:
    facts = {**LATE, **E2, "demand": "2026-11-12", "next": {}}
    return letter([
        item("step", {**facts, "paper_no": index}, role="unit_head", number=f"SW-2026-{index:04}")
        for index in range(1, count + 1)
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("count", "left"),
    [
        (MOST_PAPERS, ""),
        (MOST_PAPERS + 1, "1份未随本邮件附上：教督〔2026〕21号。"),
        (MOST_PAPERS + MOST_NAMES, f"10份未随本邮件附上：{'、'.join(f'教督〔2026〕{n}号' for n in range(21, 31))}。"),
        (
            MOST_PAPERS + MOST_NAMES + 1,
            f"11份未随本邮件附上：{'、'.join(f'教督〔2026〕{n}号' for n in range(21, 31))}等。",
        ),
    ],
)
def test_more_papers_than_anybody_opens_stay_behind_and_are_named(count: int, left: str) -> None:
    mail = COMPOSER.compose(many(count))

    assert list(files_of(mail)) == [f"教督〔2026〕{n}号.html" for n in range(1, MOST_PAPERS + 1)]
    assert left_out(text_of(mail)) == left
    for number in range(1, count + 1):
        assert f"教督〔2026〕{number}号" in text_of(mail)


def test_papers_beyond_what_a_mail_can_hold_stay_behind_too(tmp_path: Path) -> None:
    """A county's own layout, with a picture in it that takes 100 kB: four would be 400 kB and some words."""
    picture = "x" * 100_000
    (tmp_path / "paper.html.j2").write_text(f"<!-- {picture} -->{{{{ paper.number }}}}", encoding="utf-8")
    mail = composer(templates=tmp_path).compose(many(6))

    files = files_of(mail)
    assert list(files) == [f"教督〔2026〕{n}号.html" for n in (1, 2, 3)]
    assert sum(len(content.encode()) for content in files.values()) <= MOST_BYTES
    assert left_out(text_of(mail)) == "3份未随本邮件附上：教督〔2026〕4号、教督〔2026〕5号、教督〔2026〕6号。"


def test_a_draft_left_behind_goes_by_its_title_and_its_matter() -> None:
    drafts = [
        item("step", {**LATE, **E3, "draft": True, "next": {}}, role="head", number=f"SW-2026-{n:04}")
        for n in range(1, MOST_PAPERS + 2)
    ]

    assert left_out(text_of(COMPOSER.compose(letter(drafts)))) == "1份未随本邮件附上：通报批评草稿SW-2026-0021。"


def left_out(text: str) -> str:
    found = re.search(r"文书太多，(.*?未随本邮件附上：.*?。)", re.sub(r"\s+", "", text))
    return found[1] if found else ""


# --- numbers -------------------------------------------------------------------------------------------------------------------


def test_a_county_chooses_its_words() -> None:
    own = Papers(prefix="示教", series={"supervision_order": "督办"})

    mail = composer(papers=own).compose(letter([ISSUED["supervision_order"]]))

    assert mail.subject.endswith("｜示教督办〔2026〕17号")
    assert "示教督办〔2026〕17号" in text_of(mail)
    assert list(files_of(mail)) == ["示教督办2026-17.html"]


def test_the_year_is_that_of_the_day_it_was_said() -> None:
    """At 00:30 on 1 January in the county it is still December in UTC."""
    line = ISSUED["urging_notice"]
    new_year = replace(
        line, notice=replace(line.notice, at=sample.AT.replace(year=2027, month=1, day=1, hour=0, minute=30))
    )

    assert "教催〔2027〕43号" in shown(new_year)


@pytest.mark.parametrize("number", [None, "", "17", True, -0.5])
def test_only_a_number_numbers_a_paper(number: object) -> None:
    line = item("step", {**LATE, **E2, "paper_no": number, "next": {}}, role="unit_head")

    assert "〔" not in shown(line)


# --- files -----------------------------------------------------------------------------------------------------------------------


def test_a_file_has_a_full_name_and_an_ascii_one() -> None:
    (part,) = parsed(COMPOSER.compose(letter([ISSUED["supervision_order"]]))).iter_attachments()

    assert part["Content-Disposition"].params["filename"] == "教督〔2026〕17号.html"
    assert part["Content-Type"].params["name"] == "supervision_order-SW-2026-0412.html"
    assert part.get_content_disposition() == "attachment"
    assert part.get_content_type() == "text/html"


def test_a_name_too_long_for_a_line_becomes_the_ascii_one() -> None:
    long = Papers(prefix="示例县教育体育局" * 5)

    mail = composer(papers=long).compose(letter([ISSUED["supervision_order"]]))

    assert list(files_of(mail)) == ["supervision_order-SW-2026-0412.html"]
    assert all(len(line) <= 78 for line in mail.content.split(b"\r\n"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mail_with_papers_is_plain_ascii_in_short_lines(lang: str) -> None:
    content = LINKED.compose(letter(list(KINDS.values()), lang)).content

    assert content.isascii()
    assert all(len(line) <= 78 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


# --- hostile text, private fields ------------------------------------------------------------------------------------------------


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attributes)))


def tags(page: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = _Tags()
    parser.feed(page)
    return parser.found


def typed(text: str, lang: str) -> Letter:
    base = hostile(text, lang)
    return replace(base, items=tuple(with_history(replace(line, fields={"topic": text})) for line in KINDS.values()))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", [each for each in TYPED if each not in ("\ud800", "\u2028\u2029\u0085")])
def test_hostile_text_changes_no_element_of_a_paper(lang: str, text: str) -> None:
    honest, mail = files_of(LINKED.compose(typed("学区", lang))), files_of(LINKED.compose(typed(text, lang)))

    assert honest.keys() == mail.keys()
    for name, page in mail.items():
        assert tags(page) == tags(honest[name])
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066\u2067\ue000\ue001\ud800-\udfff]", page)


@pytest.mark.parametrize("kind", KINDS)
def test_a_private_field_is_in_no_paper_though_it_were_handed_over(kind: str) -> None:
    machine = replace(sample.sample_machine(), subject=(sample.PRIVATE, "topic"))
    line = replace(KINDS[kind], machine=machine, fields={"topic": "学区", sample.PRIVATE: "来访人姓名"})

    assert "来访人姓名" not in paper(line)


# --- a county's own layouts ------------------------------------------------------------------------------------------------------


def test_a_county_replaces_the_layout_of_one_kind(tmp_path: Path) -> None:
    (tmp_path / "paper.supervision_order.html.j2").write_text(
        '{% extends "paper.html.j2" %}{% block foot %}<p>本局专用</p>{% endblock %}', "utf-8"
    )

    assert check_templates(tmp_path) == []
    assert "本局专用" in paper(ISSUED["supervision_order"], templates=tmp_path)
    assert "本局专用" not in paper(ISSUED["urging_notice"], templates=tmp_path)


def test_a_county_adds_a_layout_for_a_paper_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "paper.own_paper.html.j2").write_text("<!doctype html><p>{{ paper.title }}</p>", "utf-8")

    assert check_templates(tmp_path) == []
    assert paper(ISSUED["own_paper"], templates=tmp_path).startswith("<!doctype html><p>情况说明</p>")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("paper.own_paper.html.j2", "{{ papre.title }}", "there is no `papre` here: did you mean `paper`?"),
        ("paper.own_paper.html.j2", "{{ paper.nothing }}", "has no attribute 'nothing'"),
        ("paper.own_paper.html.j2", "{{ paper.lines.append }}{{ paper.__class__ }}", ""),
        ("paper.html.j2", "{{ paper.title", "unexpected end of template"),
        ("paper.css", "{{ nothing }}", "'nothing' is undefined"),
    ],
)
def test_a_faulty_layout_is_told_before_a_mail_needs_it(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")

    found = check_templates(tmp_path)

    assert found
    assert {fault.file for fault in found} == {name}
    assert any(message in fault.message for fault in found)


def test_a_layout_that_fails_in_the_morning_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "paper.html.j2").write_text("{{ paper.nothing }}", "utf-8")

    assert "领导批示" in paper(ISSUED["supervision_order"], templates=tmp_path)


def test_every_shipped_kind_has_its_layout() -> None:
    assert {path.name for path in BUILT_IN.glob("paper.*.html.j2")} >= {
        f"paper.{kind}.html.j2" for kind in KINDS if kind != "own_paper"
    }


# --- numbers in the mail ---------------------------------------------------------------------------------------------------------


def test_the_number_stands_in_subject_notice_and_list() -> None:
    order = LINKED.compose(letter([ISSUED["supervision_order"]]))
    urged = LINKED.compose(letter([ISSUED["urging_notice"]]))

    assert order.subject == "【■督办单 限11/12】基教股 答复来访家长：学… 超期1工作日｜教督〔2026〕17号"
    assert urged.subject.endswith("｜教催〔2026〕43号")
    assert "督办单  教督〔2026〕17号  11月9日" in text_of(order)
    assert "教督〔2026〕17号" in seen(html_of(order))
    assert "今天发督办单 教督〔2026〕5号" in text_of(COMPOSER.compose(many(5))).replace("\n  ", "")


def test_a_leaders_list_follows_an_urging_notice_and_not_its_number() -> None:
    rows = [item("digest", {**standing(-5), "next": {}}, role="deputy", number=f"DB-2026-{n:04}") for n in range(3)]
    urged = item("step", {**standing(-5), **E1, "paper_no": 43}, role="deputy")

    assert COMPOSER.compose(letter([urged, *rows])).subject.endswith("｜分管超期3件 最久3")


def test_an_english_subject_keeps_the_number_whole() -> None:
    assert LINKED.compose(letter([ISSUED["supervision_order"]], "en")).subject.endswith(" · 教督〔2026〕17号")
