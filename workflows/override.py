"""A county's overrides: single numbers, words and lists of the rulebooks, changed by their path.

Here: putting the values of override files into the trees of the rulebooks, before these are fitted, so that
every check sees them where the county wrote them. Not here: judging the values (fit.py, checks/).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from config.yaml_reader import Fault, Node, Place, did_you_mean
from workflows.schema import RULEBOOK, SHARED
from workflows.shape import Cases, Either, Form, Keys, ListOf, Names

SHARED_NAME = "shared"
COPY = "copy the workflow under a name of your own"


@dataclass(frozen=True, slots=True)
class Override:
    """One line of an override file."""

    path: tuple[str, ...]
    place: Place
    value: Node


class NotPossible(Exception):
    """An override that cannot be applied."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def read_overrides(node: Node, faults: list[Fault]) -> Iterator[Override]:
    """The lines of an override file."""
    if node.kind != "map":
        faults.append(Fault(node.place, "an override file is a list of `path: value`"))
        return
    for key, place, value in node.entries:
        if value.kind == "map" or any(item.kind != "scalar" for item in value.items):
            message = f"`{key}` changes structure; an override changes one value or one list"
            faults.append(Fault(place, message, COPY))
        else:
            yield Override(tuple(key.split(".")), place, value)


def apply(nodes: dict[str, Node], overrides: list[Override], faults: list[Fault]) -> dict[str, Node]:
    """The trees, by workflow name and `shared`, with the overrides in them."""
    changed = dict(nodes)
    seen: dict[tuple[str, ...], Place] = {}
    for override in overrides:
        name, path = override.path[0], override.path[1:]
        dotted = ".".join(override.path)
        if override.path in seen:
            message = f"`{dotted}` is overridden twice, first in {seen[override.path]}"
            faults.append(Fault(override.place, message, "delete one"))
            continue
        seen[override.path] = override.place
        if name not in changed:
            faults.append(Fault(override.place, f"there is no workflow `{name}`", did_you_mean(name, changed)))
            continue
        try:
            form = SHARED if name == SHARED_NAME else RULEBOOK
            changed[name] = _put(changed[name], form, path, override.value)
        except NotPossible as error:
            faults.append(Fault(override.place, error.message, error.hint))
    return changed


def _put(node: Node, form: Form, path: tuple[str, ...], value: Node) -> Node:
    if not path:
        return _replaced(node, value)
    if node.kind == "list":
        return _put_item(node, form, path, value)
    if node.kind != "map":
        raise NotPossible(f"nothing is inside this value that `{path[0]}` could name")
    key, *rest = path
    inner = _inner(form, key)
    found = node.get(key)
    if found is None:
        known = [name for name, _, _ in node.entries]
        hint = did_you_mean(key, known) or f"there are {', '.join(known)}"
        raise NotPossible(f"there is no `{key}` to override", hint)
    changed = _put(found, inner, tuple(rest), value)
    entries = tuple((name, place, changed if name == key else each) for name, place, each in node.entries)
    return replace(node, entries=entries)


def _put_item(node: Node, form: Form, path: tuple[str, ...], value: Node) -> Node:
    """A step into a list, counted from 1: `opens.2.on`."""
    number = int(path[0]) if path[0].isdecimal() and len(path[0]) < 4 else 0
    if not 1 <= number <= len(node.items):
        raise NotPossible(f"there is no item `{path[0]}`", f"items are counted from 1 to {len(node.items)}")
    item = form.items if isinstance(form, Either) else form
    inner = item.item if isinstance(item, ListOf) else form
    changed = _put(node.items[number - 1], inner, path[1:], value)
    return replace(node, items=(*node.items[: number - 1], changed, *node.items[number:]))


def _inner(form: Form, key: str) -> Form:
    """The form behind a key; structure, and all that is below it, is not for a county to change."""
    if isinstance(form, Either):
        form = form.map or form
    match form:
        case Keys():
            known = form.find(key)
        case Names():
            known = next((each for each in form.fixed if each.name == key), None)
        case Cases():
            known = form.plain.find(key)
        case _:
            return form
    if (known and known.structure) or (isinstance(form, Cases) and key == "choose"):
        raise NotPossible(f"`{key}` is structure and cannot be overridden", COPY)
    if known:
        return known.form
    return form.value if isinstance(form, Names) else form.case if isinstance(form, Cases) else form


def _replaced(node: Node, value: Node) -> Node:
    if node.kind == "map":
        known = ", ".join(name for name, _, _ in node.entries)
        raise NotPossible("this path leads to a group of keys, not to a value", f"go on with one of {known}")
    if any(item.kind != "scalar" for item in node.items):
        raise NotPossible("this path leads to a list of groups, not to a value", "go on with the number of one")
    return value
