"""One map of a county file, read key by key; every fault goes into the report, and reading goes on.

Here: unknown and missing keys, values of the wrong shape, defaults. Not here: which keys there are (keys.py),
what a single value means (value.py), whether values fit together (the readers).
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from config import value
from config.keys import ANY, children
from config.report import Report
from config.yaml_reader import Node, Place, did_you_mean
from engine.core.machine import Text

T = TypeVar("T")
D = TypeVar("D")

#: A secret under any of these names must not be in the folder, whatever else is known there.
_SECRETS = (
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "token",
    "authorization_code",
    "密码",
    "授权码",
)
_SHAPES = {"list": "a list", "map": "a map of keys", "scalar": "a single value"}


class Form:
    """A map at a dotted path of a file; a blank one stands for a map that is not there: only defaults."""

    def __init__(
        self, node: Node | None, file: str, report: Report, *, place: Place, path: str = "", label: str = ""
    ) -> None:
        self.place = place
        self._file = file
        self._path = path  #: as keys.py writes it, with * for a code
        self._label = label  #: as the county wrote it
        self._keys = children(file, path)
        self._report = report
        self.is_blank = node is None or not (is_empty(node) or node.kind == "map")
        self._entries = self._opened(node)

    def _opened(self, node: Node | None) -> Mapping[str, tuple[Place, Node]]:
        if node is None or is_empty(node):
            return {}
        if node.kind != "map":
            self._report.fault(node.place, f"{self._here} must be {_SHAPES['map']}", "write key: value")
            return {}
        for name, place, _ in node.entries:
            if name not in self._keys and ANY not in self._keys:
                self._unknown(name, place)
        return {name: (place, value) for name, place, value in node.entries}

    def _unknown(self, name: str, place: Place) -> None:
        if name.lower().replace("-", "_") in _SECRETS:
            self._report.fault(
                place,
                "a password must not stand in the county folder",
                "write password_env with the name of an environment variable, or password_file",
            )
            return
        what = f"`{self.path(name)}` is not a known key" if _may_be_shown(name) else f"{self._here} has an unknown key"
        self._report.fault(place, what, did_you_mean(name, self._keys) or f"known here: {', '.join(self._keys)}")

    @property
    def _here(self) -> str:
        return f"`{self._label}`" if self._label else "this file"

    def path(self, name: str) -> str:
        """The key as a person would find it: mail.port."""
        shown = name if name in self._keys or _may_be_shown(name) else "?"
        return f"{self._label}.{shown}" if self._label else shown

    def has(self, name: str) -> bool:
        """Whether a value is written there."""
        return name in self._entries and not is_empty(self._entries[name][1])

    def place_of(self, name: str) -> Place:
        """Where the value stands; the map itself when there is none."""
        return self._entries[name][1].place if name in self._entries else self.place

    def fault_here(self, message: str, hint: str = "") -> None:
        """Report what is wrong with the map as a whole."""
        self._report.fault(self.place, f"{self._here} {message}", hint)

    def note_here(self, message: str, hint: str = "") -> None:
        """Report what is strange about the map as a whole and yet accepted."""
        self._report.note(self.place, f"{self._here} {message}", hint)

    def fault(self, name: str, message: str, hint: str = "") -> None:
        """Report what is wrong with a key's value."""
        self._report.fault(self.place_of(name), f"`{self.path(name)}` {message}", hint)

    def note(self, name: str, message: str, hint: str = "") -> None:
        """Report what is strange about a key's value and yet accepted."""
        self._report.note(self.place_of(name), f"`{self.path(name)}` {message}", hint)

    def read(self, name: str, parse: Callable[[str], T], fallback: T) -> T:
        """A single value; its default, else `fallback`, when it is not there or not readable."""
        key = self._keys.get(name) or self._keys[ANY]
        default = parse(key.default) if key.default else fallback
        if not self.has(name):
            self._miss(name)
            return default
        return self._value(self._entries[name][1], name, parse, default)

    def read_list(self, name: str, parse: Callable[[str], T]) -> list[tuple[Place, T]]:
        """The values of a list, each with its place; a single value is a list of one."""
        key = self._keys.get(name) or self._keys[ANY]
        if not self.has(name):
            self._miss(name)
            return [(self.place, parse(key.default))] if key.default else []
        node = self._entries[name][1]
        found = []
        for item in node.items if node.kind == "list" else (node,):
            read = self._value(item, name, parse, None)
            if read is not None:
                found.append((item.place, read))
        return found

    def title(self, name: str) -> Text:
        """A name in both languages."""
        form = self.inner(name)
        return Text(form.read("zh", value.name, ""), form.read("en", value.name, ""))

    def inner(self, name: str) -> "Form":
        """The map under a key."""
        place, node = self._entries.get(name, (self.place, None))
        if not self.has(name) and ANY not in self._keys:
            self._miss(name)
            node = None
        path = name if name in self._keys else ANY
        path = f"{self._path}.{path}" if self._path else path
        return Form(node, self._file, self._report, place=place, path=path, label=self.path(name))

    def codes(self) -> tuple[str, ...]:
        """The codes of the county's own under this map; a bad one is a fault, and is listed all the same."""
        for name, (place, _) in self._entries.items():
            try:
                value.code(name)
            except value.Unreadable as error:
                self._report.fault(place, f"a key under {self._here} {error.message}", error.hint)
        return tuple(self._entries)

    def shape(self, name: str) -> str:
        """What is written there: scalar, list or map; nothing when there is nothing."""
        return self._entries[name][1].kind if self.has(name) else ""

    def _value(self, node: Node, name: str, parse: Callable[[str], T], default: D) -> T | D:
        if node.kind != "scalar":
            self._report.fault(
                node.place,
                f"`{self.path(name)}` must be a single value, not {_SHAPES[node.kind]}",
                "write one value",
            )
            return default
        try:
            return parse(node.text)
        except value.Unreadable as error:
            self._report.fault(node.place, f"`{self.path(name)}` {error.message}", error.hint)
            return default

    def _miss(self, name: str) -> None:
        key = self._keys.get(name)
        # A map that is not there at all misses nothing more: its own absence was the fault.
        if key and key.required and not self.is_blank:
            self._report.fault(self.place, f"`{self.path(name)}` is missing", f"add the key `{key.name}`: {key.en}")


def is_empty(node: Node) -> bool:
    """Nothing written: `key:` with nothing after it, or all below it commented out."""
    return node.kind == "scalar" and not node.text.strip()


def _may_be_shown(name: str) -> bool:
    """Whether a key may be repeated: what is no code may be anything, a person's name or a secret."""
    try:
        return bool(value.code(name))
    except value.Unreadable:
        return False
