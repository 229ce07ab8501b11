"""Letters as they come on a morning, for looking at and for timing. Not: every kind (notifications/sample_letters.py)."""

from engine.core.machine import RESPONSIBLE
from engine.run.letter import Letter
from notifications.sample import item, letter, standing, without_matter
from notifications.sample_letters import E1, E2, E3


def morning(lang: str = "zh") -> Letter:
    """A handler's morning: one overdue, one today, two soon, two to know."""
    overdue = {**standing(-3), **E1, "paper_no": 43, "next": {**E2, "on": "2026-11-11"}}
    items = [
        item("step", overdue, role=RESPONSIBLE),
        item("due", standing(0), role=RESPONSIBLE, number="SW-2026-0420", topic="县消防救援大队进校检查"),
        item("point", standing(1), role=RESPONSIBLE, number="SW-2026-0421", topic="校园周边交通拥堵情况"),
        item(
            "point", standing(3, long=True), role=RESPONSIBLE, number="SW-2026-0422", topic="校外培训管理办法意见汇总"
        ),
        item(
            "closed", {"by": "deputy", "end": "closed"}, number="SW-2026-0391", topic="转学手续", matter_state="closed"
        ),
        without_matter("stand_in", {"person": "b", "first": "2026-11-09", "last": "2026-11-13", "count": 2}),
    ]
    return letter(items, lang)


def leader(lang: str = "zh") -> Letter:
    """A deputy's morning: one request to decide, one formal notice, twelve overdue matters of his line."""
    extension = {**standing(2), "by": "a"}
    order = {**standing(-5), **E2, "paper_no": 17, "demand": "2026-11-11", "next": {**E3, "on": "2026-11-12"}}
    topics = ("食堂综合楼问题整改", "综合楼主体完工", "十月月查小结", "疏散演练", "民办园变更举办者", "宿舍消防验收协调", "月查整改",
              "补正一次性告知", "校车服务方案", "转学手续答复", "周边交通拥堵", "作息时间调整")  # fmt: skip
    rows = [
        item("digest", {**standing(-2 - index), "next": {}}, role="deputy", number=f"DB-2026-{110 - index:04}", topic=topic,
             unit=("jijian", "jijiao", "school")[index % 3])
        for index, topic in enumerate(topics)
    ]  # fmt: skip
    own = item(
        "assigned", extension, role="deputy", clock="answer.extension", state="answer.extension", number="SW-2026-0113"
    )
    return letter(
        [own, item("step", order, role="deputy", capacity="cc", unit="school", topic="食堂整改"), *rows], lang
    )
