"""People: who verifies is not who reports, and every post is held by somebody in this county.

Here: roles as people. Not here: whether a role is declared (names.py), when people are told (reminders.py).
"""

from collections.abc import Iterator, Mapping

from engine.core.machine import ENGINE, RESPONSIBLE, RoleTerm
from workflows.book import Book, Path, Plain
from workflows.checks.family import Event, Family, dict_of, events
from workflows.compiler.source import as_list
from workflows.county import CountyView
from workflows.scalar import Each, Unreadable, role_term


def check(family: Family, book: Book) -> None:
    roles = family.roles(book)
    for duty, data in book.section("duties").items():
        if isinstance(data.get("verify"), dict):
            _verifier(book, duty, data, roles)
    for name, event in book.section("anywhere").items():
        if "by" not in event:
            message = f"`{name}` is possible anywhere, so it must say who may do it"
            book.blame(book.key("anywhere", name), message, "add by: ROLE")
    for happening in events(book):
        _engine_fills_nothing(book, happening)
    _role_cycles(book, roles)
    if family.county is not None:
        _posts(book, family.county)
        _places(book, family.county)


def _engine_fills_nothing(book: Book, event: Event) -> None:
    if event.group != "opens" and as_list(event.data.get("by")) == [ENGINE] and "needs" in event.data:
        place = book.key(*event.path, "needs")
        book.blame(place, f"the engine enters `{event.name}` and fills no fields", "use `set`, or let a person do it")


def check_shared(family: Family) -> None:
    _role_cycles(family.shared, family.shared_roles)
    if family.county is not None:
        _posts(family.shared, family.county)


def terms(role: str, roles: Mapping[str, object], seen: frozenset[str] = frozenset()) -> Iterator[RoleTerm]:
    """What a role comes down to, through the roles it names."""
    for text in as_list(roles.get(role)):
        try:
            term = role_term(str(text))
        except Unreadable:
            continue
        if term.kind != "role":
            yield term
        elif term.name not in seen:
            yield from terms(term.name, roles, seen | {role})


def _verifier(book: Book, duty: str, data: Plain, roles: Plain) -> None:
    """Reported is not done: the verifier must be another person, also through what the roles come down to."""
    verifier = data["verify"].get("by")
    reporters = {str(data.get("who", ""))}
    for event in dict_of(data.get("done")).values():
        reporters |= {data.get("who", "") if by == RESPONSIBLE else by for by in as_list(dict_of(event).get("by"))}
    place = book.where("duties", duty, "verify", "by")
    for reporter in sorted(reporters - {""}):
        if verifier == reporter:
            book.blame(place, f"`{verifier}` would verify what he reports himself", "name another role")
            return
        same = {_who(term) for term in terms(str(verifier), roles)} & {_who(term) for term in terms(reporter, roles)}
        if same:
            message = f"`{verifier}` and `{reporter}`, who reports, are both found by `{min(same)}`"
            book.blame(place, message, "name a role that is another person")
            return


def _who(term: RoleTerm) -> str:
    """A post of the unit and a post of the line may be the same person."""
    return " ".join(part for part in (term.kind, term.name) if part)


def _role_cycles(book: Book, roles: Plain) -> None:
    for name in dict_of(book.data.get("roles")):
        if name in _named(name, roles, frozenset()):
            book.blame(
                book.key("roles", name), f"the role `{name}` comes back to itself", "name a post, field or actor"
            )


def _named(role: str, roles: Plain, seen: frozenset[str]) -> set[str]:
    found: set[str] = set()
    for text in as_list(roles.get(role)):
        if isinstance(text, str) and text in roles and " " not in text:
            found.add(text)
            if text not in seen:
                found |= _named(text, roles, seen | {text})
    return found


def _posts(book: Book, county: CountyView) -> None:
    """A role that comes down to posts alone needs one that somebody holds."""
    for name, data in dict_of(book.data.get("roles")).items():
        found = [
            (("roles", name, index), book.values.get(("roles", name, index))) for index in range(len(as_list(data)))
        ]
        posts = [(path, term) for path, term in found if isinstance(term, RoleTerm) and term.kind == "post"]
        if len(posts) < len(found) or any(_held(term, county) for _, term in posts):
            continue
        for path, term in posts:
            _blame_post(book, path, term, county)


def _held(term: RoleTerm, county: CountyView) -> bool:
    holders = county.units_with(term.name)
    return bool(holders) if term.of else county.root in holders or len(holders) == 1


def _blame_post(book: Book, path: Path, term: RoleTerm, county: CountyView) -> None:
    holders = county.units_with(term.name)
    if holders:
        message = f"{len(holders)} units have the post `{term.name}`, so this names nobody"
        book.blame(book.where(*path), message, f"write post {term.name} of unit")
    else:
        message = f"nobody in this county holds the post `{term.name}`"
        book.blame(book.where(*path), message, "fill the post in the county's folder, or name another one")


def _places(book: Book, county: CountyView) -> None:
    kinds = set(county.units.values())
    for path, each in book.found(Each):
        if each.kind not in kinds:
            hint = f"there are {', '.join(sorted(kinds))}"
            book.blame(book.where(*path), f"this county has no unit of the kind `{each.kind}`", hint)
    for reference in book.references:
        if reference.kind == "month_set" and reference.name not in county.month_sets:
            hint = f"there are {', '.join(sorted(county.month_sets)) or 'none'}"
            book.blame(reference.place, f"the school calendar has no months called `{reference.name}`", hint)
