"""What several lines say about one duty of one matter becomes one entry: each matter counts once and stands once in a list.

Here: which entry leads, what the others add to it, and counting. Not here: what an entry says (writing.py), order (sheet.py).
Papers stay apart, for each is a document of its own, and count as one matter all the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from notifications.entry import OWN, PLACES, Entry
from notifications.pen import Pen

_TOGETHER = dict.fromkeys(OWN, "own") | {"copy": "told", "watch": "told", "relay": "relay", "list": "list"}


def matters(entries: Iterable[Entry]) -> int:
    """How many matters these entries are about; a line about none counts itself."""
    return len({entry.number or f"#{index}" for index, entry in enumerate(entries)})


def everything(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Every line, those inside others too: each may bring a file."""
    for entry in entries:
        yield entry
        yield from entry.merged


def gathered(pen: Pen, entries: Sequence[Entry]) -> list[Entry]:
    """The entries of a mail, one for each matter and duty; in a list one for each matter."""
    found: dict[object, list[Entry]] = {}
    for index, entry in enumerate(entries):
        kind = _TOGETHER.get(entry.place, "")
        duty = "" if kind == "list" else entry.item.notice.state
        key = (kind, entry.number, duty, entry.item.on_behalf) if kind and entry.number else index
        found.setdefault(key, []).append(entry)
    return [_one(pen, same) if len(same) > 1 else same[0] for same in found.values()]


def _one(pen: Pen, entries: Sequence[Entry]) -> Entry:
    first, *others = sorted(entries, key=_rank)
    if first.place == "list":
        return replace(first, merged=tuple(others))
    known, also = {_clock(first)}, []
    for each in others:
        if each.item.notice.kind == "breach":
            also.append(_breach(pen, each))
        elif _clock(each) not in known:
            also.append(pen.words("also_clock", pen.names.duty(each.item), each.when, each.otherwise))
        known.add(_clock(each))
    between = "" if pen.words.lang == "zh" else " "
    body = between.join((first.body, *also))
    return replace(first, also=tuple(also), body=body, merged=tuple(others))


def _rank(entry: Entry) -> tuple[int, bool, bool, int]:
    """The most urgent leads; what is said today before what was to come earlier, a flag never before a line with something to do."""
    return PLACES.index(entry.place), entry.item.carried, entry.item.notice.kind == "breach", -entry.standing.late


def _clock(entry: Entry) -> tuple[str, int]:
    return entry.item.notice.clock, entry.item.notice.run


def _breach(pen: Pen, entry: Entry) -> str:
    limit = entry.standing.statutory or entry.standing.promised
    to = pen.names.roles(entry.item, entry.standing.said.to) if entry.standing.said else []
    return pen.words("also_breach", pen.days.say(limit) if limit else "", to)
