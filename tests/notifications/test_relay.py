"""A line for somebody without e-mail, in the mail of whoever passes it on: it never reads as his own."""

from dataclasses import replace
from typing import Any

import pytest

from engine.core.machine import RESPONSIBLE
from engine.run.letter import Composed, Item
from notifications.sample import item, letter, standing, without_matter
from notifications.sample_letters import E2, E3, every_letter
from tests.notifications.reading import files_of, html_of, seen, text_of
from tests.notifications.test_compose import composer

LINES = {"zh": "代收：请转告 校长己", "en": "Please pass on to 校长己"}


def for_another(line: Item) -> Item:
    """The principal has no address."""
    return replace(line, on_behalf="principal")


def mail(*lines: Item, lang: str = "zh", **changes: Any) -> Composed:
    return composer(**changes).compose(letter(list(lines), lang))


@pytest.mark.parametrize("lang", LINES)
def test_a_line_of_its_own_says_to_whom_it_is_passed_on(lang: str) -> None:
    written = mail(for_another(item("point", standing(3), role=RESPONSIBLE)), lang=lang)

    assert LINES[lang] in [line.strip() for line in text_of(written).splitlines()]
    assert f"<b>{LINES[lang]}</b>" in html_of(written)


@pytest.mark.parametrize("lang", LINES)
def test_nothing_in_it_says_that_the_reader_is_responsible(lang: str) -> None:
    """Every kind of line, in every form it takes."""
    written = composer(base_url="https://duban.example").compose(every_letter(lang)["relay"])
    page = seen(html_of(written))
    quoted = "写给本人的话：“" if lang == "zh" else "Written to them: “"

    own = "您是" if lang == "zh" else "You are"
    assert own not in "".join(part.partition("”")[2] for part in page.split(quoted))
    # No button: only who owes can act by it.
    assert "?do=" not in html_of(written)


def test_it_says_what_he_owes_by_when_and_what_follows() -> None:
    text = text_of(mail(for_another(item("point", standing(3), role=RESPONSIBLE)))).replace("\n", "").replace(" ", "")

    assert "校长己没有邮箱，由您代收；本件由其承办：答复来访人，并登记答复时间和方式。最迟：11月12日（周四）" in text
    assert "送承办人" in text or "送股长" in text


def test_the_subject_says_so_in_the_bracket_and_names_nobody() -> None:
    written = mail(for_another(item("point", standing(3), role=RESPONSIBLE)))
    english = mail(for_another(item("point", standing(3), role=RESPONSIBLE)), lang="en")

    assert written.subject.startswith("【▲代收 剩3工作日 11/12】")
    assert english.subject.startswith("[▲ to pass on, 3 working days, 12 Nov]")
    assert "校长己" not in written.subject + english.subject


def test_his_own_duty_of_the_same_light_comes_first_in_the_subject_and_in_the_mail() -> None:
    other = for_another(item("point", standing(3), role=RESPONSIBLE, number="SW-2026-0001"))
    own = item("point", standing(3), role=RESPONSIBLE, number="SW-2026-0002")
    text = text_of(mail(other, own))

    assert mail(other, own).subject.startswith("【▲剩3工作日")
    assert text.index("SW-2026-0002") < text.index("SW-2026-0001")


@pytest.mark.parametrize(("days", "bracket"), [(-1, "【■代收 超期1工作日"), (0, "【▲代收 今日 17:30】")])
def test_a_more_pressing_one_leads_the_subject(days: int, bracket: str) -> None:
    own = item("point", standing(3), role=RESPONSIBLE, number="SW-2026-0002")

    assert mail(own, for_another(item("due", standing(days), role=RESPONSIBLE))).subject.startswith(bracket)


def test_what_has_one_sentence_only_is_quoted() -> None:
    line = item("told", {**standing(3), "by": "deputy", "answer": "granted", "n": 5, "unit": "wd"})

    assert "写给本人的话：“您申请延期 5 个工作日，副局长丁已同意" in seen(html_of(mail(for_another(line))))
    assert mail(for_another(without_matter("calendar_missing", {"year": 2027}))).subject.startswith("【※代收 ")


def test_a_formal_notice_to_him_comes_along_to_be_printed() -> None:
    order = item(
        "step",
        {**standing(-5), **E2, "paper_no": 17, "demand": "2026-11-11", "next": {**E3, "on": "2026-11-12"}},
        role="unit_head",
    )
    written = mail(for_another(order))

    assert "校长己没有邮箱，由您代收；本件按规则报其知悉。" in seen(html_of(written))
    assert len(files_of(written)) == 1


def test_his_dates_stay_out_of_the_messenger_s_calendar() -> None:
    line = item("point", standing(3), role=RESPONSIBLE)

    assert files_of(mail(line, calendar_files=True))
    assert not files_of(mail(for_another(line), calendar_files=True))


def test_somebody_who_has_left_goes_by_his_code() -> None:
    line = replace(item("point", standing(3), role=RESPONSIBLE), on_behalf="gone")

    assert "代收：请转告 gone" in text_of(mail(line))
