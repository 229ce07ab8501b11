"""The one door for YAML: text in, a tree with places out, every scalar as text.

Here: reading, and what a fault in a file looks like. Not here: what the text means (schemas give it types),
finding files. `on`, `no`, `08:30`, `2026-06-30` stay what they look like; tags, anchors, aliases, tabs and
keys that stand twice are refused. The tree is built from events, not composed: a file nested too deep is a fault.
"""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import yaml

MOST_CHARACTERS = 400_000
DEEPEST = 30

_ODD = re.compile(r"[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLAIN_WORDS = {
    "found unexpected end of stream": (
        "a quotation mark is not closed",
        "close it, or put the text in a block",
    ),
    "mapping values are not allowed here": (
        "a colon cannot stand here",
        "check the indentation, or quote the text",
    ),
    "found character '@' that cannot start any token": ("a text cannot begin with @", "quote it"),
    "found character '%' that cannot start any token": ("a text cannot begin with %", "quote it"),
    "found character '`' that cannot start any token": ("a text cannot begin with `", "quote it"),
    "expected the node content, but found '<stream end>'": ("the file ends inside a bracket", "close the bracket"),
    "could not find expected ':'": ("a colon is missing after this key", ""),
}
_UNCLOSED = {"flow sequence": "[", "flow mapping": "{"}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong, where, and what to do about it: one sentence for the person who wrote the file."""

    place: Place
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class Faults(Exception):
    """Everything wrong with what was read, in the order of the files."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Node:
    """A scalar, a list or a map, with its place."""

    kind: Literal["scalar", "list", "map"]
    place: Place
    text: str = ""
    items: tuple["Node", ...] = ()
    entries: tuple[tuple[str, Place, "Node"], ...] = ()  #: key, its place, value
    indent: int = 0  #: of the text in a scalar: 1 after a quotation mark; -1 when it runs over several lines

    def get(self, key: str) -> "Node | None":
        return next((node for name, _, node in self.entries if name == key), None)

    def at(self, offset: int) -> Place:
        """The place of a character of the text, as far as the text stands on one line."""
        if self.indent < 0:
            return self.place
        return Place(self.place.file, self.place.line, self.place.column + self.indent + offset)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known name, or nothing."""
    near = difflib.get_close_matches(name, sorted(known), 1, 0.6)
    return f"did you mean `{near[0]}`?" if near else ""


def read(text: str | bytes, file: str) -> Node:
    """Read one document; raise Faults with what is wrong."""
    plain = _decode(text, file)
    _refuse_odd_characters(plain, file)
    try:
        return _Builder(file).build(yaml.parse(plain, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        raise Faults([_translate(error, file)]) from error
    except (
        yaml.YAMLError,
        ValueError,
        OverflowError,
    ) as error:  # an escape or a directive with an absurd number
        raise Faults([Fault(Place(file), "this cannot be read as YAML")]) from error


def _decode(text: str | bytes, file: str) -> str:
    if isinstance(text, bytes):
        text = _from_utf8(text, file)
    if len(text) > MOST_CHARACTERS:
        raise Faults([Fault(Place(file), f"the file has more than {MOST_CHARACTERS} characters", "split it")])
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _from_utf8(raw: bytes, file: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place(raw[: error.start].decode("utf-8"), file)
        raise Faults([Fault(place, "this is not UTF-8 text", "save the file as UTF-8")]) from error


def _place(before: str, file: str) -> Place:
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _refuse_odd_characters(text: str, file: str) -> None:
    found = _ODD.search(text)
    if found is None:
        return
    place = _place(text[: found.start()], file)
    if found[0] == "\t":
        raise Faults([Fault(place, "there is a tab here", "use spaces")])
    raise Faults([Fault(place, f"the character U+{ord(found[0]):04X} cannot stand in a file", "delete it")])


def _translate(error: yaml.MarkedYAMLError, file: str) -> Fault:
    problem = error.problem or "this cannot be read"
    place, opened = _marked(error.problem_mark, file), _marked(error.context_mark, file)
    for form, bracket in _UNCLOSED.items():
        if form in (error.context or ""):
            return Fault(opened, f"the bracket `{bracket}` is not closed, or a comma is missing after it")
    if problem in ("found unexpected end of stream", "could not find expected ':'"):
        place = opened
    message, hint = _PLAIN_WORDS.get(problem, ("", ""))
    if not message and problem.startswith("expected <block end>"):
        message, hint = "this line does not fit the lines above it", "check the indentation"
    return Fault(place, message or f"this cannot be read as YAML: {problem}", hint)


def _marked(mark: Any, file: str) -> Place:
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)


@dataclass(slots=True)
class _Open:
    """A list or map that is still being read."""

    place: Place
    is_map: bool
    items: list[Node]
    entries: list[tuple[str, Place, Node]]
    names: set[str]
    key: tuple[str, Place] | None = None


class _Builder:
    """Makes the tree from the parser's events, without recursion."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[_Open] = []
        self._faults: list[Fault] = []
        self._root: Node | None = None

    def build(self, events: Iterable[yaml.Event]) -> Node:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise Faults([*self._faults, self._fault(event, "a file holds one document", "delete the `---`")])
            elif isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
                self._event(event)
        if self._faults:
            raise Faults(self._faults)
        if self._root is None:
            raise Faults([Fault(Place(self._file), "the file is empty")])
        return self._root

    def _fault(self, event: yaml.Event, message: str, hint: str = "") -> Fault:
        return Fault(self._place(event), message, hint)

    def _place(self, event: yaml.Event) -> Place:
        return _marked(event.start_mark, self._file)

    def _event(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.CollectionEndEvent):
            self._close()
            return
        self._refuse_cleverness(event)
        if isinstance(event, yaml.CollectionStartEvent):
            if len(self._open) >= DEEPEST:
                raise Faults([*self._faults, self._fault(event, f"nested more than {DEEPEST} deep")])
            self._open.append(_Open(self._place(event), isinstance(event, yaml.MappingStartEvent), [], [], set()))
        elif isinstance(event, yaml.ScalarEvent):
            self._put(self._scalar(event))
        else:
            self._put(Node("scalar", self._place(event)))

    def _refuse_cleverness(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._faults.append(self._fault(event, "anchors (&) and aliases (*) are not used here", "write it out"))
        if getattr(event, "tag", None):
            self._faults.append(self._fault(event, "tags (!) are not used here", "write the plain value"))

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        odd = _ODD.search(event.value)
        if odd:
            self._faults.append(self._fault(event, f"the character U+{ord(odd[0]):04X} cannot stand in a text"))
        indent = 1 if event.style in ("'", '"') else 0
        if "\n" in event.value or event.style in ("|", ">"):
            indent = -1
        return Node("scalar", self._place(event), event.value.strip(), indent=indent)

    def _close(self) -> None:
        done = self._open.pop()
        if done.is_map:
            self._put(Node("map", done.place, entries=tuple(done.entries)))
        else:
            self._put(Node("list", done.place, items=tuple(done.items)))

    def _put(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        outer = self._open[-1]
        if not outer.is_map:
            outer.items.append(node)
        elif outer.key is None:
            outer.key = self._key(node, outer)
        else:
            name, place = outer.key
            outer.entries.append((name, place, node))
            outer.key = None

    def _key(self, node: Node, outer: _Open) -> tuple[str, Place]:
        if node.kind != "scalar":
            self._faults.append(Fault(node.place, "a key must be a plain word"))
        elif node.text in outer.names:
            self._faults.append(Fault(node.place, f"the key `{node.text}` stands here twice", "delete one"))
        outer.names.add(node.text)
        return node.text, node.place
