"""What single words of a rulebook may look like: names, tags, points, roles, places in time.

Here: one function for each kind of scalar, from text to value; each raises Unreadable with a sentence. Not
here: limits (limit_text.py), which key takes which scalar (schema/), places in files (fit.py).
"""

import re
from typing import Literal, NamedTuple, cast

from engine.core.condition import RESERVED, Condition, ConditionUnreadable, parse
from engine.core.limit import Tag, Unit
from engine.core.machine import ANYONE, ENGINE, RESPONSIBLE, TRANSFER, Point, RoleTerm

TAG_HINT = "write @L law, @P practice or @A our own assumption after it, then the source"
NOT_YET = "not supported yet"
#: events and sides the engine derives: no rulebook may use these names for its own
DERIVED = frozenset(
    {
        "verify_pass",
        "verify_insufficient",
        "verify_false",
        "ask_extension",
        "grant_extension",
        "refuse_extension",
    }
    | {"accept_transfer", "refuse_transfer"}
)
_TAKEN = RESERVED | DERIVED | {ENGINE, ANYONE, RESPONSIBLE, "choose", "shared", "same"}


class Unreadable(ValueError):
    """The text is not what its key asks for."""

    def __init__(self, message: str, hint: str = "", offset: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.offset = offset


class Tagged(NamedTuple):
    """`VALUE @TAG SOURCE`."""

    value: str
    tag: Tag
    source: str


def name(text: str) -> str:
    """A name that a rulebook gives: small letters, digits, underlines."""
    if text in _TAKEN:
        raise Unreadable(f"`{text}` is a word of the language and cannot be a name", f"try `{text}_`")
    return reference(text)


def clock_name(text: str) -> str:
    """A name of a duty, a wait or a limit: clocks are called like these."""
    if text == TRANSFER:
        raise Unreadable("`transfer` is the clock of an offered transfer and cannot be a name", "try `transfer_`")
    return name(text)


def reference(text: str) -> str:
    """A name that stands for something declared elsewhere."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", text):
        raise Unreadable(f"`{text}` is not a name", "small letters, digits and underlines, a letter first, at most 40")
    return text


def choice(text: str) -> str:
    """One choice of a field: a word without commas or quotation marks."""
    if not re.fullmatch(r"[^\s,'\"]{1,40}", text):
        raise Unreadable(f"`{text}` is not a choice", "one word of at most 40 characters")
    return text


def label(text: str) -> str:
    """A name in capitals: a profile."""
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{0,39}", text):
        raise Unreadable(f"`{text}` is not a profile's name", "capital letters, digits and underlines")
    return text


def step_name(text: str) -> str:
    """A rung of a ladder."""
    if not re.fullmatch(r"E[1-9]|breach", text):
        raise Unreadable(f"`{text}` is not a step", "steps are called E1 to E9, and breach")
    return text


def words(text: str) -> str:
    """Any text."""
    if len(text) > 400:
        raise Unreadable("this text has more than 400 characters")
    return text


def yes_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise Unreadable(f"`{text}` is neither yes nor no")
    return text == "yes"


def prefix(text: str) -> str:
    """What matter numbers begin with."""
    if not re.fullmatch(r"[A-Z]{1,4}", text):
        raise Unreadable(f"`{text}` cannot begin a matter's number", "one to four capital letters, e.g. SW")
    return text


def tagged(text: str) -> Tagged:
    """Split `VALUE @TAG SOURCE`; every number of a rulebook says where it comes from."""
    value, at, rest = text.partition("@")
    if not at:
        raise Unreadable(f"`{text}` has no tag", TAG_HINT, len(text))
    tag, _, source = rest.partition(" ")
    if tag not in ("L", "P", "A"):
        raise Unreadable(f"`@{tag}` is not a tag", TAG_HINT, len(value))
    return Tagged(value.strip(), cast(Tag, tag), source.strip())


def tagged_number(text: str) -> float:
    """`-0.5 @A`."""
    value = tagged(text).value
    if not re.fullmatch(r"-?\d{1,4}(\.\d{1,2})?", value):
        raise Unreadable(f"`{value}` is not a number")
    return float(value)


def tagged_times(text: str) -> int:
    """`1 @A`: how many times."""
    value = tagged(text).value
    if not re.fullmatch(r"[1-9]\d?", value):
        raise Unreadable(f"`{value}` is not a number of times", "e.g. 1 @A")
    return int(value)


def share(text: str) -> int:
    """`10 % @A`."""
    found = re.fullmatch(r"(\d{1,3}) ?%", tagged(text).value)
    if not found or not 1 <= int(found[1]) <= 100:
        raise Unreadable(f"`{text}` is not a share", "from 1 % to 100 %, e.g. 10 % @A")
    return int(found[1])


def point(text: str) -> Point:
    """`start`, `due`, or `T-3 wd`: a reminder before the promised date."""
    if text in ("start", "due"):
        return Point(cast(Literal["start", "due"], text))
    found = re.fullmatch(r"T-(\d{1,3}) (\w+)", text)
    if found and found[2] in ("h", "min"):
        raise Unreadable(f"`{text}`: hour clocks are {NOT_YET}", "count in wd or cd")
    if not found or found[2] not in ("wd", "cd") or found[1] == "0":
        raise Unreadable(f"`{text}` is not a reminder point", "start, due, T-3 wd or T-3 cd")
    return Point("before", int(found[1]), cast(Unit, found[2]))


def amber(text: str) -> int:
    """`T-3 wd @P EM6`: from when a light is amber."""
    found = point(tagged(text).value)
    if found.kind != "before" or found.unit != "wd":
        raise Unreadable(f"`{text}` is no beginning of amber", "e.g. T-3 wd @A")
    return found.n


def role_term(text: str) -> RoleTerm:
    """`post P of unit`, `field F`, `actor of EVENT`, `head of line`, `stand_in of F`, or a role's name."""
    match text.split():
        case ["post", kind]:
            return RoleTerm("post", reference(kind))
        case ["post", kind, "of", "unit" | "line" as place]:
            return RoleTerm("post", reference(kind), place)
        case ["field", field]:
            return RoleTerm("field", reference(field))
        case ["actor" | "stand_in" as way, "of", other]:
            return RoleTerm(way, reference(other))
        case ["head" | "deputy" as way, "of", "unit" | "line" as place]:
            return RoleTerm(way, "", place)
        case [other]:
            return RoleTerm("role", reference(other))
    hint = "post P, post P of unit, field F, actor of EVENT, head of line, deputy of line, stand_in of F"
    raise Unreadable(f"`{text}` names nobody", hint)


def condition(text: str) -> Condition:
    """A question about the fields of a matter."""
    try:
        return parse(text)
    except ConditionUnreadable as error:
        raise Unreadable(error.message, offset=error.offset) from error


class Each(NamedTuple):
    """`school where level != 'kindergarten'`."""

    kind: str
    where: Condition | None
    offset: int = 0  #: of the condition in the text


def for_each(text: str) -> Each:
    """A kind of unit, with a condition on it or without."""
    kind, separator, rest = text.partition(" where ")
    if not separator:
        return Each(reference(kind.strip()), None)
    offset = len(kind) + len(separator)
    try:
        return Each(reference(kind.strip()), parse(rest), offset)
    except ConditionUnreadable as error:
        raise Unreadable(error.message, offset=offset + error.offset) from error


def period_day(text: str) -> tuple[str, int]:
    """When a recurring opening happens: `first wd`, `wd 3`, `5 wd before`, `first wd of previous month`."""
    for pattern, kind in (
        (r"first wd|wd (\d\d?)", "wd"),
        (r"(\d\d?) wd before", "wd_before"),
        (r"(?:first wd|wd (\d\d?)) of previous month", "wd_previous_month"),
    ):
        found = re.fullmatch(pattern, text)
        if found and found[1] != "0":
            return kind, int(found[1] or 1)
    raise Unreadable(f"`{text}` is no day of a period", "first wd, wd 3, 5 wd before, first wd of previous month")


class Paper(NamedTuple):
    """`supervision_order 督办单`."""

    key: str
    title: str


def paper(text: str) -> Paper:
    """The stable key of a paper and its title."""
    key, _, title = text.partition(" ")
    return Paper(reference(key), title.strip())


def length_range(text: str) -> tuple[str, int, int]:
    """Which limits take a profile by default: `2-9 wd`, `10+ wd`, `calendar`, `period`, `date`."""
    if text in ("calendar", "period", "date"):
        return text, 0, 0
    if text == "hours":
        raise Unreadable(f"hour clocks are {NOT_YET}", "delete this profile")
    found = re.fullmatch(r"(\d{1,3})(?:-(\d{1,3})|(\+)) wd", text)
    if not found or (found[2] and int(found[2]) < int(found[1])):
        raise Unreadable(f"`{text}` is no range of limits", "0-1 wd, 10+ wd, calendar, period or date")
    return "wd", int(found[1]), int(found[2] or 9999)


def time_of_day(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise Unreadable(f"`{text}` is not a time of day", "e.g. 08:30")
    return text
