"""Names: every name stands for something, and for one thing only.

Here: references to states, events, fields, roles, limits, profiles, ladders, workflows; names given twice.
Not here: whether what they stand for is sensible (the other checks).
"""

from collections.abc import Callable, Iterable, Mapping

from config.yaml_reader import Place, did_you_mean
from engine.core.machine import ANYONE, ENGINE, RESPONSIBLE, RoleTerm
from workflows.book import Book, Path
from workflows.checks.family import Event, Family, clock_paths, declared_states, dict_of, events
from workflows.compiler.clocks import NO_LADDER

BUILT_IN_FIELDS = frozenset({"unit", "assisting", "period", "opened_by"})
_CALLED = {
    "state": "duty, wait or end",
    "beginning": "event or field",
    "actor": "role",
    "receiver": "role",
    "settable": "field",
    "month_set": "set of months",
}


def check(family: Family, book: Book) -> None:
    """Everything a rulebook refers to."""
    known = _known(family, book)
    for reference in book.references:
        names = known.get(reference.kind)
        if names is not None and reference.name not in names:
            called = _CALLED.get(reference.kind, reference.kind)
            hint = _hint(reference.kind, reference.name, book) or did_you_mean(reference.name, names)
            book.blame(reference.place, f"there is no {called} `{reference.name}`", hint)
    _role_terms(book, known)
    _twice(book)
    _built_in(book)


def check_shared(family: Family) -> None:
    """Everything the shared file refers to."""
    book, roles = family.shared, set(family.shared_roles)
    known: dict[str, set[str]] = {
        "role": roles,
        "receiver": roles | {RESPONSIBLE},
        "ladder": set(family.ladders),
    }
    for reference in book.references:
        names = known.get(reference.kind)
        if names is not None and reference.name not in names:
            called = _CALLED.get(reference.kind, reference.kind)
            place, hint = reference.place, did_you_mean(reference.name, names)
            book.blame(place, f"there is no {called} `{reference.name}`", hint)
    for path, term in book.found(RoleTerm, "roles"):
        if term.kind == "role" and term.name not in roles:
            book.blame(book.where(*path), f"there is no role `{term.name}`", did_you_mean(term.name, roles))
        elif term.kind in ("field", "actor", "stand_in"):
            book.blame(book.where(*path), "the shared file knows no fields and events", "declare it in the rulebook")


def _known(family: Family, book: Book) -> Mapping[str, set[str]]:
    fields, happening = set(book.section("fields")), {event.name for event in events(book)}
    known = {
        "state": set(declared_states(book)),
        "duty": set(book.section("duties")),
        "event": happening,
        "field": fields,
        "settable": fields | {"unit"},
        "beginning": fields | happening,
        "limit": {name for name in clock_paths(book) if "." not in name},
        "workflow": set(family.by_workflow),
    }
    return {**known, **_known_by_sharing(family, book)} if family.shared.data else known


def _known_by_sharing(family: Family, book: Book) -> Mapping[str, set[str]]:
    """What is known only when the shared file could be read."""
    roles = set(family.roles(book))
    return {
        "role": roles,
        "actor": roles | {ENGINE, ANYONE, RESPONSIBLE},
        "receiver": roles | {RESPONSIBLE},
        "profile": set(family.profiles),
        "ladder": set(family.ladders) | {NO_LADDER},
    }


def _hint(kind: str, name: str, book: Book) -> str:
    if kind in ("role", "actor", "receiver") and name in book.section("fields"):
        return f"declare the role: `{name}: field {name}`"
    return ""


def _role_terms(book: Book, known: Mapping[str, set[str]]) -> None:
    wanted: dict[str, tuple[str, set[str]]] = {
        "field": ("field", known["field"]),
        "stand_in": ("field", known["field"]),
        "actor": ("event", known["event"]),
    }
    if "role" in known:
        wanted["role"] = ("role", known["role"])
    for path, term in book.found(RoleTerm, "roles"):
        called, names = wanted.get(term.kind, ("", set()))
        if called and term.name not in names:
            book.blame(book.where(*path), f"there is no {called} `{term.name}`", did_you_mean(term.name, names))
        elif called == "field":
            kind = dict_of(book.data["fields"].get(term.name)).get("type")
            if kind not in ("person", None):
                message = f"`{term.name}` holds no person, it is of type {kind}"
                book.blame(book.where(*path), message, "a role needs a field of type person")


def _twice(book: Book) -> None:
    """A name of two states or limits; an event that one state knows twice."""
    first: dict[str, Path] = {}
    for section in ("duties", "waits", "limits", "ends"):
        for name in book.section(section):
            if name in first:
                place = book.key(*first[name])
                book.blame(book.key(section, name), f"`{name}` is already used in line {place.line}", "rename one")
            first.setdefault(name, (section, name))
    states = [*book.section("duties"), *book.section("waits")]
    by_state = _grouped(events(book), lambda event: event.state)
    for state in states:
        seen: dict[str, Event] = {}
        for event in [*by_state.get(state, ()), *by_state.get("*", ())]:
            if event.name in seen:
                message = f"the event `{event.name}` stands twice in `{state}`"
                book.blame(_name_place(book, event), message, f"it is already in `{seen[event.name].group}`")
            seen.setdefault(event.name, event)


def _grouped(found: Iterable[Event], by: Callable[[Event], str]) -> dict[str, list[Event]]:
    groups: dict[str, list[Event]] = {}
    for event in found:
        groups.setdefault(by(event), []).append(event)
    return groups


def _name_place(book: Book, event: Event) -> Place:
    return book.where(*event.path, "event") if event.group in ("opens", "passed") else book.key(*event.path)


def _built_in(book: Book) -> None:
    for name in book.section("fields"):
        if name in BUILT_IN_FIELDS:
            message = f"every matter has `{name}` already; a field cannot have this name"
            book.blame(book.key("fields", name), message, f"try `{name}_`")
