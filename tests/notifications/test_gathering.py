"""Each matter counts once in a mail, and what its lines say about one duty stands together. The mail is of Mon 9 Nov 2026."""

import re
from dataclasses import replace

from engine.core.machine import RESPONSIBLE
from engine.run.letter import Composed, Item
from notifications.sample import item, letter, standing, without_matter
from notifications.sample_letters import BREACH, E1, E2
from tests.notifications.reading import files_of, html_of, text_of
from tests.notifications.test_compose import COMPOSER

LATE = {**standing(-3), "late": 0, "unheard": 1}
FLAG = item("breach", {**standing(-3), **BREACH, "statutory": "2026-11-06"}, role=RESPONSIBLE, capacity="cc")


def mail(*items: Item, lang: str = "zh") -> list[str]:
    return text_of(COMPOSER.compose(letter(list(items), lang))).splitlines()


def said(*items: Item, lang: str = "zh") -> str:
    """The text without its line breaks."""
    return "".join(line.strip() for line in mail(*items, lang=lang))


def papers_of(composed: Composed) -> list[str]:
    """What the printed papers of a mail say."""
    return [re.sub(r"<[^>]+>", "", text) for text in files_of(composed).values()]


def test_a_late_reminder_and_a_breach_of_one_matter_are_one_matter() -> None:
    late = item("late", {**LATE, "breach_told": True}, role=RESPONSIBLE)

    text = mail(late, FLAG)

    assert text[2:5] == ["今天先办一件", "一件已超期。", "■ 超期 1"]
    assert [line for line in text if line.startswith("■ ")] == ["■ 超期 1", "■ 已过期限"]
    assert (
        COMPOSER.compose(letter([late, FLAG])).subject == "【■已过期限 11/6】答复来访家长：学区划分咨询｜SW-2026-0412"
    )


def test_the_officer_is_told_who_hears_of_a_breach_and_not_the_contrary() -> None:
    text = said(item("late", {**LATE, "breach_told": True}, role=RESPONSIBLE), FLAG)

    assert "送到您或单位负责人之前不升级。超过法定时限的，不论提醒是否送达，依法另报。" in text
    assert "法定最迟11月6日（周五）已过，不论提醒是否送达，依法报局长。" in text
    assert "依法" not in said(item("late", LATE, role=RESPONSIBLE))


def test_two_clocks_over_one_duty_are_one_card_with_both_limits() -> None:
    """The duty of its own is due today, the limit that spans it was due on Fri 6 Nov."""
    spanning = item("step", {**standing(-3), **E1}, role=RESPONSIBLE)
    own = item("due", standing(0), role=RESPONSIBLE, clock="answer.verify")

    text = mail(own, spanning)

    assert text[2:5] == ["今天先办一件", "一件已超期。", "■ 超期 1"]
    assert "本件还有一个时限（答复来访家长）：今天 17:30，11月9日（周一）。再不办，" in "".join(
        line.strip() for line in text
    )
    assert COMPOSER.compose(letter([own, spanning])).subject.endswith("｜SW-2026-0412")


def test_both_parts_of_the_mail_have_what_is_added() -> None:
    lines = [item("late", LATE, role=RESPONSIBLE), FLAG]

    assert "不论提醒是否送达，依法报局长" in html_of(COMPOSER.compose(letter(lines)))


def test_another_duty_of_the_same_matter_keeps_its_card_and_the_matter_counts_once() -> None:
    """The acting head owes the answer and the decision on its extension: two things to do about one matter."""
    answer = item("due", standing(0), role=RESPONSIBLE)
    decide = item("due", standing(0), role=RESPONSIBLE, clock="answer.extension", state="answer.extension")

    text = mail(answer, decide)

    assert text[2] == "今天先办一件"
    assert [line for line in text if line.startswith("▲ 今日到期")] == ["▲ 今日到期", "▲ 今日到期"]


def test_two_papers_about_one_matter_are_both_there_and_count_once() -> None:
    """E2 of the duty and E1 of the limit that spans it, to the section head."""
    order = item("step", {**standing(-5), **E2, "demand": "2026-11-10", "paper_no": 17}, role="unit_head")
    urged = item("step", {**standing(-3), **E1, "paper_no": 43}, role="unit_head", clock="answer.verify")

    text = mail(order, urged)

    assert text[2:5] == ["今天有一件超期事项报到您这里", "今天新报超期一件（督办单、催办通知）。", "■ 新报超期 1"]
    assert [line for line in text if "教督〔2026〕17号" in line or "教催〔2026〕43号" in line]
    files = [line for line in text if line.startswith(("  督办单 ", "  催办通知 "))]
    assert len(files) == 2


def test_the_rest_of_a_subject_line_counts_other_matters_only() -> None:
    lines = [
        item("step", {**standing(-3), **E1}, role=RESPONSIBLE),
        item("due", standing(0), role=RESPONSIBLE, clock="answer.verify"),
        item("due", standing(0), role=RESPONSIBLE, number="SW-2026-0413"),
        item("breach", {**standing(-3), **BREACH}, role="head", number="SW-2026-0413"),
    ]

    assert COMPOSER.compose(letter(lines)).subject.endswith("｜另1件：超期1 今日1")


