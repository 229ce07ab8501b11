"""Limits: every duty has one, every case is covered, what it reads is there when it opens, a promise is shorter than the law.

Here: what a limit says. Not here: reminders and ladders after it (reminders.py), what a lapse does
(lapses.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from config.yaml_reader import did_you_mean
from engine.core.limit import AfterField, Bound, Count, OnField
from engine.core.machine import VERIFY
from workflows.book import Book, Path, Plain
from workflows.checks.family import Family, clock_paths, data_at, dict_of, events, openings
from workflows.compiler.source import as_list

_FOR_LIMIT_ONLY = ("remind", "ladder", "roll", "from", "extend")


@dataclass(frozen=True, slots=True)
class Clock:
    """A declared clock with the cases of its limit."""

    name: str
    path: Path
    data: Plain

    def cases(self) -> Iterator[tuple[str, Path, object]]:
        """(case, path, what is declared for it); the case is empty where there is nothing to choose."""
        limit, path = self.data.get("limit"), (*self.path, "limit")
        if isinstance(limit, dict) and "choose" in limit:
            yield from ((case, (*path, case), part) for case, part in limit.items() if case != "choose")
        else:
            yield "", path, limit

    def bounds(self, book: Book) -> Iterator[tuple[str, Bound | None, Bound | None]]:
        """(case, promised, statutory), as far as they can be read."""
        for case, path, part in self.cases():
            if isinstance(part, dict):
                yield case, _bound(book, (*path, "promised")), _bound(book, (*path, "statutory"))
            else:
                yield case, _bound(book, path), None


def _bound(book: Book, path: Path) -> Bound | None:
    found = book.values.get(path)
    return found if isinstance(found, Bound) else None


def clocks(book: Book) -> Iterator[Clock]:
    """Every clock a book declares a limit for."""
    for name, path in clock_paths(book).items():
        yield Clock(name, path, data_at(book, path))


def check(family: Family, book: Book) -> None:
    _ = family
    _uncovered_duties(book)
    _without_limit(book)
    for clock in clocks(book):
        _choices(book, clock)
        _shorter(book, clock)
        _empty(book, clock)
        _fields(book, clock)


def _uncovered_duties(book: Book) -> None:
    spanned = {duty for data in book.section("limits").values() for duty in as_list(data.get("over"))}
    for duty, data in book.section("duties").items():
        if "limit" not in data and duty not in spanned:
            message = f"nothing limits the duty `{duty}`"
            book.blame(book.key("duties", duty), message, "give it a `limit`, or put it under `over` of one")


def _without_limit(book: Book) -> None:
    for section in ("duties", "waits"):
        for name, data in book.section(section).items():
            for key in _FOR_LIMIT_ONLY if "limit" not in data else ():
                if key in data:
                    message = f"`{key}` belongs to a limit, and `{name}` has none of its own"
                    book.blame(book.key(section, name, key), message, "move it to the limit, or delete it")


def _choices(book: Book, clock: Clock) -> None:
    """`choose` has a case for each choice of its field, and no other."""
    limit, path = dict_of(clock.data.get("limit")), (*clock.path, "limit")
    field = limit.get("choose")
    rule = book.section("fields").get(str(field))
    if rule is None:
        return
    kind = rule.get("type")
    choices = ["yes", "no"] if kind == "yes_no" else as_list(rule.get("of"))
    if kind not in ("choice", "yes_no"):
        book.blame(book.where(*path, "choose"), f"`{field}` is no choice and no yes or no")
        return
    for case, place, _ in clock.cases():
        if case not in choices:
            hint = did_you_mean(case, choices) or f"one of {', '.join(choices)}"
            book.blame(book.key(*place), f"`{case}` is no choice of `{field}`", hint)
    missing = [choice for choice in choices if choice not in limit]
    if missing:
        message = f"no limit is given when `{field}` is {' or '.join(missing)}"
        book.blame(book.where(*path, "choose"), message, f"e.g. {missing[0]}: 10 wd @A")


def _shorter(book: Book, clock: Clock) -> None:
    for case, path, part in clock.cases():
        _ = case
        if not isinstance(part, dict):
            continue
        promised, statutory = _bound(book, (*path, "promised")), _bound(book, (*path, "statutory"))
        if promised is None or statutory is None:
            continue
        ours, law = promised.span, statutory.span
        if isinstance(ours, Count) and isinstance(law, Count) and ours.unit == law.unit and ours.n >= law.n:
            message = f"the promise of {ours.n} {ours.unit} is not shorter than the law's {law.n} {law.unit}"
            book.blame(book.where(*path, "promised"), message, "promise less, or leave `promised` out")


def _empty(book: Book, clock: Clock) -> None:
    for case, path, part in clock.cases():
        if isinstance(part, dict) and not part:
            book.blame(book.where(*path), f"this limit says nothing{f' when {case}' if case else ''}", "e.g. 10 wd @A")


def _fields(book: Book, clock: Clock) -> None:
    """What a limit reads is a date, or a choice, and filled before the clock begins."""
    for path, bound in book.found(Bound, *clock.path, "limit"):
        if isinstance(bound.span, OnField | AfterField):
            _read_date(book, clock, path, bound.span.field)
    field = dict_of(clock.data.get("limit")).get("choose")
    if isinstance(field, str) and field in book.section("fields") and not _filled(book, clock, field):
        _blame_empty(book, (*clock.path, "limit", "choose"), field)
    start = clock.data.get("from")
    fields = book.section("fields")
    if isinstance(start, str) and start in fields and fields[start].get("type") != "date":
        book.blame(book.where(*clock.path, "from"), f"`{start}` is no date", "name an event or a date field")


def _read_date(book: Book, clock: Clock, path: Path, field: str) -> None:
    fields = book.section("fields")
    if field not in fields:
        book.blame(book.where(*path), f"there is no field `{field}`", did_you_mean(field, fields))
    elif fields[field].get("type") != "date":
        book.blame(book.where(*path), f"`{field}` is no date", "give the field type: date")
    elif not _filled(book, clock, field):
        _blame_empty(book, path, field)


def _blame_empty(book: Book, path: Path, field: str) -> None:
    message = f"`{field}` may still be empty when this limit begins"
    book.blame(book.where(*path), message, "let the event before it need the field, or give the field a default")


def _filled(book: Book, clock: Clock, field: str) -> bool:
    """Whether a field has a value whenever the clock begins: by default, from the opening, or by every event into it."""
    rule = book.section("fields")[field]
    if "default" in rule or rule.get("required") == "yes":
        return True
    if all(field in as_list(event.data.get("needs")) for event in openings(book)):
        return True
    over = _over(clock)
    entering = [event for event in events(book) if over & set(event.targets) and event.state not in over]
    return bool(entering) and all(field in as_list(event.data.get("needs")) for event in entering)


def _over(clock: Clock) -> set[str]:
    if clock.path[0] == "limits":
        return set(as_list(clock.data.get("over")))
    return {clock.name.removesuffix(VERIFY)}
