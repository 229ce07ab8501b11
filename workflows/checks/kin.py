"""Workflows among each other: parents and children, numbers, openings.

Here: `open`, `tell`, `with`, recurring openings, prefixes. Not here: what happens inside one workflow.
"""

from collections.abc import Iterator

from config.yaml_reader import did_you_mean
from engine.core.machine import ENGINE
from workflows.book import Book, Path, Plain
from workflows.checks.family import Event, Family, dict_of, events, openings
from workflows.compiler.source import as_list


def check(family: Family, book: Book) -> None:
    for event in events(book):
        for path, child in _children(event):
            _child(family, book, path, child)
        _tell(family, book, event)
    for opening in openings(book):
        _recurring(book, opening)
    _private_subject(book)


def check_all(family: Family) -> None:
    """What only all rulebooks together can show."""
    _prefixes(family)
    _opening_cycles(family)


def _children(event: Event) -> Iterator[tuple[Path, Plain]]:
    data = event.data.get("open")
    for index, child in enumerate(as_list(data)):
        if isinstance(child, dict):
            yield (*event.path, "open", *([index] if isinstance(data, list) else [])), child


def _child(family: Family, book: Book, path: Path, child: Plain) -> None:
    """A child can be opened by the engine, with what it needs."""
    there = family.by_workflow.get(str(child.get("workflow")))
    if there is None:
        return
    ways = [way for way in openings(there) if ENGINE in as_list(way.data.get("by")) and "every" not in way.data]
    place = book.where(*path, "workflow")
    if not ways:
        message = f"the engine cannot open `{there.workflow}`"
        book.blame(place, message, "give that workflow an opening with by: engine and no `every`")
        return
    given, fields = as_list(child.get("with")), there.section("fields")
    for index, field in enumerate(given):
        ours, theirs = book.section("fields").get(field, {}).get("type"), fields.get(field, {}).get("type")
        if field not in fields:
            message = f"`{there.workflow}` has no field `{field}`"
            book.blame(book.where(*path, "with", index), message, did_you_mean(field, fields))
        elif ours is not None and ours != theirs:
            book.blame(book.where(*path, "with", index), f"`{field}` is of another type in `{there.workflow}`")
    needed = set(as_list(ways[0].data.get("needs")))
    needed |= {name for name, data in fields.items() if data.get("required") == "yes" and "default" not in data}
    missing = sorted(needed - set(given))
    if missing:
        message = f"`{there.workflow}` needs `{missing[0]}` when it is opened"
        book.blame(place, message, f"add with: [{', '.join(missing)}]")


def _tell(family: Family, book: Book, event: Event) -> None:
    """Whoever is told an event knows it, and lets the engine enter it."""
    tell = dict_of(event.data.get("tell"))
    parents = [each for each in family.books if book.workflow in _opened(each)]
    kin = {"children": [family.by_workflow[name] for name in _opened(book) if name in family.by_workflow],
           "parent": parents}  # fmt: skip
    for whom, relatives in kin.items():
        if whom not in tell:
            continue
        path = (*event.path, "tell", whom)
        if not relatives:
            book.blame(book.where(*path), f"this workflow has no {whom}", "delete it")
        for relative in relatives:
            _can_handle(book, path, str(tell[whom]), relative)


def _can_handle(book: Book, path: Path, told: str, relative: Book) -> None:
    known = [event for event in events(relative) if event.name == told and event.group not in ("opens", "passed")]
    place = book.where(*path)
    if not known:
        hint = did_you_mean(told, {event.name for event in events(relative)})
        book.blame(place, f"`{relative.workflow}` knows no event `{told}`", hint)
    elif not any(ENGINE in as_list(event.data.get("by")) for event in known):
        message = f"the engine may not enter `{told}` in `{relative.workflow}`"
        book.blame(place, message, "add by: engine to the event there")


def _opened(book: Book) -> list[str]:
    """The workflows a book opens."""
    found = [str(child.get("workflow")) for event in events(book) for _, child in _children(event)]
    return list(dict.fromkeys(found))


def _recurring(book: Book, opening: Event) -> None:
    data, place = opening.data, book.key(*opening.path)
    if "every" not in data:
        for key in ("on", "in", "sample", "for_each"):
            if key in data:
                book.blame(book.key(*opening.path, key), f"`{key}` belongs to a recurring opening", "add every: month")
        return
    if "on" not in data:
        book.blame(place, "a recurring opening says on which day", "e.g. on: first wd")
    if as_list(data.get("by")) != [ENGINE]:
        book.blame(book.where(*opening.path, "by"), "a recurring opening is done by the engine", "write by: engine")
    if "needs" in data:
        book.blame(book.key(*opening.path, "needs"), "nobody fills fields at a recurring opening", "delete it")
    sample = dict_of(data.get("sample"))
    if "sample" in data and len({"count", "share"} & set(sample)) != 1:
        place = book.key(*opening.path, "sample")
        book.blame(place, "a sample says either `count` or `share`", "e.g. {count: 3 @A, seed: logged}")
    if "sample" in data and "for_each" not in data:
        book.blame(book.key(*opening.path, "sample"), "there is nothing to draw from", "add for_each: school")


def _private_subject(book: Book) -> None:
    """A subject line is a template that anybody may read over a shoulder."""
    fields = book.section("fields")
    for index, name in enumerate(as_list(book.data.get("subject"))):
        if fields.get(name, {}).get("private") == "yes":
            message = f"`{name}` is private and cannot stand in a subject line"
            book.blame(book.where("subject", index), message, "name another field")


def _prefixes(family: Family) -> None:
    first: dict[str, Book] = {}
    for book in family.books:
        number = book.data.get("number")
        if isinstance(number, str) and number in first:
            message = f"`{number}` already begins the numbers of `{first[number].workflow}`"
            book.blame(book.where("number"), message, "choose other letters")
        first.setdefault(str(number), book)


def _opening_cycles(family: Family) -> None:
    """Openings that open openings, and come back: the first one would never end."""
    edges = {book.workflow: list(_opens_at_once(book)) for book in family.books}
    for book in family.books:
        for path, child in edges[book.workflow]:
            if book.workflow in _reach(child, edges):
                message = f"opening `{child}` opens `{book.workflow}` again, without end"
                book.blame(book.where(*path, "workflow"), message, "open it by an event instead")


def _opens_at_once(book: Book) -> Iterator[tuple[Path, str]]:
    for opening in openings(book):
        for path, child in _children(opening):
            yield path, str(child.get("workflow"))


def _reach(start: str, edges: dict[str, list[tuple[Path, str]]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [child for _, child in edges.get(name, [])]
    return found
