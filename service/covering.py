"""Who stands in for somebody who is away, post by post, and on which days nobody does.

Here: the answer as values, and in words. Not here: the command (command/absence.py), what it brings about (engine/run/cover.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.core.calendar import Interval
from engine.core.machine import Text
from engine.core.organisation import Absence, Organisation
from engine.run.absence import overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """One unit in which he has posts with the same other."""

    unit: str
    other: str  #: the other of the pair; "" = there is none
    is_a: bool  #: he is the A: the other stands in. Else he only could have, and nothing changes
    gaps: tuple[Interval, ...]  #: days on which both are away


def covers(whole: Organisation, one: Absence, others: Mapping[int, Absence]) -> tuple[Cover, ...]:
    """For each unit and each other of his pairs."""
    found: dict[tuple[str, str, bool], Cover] = {}
    for post in whole.posts:
        if one.person in (post.a, post.b):
            is_a = post.a == one.person
            other = post.b if is_a else post.a
            both = (overlap(each.days, one.days) for each in others.values() if each.person == other)
            gaps = tuple(days for days in both if days)
            if other or is_a:
                found[post.unit, other, is_a] = Cover(unit=post.unit, other=other, is_a=is_a, gaps=gaps)
    return tuple(found.values())


def told(whole: Organisation, one: Absence, found: tuple[Cover, ...]) -> Iterator[Text]:
    """What was entered, then a line for each unit."""
    name, days = whole.people[one.person].name, _days(one.days)
    yield Text(f"已登记 {name} {days.zh} 请假。", f"{name} is away {days.en}.")
    for cover in found:
        said = _said(whole, cover)
        unit = whole.units[cover.unit].name
        yield Text(f"{unit.zh}：{said.zh}", f"{unit.en}: {said.en}")
    if not found:
        yield Text("他不任任何岗位，没有要代办的事。", "No post is held, so nobody needs to stand in.")


def _said(whole: Organisation, cover: Cover) -> Text:
    if not cover.other:
        return Text(
            "没有B角，其间由单位负责人代办，并登记岗位空缺。",
            "there is no B; the head of the unit acts, and the gap is recorded.",
        )
    name = whole.people[cover.other].name
    days = [_days(each) for each in cover.gaps]
    zh, en = "、".join(each.zh for each in days), ", ".join(each.en for each in days)
    gap = Text(
        f"但{name} {zh} 也请假：其间由单位负责人代办，并登记岗位空缺。",
        f"but {name} is away too {en}: the head of the unit acts then, and the gap is recorded.",
    )
    if cover.is_a:
        plain = Text(
            f"由 {name} 顶岗，首日收到在办事项清单。",
            f"{name} stands in, and gets the list of what is open on the first day.",
        )
        also = Text(f"由 {name} 顶岗，{gap.zh}", f"{name} stands in, {gap.en}")
    else:
        plain = Text(f"只任B角，A角 {name} 在岗，事项不变。", f"only the B; {name} is there as A and nothing changes.")
        also = Text(f"只任B角，{gap.zh}", f"only the B, {gap.en}")
    return also if cover.gaps else plain


def _days(days: Interval) -> Text:
    if days.last is None:
        return Text(f"{days.first} 起", f"from {days.first}")
    return Text(f"{days.first} 至 {days.last}", f"from {days.first} to {days.last}")
