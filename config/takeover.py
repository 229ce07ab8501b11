"""A changed county folder beside the one in force: what differs, and which duties would be left to nobody.

Here: pure comparison of two organisations, told in words. Not here: taking the new one over (engine/run),
reading either. Addresses are private: that one changed is said, never what it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from engine.core.machine import Text
from engine.core.organisation import Organisation, Person, Post, Unit

T = TypeVar("T")

Subject = Literal["unit", "person", "post"]
Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: of what, which one, how, and the words for it."""

    subject: Subject
    code: str  #: of the unit or person; `kind@unit` for a post
    kind: Kind
    text: Text


@dataclass(frozen=True, slots=True)
class Hole:
    """A post with open duties that nobody would hold."""

    kind: str
    unit: str
    text: Text


def difference(old: Organisation, new: Organisation) -> tuple[Change, ...]:
    """All that differs: units, people, posts; each in the new order, what is gone last."""
    return (*_units(old, new), *_people(old, new), *_posts(old, new))


def holes(organisation: Organisation, owed: Iterable[tuple[str, str]]) -> tuple[Hole, ...]:
    """The owed posts (kind, unit) that nobody would hold; without a unit, found as a role finds them."""
    found = []
    for kind, unit in dict.fromkeys(owed):
        post = organisation.post(kind, unit)
        if post is None or not any(code in organisation.people for code in (post.a, post.b)):
            found.append(Hole(kind, unit, _hole(organisation, kind, unit, post)))
    return tuple(found)


def _hole(organisation: Organisation, kind: str, unit: str, post: Post | None) -> Text:
    if unit and unit not in organisation.units:
        return Text(
            f"单位 {unit} 已不存在，其岗位 {kind} 尚有未办事项",
            f"unit {unit} is gone, and its post {kind} owes duties",
        )
    where = organisation.units[unit].name if unit else Text("全县", "the county")
    if post is None:
        return Text(
            f"{where.zh}没有岗位 {kind}，尚有未办事项",
            f"{where.en} has no post {kind}, and duties are owed by it",
        )
    return Text(
        f"{where.zh}的岗位 {kind} 无人担任，尚有未办事项",
        f"nobody holds the post {kind} of {where.en}, and it owes duties",
    )


def _pairs(old: Mapping[str, T], new: Mapping[str, T]) -> Iterator[tuple[str, T | None, T | None]]:
    for code in (*new, *(code for code in old if code not in new)):
        yield code, old.get(code), new.get(code)


def _units(old: Organisation, new: Organisation) -> Iterator[Change]:
    for code, before, after in _pairs(old.units, new.units):
        if before is None and after is not None:
            yield Change("unit", code, "added", Text(f"新设单位：{after.name.zh}", f"new unit: {after.name.en}"))
        elif after is None and before is not None:
            yield Change("unit", code, "removed", Text(f"撤销单位：{before.name.zh}", f"unit gone: {before.name.en}"))
        elif before is not None and after is not None:
            for text in _unit_texts(before, after, old, new):
                yield Change("unit", code, "changed", text)


def _unit_texts(before: Unit, after: Unit, old: Organisation, new: Organisation) -> Iterator[Text]:
    zh, en = after.name.zh, after.name.en
    if before.name != after.name:
        yield Text(f"单位更名：{before.name.zh} → {zh}", f"unit renamed: {before.name.en} → {en}")
    if before.parent != after.parent:
        was, now = _unit_name(old, before.parent), _unit_name(new, after.parent)
        yield Text(f"{zh}的上级：{was.zh} → {now.zh}", f"{en} moves from {was.en} to {now.en}")
    if before.deputy != after.deputy:
        was, now = _or_none(before.deputy), _or_none(after.deputy)
        yield Text(f"{zh}的分管领导岗位：{was.zh} → {now.zh}", f"deputy in charge of {en}: {was.en} → {now.en}")
    if before.kind != after.kind:
        yield Text(f"{zh}的种类：{before.kind} → {after.kind}", f"{en} is no longer {before.kind} but {after.kind}")
    for name in dict.fromkeys((*before.values, *after.values)):
        if before.values.get(name) != after.values.get(name):
            was, now = _value(before.values.get(name)), _value(after.values.get(name))
            yield Text(f"{zh}的属性 {name}：{was.zh} → {now.zh}", f"{name} of {en}: {was.en} → {now.en}")


def _people(old: Organisation, new: Organisation) -> Iterator[Change]:
    for code, before, after in _pairs(old.people, new.people):
        if before is None and after is not None:
            yield Change("person", code, "added", Text(f"新增人员：{after.name}", f"new person: {after.name}"))
        elif after is None and before is not None:
            yield Change("person", code, "removed", Text(f"人员离开：{before.name}", f"person gone: {before.name}"))
        elif before is not None and after is not None:
            for text in _person_texts(before, after):
                yield Change("person", code, "changed", text)


def _person_texts(before: Person, after: Person) -> Iterator[Text]:
    if before.name != after.name:
        yield Text(f"姓名更正：{before.name} → {after.name}", f"name: {before.name} → {after.name}")
    if before.email != after.email:
        yield Text(f"{after.name}的邮箱已更改", f"the e-mail address of {after.name} changes")
    if before.lang != after.lang:
        yield Text(
            f"{after.name}的语言：{before.lang} → {after.lang}",
            f"language of {after.name}: {before.lang} → {after.lang}",
        )


def _posts(old: Organisation, new: Organisation) -> Iterator[Change]:
    for code, before, after in _pairs(_by_place(old), _by_place(new)):
        post = after or before
        if post is None:
            continue
        where = _unit_name(new if after else old, post.unit)
        zh, en = f"{where.zh}岗位 {post.kind}", f"post {post.kind} of {where.en}"
        if before is None:
            who = _holders(new, post)
            yield Change("post", code, "added", Text(f"新设{zh}：{who.zh}", f"new {en}: {who.en}"))
        elif after is None:
            yield Change("post", code, "removed", Text(f"撤销{zh}", f"gone: {en}"))
        else:
            for letter, was, now in (("A", before.a, after.a), ("B", before.b, after.b)):
                if was != now:
                    one, two = _person_name(old, was), _person_name(new, now)
                    words = Text(f"{zh}的{letter}角：{one.zh} → {two.zh}", f"{letter} of {en}: {one.en} → {two.en}")
                    yield Change("post", code, "changed", words)


def _by_place(organisation: Organisation) -> dict[str, Post]:
    return {f"{post.kind}@{post.unit}": post for post in organisation.posts}


def _holders(organisation: Organisation, post: Post) -> Text:
    first, second = _person_name(organisation, post.a), _person_name(organisation, post.b)
    return Text(f"A角 {first.zh}，B角 {second.zh}", f"A {first.en}, B {second.en}")


def _person_name(organisation: Organisation, code: str) -> Text:
    person = organisation.people.get(code)
    return Text(person.name, person.name) if person else _or_none(code)


def _unit_name(organisation: Organisation, code: str) -> Text:
    unit = organisation.units.get(code)
    return unit.name if unit else _or_none(code)


def _value(value: object) -> Text:
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    return _or_none("" if value is None else str(value))


def _or_none(code: str) -> Text:
    return Text(code, code) if code else Text("无", "none")
