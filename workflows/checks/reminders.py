"""Reminders and ladders of a clock: a word before the ladder, and a ladder that reaches somebody else.

Here: how a clock uses profiles and ladders. Not here: profiles and ladders themselves (shared.py).
"""

from engine.core.limit import Bound
from engine.core.machine import RESPONSIBLE
from workflows.book import Book, Plain
from workflows.checks.family import Family, dict_of
from workflows.checks.limits import Clock, clocks
from workflows.compiler.clocks import NO_LADDER, ladder_name
from workflows.compiler.ladders import steps_of
from workflows.compiler.limits import default_profile
from workflows.compiler.source import as_list


def check(family: Family, book: Book) -> None:
    for clock in clocks(book):
        _covered(family, book, clock)
        _word_first(family, book, clock)
        _statutory_warning(family, book, clock)
        _reaches_others(family, book, clock)


def profile_name(clock: Clock) -> str:
    """The profile a clock names; empty when it takes the default."""
    remind = clock.data.get("remind")
    return str(remind.get("profile", "") if isinstance(remind, dict) else remind or "")


def _ladder(clock: Clock, book: Book) -> str:
    return ladder_name(clock.data, "wait" if clock.path[0] == "waits" else "duty", book.data)


def _covered(family: Family, book: Book, clock: Clock) -> None:
    """A limit that names no profile has one by default."""
    if profile_name(clock) or not family.profiles:
        return
    for case, promised, statutory in clock.bounds(book):
        bound = promised or statutory
        if bound is not None and _default(family, bound) is None:
            about = f" when it is {case}" if case else ""
            message = f"no reminder profile of the shared file covers this limit{about}"
            book.blame(book.where(*clock.path, "limit", *([case] if case else [])), message, "name one with `remind`")


def _default(family: Family, bound: Bound) -> str | None:
    readable = {
        name: data for name, data in family.profiles.items() if ("profiles", name, "for") in family.shared.values
    }
    return default_profile(bound, {"profiles": readable})


def _word_first(family: Family, book: Book, clock: Clock) -> None:
    """Nobody is reported to a supervisor without a word before (decision 5)."""
    profile = family.profiles.get(profile_name(clock), {})
    if profile.get("points") == [] and _ladder(clock, book) != NO_LADDER:
        message = f"`{clock.name}` has a ladder but reminds nobody before it"
        book.blame(book.where(*clock.path, "remind"), message, "name a profile with points, or write ladder: none")


def _statutory_warning(family: Family, book: Book, clock: Clock) -> None:
    profile = profile_name(clock)
    if "before_statutory" not in family.profiles.get(profile, {}):
        return
    if any(statutory is None for _, _, statutory in clock.bounds(book)):
        message = f"`{profile}` warns before a statutory date, but this limit has none"
        book.blame(book.where(*clock.path, "remind"), message, "give the limit a `statutory`, or name another profile")


def _reaches_others(family: Family, book: Book, clock: Clock) -> None:
    """Every ladder tells somebody beside the one who owes."""
    name = _ladder(clock, book)
    if name == NO_LADDER or name not in family.ladders or clock.path[0] == "limits":
        return
    debtor = _debtor(clock)
    steps = steps_of(name, {"ladders": family.ladders})
    told = {role for step in steps.values() for role in told_by(step)}
    if steps and debtor and told <= {RESPONSIBLE, debtor} and debtor in told:
        place = book.where(*clock.path, "ladder") if "ladder" in clock.data else book.key(*clock.path)
        message = f"the ladder `{name}` reaches nobody but `{debtor}`, who owes this himself"
        book.blame(place, message, "name a ladder that tells somebody else")


def told_by(step: Plain) -> set[str]:
    step = dict_of(step)
    return {*as_list(step.get("to")), *as_list(step.get("cc"))}


def _debtor(clock: Clock) -> str:
    key = "by" if clock.path[-1] == "verify" else "watch" if clock.path[0] == "waits" else "who"
    return str(clock.data.get(key, ""))
