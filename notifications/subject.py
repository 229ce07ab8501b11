"""The subject line: mark, how long and until when in a bracket that is enough on a lock screen; then the matter; then the rest.

Here: which item leads, what is counted, where the line is cut. Not here: the phrases. No person's name and no private field can
get in: titles are made of public fields that name no people (naming.py).
"""

from collections.abc import Callable
from datetime import date

from notifications.entry import Entry, Sheet
from notifications.gathering import matters
from notifications.pen import MARKS, NO_TONE, Pen
from notifications.sheet import scope
from notifications.text import cut, plain

MOST = {"zh": 45, "en": 78}  #: characters
_LEAST = 12  #: of them for the matter, whatever else the line has to say


def subject_of(pen: Pen, sheet: Sheet) -> str:
    """The line for a mail."""
    leader = _leading(sheet, pen.days.today)
    if leader is None:
        return cut(plain(sheet.opening), MOST[pen.words.lang])
    write = _WRITERS.get(leader.place, _clock)
    bracket, title, after, rest = write(pen, sheet, leader)
    head = pen.words("subject_bracket", bracket) + ("" if pen.words.lang == "zh" else " ")
    tail = plain(pen.words("subject_rest", rest)) if rest else ""
    most = MOST[pen.words.lang]
    if len(head) + _LEAST + len(after) + len(tail) > most:
        after = ""  # it stands in the mail; the paper's number is what people file by
    title = cut(plain(title), max(_LEAST, most - len(head) - len(after) - len(tail)))
    return cut(head + title + after + tail, max(most, len(head)))


def _leading(sheet: Sheet, today: date) -> Entry | None:
    """The item with the highest light; never mere information if there is more."""
    ranks = {"system": 4, "watch": 5, "told": 6, "copy": 7, "info": 9}
    shown = [entry for entry in sheet.entries if entry.place != "list"] or list(sheet.entries)
    return min(shown, key=lambda entry: (ranks.get(entry.place, _rank(entry, today)), _order(entry)), default=None)


def _rank(entry: Entry, today: date) -> int:
    if entry.is_late:
        return 0
    if entry.place == "relay":
        return 1 if entry.standing.is_due(today) else 2 if entry.standing.light == "amber" else 3
    return {"today": 1, "soon": 2}.get(entry.place, 3)


def _order(entry: Entry) -> int:
    """Among equal lights: an order addressed to the reader, what he owes himself, what else is reported to him, what he passes on."""
    said = entry.standing.said
    if entry.place == "paper":
        return 0 if said and said.demand and entry.item.notice.capacity == "to" else 2
    return 3 if entry.place == "relay" else 1


def _due(pen: Pen, entry: Entry) -> str:
    return pen.days.tiny(entry.standing.promised) if entry.standing.promised else ""


Parts = tuple[str, str, str, str]  # bracket, title (shortened first), what belongs to it, rest


def _clock(pen: Pen, sheet: Sheet, entry: Entry) -> Parts:
    """【▲剩3工作日 11/12】"""
    words, standing = pen.words, entry.standing
    mark, light = entry.light.mark, entry.light.word
    if standing.light == "red":
        said = words("subject_red", standing.late, _due(pen, entry))
    elif standing.is_due(pen.days.today):
        said = words("subject_today", f"{pen.days.close:%H:%M}")
    elif standing.light in ("amber", "green") and standing.promised:
        said = words("subject_left", standing.left, _due(pen, entry))
    else:
        said = words("subject_due", light, _due(pen, entry))
    return mark + said, entry.title, "", _others(pen, sheet, entry)


