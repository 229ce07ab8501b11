"""A map of a scenario file, read key by key; every fault goes into the report, and reading goes on.

Here: unknown and missing keys, values of the wrong shape, single values. Not here: which keys a line has (timeline.py,
expectation.py).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from config.report import Report
from config.value import Unreadable
from config.yaml_reader import Node, Place, did_you_mean

T = TypeVar("T")

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Sheet:
    """A map whose keys are known."""

    def __init__(self, node: Node, known: Iterable[str], report: Report, what: str) -> None:
        self.place = node.place
        self._report = report
        self._what = what
        self._entries: dict[str, Node] = {}
        known = tuple(known)
        self.is_map = node.kind == "map"
        if not self.is_map:
            report.fault(node.place, f"{what} must be a map of keys", "write key: value")
            return
        for name, place, value in node.entries:
            if name in known:
                self._entries[name] = value
            else:
                hint = did_you_mean(name, known) or f"known here: {', '.join(known)}"
                report.fault(place, f"{what} has no key `{name}`", hint)

    def has(self, name: str) -> bool:
        return name in self._entries and not _is_empty(self._entries[name])

    def node(self, name: str) -> Node | None:
        return self._entries.get(name)

    def place_of(self, name: str) -> Place:
        return self._entries[name].place if name in self._entries else self.place

    def fault(self, name: str, message: str, hint: str = "") -> None:
        self._report.fault(self.place_of(name), f"`{name}` {message}", hint)

    def need(self, *names: str) -> None:
        """Report each of these keys that is not there."""
        for name in names:
            if self.is_map and not self.has(name):
                self._report.fault(self.place, f"{self._what} needs `{name}`", f"write `{name}:`")

    def read(self, name: str, parse: Callable[[str], T], fallback: T) -> T:
        """A single value, else `fallback`."""
        if not self.has(name):
            return fallback
        return self._value(name, self._entries[name], parse, fallback)

    def text(self, name: str) -> str:
        return self.read(name, str, "")

    def read_list(self, name: str, parse: Callable[[str], T]) -> tuple[T, ...]:
        """The values of a list; a single value is a list of one."""
        if not self.has(name):
            return ()
        node = self._entries[name]
        found = [self._value(name, item, parse, None) for item in (node.items if node.kind == "list" else (node,))]
        return tuple(one for one in found if one is not None)

    def texts(self, name: str) -> Mapping[str, str]:
        """A map of plain values: the fields of an act. A list is written with commas."""
        node = self._entries.get(name)
        if node is None or _is_empty(node):
            return {}
        if node.kind != "map":
            self.fault(name, "must be a map of fields", "write {field: value}")
            return {}
        return {key: self._field(key, value) for key, _, value in node.entries}

    def _field(self, key: str, value: Node) -> str:
        if value.kind == "list":
            return ",".join(item.text for item in value.items)
        if value.kind == "map":
            self._report.fault(value.place, f"`{key}` must be a single value", "write one value")
        return value.text

    def _value(self, name: str, node: Node, parse: Callable[[str], T], fallback: T) -> T:
        if node.kind != "scalar":
            self._report.fault(node.place, f"`{name}` must be a single value", "write one value")
            return fallback
        try:
            return parse(node.text)
        except Unreadable as error:
            self._report.fault(node.place, f"`{name}` {error.message}", error.hint)
            return fallback


def _is_empty(node: Node) -> bool:
    return node.kind == "scalar" and not node.text


def instant(zone: ZoneInfo) -> Callable[[str], datetime]:
    """A reader of instants on the county's wall clock."""

    def read(text: str) -> datetime:
        if not _INSTANT.fullmatch(text):
            raise Unreadable("must be a day and a time of the county's wall clock", "write 2026-02-13T15:00")
        return _real(datetime.fromisoformat, text).replace(tzinfo=zone)

    return read


def day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise Unreadable("must be a day", "write 2026-02-13")
    return _real(date.fromisoformat, text)


def _real(parse: Callable[[str], T], text: str) -> T:
    try:
        return parse(text)
    except ValueError as error:
        raise Unreadable("is a day or a time that does not exist") from error


def yes(text: str) -> bool:
    if text not in ("true", "yes", "false", "no"):
        raise Unreadable("must be true or false")
    return text in ("true", "yes")


def count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise Unreadable("must be a whole number")
    return int(text)


def number(text: str) -> float:
    if not re.fullmatch(r"[+-]?[0-9]{1,6}(\.[0-9]{1,3})?", text):
        raise Unreadable("must be a number")
    return float(text)


def one_of(what: str, known: Iterable[str]) -> Callable[[str], str]:
    """A reader of names that are declared elsewhere."""
    names = tuple(known)

    def read(text: str) -> str:
        if text not in names:
            raise Unreadable(f"names no {what}: {text}", did_you_mean(text, names))
        return text

    return read
