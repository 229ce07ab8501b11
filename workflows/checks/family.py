"""All books of a county as the checks see them.

Here: Family, look-ups that several checks share. Not here: the checks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.core.machine import VERIFY
from workflows.book import Book, Path, Plain
from workflows.compiler.clocks import targets
from workflows.compiler.source import as_list
from workflows.county import CountyView

GROUPS = {"duties": ("done", "refused", "suspended", "notes"), "waits": ("ends", "notes")}


@dataclass
class Family:
    """The shared file, the rulebooks, and the county if it is known."""

    shared: Book
    books: list[Book]
    county: CountyView | None = None
    by_workflow: dict[str, Book] = field(init=False)

    def __post_init__(self) -> None:
        self.by_workflow = {book.workflow: book for book in self.books}

    def roles(self, book: Book) -> Plain:
        """Role -> terms: the book's own hide the shared ones."""
        return {**self.shared_roles, **dict_of(book.data.get("roles"))}

    @cached_property
    def shared_roles(self) -> Plain:
        return dict_of(self.shared.data.get("roles"))

    @cached_property
    def profiles(self) -> dict[str, Plain]:
        return dict(self.shared.section("profiles"))

    @cached_property
    def ladders(self) -> dict[str, Plain]:
        return dict(self.shared.section("ladders"))


def dict_of(data: Any) -> Plain:
    return data if isinstance(data, dict) else {}


@dataclass(frozen=True, slots=True)
class Event:
    """One declared event with the path that leads to it."""

    path: Path
    state: str  #: "" for an opening; "*" for one possible anywhere
    group: str  #: opens, done, refused, suspended, notes, ends, anywhere, passed
    name: str
    data: Plain

    @property
    def targets(self) -> list[str]:
        """The states it can lead to, as written."""
        return targets(self.data)


def openings(book: Book) -> Iterator[Event]:
    data = book.data.get("opens")
    for index, each in enumerate(as_list(data)):
        if isinstance(each, dict):
            path: Path = ("opens", index) if isinstance(data, list) else ("opens",)
            yield Event(path, "", "opens", str(each.get("event", "")), each)


def events(book: Book) -> Iterator[Event]:
    """Every declared event of a book, openings first."""
    yield from openings(book)
    for section, groups in GROUPS.items():
        for state, data in book.section(section).items():
            for group in groups:
                for name, each in dict_of(data.get(group)).items():
                    if isinstance(each, dict):
                        yield Event((section, state, group, name), state, group, name, each)
            passed = data.get("passed")
            if isinstance(passed, dict):
                yield Event((section, state, "passed"), state, "passed", str(passed.get("event", "")), passed)
    for name, each in book.section("anywhere").items():
        yield Event(("anywhere", name), "*", "anywhere", name, each)


def declared_states(book: Book) -> dict[str, str]:
    """State -> section it is declared in, the first where a name stands twice."""
    return {name: section for section in ("ends", "waits", "duties") for name in book.section(section)}


def clock_paths(book: Book) -> dict[str, Path]:
    """Every clock a book declares a limit for -> the path of its declaration."""
    found: dict[str, Path] = {}
    for section in ("duties", "waits", "limits"):
        for name, data in book.section(section).items():
            if "limit" in data:
                found[name] = (section, name)
            if isinstance(data.get("verify"), dict):
                found[name + VERIFY] = (section, name, "verify")
    return found


def data_at(book: Book, path: Path) -> Any:
    """The plain data at a path."""
    found: Any = book.data
    for step in path:
        found = found[step]
    return found
