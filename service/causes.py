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


def cause_lines(folder: Path, lost: Sequence[Lost], old: Organisation) -> Iterator[Text]:
    """One line for each, in the order of the matters. `old`: the organisation in force, which knows all the names."""
    organisation, people = _tree(folder, ORGANISATION), _tree(folder, PEOPLE)
    for one in lost:
        place = _place(people, "people") if one.kind == "person" else _post_place(organisation, one)
        told = _told(one, old)
        yield Text(f"{place}: {told.zh}", f"{place}: {told.en}")


def _told(one: Lost, old: Organisation) -> Text:
    matter, title = one.matter, one.title
    if one.kind == "person":
        who = old.people[one.person].name if one.person else ""
        return Text(
            f"{matter} 的“{title.zh}”（{one.role}）写着要离开的人{f' {who} {one.person}' if who else ''}，请先改由他人",
            f"{matter}: its field “{title.en}” ({one.role}) names {f'{who} ({one.person})' if who else 'somebody'}, "
            "who leaves: hand the matter over first",
        )
    unit = old.units[one.unit].name
    if one.kind == "unit":
        return Text(
            f"{matter}（{title.zh}）属于要撤销的单位 {unit.zh} {one.unit}，请先移送或办结",
            f"{matter} ({title.en}) belongs to {unit.en} ({one.unit}), which goes: transfer or close it first",
        )
    post = f" {one.post}" if one.post else ""
    return Text(
        f"{matter}“{title.zh}”将无人负责：角色 {one.role}，{unit.zh} {one.unit}{post}，现为 {_name(one, old)}；"
        "请另派人任该岗位，或先办结、移交",
        f"{matter}: nobody would owe “{title.en}”: role {one.role}, {unit.en} ({one.unit}{post}), now {_name(one, old)}; "
        "name somebody for the post, or let it be done or handed over first",
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
