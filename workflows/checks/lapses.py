"""What happens by itself: lapses of limits, and waits that somebody must see.

Here: `passed`, `watch`, waits without a way on. Not here: circles of lapses (graph.py).
"""

from workflows.book import Book, Path, Plain
from workflows.checks.family import Family, dict_of
from workflows.checks.limits import Clock, clocks


def check(family: Family, book: Book) -> None:
    _ = family
    by_name = {clock.name: clock for clock in clocks(book)}
    acting: dict[str, tuple[str, Path]] = {}
    for section in ("duties", "waits"):
        for name, data in book.section(section).items():
            if isinstance(data.get("passed"), dict):
                _passed(book, (section, name), data["passed"], by_name)
                _one_event(book, (section, name), data["passed"], acting)
    for wait, data in book.section("waits").items():
        _wait(book, wait, data)
    _verify_without_report(book)


def _passed(book: Book, path: Path, passed: Plain, clocks_by_name: dict[str, Clock]) -> None:
    name = str(passed.get("limit", path[-1]))
    place = book.where(*path, "passed", "limit") if "limit" in passed else book.key(*path, "passed")
    clock = clocks_by_name.get(name)
    if clock is None:
        if "limit" not in passed:
            message = f"`{name}` has no limit that could pass"
            book.blame(place, message, "give it a `limit`, or name one: limit: NAME")
        return
    over = set(clock.data.get("over", [])) if clock.path[0] == "limits" else {clock.name}
    if path[-1] not in over:
        book.blame(place, f"the limit `{name}` does not run while `{path[-1]}` is open")
    with_law = {statutory is not None for _, _, statutory in clock.bounds(book)}
    if passed.get("of") == "statutory" and False in with_law:
        book.blame(book.where(*path, "passed", "of"), f"`{name}` has no statutory limit", "write of: promised")
    if "of" not in passed and len(with_law) > 1:
        message = f"only some cases of `{name}` have a statutory limit"
        book.blame(book.key(*path, "passed"), message, "say which one: of: promised")


def _one_event(book: Book, path: Path, passed: Plain, acting: dict[str, tuple[str, Path]]) -> None:
    """A limit that spans several duties lapses with one event, whichever of them is open."""
    name, event = str(passed.get("limit", path[-1])), str(passed.get("event", ""))
    first = acting.setdefault(name, (event, path))
    if first[0] != event:
        message = f"the limit `{name}` already lapses with the event `{first[0]}`"
        book.blame(book.where(*path, "passed", "event"), message, "use the same event")
    elif first[1] != path and passed.get("of") != _of(book, first[1]):
        book.blame(book.key(*path, "passed"), f"`of` differs from the first lapse of `{name}`", "write the same `of`")


def _of(book: Book, path: Path) -> object:
    section, name = path
    return dict_of(book.section(str(section))[str(name)].get("passed")).get("of")


def _wait(book: Book, wait: str, data: Plain) -> None:
    """A wait has a way on, and somebody who sees it."""
    place = book.key("waits", wait)
    lapses = isinstance(data.get("passed"), dict)
    if not data.get("ends") and not lapses:
        book.blame(place, f"nothing ends the wait `{wait}`", "give it `ends`, or `passed`")
    if "watch" in data:
        return
    if "limit" not in data:
        message = f"nobody watches the wait `{wait}`, and no limit ends it"
        book.blame(place, message, "add watch: ROLE, who is asked to look at it")
    elif not lapses:
        book.blame(place, f"nobody is told when the limit of `{wait}` ends", "add watch: ROLE, or `passed`")
    for key in ("remind", "ladder"):
        if "limit" in data and key in data and data[key] not in ("NONE", "none"):
            message = f"nobody watches `{wait}`, so nobody can be reminded"
            book.blame(book.key("waits", wait, key), message, "add watch: ROLE")
    for name, event in dict_of(data.get("ends")).items():
        if isinstance(event, dict) and "by" not in event:
            message = f"nobody owes anything in `{wait}`, so `{name}` must say who may do it"
            book.blame(book.key("waits", wait, "ends", name), message, "add by: ROLE")


def _verify_without_report(book: Book) -> None:
    for name, data in book.section("duties").items():
        if "verify" in data and not data.get("done"):
            message = f"`{name}` is verified but has no `done` event that reports it"
            book.blame(book.key("duties", name, "verify"), message, "add one, or delete `verify`")
