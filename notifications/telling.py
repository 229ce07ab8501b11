"""Lines of one sentence: answers, transfers, withdrawals, what the system has to report, information.

Here: for each such kind its title, light and sentence. What each reads from a notice's facts is named in its function; a
missing fact leaves its words out. Not here: lines about a running clock (lines.py).
"""

from collections.abc import Callable
from dataclasses import dataclass

from engine.core.machine import ENGINE, TRANSFER
from engine.run.letter import Item
from notifications.day import read_day
from notifications.entry import Light
from notifications.pen import NO_TONE, Pen
from notifications.standing import Standing, Step
from notifications.text import clean

_MOST_NUMBERS = 5  #: of matters, in the sentence about a mail that never arrived


@dataclass(frozen=True, slots=True)
class Telling:
    light: Light
    body: str
    title: str = ""  #: instead of the matter's


def tell(pen: Pen, item: Item, standing: Standing) -> Telling | None:
    """The sentence of this notice; None for kinds that have the four lines."""
    writer = _WRITERS.get(item.notice.kind)
    if item.notice.kind == "transferred" and item.notice.capacity != "cc":
        return None
    return writer(pen, item, standing) if writer else None


def _told(pen: Pen, item: Item, standing: Standing) -> Telling:
    """answer: granted | refused | lapsed; by; of an extension n and unit (wd, cd, ...), of a transfer the unit offered to."""
    answer, data, words = pen.fact(item, "answer"), item.notice.data, pen.words
    is_lapsed = answer == "lapsed" or (answer == "refused" and data.get("by") == ENGINE)
    due = pen.days.until(standing.promised) if standing.promised else ""
    by = pen.names.person(data.get("by"))
    if item.notice.clock == TRANSFER:
        phrase = "told_transfer_lapsed" if is_lapsed else "told_transfer_refused"
        return Telling(_plain(pen, "light_refused"), words(phrase, pen.names.unit(data.get("unit"))))
    if answer == "granted":
        return Telling(_plain(pen, "light_granted", "done"), words("told_granted", _length(pen, item), due, by))
    if is_lapsed:
        return Telling(_plain(pen, "light_lapsed"), words("told_lapsed", due))
    if answer == "refused":
        return Telling(_plain(pen, "light_refused"), words("told_refused", due, by))
    return Telling(_plain(pen, "light_info"), words("told_plain"))


def _length(pen: Pen, item: Item) -> str:
    n, unit = item.notice.data.get("n"), pen.fact(item, "unit")
    return pen.words("units", n, unit) if isinstance(n, int) and unit in ("wd", "cd", "months", "years", "h") else ""


def _transferred(pen: Pen, item: Item, _standing: Standing) -> Telling:
    """unit: who accepted; after: the person who took it over inside a unit."""
    data = item.notice.data
    taker = pen.names.person(data.get("after")) or pen.names.unit(data.get("unit"))
    return Telling(_plain(pen, "light_transferred"), pen.words("transferred_away", taker))


def _withdrawn(pen: Pen, item: Item, _standing: Standing) -> Telling:
    """step: what is withdrawn (or `breach`); told_of: the date it was said about."""
    rule = item.machine.clocks.get(item.notice.clock) if item.machine else None
    ladder = rule.ladder if rule else None
    rungs = (*ladder.steps, *((ladder.breach,) if ladder.breach else ())) if ladder else ()
    name = pen.fact(item, "step")
    rung = next((each for each in rungs if each.name == name), None)
    step = Step(name=name, on=None, paper=rung.paper if rung else "", paper_title=rung.paper_title if rung else "")
    said = pen.words("withdrawn", pen.paper(step), pen.day(item, "told_of"))
    return Telling(_plain(pen, "light_withdrawn", "done"), said)


def _redated(pen: Pen, item: Item, standing: Standing) -> Telling:
    """promised_was, statutory_was: the dates before the calendar was corrected; what they are now stands with them."""
    was, law = (read_day(item.notice.data.get(f"{name}_was")) for name in ("promised", "statutory"))
    days, statutory = pen.days, standing.statutory
    said = pen.words(
        "redated",
        days.say(was) if was else "",
        days.until(standing.promised) if was and standing.promised else "",
        days.say(law) if law and statutory else "",
        days.say(statutory) if law and statutory else "",
    )
    return Telling(_plain(pen, "light_redated"), said)