def test_a_line_carried_over_gives_way_to_what_is_said_today() -> None:
    """E1 of Fri 6 Nov did not arrive; today's E2 is the one that counts, and the paper of E1 still comes with it."""
    carried = item("step", {**standing(-6), **E1, "paper_no": 43}, role=RESPONSIBLE, carried=True)
    today = item("step", {**standing(-6), **E2, "paper_no": 17}, role=RESPONSIBLE, capacity="cc")

    text = mail(carried, today)

    assert text[2] == "今天先办一件"
    assert len([line for line in text if line.startswith("■ 超期 4 个工作日")]) <= 1
    assert "教催〔2026〕43号" in "".join(text)


def test_a_list_has_each_matter_once() -> None:
    """A digest that did not arrive and this week's."""
    last = item("digest", standing(-10), role="deputy", carried=True)

    text = mail(last, item("digest", standing(-10), role="deputy"))

    assert text[2] == "您分管的事项超期 1 件"
    assert len([line for line in text if "SW-2026-0412" in line]) == 1


def test_days_that_are_nobodys_are_named_where_days_are_counted() -> None:
    facts = {**standing(-6), "late": 1, "unheard": 2, "others": 1, **E1, "paper_no": 43}

    own, head = said(item("step", facts, role=RESPONSIBLE)), said(item("step", facts, role="unit_head"))
    english = " ".join(mail(item("step", facts, role="unit_head"), lang="en"))

    sentence = "提醒送达前的 2 个工作日、核查或审批超时的 1 个工作日不计。"
    assert f"已过 1 个工作日。{sentence}" in own
    assert f"现已超期 1 个工作日。{sentence}" in head
    assert "2 working days before a reminder arrived, 1 working day that verifying" in " ".join(english.split())


def test_a_paper_in_a_mail_names_a_date_by_law_that_has_passed() -> None:
    line = item("step", {**standing(-6), **E1, "statutory": "2026-11-05", "paper_no": 43}, role="unit_head")

    assert "法定最迟11月5日（周四），已过。" in said(line)


def test_the_printed_paper_names_the_days_left_out() -> None:
    for step in (E1, E2):
        facts = {**standing(-6), "late": 1, "unheard": 3, **step, "paper_no": 43}
        composed = COMPOSER.compose(letter([item("step", facts, role="unit_head")]))

        (paper,) = papers_of(composed)

        assert "提醒送达前的 3 个工作日不计。" in paper


def test_a_step_that_the_engine_ended_asks_for_the_reason_only() -> None:
    """E1 in the batch of deemed acceptance: nothing is left to do in that step, and no order can follow."""
    facts = {**standing(-3), **E1, "paper_no": 43, "lapsed": "deem_accepted", "next": {}}
    own = item("step", facts, role=RESPONSIBLE, state="waiting", clock="waiting", matter_state="answer")
    head = item("step", facts, role="unit_head", state="waiting", clock="waiting", matter_state="answer")

    assert "要做什么：这一步不用再办：今天已按规则视为受理，本件现为“待答复”。" in said(own)
    assert "再不办" not in said(own)
    assert "这一步11月9日已按规则视为受理，不再催办；请书面说明没有按期办理的原因。" in said(head)
    for step in (E1, E2):
        (paper,) = papers_of(COMPOSER.compose(letter([item("step", {**facts, **step}, role="unit_head")])))
        assert "请书面说明没有按期办理的原因" in paper
        assert "请即办理" not in paper
        assert "亲自组织" not in paper


def test_the_unit_of_a_subject_line_is_the_one_the_paper_is_about() -> None:
    """The matter is of the basic education section; who owes acts through the school."""
    line = item("step", {**standing(-3), **E1, "paper_no": 43}, role="deputy")

    subject = COMPOSER.compose(letter([replace(line, holder="principal")])).subject

    assert subject.startswith("【■催办通知 超期1工作日】示例小学 ")


def test_a_delivery_fault_says_what_waits_and_what_goes_on() -> None:
    """Decision 5: any word in an earlier batch opens the ladder; a late one to the section head is such a word."""

    def fault(held: list[str]) -> str:
        facts = {"person": "principal", "error": "550", "matters": ["YC-2026-0101", "YC-2026-0102"], "held": held}
        return said(without_matter("delivery_fault", facts))

    assert "其中 1 件还没有任何提醒送到承办人：提醒送到本人、其B角，或补发的提醒送到单位负责人之前，不升级。" in fault(
        ["YC-2026-0101"]
    )
    assert "这些事项还没有任何提醒送到承办人" in fault(["YC-2026-0101", "YC-2026-0102"])
    assert "这些事项的承办人已收到过提醒，催办照常。" in fault([])
