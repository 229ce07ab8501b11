"""Conditions and constants: a date is not compared with a choice, a choice is not set to what it cannot be.

Here: types. Not here: whether a condition can be read at all (fit.py).
"""

from collections.abc import Mapping

from config.yaml_reader import did_you_mean
from engine.core.condition import Condition
from engine.core.condition_check import check as check_types
from workflows.book import Book, Path
from workflows.checks.family import Event, Family, events
from workflows.compiler.source import as_list, typed
from workflows.scalar import NOT_YET, Each, Unreadable

_NOT_GIVEN_YET = {"period_first", "period_last", "period", "unit", "opened_by", "assisting"}


def check(family: Family, book: Book) -> None:
    types = field_types(book)
    for path, condition in book.found(Condition):
        _judge(book, path, condition, types, 0)
    for path, each in book.found(Each):
        if each.where is not None:
            known = unit_types(family) or dict.fromkeys(each.where.names, "any")
            _judge(book, path, each.where, known, each.offset)
    for event in events(book):
        _constants(book, event)
        _last_branch(book, event)
    for name, data in book.section("fields").items():
        _field(book, name, data)


def field_types(book: Book) -> dict[str, str]:
    """Field -> type as conditions know it."""
    found: dict[str, str] = {}
    for name, data in book.section("fields").items():
        kind = str(data.get("type", "any"))
        choices = ",".join(as_list(data.get("of")))
        found[name] = (f"choice:{choices}" if choices else "any") if kind == "choice" else kind
    return found


def unit_types(family: Family) -> Mapping[str, str]:
    """What `where` may ask of a unit, when the county is known."""
    return {**family.county.unit_values, "kind": "text", "unit": "text"} if family.county else {}


def _judge(book: Book, path: Path, condition: Condition, types: Mapping[str, str], start: int) -> None:
    for fault in check_types(condition, types):
        message, hint = fault.message, fault.hint
        for name in _NOT_GIVEN_YET - set(types):
            if message == f"there is no field `{name}`":
                message, hint = f"`{name}` in a condition is {NOT_YET}", ""
        book.blame(book.at(path, start + fault.offset), message, hint)


def _constants(book: Book, event: Event) -> None:
    fields = book.section("fields")
    found = event.data.get("set")
    for field, text in found.items() if isinstance(found, dict) else ():
        rule, path = fields.get(field), (*event.path, "set", field)
        if field == "unit":
            _offered_unit(book, event, text)
        elif rule is not None and text in fields:
            if fields[text].get("type") != rule.get("type"):
                book.blame(book.where(*path), f"`{text}` and `{field}` are of different types")
        elif rule is not None:
            _constant(book, path, str(rule.get("type", "")), as_list(rule.get("of")), text)


def _constant(book: Book, path: Path, kind: str, choices: list[str], text: str) -> None:
    if kind == "choice" and text not in choices:
        listed = ", ".join(choices)
        hint = did_you_mean(text, choices) or f"one of {listed}"
        book.blame(book.where(*path), f"`{text}` is none of the choices", hint)
    elif kind in ("file", "list", "person", "unit"):
        book.blame(book.where(*path), f"a constant cannot be a {kind}", "name a field of that type")
    else:
        try:
            typed(kind, text)
        except Unreadable as error:
            book.blame(book.where(*path), error.message, error.hint)


def _offered_unit(book: Book, event: Event, text: str) -> None:
    """`set: {unit: FIELD}` offers the matter to another unit: only as a note of a duty, only from a field."""
    place = book.where(*event.path, "set", "unit")
    fields = book.section("fields")
    if fields.get(text, {}).get("type") != "unit":
        units = [name for name, data in fields.items() if data.get("type") == "unit"]
        hint = did_you_mean(text, units) or "name a field of type unit"
        book.blame(place, f"`{text}` is no field that holds a unit", hint)
    if event.group != "notes" or event.path[0] != "duties":
        book.blame(place, "a transfer is offered by a note of a duty", "put the event under `notes`")


def _last_branch(book: Book, event: Event) -> None:
    """Branches: all but the last have a condition."""
    branches = event.data.get("next")
    if not isinstance(branches, list):
        return
    if not branches:
        book.blame(book.where(*event.path, "next"), "this list of branches is empty")
    for index, branch in enumerate(branches):
        path = (*event.path, "next", index)
        last = index == len(branches) - 1
        if isinstance(branch, dict) and last and "when" in branch:
            hint = "add a branch without `when`"
            book.blame(book.key(*path, "when"), "the last branch must hold always", hint)
        if isinstance(branch, dict) and not last and "when" not in branch:
            book.blame(book.where(*path), "the branches after this one are never taken", "give it a `when`")


def _field(book: Book, name: str, data: dict[str, object]) -> None:
    kind, choices = data.get("type"), as_list(data.get("of"))
    if kind == "choice" and not choices:
        book.blame(book.key("fields", name), f"the choice `{name}` has no choices", "add of: [first, second]")
    if kind not in ("choice", None) and "of" in data:
        book.blame(book.key("fields", name, "of"), "only a choice has choices", "write type: choice")
    for index, choice in enumerate(choices):
        if choice in choices[:index]:
            book.blame(book.where("fields", name, "of", index), f"the choice `{choice}` stands twice")
    if isinstance(data.get("default"), str) and isinstance(kind, str):
        _constant(book, ("fields", name, "default"), kind, choices, str(data["default"]))