def _provisional(pen: Pen, item: Item, standing: Standing) -> Telling:
    """year: the one whose holidays are not announced; promised, if the line is about one matter."""
    due = pen.days.say(standing.promised) if standing.promised else ""
    year = pen.fact(item, "year") or (str(standing.promised.year) if standing.promised else "")
    title = "" if item.notice.matter else pen.words("calendar_title", year)
    return Telling(_plain(pen, "light_provisional"), pen.words("provisional", due, year), title)


def _calendar_missing(pen: Pen, item: Item, _standing: Standing) -> Telling:
    """year."""
    year = pen.fact(item, "year")
    words = pen.words
    return Telling(
        _plain(pen, "light_calendar", "system"), words("calendar_missing", year), words("calendar_title", year)
    )


def _gap(pen: Pen, item: Item, _standing: Standing) -> Telling:
    """post, unit: which post nobody covers; person: who is away."""
    post, words = _post(pen, item), pen.words
    said = words("gap", post, pen.names.person(item.notice.data.get("person")))
    return Telling(_plain(pen, "light_gap", "system"), said, words("gap_title", post))


def _delivery_fault(pen: Pen, item: Item, _standing: Standing) -> Telling:
    """person: who got nothing; error: what the mail server said; matters: their numbers."""
    post, words = _post(pen, item), pen.words
    person = pen.names.person(item.notice.data.get("person"))
    who = words("named", post, person) if post and person else post or person
    matters = item.notice.data.get("matters")
    numbers = [clean(number) for number in matters] if isinstance(matters, list | tuple) else []
    said = words("delivery_fault", who, numbers[:_MOST_NUMBERS], len(numbers), clean(pen.fact(item, "error")))
    held = item.notice.data.get("held")
    if isinstance(held, list | tuple) and numbers:
        waits = words("fault_held", len(held), len(numbers)) if held else words("fault_goes_on")
        said += ("" if words.lang == "zh" else " ") + waits
    return Telling(_plain(pen, "light_fault", "system"), said, words("delivery_title", post))


def _post(pen: Pen, item: Item) -> str:
    """A post by kind and unit; without facts the first one the person holds. Never the person's name."""
    data, organisation = item.notice.data, pen.letter.organisation
    kind, unit = str(data.get("post") or ""), str(data.get("unit") or item.unit)
    person = data.get("person")
    if not kind and person:
        held = next((post for post in organisation.posts if person in (post.a, post.b)), None)
        kind, unit = (held.kind, held.unit) if held else ("", unit)
    known = organisation.units.get(unit)
    code = "unit_head" if kind == "head" and known and known.parent else kind
    title = pen.words("role", code, known.kind if known else "") if code else ""
    name = pen.names.unit(unit)
    return pen.words("post_of", title, name) if title and name else title or name


def _closed(pen: Pen, item: Item, _standing: Standing) -> Telling:
    """end: the state it ended in; by."""
    end = pen.names.state(item, pen.fact(item, "end") or item.state)
    by = pen.names.person(item.notice.data.get("by"))
    return Telling(Light(NO_TONE["done"], pen.words("light_closed", end), "plain"), pen.words("closed", end, by))


def _stand_in(pen: Pen, item: Item, _standing: Standing) -> Telling:
    """person: who is away; first, last: from when to when; count: how many of his matters are open."""
    count = item.notice.data.get("count")
    said = pen.words(
        "stand_in",
        pen.names.person(item.notice.data.get("person")),
        pen.day(item, "first"),
        pen.day(item, "last"),
        count if isinstance(count, int) else 0,
    )
    return Telling(_plain(pen, "light_info"), said)


def _plain(pen: Pen, phrase: str, mark: str = "info") -> Light:
    return Light(NO_TONE[mark], pen.words(phrase), "plain")


_WRITERS: dict[str, Callable[[Pen, Item, Standing], Telling]] = {
    "told": _told,
    "transferred": _transferred,
    "withdrawn": _withdrawn,
    "redated": _redated,
    "provisional": _provisional,
    "calendar_missing": _calendar_missing,
    "gap": _gap,
    "delivery_fault": _delivery_fault,
    "closed": _closed,
    "stand_in": _stand_in,
}
