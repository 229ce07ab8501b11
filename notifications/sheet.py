"""A whole mail as values: the opening sentence, counts of lights, sections in order, the foot.

Here: order and counting. Not here: what an item says (writing.py), the layout (templates/), the subject line (subject.py).

Order: what the reader owes (overdue, today, soon, others), what he passes on to somebody without e-mail, then what leaders are
told (formal notices, copies, the list), then answers, the system's own lines, and information last.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from notifications.entry import OWN, PLACES, Entry, Light, Section, Sheet
from notifications.gathering import gathered, matters
from notifications.pen import MARKS, NO_TONE, Pen

MOST_CARDS = 6  #: further urgent items follow as paragraphs, so that a mail stays small enough to be shown whole
MOST_PAPERS = 4  #: further formal notices follow as rows
UNIT_HEAD = "unit_head"
_COUNTED = {"paper": "papers"}
_PREHEADER = 3  #: items named in the line that phones show beside the subject


def sheet_of(pen: Pen, entries: Sequence[Entry], *, may_reply: bool) -> Sheet:
    """Everything one mail shows."""
    shown = gathered(pen, entries)
    groups = {place: tuple(_sorted(shown, place)) for place in PLACES}
    is_leaders = bool(groups["paper"] or groups["list"])
    return Sheet(
        entries=tuple(entry for place in PLACES for entry in groups[place]),
        is_leaders=is_leaders,
        opening=_opening(pen, groups),
        lead=_lead(pen, groups),
        counts=tuple(_counts(pen, groups)),
        sections=tuple(_sections(pen, groups, is_leaders=is_leaders)),
        preheader=_preheader(pen, groups),
        foot=tuple(_foot(pen, is_leaders=is_leaders, may_reply=may_reply)),
    )


def _sorted(entries: Iterable[Entry], place: str) -> list[Entry]:
    own = [entry for entry in entries if entry.place == place]
    if place in ("overdue", "paper", "list"):
        return sorted(own, key=_by_lateness)
    return sorted(own, key=lambda entry: entry.standing.promised or date.max)


def _by_lateness(entry: Entry) -> tuple[int, date]:
    """The latest first; of those with no days that count (no reminder had reached), the oldest date."""
    standing = entry.standing
    return -standing.late, (standing.promised or date.max) if not standing.late else date.min


# --- the first two sentences and the counts ----------------------------------------------------------------------------------


def _opening(pen: Pen, groups: dict[str, tuple[Entry, ...]]) -> str:
    """How things stand and what to do, in one sentence."""
    n = {place: matters(found) for place, found in groups.items()}
    choices = {
        "urgent": matters((*groups["overdue"], *groups["today"])),
        "papers": n["paper"],
        "fault": sum(entry.item.notice.kind == "delivery_fault" for entry in groups["system"]),
        **{place: n[place] for place in ("soon", "later", "relay", "system", "watch", "told", "copy")},
    }
    if n["list"]:
        return pen.words("open_list", n["list"], scope(pen, groups["list"], long=True))
    said = next((pen.words(f"open_{name}", count) for name, count in choices.items() if count), "")
    return said or pen.words("open_told", n["info"])


def _lead(pen: Pen, groups: dict[str, tuple[Entry, ...]]) -> str:
    """The rest of the answer: how many of each; nothing where the opening has said it all."""
    words = pen.words
    parts = [
        words(f"lead_{place}", matters(groups[place]))
        for place in ("overdue", "today", "soon", "later")
        if groups[place]
    ]
    if groups["paper"]:
        parts.append(words("lead_papers", matters(groups["paper"]), _papers(groups["paper"])))
    if groups["list"]:
        worst = max(entry.standing.late for entry in groups["list"])
        parts.append(words("lead_list", matters(groups["list"]), worst, scope(pen, groups["list"])))
    simple = [
        words(f"lead_{place}", matters(groups[place]))
        for place in ("relay", "watch", "copy", "system", "told")
        if groups[place]
    ]
    if len(parts) + len(simple) == 1 and not (groups["overdue"] or groups["paper"] or groups["list"]):
        return ""
    return words("lead", [*parts, *simple])


def scope(pen: Pen, entries: Iterable[Entry], *, long: bool = False) -> str:
    """What a list of overdue matters covers: the unit of a head, else the line of a deputy."""
    of_unit = all(entry.item.notice.role == UNIT_HEAD for entry in entries)
    return pen.words(f"scope_{'unit' if of_unit else 'line'}{'_long' if long else ''}")


def _papers(entries: Iterable[Entry]) -> list[str]:
    return list(dict.fromkeys(entry.paper.title for entry in entries if entry.paper))


def _counts(pen: Pen, groups: dict[str, tuple[Entry, ...]]) -> Iterable[Light]:
    looks = {
        "overdue": (MARKS["red"], "red"), "today": (MARKS["amber"], "amber"), "soon": (MARKS["amber"], "amber"),
        "later": (MARKS["green"], "green"), "relay": (NO_TONE["info"], "plain"),
        "paper": (MARKS["red"], "red"), "list": (MARKS["red"], "red"),
        "watch": (NO_TONE["info"], "plain"), "system": (NO_TONE["system"], "plain"),
    }  # fmt: skip
    for place, (mark, tone) in looks.items():
        if entries := groups[place]:
            more = [scope(pen, entries)] if place == "list" else []
            yield Light(mark, pen.words(f"count_{_COUNTED.get(place, place)}", matters(entries), *more), tone)
    told = matters((*groups["copy"], *groups["told"], *groups["info"]))
    if told:
        yield Light(NO_TONE["info"], pen.words("count_info", told), "plain")


def _preheader(pen: Pen, groups: dict[str, tuple[Entry, ...]]) -> str:
    """Dates and titles again, for the line beside the subject."""
    first = [entry for place in PLACES for entry in groups[place] if entry.standing.promised][:_PREHEADER]
    said = [f"{pen.days.tiny(entry.standing.promised or pen.days.today)} {entry.title}" for entry in first]
    return ("；" if pen.words.lang == "zh" else "; ").join(said)


# --- sections ----------------------------------------------------------------------------------------------------------------


def _sections(pen: Pen, groups: dict[str, tuple[Entry, ...]], *, is_leaders: bool) -> Iterable[Section]:
    urgent = (*groups["overdue"], *groups["today"])
    own = [
        # Cards need no heading, their lights say it.
        _section("card", "", urgent[:MOST_CARDS]),
        _section("more", pen.words("head_more"), urgent[MOST_CARDS:]),
        _section("brief", pen.words("head_soon"), groups["soon"]),
        _section("brief", pen.words("head_later"), groups["later"]),
    ]
    own = [section for section in own if section.entries]
    if own and is_leaders:
        own[0] = replace(own[0], heading=_yours(pen, matters(entry for section in own for entry in section.entries)))
    yield from own
    yield from (section for place in PLACES for section in _told(pen, place, groups[place]) if section.entries)


def _told(pen: Pen, place: str, entries: tuple[Entry, ...]) -> Iterable[Section]:
    """What is not the reader's own duty."""
    words = pen.words
    if place in OWN or not entries:
        return
    if place == "paper":
        yield _section("paper", words("head_papers", _papers(entries)), entries[:MOST_PAPERS])
        yield _section("row", words("head_more"), entries[MOST_PAPERS:])
    elif place == "list":
        yield _section("row", words("head_list", matters(entries), scope(pen, entries, long=True)), entries)
    else:
        yield _section("line" if place == "info" else "brief", words(f"head_{place}"), entries)


def _section(style: str, heading: str, entries: tuple[Entry, ...]) -> Section:
    return Section(style=style, heading=heading, entries=entries)


def _yours(pen: Pen, n: int) -> str:
    """A leader is told which part is his own to do."""
    return pen.words("head_yours_only") if n == 1 else pen.words("head_yours", n)


def _foot(pen: Pen, *, is_leaders: bool, may_reply: bool) -> Iterable[str]:
    words = pen.words
    if is_leaders:
        yield words("foot_days")
        yield words("foot_fair")
    yield words("foot_rule")
    if pen.links.base_url:
        yield words("foot_links")
    yield words("foot_reply" if may_reply else "foot_no_reply")
