"""The types of a condition: a date is not compared with a choice.

Here: checking a condition against the types of the names it uses. Not here: reading and answering it
(condition.py).

A type is one of text, number, date, yes_no, person, unit, file, list, any, or `choice:a,b,c`.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from engine.core.condition import (
    Compare,
    Condition,
    Constant,
    Name,
    Not,
    Tree,
    kind_of,
    names_in,
)

_ORDERED = frozenset({"number", "date", "any"})
_CALLED = {
    "yes_no": "a yes or no",
    "number": "a number",
    "date": "a date",
    "list": "a list",
    "file": "a file",
}


@dataclass(frozen=True, slots=True)
class ConditionFault:
    """What is wrong with a readable condition, and where in its text."""

    message: str
    offset: int
    hint: str = ""


def check(condition: Condition, types: Mapping[str, str]) -> list[ConditionFault]:
    """Everything wrong with the types of a condition, in the order of its text."""
    faults = [_unknown(name, types) for name in names_in(condition.tree) if name.name not in types]
    faults += _check_tree(condition.tree, types)
    return sorted(faults, key=lambda fault: fault.offset)


def _unknown(name: Name, types: Mapping[str, str]) -> ConditionFault:
    near = difflib.get_close_matches(name.name, types, 1)
    hint = f"did you mean `{near[0]}`?" if near else ""
    return ConditionFault(f"there is no field `{name.name}`", name.offset, hint)


def _check_tree(tree: Tree, types: Mapping[str, str]) -> Iterator[ConditionFault]:
    match tree:
        case Name(name=name, offset=offset):
            if types.get(name, "any") not in ("yes_no", "any"):
                yield ConditionFault(f"`{name}` is {_called(types[name])}: compare it with something", offset)
        case Constant(offset=offset):
            yield ConditionFault("a constant alone asks nothing", offset)
        case Compare():
            yield from _check_compare(tree, types)
        case Not(part=part):
            yield from _check_tree(part, types)
        case _:
            for part in tree.parts:
                yield from _check_tree(part, types)


def _check_compare(tree: Compare, types: Mapping[str, str]) -> Iterator[ConditionFault]:
    for (left, right), op in zip(pairwise(tree.operands), tree.ops, strict=True):
        fault = _check_pair(left, right, op, types)
        if fault is not None:
            yield fault


def _check_pair(
    left: Name | Constant, right: Name | Constant, op: str, types: Mapping[str, str]
) -> ConditionFault | None:
    if isinstance(left, Constant) and isinstance(right, Constant):
        return ConditionFault("two constants are compared; one side must be a field", left.offset)
    ours, theirs = _type(left, types), _type(right, types)
    for side, kind in ((left, ours), (right, theirs)):
        if kind in ("file", "list"):
            return ConditionFault(f"{_called(kind)} cannot be compared", side.offset)
        if op not in ("==", "!=") and kind not in _ORDERED:
            return ConditionFault(f"`{op}` is for numbers and dates, not for {_called(kind)}", side.offset)
    for choice, other in ((left, right), (right, left)):
        if _type(choice, types).startswith("choice:"):
            return _check_choice(choice, other, types)
    loose = {"text", "person", "unit"}  # the codes of people and units are written as text
    if "any" in (ours, theirs) or ours == theirs or {ours, theirs} <= loose:
        return None
    return ConditionFault(f"{_called(ours)} is compared with {_called(theirs)}", right.offset)


def _check_choice(choice: Name | Constant, other: Name | Constant, types: Mapping[str, str]) -> ConditionFault | None:
    choices = _type(choice, types).removeprefix("choice:").split(",")
    if isinstance(other, Constant) and other.value in choices:
        return None
    listed = ", ".join(f"'{each}'" for each in choices)
    near = difflib.get_close_matches(str(other.value), choices, 1) if isinstance(other, Constant) else []
    hint = f"did you mean '{near[0]}'?" if near else ""
    name = choice.name if isinstance(choice, Name) else ""
    return ConditionFault(f"`{name}` can only be compared with its choices {listed}", other.offset, hint)


def _type(side: Name | Constant, types: Mapping[str, str]) -> str:
    return types.get(side.name, "any") if isinstance(side, Name) else kind_of(side.value)


def _called(kind: str) -> str:
    return _CALLED.get(kind, "a choice" if kind.startswith("choice:") else f"a {kind}")
