"""Conditions: small typed questions about the fields of a matter, as rulebooks write them.

Here: reading a condition and answering it. Not here: checking its types (condition_check.py), where conditions
stand in a rulebook (workflows/), which names a matter gives (step.py).

    condition  := all ("or" all)*          all  := part ("and" part)*        part := "not" part | comparison
    comparison := operand (op operand)*    op   := == != < <= > >=           (chained: a <= b <= c)
    operand    := name | 'text' | number | yes | no | 2026-06-30 | "(" condition ")"

A value that is missing (None, or not there) makes every comparison with it false; a name alone is false too.
"""

import keyword
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

LONGEST = 500  #: characters; a longer question belongs into a field
DEEPEST = 20  #: parentheses and `not` inside each other

#: Words that mean something here or would mean something in a later version of this language.
RESERVED = frozenset(keyword.kwlist) | {"yes", "no", "true", "false", "none", "null"}

_TOKEN = re.compile(
    r"\s*(?:(?P<date>\d{4}-\d{2}-\d{2})(?![\w.])|(?P<number>-?\d+(?:\.\d+)?)(?![\w.])|(?P<text>'[^']*')"
    r"|(?P<op>==|!=|<=|>=|<|>)|(?P<open>\()|(?P<close>\))|(?P<word>[^\W\d]\w*))"
)
_MEANT = {"=": "==", "&": "and", "|": "or", "!": "not"}
_OPS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


class ConditionUnreadable(ValueError):
    """The text is not a condition. `offset` counts characters from its beginning."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    offset: int


@dataclass(frozen=True, slots=True)
class Constant:
    value: str | int | float | bool | date
    offset: int


@dataclass(frozen=True, slots=True)
class Compare:
    operands: tuple[Name | Constant, ...]
    ops: tuple[str, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Not:
    part: "Tree"


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Tree", ...]


Tree = Name | Constant | Compare | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Condition:
    source: str
    names: frozenset[str]
    tree: Tree


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


def parse(text: str) -> Condition:
    """Read a condition; raise ConditionUnreadable where it breaks."""
    if len(text) > LONGEST:
        raise ConditionUnreadable(f"a condition has at most {LONGEST} characters", 0)
    tree = _Parser(list(_tokens(text))).whole()
    return Condition(text, frozenset(name.name for name in names_in(tree)), tree)


def _tokens(text: str) -> Iterator[_Token]:
    position, end = 0, len(text.rstrip())
    while position < end:
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            meant = _MEANT.get(text[start])
            hint = f"; write `{meant}`" if meant else ""
            raise ConditionUnreadable(f"`{text[start : start + 10]}` cannot be read{hint}", start)
        kind = found.lastgroup
        yield _Token(kind, found[kind], found.start(kind))
        position = found.end()
    yield _Token("end", "", end)


class _Parser:
    """Recursive descent over the tokens of one condition."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Tree:
        tree = self._any()
        if self._now.kind != "end":
            raise self._unexpected()
        return tree

    @property
    def _now(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._now
        self._at += 1
        return token

    def _is_word(self, word: str) -> bool:
        return self._now.kind == "word" and self._now.text == word

    def _any(self) -> Tree:
        parts = [self._all()]
        while self._is_word("or"):
            self._take()
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all(self) -> Tree:
        parts = [self._part()]
        while self._is_word("and"):
            self._take()
            parts.append(self._part())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _part(self) -> Tree:
        if not self._is_word("not"):
            return self._comparison()
        self._deeper()
        self._take()
        part = self._part()
        self._depth -= 1
        return Not(part)

    def _comparison(self) -> Tree:
        start = self._now
        first = self._operand()
        if self._now.kind != "op":
            return first
        operands, ops = [self._comparable(first, start)], []
        while self._now.kind == "op":
            ops.append(self._take().text)
            start = self._now
            operands.append(self._comparable(self._operand(), start))
        return Compare(tuple(operands), tuple(ops), operands[0].offset)

    def _comparable(self, tree: Tree, start: _Token) -> Name | Constant:
        if isinstance(tree, Name | Constant):
            return tree
        raise ConditionUnreadable("only names and constants can be compared", start.offset)

    def _operand(self) -> Tree:
        token = self._now
        match token.kind:
            case "open":
                return self._group()
            case "date" | "number" | "text":
                return Constant(_constant(self._take()), token.offset)
            case "word" if token.text in ("yes", "no"):
                return Constant(self._take().text == "yes", token.offset)
            case "word" if token.text not in RESERVED:
                return Name(self._take().text, token.offset)
        raise self._unexpected()

    def _group(self) -> Tree:
        opened = self._now
        self._deeper()
        self._take()
        tree = self._any()
        if self._now.kind != "close":
            raise ConditionUnreadable("this parenthesis is not closed", opened.offset)
        self._take()
        self._depth -= 1
        return tree

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ConditionUnreadable(f"nested more than {DEEPEST} deep", self._now.offset)

    def _unexpected(self) -> ConditionUnreadable:
        token = self._now
        if token.kind == "end":
            return ConditionUnreadable("the condition breaks off", token.offset)
        if token.text == "in":
            message = "`in` is not known here; write `a == 'x' or a == 'y'`"
        elif token.text in RESERVED:
            message = f"`{token.text}` cannot stand here; it is a word of the language, not a name"
        else:
            message = f"`{token.text}` cannot stand here"
        return ConditionUnreadable(message, token.offset)


def _constant(token: _Token) -> str | int | float | date:
    if token.kind == "text":
        return token.text[1:-1]
    if token.kind == "number":
        return float(token.text) if "." in token.text else int(token.text)
    try:
        return date.fromisoformat(token.text)
    except ValueError as error:
        raise ConditionUnreadable(f"{token.text} is not a day of the calendar", token.offset) from error


def names_in(tree: Tree) -> Iterator[Name]:
    """Every name in a tree, in the order of its text."""
    match tree:
        case Name():
            yield tree
        case Compare(operands=operands):
            yield from (operand for operand in operands if isinstance(operand, Name))
        case Not(part=part):
            yield from names_in(part)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from names_in(part)


def evaluate(condition: Condition, values: Mapping[str, object]) -> bool:
    """Answer the condition for these values."""
    return _answer(condition.tree, values)


def _answer(tree: Tree, values: Mapping[str, object]) -> bool:
    match tree:
        case Name(name=name):
            return values.get(name) is True
        case Constant(value=value):
            return value is True
        case Compare(operands=operands, ops=ops):
            found = [values.get(side.name) if isinstance(side, Name) else side.value for side in operands]
            pairs = zip(pairwise(found), ops, strict=True)
            return all(_holds(left, op, right) for (left, right), op in pairs)
        case Not(part=part):
            return not _answer(part, values)
        case AllOf(parts=parts):
            return all(_answer(part, values) for part in parts)
        case _:
            return any(_answer(part, values) for part in tree.parts)


def _holds(left: object, op: str, right: object) -> bool:
    """One comparison; false where a value is missing or the two are of different kinds."""
    if kind_of(left) != kind_of(right) or kind_of(left) == "nothing":
        return False
    return bool(_OPS[op](left, right))


def kind_of(value: object) -> str:
    """Which kind of constant a value compares with; `nothing` for a missing value."""
    match value:
        case bool():
            return "yes_no"
        case int() | float() | Decimal():
            return "number"
        case datetime():
            return "nothing"
        case date():
            return "date"
        case str():
            return "text"
    return "nothing"
