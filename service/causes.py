"""Why a changed organisation cannot be taken over, each reason in a line that begins with its place in the county folder.

Here: places and words. Not here: finding what would be lost (engine/core/succession.py).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from config.keys import ORGANISATION, PEOPLE
from config.yaml_reader import Faults, Node, Place, read
from engine.core.machine import Text
from engine.core.organisation import Organisation
from engine.core.succession import Lost

_BY_POST = Text("请在此处另派人任该岗位，或先办结", "name somebody for the post here, or let it be done first")
_BY_NAME = Text(
    "请在此处另派人接任，或先移交：duban transfer {0} --to 人员代码",
    "name a successor here, or hand it over first: duban transfer {0} --to PERSON",
)


def cause_lines(folder: Path, lost: Sequence[Lost], old: Organisation) -> Iterator[Text]:
    """One line for each, in the order of the matters. `old`: the organisation in force, which knows all the names."""
    organisation, people = _tree(folder, ORGANISATION), _tree(folder, PEOPLE)
    for one in lost:
        # Who owes by himself and had no post is missed among the people; a post that nobody has, where it stands.
        place = _place(people, "people") if one.named and not one.post else _post_place(organisation, one)
        told = _told(one, old)
        yield Text(f"{place}: {told.zh}", f"{place}: {told.en}")


def _told(one: Lost, old: Organisation) -> Text:
    matter, title = one.matter, one.title
    unit = old.units[one.unit].name
    if one.kind == "person":
        who = f" {old.people[one.person].name} {one.person}" if one.person else ""
        name = f"{old.people[one.person].name} ({one.person})" if one.person else "somebody"
        return Text(
            f"{matter} 的“{title.zh}”（{one.role}）写着要离开 {unit.zh} {one.unit} 的人{who}，而他的岗位无人接任；"
            "请在此处安排接任人，或先另写他人",
            f"{matter}: “{title.en}” ({one.role}) names {name}, who leaves {unit.en} ({one.unit}), and nobody succeeds him there: "
            "name somebody for his post here, or somebody else in the matter first",
        )
    if one.kind == "unit":
        return Text(
            f"{matter}（{title.zh}）属于要撤销的单位 {unit.zh} {one.unit}，请先移送或办结",
            f"{matter} ({title.en}) belongs to {unit.en} ({one.unit}), which goes: transfer or close it first",
        )
    post = f" {one.post}" if one.post else ""
    ways = _BY_NAME if one.named else _BY_POST
    return Text(
        f"{matter}“{title.zh}”将无人负责：角色 {one.role}，{unit.zh} {one.unit}{post}，现为 {_name(one, old)}；"
        f"{ways.zh.format(matter)}",
        f"{matter}: nobody would owe “{title.en}”: role {one.role}, {unit.en} ({one.unit}{post}), now {_name(one, old)}; "
        f"{ways.en.format(matter)}",
    )


def _name(one: Lost, old: Organisation) -> str:
    return f"{old.people[one.person].name} {one.person}"


def _tree(folder: Path, file: str) -> Node:
    """The file as it was read a moment ago; an empty one if it has gone since."""
    try:
        return read((folder / file).read_bytes(), file)
    except (OSError, Faults):
        return Node("scalar", Place(file))


def _post_place(root: Node, one: Lost) -> Place:
    """The post; where it is gone, its unit; where that is gone too, the block of units."""
    place = _place(root, "units")
    for block in ("units", "schools"):
        unit = _entry(_node(root, block), one.unit)
        if unit is not None:
            posts = _node(unit[1], "posts")
            post = _entry(posts, one.post)
            return post[0] if post else unit[0]
    return place


def _place(root: Node, key: str) -> Place:
    entry = _entry(root, key)
    return entry[0] if entry else root.place


def _node(node: Node | None, key: str) -> Node | None:
    return node.get(key) if node is not None else None


def _entry(node: Node | None, key: str) -> tuple[Place, Node] | None:
    """The place of a key, and what stands under it."""
    entries = node.entries if node is not None else ()
    return next(((place, value) for name, place, value in entries if name == key), None)
