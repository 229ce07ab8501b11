"""A letter becomes a mail: everything said, in both languages, in both parts, whatever people typed."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from engine.core.machine import RESPONSIBLE
from engine.core.notice import KINDS
from engine.run.letter import Composer, Letter
from notifications import sample
from notifications.compose import MailComposer
from notifications.mime import Sender
from notifications.sample import item, letter, standing
from notifications.sample_letters import E1, E2, E3, every_letter, items_of
from notifications.text import width
from notifications.words import LANGUAGES
from tests.notifications.mornings import leader, morning
from tests.notifications.reading import html_of, parsed, runs, seen, text_of

LETTERS = [(lang, name) for lang in LANGUAGES for name in (*KINDS, "everything")]


def composer(base_url: str = "", **changes: object) -> MailComposer:
    numbers = count(1)
    values: dict[str, object] = {
        "county": sample.COUNTY,
        "calendar": sample.sample_calendar(),
        "sender": Sender("duban@county.example", "示例县教育局督办", "office@county.example"),
        "base_url": base_url,
        "token": lambda: f"{next(numbers):032x}",
    }
    return MailComposer(**(values | changes))  # type: ignore[arg-type]


COMPOSER = composer()
LINKED = composer("https://duban.county.example/")


def own(kind: str, days: int, **changes: str) -> Letter:
    """A letter with one line to whoever owes the answer."""
    return letter([item(kind, standing(days), role=RESPONSIBLE, **changes)])  # type: ignore[arg-type]


# --- every kind ---------------------------------------------------------------------------------------------------------------


def test_it_is_the_composer_the_engine_asks_for() -> None:
    face: Composer = COMPOSER

    assert face.compose(morning()).subject


@pytest.mark.parametrize(("lang", "name"), LETTERS)
@pytest.mark.parametrize("linked", [False, True])
def test_every_kind_is_written_in_both_languages(lang: str, name: str, linked: bool) -> None:
    mail = (LINKED if linked else COMPOSER).compose(every_letter(lang)[name])

    text, page = text_of(mail), seen(html_of(mail))
    for said in (text, page):
        assert "None" not in said
        assert "undefined" not in said.lower()
        assert not re.search(r"[{}]|\b(E1|E2|unit_head|urging_notice|jijiao|wd)\b", said)
        assert ("。" in text) is (lang == "zh")
    assert len(mail.subject) <= (45 if lang == "zh" else 78)


@pytest.mark.parametrize("kind", KINDS)
def test_every_line_of_a_letter_is_in_the_mail(kind: str) -> None:
    """As many lines as there were notices: nothing is swallowed."""
    numbered = [
        replace(line, notice=replace(line.notice, matter=f"SW-2026-{index:04}")) if line.notice.matter else line
        for index, line in enumerate(items_of(kind))
    ]

    mail = COMPOSER.compose(letter(numbered))

    for line in numbered:
        assert line.notice.matter in text_of(mail)
        assert line.notice.matter in seen(html_of(mail))


@pytest.mark.parametrize(("lang", "name"), LETTERS)
def test_the_text_part_alone_tells_everything(lang: str, name: str) -> None:
    """Whatever stands in the HTML part (each run of text between tags) stands in the text part too."""
    mail = LINKED.compose(every_letter(lang)[name])
    text = _squeezed(text_of(mail))

    missing = [run for run in runs(html_of(mail)) if not _is_said(run, text)]

    assert missing == []


def _is_said(run: str, text: str) -> bool:
    """The first line gives the year in the text part only; rows and labels stand beside other words there."""
    return all(_squeezed(piece) in text for piece in re.split(r"[·：:\u2002]|08:30", run))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize(("lang", "name"), LETTERS)
def test_no_line_of_the_text_part_is_longer_than_36_wide_characters(lang: str, name: str) -> None:
    mail = LINKED.compose(every_letter(lang)[name])

    assert [line for line in text_of(mail).splitlines() if width(line) > 72 and "://" not in line] == []


# --- the sections -------------------------------------------------------------------------------------------------------------


def test_the_morning_mail_of_a_handler() -> None:
    """Compare ux: sentence, counts, overdue, today, soon, information."""
    assert text_of(COMPOSER.compose(morning())) == (Path(__file__).parent / "morning.txt").read_text("utf-8")


def test_the_morning_mail_of_a_leader() -> None:
    """First what only he can do, then the formal notice, then one line for each matter."""
    assert text_of(COMPOSER.compose(leader())) == (Path(__file__).parent / "leader.txt").read_text("utf-8")


def test_the_answer_comes_first() -> None:
    text = text_of(COMPOSER.compose(morning())).splitlines()

    assert text[2] == "今天先办两件"
    assert text[4] == "■ 超期 1   ▲ 今日 1   ▲ 临期 2   ○ 知悉 2"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (standing(-3), "原定11月6日（周五）17:30，已过 1 个工作日。"),
        (standing(0), "今天 17:30，11月9日（周一）。"),
        # A promise further off than the law's date is told with both; the same date is told once.
        ({**standing(-3), "statutory": "2026-11-20"}, "法定最迟11月20日（周五）。"),
        ({**standing(-3), "statutory": "2026-11-06"}, "法定最迟11月6日（周五），已过。"),
        ({**standing(0), "provisional": True}, "日期暂定，当年放假安排公布后重算。"),
    ],
)
def test_the_line_that_says_until_when(facts: dict[str, object], said: str) -> None:
    text = text_of(COMPOSER.compose(letter([item("due", facts, role=RESPONSIBLE)])))

    assert said in text.replace("\n          ", "").replace("\n        ", "")


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ({**E2, "on": "2026-11-11"}, "11月11日（周三）发督办单，送股长和分管领导。"),
        ({**E3, "on": "2026-11-16"}, "11月16日（周一）形成通报批评草稿，送局长审定。"),
        ({"step": "breach", "on": "2026-11-20"}, "11月20日（周五）起记为超过法定时限。"),
        ({"event": "deem_accepted", "on": "2026-11-20"}, "11月20日（周五）起视为受理。"),
        ({**E1, "on": "2026-11-10"}, "11月10日（周二）发催办通知，送您和股长。"),
    ],
)
def test_the_line_that_says_what_follows(after: dict[str, object], said: str) -> None:
    mail = COMPOSER.compose(letter([item("due", {**standing(0), "next": after}, role=RESPONSIBLE)]))

    assert said in text_of(mail)


def test_no_consequence_is_invented_where_none_follows() -> None:
    mail = COMPOSER.compose(letter([item("due", {**standing(0), "next": {}}, role=RESPONSIBLE)]))

    assert "再不办" not in text_of(mail)
    assert "再不办" not in html_of(mail)


def test_a_carried_line_is_brought_up_to_today() -> None:
    """Said on Friday as due today; the mail never arrived; on Monday the matter is a day late."""
    friday = {**standing(-3), "light": "amber", "left": 0, "late": 0, "next": {**E1, "on": "2026-11-09"}}

    text = text_of(COMPOSER.compose(letter([item("due", friday, role=RESPONSIBLE, carried=True)])))

    assert "■ 超期 1 个工作日" in text
    assert "11月6日的邮件没有送达，今天补上。" in text
    assert "再不办" not in text  # what was to follow today has its own line, or has followed


def test_a_mail_stays_under_60_kb_with_40_urgent_items() -> None:
    lines = [
        item(
            "due",
            {**standing(-3), **E1, "next": {**E2, "on": "2026-11-11"}},
            role=RESPONSIBLE,
            topic="学区划分咨询" * 3,
            number=f"SW-2026-{number:04}",
        )
        for number in range(40)
    ]

    mail = LINKED.compose(letter(lines))

    assert len(html_of(mail).encode()) < 60_000
    assert all(f"SW-2026-{number:04}" in text_of(mail) for number in range(40))


# --- links ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "name"), LETTERS)
def test_without_pages_nothing_is_a_link(lang: str, name: str) -> None:
    mail = COMPOSER.compose(every_letter(lang)[name])

    assert "://" not in text_of(mail)
    assert "<a " not in html_of(mail)


def test_links_go_to_the_countys_pages_only_and_both_parts_have_them() -> None:
    mail = LINKED.compose(morning())

    hrefs = re.findall(r'href="([^"]+)"', html_of(mail))
    assert hrefs
    assert all(href.startswith("https://duban.county.example/") for href in hrefs)
    assert {href.replace("&amp;", "&") for href in hrefs} == set(re.findall(r"https://\S+", text_of(mail)))


def test_nothing_is_loaded_from_anywhere() -> None:
    html = html_of(COMPOSER.compose(morning()))

    assert not re.search(r"<(img|link|script|iframe|form|input|object|video|svg)\b|url\(|@import|src=", html)


# --- headers -------------------------------------------------------------------------------------------------------------------


def test_the_headers_of_a_mail() -> None:
    message = parsed(COMPOSER.compose(own("due", 0)))

    assert message["From"] == "示例县教育局督办 <duban@county.example>"
    assert message["To"] == "经办人甲 <a@county.example>"
    assert message["Reply-To"] == "office@county.example"
    assert message["Date"] == "Mon, 09 Nov 2026 08:30:00 +0800"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "zh-CN"
    assert message.get_content_type() == "multipart/alternative"


def test_every_mail_has_its_own_message_id_though_all_else_is_the_same() -> None:
    """yagmail's default is a hash of From, To and Subject: two matters would share it."""
    one, two = COMPOSER.compose(morning()), COMPOSER.compose(morning())

    assert one.message_id != two.message_id
    assert parsed(one)["Message-ID"] == one.message_id
    assert re.fullmatch(r"<duban\.[0-9a-f]{32}@county\.example>", one.message_id)
    assert one.content.replace(one.message_id.encode(), two.message_id.encode()) == two.content


def test_a_message_id_cannot_be_guessed() -> None:
    default = MailComposer(
        county=sample.COUNTY, calendar=sample.sample_calendar(), sender=Sender("d@county.example", "D")
    )

    ids = {default.compose(own("due", 0)).message_id for _ in range(50)}

    assert len(ids) == 50
    assert all(len(each) > 60 for each in ids)


@pytest.mark.parametrize("name", ["everything", "due"])
def test_a_mail_is_plain_ascii_in_short_lines_ended_by_crlf(name: str) -> None:
    content = LINKED.compose(every_letter("zh")[name]).content

    assert content.isascii()
    assert all(len(line) <= 78 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")


def test_a_calendar_month_names_a_monthly_matter() -> None:
    line = replace(item("due", standing(0), role=RESPONSIBLE, topic="", unit="school"), period="2026-09")

    assert "答复来访家长：9月示例小学" in text_of(COMPOSER.compose(letter([line])))


def test_composing_does_not_change_with_the_hour_it_happens() -> None:
    """No clock: the mail bears the letter's instant."""
    later = replace(morning(), at=sample.AT + timedelta(hours=3))

    assert parsed(COMPOSER.compose(later))["Date"] == "Mon, 09 Nov 2026 11:30:00 +0800"
