"""The shared file by itself: ladders, profiles, the day.

Here: what the shared file must hold and must not say. Not here: how rulebooks use it (reminders.py).
"""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.core.limit import Bound, Count
from engine.core.machine import RESPONSIBLE
from workflows.book import Book
from workflows.checks.family import Family, dict_of
from workflows.checks.reminders import told_by
from workflows.compiler.clocks import APPROVER_LADDER, TRANSFER_LADDER
from workflows.compiler.ladders import steps_of

_LEAST_GAP = 2  #: working days between two steps of one ladder (language decision 4)


def check(family: Family) -> None:
    book = family.shared
    _day(book)
    _ranges(book)
    _needed(book)
    for name in family.ladders:
        _ladder(family, name)


def _day(book: Book) -> None:
    day = dict_of(book.data.get("day"))
    zone = day.get("zone")
    if isinstance(zone, str):
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            book.blame(book.where("day", "zone"), f"there is no time zone `{zone}`", "e.g. Asia/Shanghai")
    readable = all(("day", key) in book.values for key in ("batch", "close"))
    if readable and not day["batch"] < day["close"]:
        book.blame(book.where("day", "close"), "the day closes before the batch has run", "close after the batch")


def _ranges(book: Book) -> None:
    """Two profiles cannot both be the default of a limit."""
    seen: list[tuple[str, str, int, int]] = []
    for name in book.section("profiles"):
        found = book.values.get(("profiles", name, "for"))
        if not isinstance(found, tuple):
            continue
        kind, least, most = found
        for other, theirs, low, high in seen:
            if kind == theirs and least <= high and low <= most:
                place = book.where("profiles", name, "for")
                book.blame(place, f"`{other}` already takes some of these limits", "let every limit have one profile")
        seen.append((name, kind, least, most))


def _needed(book: Book) -> None:
    """What the engine itself leans on."""
    for section, names in (
        ("ladders", ("standard", APPROVER_LADDER, TRANSFER_LADDER)),
        ("roles", ("unit_head",)),
        ("profiles", ("NONE",)),
    ):
        found = dict_of(book.data.get(section))
        for name in names if section in book.data else ():
            if name not in found:
                book.blame(book.key(section), f"`{name}` is missing among the {section}", "the engine needs it")


def _ladder(family: Family, name: str) -> None:
    book, key = family.shared, family.shared.key("ladders", name)
    if _goes_round(family, name):
        book.blame(book.where("ladders", name, "like"), f"the ladder `{name}` is like itself", "name another one")
        return
    steps = steps_of(name, {"ladders": family.ladders})
    if not steps:
        book.blame(key, f"the ladder `{name}` has no steps", "add E1, or write ladder: none where it is used")
    elif set().union(*(told_by(step) for step in steps.values())) <= {RESPONSIBLE}:
        book.blame(key, f"the ladder `{name}` reaches nobody but the one who owes", "tell somebody else")
    for step, data in family.ladders[name].items():
        if step != "like" and isinstance(data, dict):
            _step(book, name, step, "after" in data)
    _gaps(family, name)


def _goes_round(family: Family, name: str) -> bool:
    seen: set[str] = set()
    while name and name not in seen:
        seen.add(name)
        name = str(family.ladders.get(name, {}).get("like", ""))
    return bool(name)


def _step(book: Book, ladder: str, step: str, has_after: bool) -> None:
    path = ("ladders", ladder, step)
    if step == "breach" and has_after:
        book.blame(book.key(*path, "after"), "a breach comes with the statutory date, not after days", "delete it")
    if step != "breach" and not has_after:
        book.blame(book.key(*path), f"the step `{step}` does not say after how long", "e.g. after: 3 wd @A")


def _gaps(family: Family, name: str) -> None:
    """Steps come in the order of their names, at least two working days apart."""
    found: list[tuple[str, int]] = []
    for step in sorted(steps_of(name, {"ladders": family.ladders})):
        owner = _owner(family, name, step)
        bound = family.shared.values.get(("ladders", owner, step, "after"))
        if isinstance(bound, Bound) and isinstance(bound.span, Count) and step != "breach":
            _gap(family, name, (step, bound.span.n), found)
            found.append((step, bound.span.n))


def _gap(family: Family, ladder: str, step: tuple[str, int], before: list[tuple[str, int]]) -> None:
    book = family.shared
    owner = _owner(family, ladder, step[0])
    place = book.where("ladders", owner, step[0], "after") if owner == ladder else book.key("ladders", ladder)
    for other, days in before:
        if days == step[1]:
            book.blame(place, f"`{other}` and `{step[0]}` come on the same day", "let one come later")
        elif 0 <= step[1] - days < _LEAST_GAP:
            book.blame(
                place, f"`{step[0]}` comes less than {_LEAST_GAP} working days after `{other}`", "let it come later"
            )
        elif step[1] < days:
            book.blame(place, f"`{step[0]}` comes before `{other}`", "give the steps names in the order of time")


def _owner(family: Family, ladder: str, step: str) -> str:
    """The ladder that a step is written in."""
    while step not in family.ladders.get(ladder, {}) and "like" in family.ladders.get(ladder, {}):
        ladder = str(family.ladders[ladder]["like"])
    return ladder