def _paper(pen: Pen, sheet: Sheet, entry: Entry) -> Parts:
    """【■督办单 限11/9】, 【■催办 超期1工作日】 and, behind it, the leader's list."""
    words, said, late = pen.words, entry.standing.said, entry.standing.late
    paper = pen.paper(said) if said else (entry.paper.title if entry.paper else "")
    # The unit the paper is about: whoever owes may act through another than the matter's.
    unit, after = pen.names.owing_unit(entry.item), ""
    # A matter that nothing else names bears its unit's name already; here the unit comes first.
    title = pen.names.duty(entry.item) if unit and pen.names.matter(entry.item) == unit else entry.title
    title = f"{unit} {title}" if unit and unit not in title else title
    if said and said.demand:
        bracket = words("subject_demand", paper, pen.days.tiny(said.demand))
        after = " " + words("subject_late", late)
    elif said and said.draft:
        bracket = words("subject_paper", words("subject_draft", paper).strip(), late)
    else:
        bracket = words("subject_paper", paper, late)
    number = entry.paper.number if entry.paper else ""
    is_order = said is not None and said.demand is not None
    rest = number if is_order and number else _listed(pen, sheet) or _others(pen, sheet, entry, alone=number)
    return MARKS["red"] + bracket, title, after, rest


def _list(pen: Pen, sheet: Sheet, entry: Entry) -> Parts:
    rows = [each for each in sheet.entries if each.place == "list"]
    worst = max(each.standing.late for each in rows)
    mark = MARKS["red"] + pen.words("subject_list", matters(rows), scope(pen, rows))
    return mark, pen.words("subject_worst", worst), "", entry.title


def _system(pen: Pen, sheet: Sheet, entry: Entry) -> Parts:
    """【※送达故障 1人】"""
    words, light = pen.words, entry.light.word
    same = [each for each in sheet.entries if each.item.notice.kind == entry.item.notice.kind]
    if entry.item.notice.kind == "delivery_fault":
        people = len({str(each.item.notice.data.get("person")) for each in same})
        held = any(each.item.notice.data.get("held") for each in same)
        rest = words("subject_no_ladder") if held else _others(pen, sheet, entry)
        return NO_TONE["system"] + words("subject_people", light, people), entry.title, "", rest
    return NO_TONE["system"] + words("subject_due", light, ""), entry.title, "", _others(pen, sheet, entry)


def _told(pen: Pen, sheet: Sheet, entry: Entry) -> Parts:
    due = _due(pen, entry) if entry.item.notice.kind in ("told", "provisional") else ""
    bracket = pen.words("subject_due", entry.light.word, due)
    return entry.light.mark + bracket, entry.title, "", _others(pen, sheet, entry)


def _relay(pen: Pen, sheet: Sheet, entry: Entry) -> Parts:
    """【▲代收 剩3工作日 11/12】: it is somebody else's, whose name stands in the mail."""
    write = _clock if entry.standing.promised else _told
    bracket, title, after, rest = write(pen, sheet, entry)
    mark = entry.light.mark
    return mark + pen.words("subject_relay", bracket.removeprefix(mark)), title, after, rest


def _others(pen: Pen, sheet: Sheet, entry: Entry, *, alone: str = "") -> str:
    """The rest is counted, not listed; alone, the paper's number follows, or the matter's."""
    rest = [each for each in sheet.entries if each is not entry and each.place not in ("info", "list")]
    rest = [each for each in rest if not each.number or each.number != entry.number]
    if not rest:
        return _listed(pen, sheet) or alone or entry.number
    counts = {
        "overdue": matters(each for each in rest if each.is_late),
        "today": matters(each for each in rest if each.place == "today"),
        "soon": matters(each for each in rest if each.place == "soon"),
    }
    parts = [pen.words(f"subject_count_{name}", n) for name, n in counts.items() if n]
    return pen.words("subject_others", matters(rest), parts)


def _listed(pen: Pen, sheet: Sheet) -> str:
    """分管超期12件 最久7"""
    rows = [each for each in sheet.entries if each.place == "list"]
    if not rows:
        return ""
    return pen.words("subject_list_rest", matters(rows), max(each.standing.late for each in rows), scope(pen, rows))


_WRITERS: dict[str, Callable[[Pen, Sheet, Entry], Parts]] = {
    "paper": _paper,
    "list": _list,
    "system": _system,
    "told": _told,
    "info": _told,
    "relay": _relay,
}
