"""Why each date is what it is, in sentences a section head would accept; and what will be said when if nothing is done.

Here: wording of engine/core/explain.py in both languages. Not here: the reckoning, printing.
"""

from collections.abc import Iterator
from datetime import date

from engine.core.calendar import Calendar
from engine.core.explain import ClockStory, Foreseen, Reckoning, Skipped
from engine.core.limit import AfterField, Bound, Count, DayOf, OnField, PeriodEnd, Span, WorkingDayOf
from engine.core.machine import Machine, Text
from engine.core.matter import Mode
from engine.core.notice import Notice
from engine.core.organisation import Organisation
from service import words

UNITS = {
    "wd": Text("个工作日", "working days"),
    "cd": Text("天", "calendar days"),
    "months": Text("个月", "months"),
    "years": Text("年", "years"),
    "h": Text("小时", "hours"),
}
TAGS = {
    "L": Text("依据法律", "by law"),
    "P": Text("依据通行做法", "by practice"),
    "A": Text("本县设定", "set by the county"),
}
SKIPS = {
    "weekend": Text("周末", "weekend"),
    "holiday": Text("放假", "holiday"),
    "paused": Text("暂停", "paused"),
}
NAMES = {"promised": Text("承诺期限", "Promised"), "statutory": Text("法定期限", "Statutory")}
PERIODS = {
    "month": Text("本月最后一天", "the last day of the month"),
    "quarter": Text("本季度最后一天", "the last day of the quarter"),
    "next_month": Text("下月最后一天", "the last day of the next month"),
    "term": Text("学期最后一天", "the last day of the term"),
}
MONTHS = {"this_month": Text("本月", "this month"), "next_month": Text("下月", "next month")}
MODES = {
    Mode.PAUSED: Text("已暂停，恢复后再算期限", "paused: there is no due date until it resumes"),
    Mode.HELD: Text("已上报，核查期间不催办", "reported: nothing is urged while it is verified"),
    Mode.STOPPED: Text("已停止", "stopped"),
}


def story_lines(story: ClockStory, calendar: Calendar, today: date, lang: str) -> list[str]:
    """One clock: its title, then each date with its computation."""
    head = f"{story.rule.title.get(lang)} ({story.rule.name})"
    mode = MODES.get(story.run.mode)
    lines = [f"{head}{_colon(lang)}{mode.get(lang)}" if mode else head]
    for reckoning in story.reckonings:
        lines += [f"  {line}" for line in _reckoning_lines(reckoning, calendar, today, lang)]
    return lines


def _reckoning_lines(one: Reckoning, calendar: Calendar, today: date, lang: str) -> Iterator[str]:
    def day(value: date) -> str:
        return words.day(value, today, lang)

    tag = TAGS[one.bound.tag].get(lang)
    source = f"{tag}{_colon(lang)}{one.bound.source}" if one.bound.source else tag
    provisional = words.PROVISIONAL.get(lang) if one.provisional else ""
    yield _say(
        lang,
        f"{NAMES[one.name].zh} {day(one.on)}{provisional}：{span_words(one.bound, lang)}（{source}）",
        f"{NAMES[one.name].en} {day(one.on)}{provisional}: {span_words(one.bound, lang)} ({source})",
    )
    if one.day_one is not None:
        made_up = _made_up(one.day_one, calendar, lang)
        yield _say(
            lang,
            f"  {day(one.day_zero)} 当天不计，第1日是 {day(one.day_one)}{made_up}",
            f"  {day(one.day_zero)} is not counted; day 1 is {day(one.day_one)}{made_up}",
        )
    for skipped in one.skipped:
        yield _skipped_words(skipped, day(skipped.first), day(skipped.last), lang)
    for extension in one.extensions:
        unit = UNITS[extension.unit].get(lang)
        yield _say(
            lang,
            f"  {day(extension.asked_on)} 申请的延期：加 {extension.n} {unit}",
            f"  extended by {extension.n} {unit}, asked on {day(extension.asked_on)}",
        )
    yield from _rolled_words(one, day(one.raw), day(one.on), lang)


def _say(lang: str, zh: str, en: str) -> str:
    return en if lang == "en" else zh


def _colon(lang: str) -> str:
    return _say(lang, "：", ": ")


def _made_up(day: date, calendar: Calendar, lang: str) -> str:
    """A weekend day that is worked needs a word, or nobody believes the count."""
    is_weekend = day.weekday() >= 5
    return _say(lang, "（调休上班）", " (make-up day)") if is_weekend and calendar.is_working(day) else ""


def _skipped_words(skipped: Skipped, first: str, last: str, lang: str) -> str:
    reason = SKIPS[skipped.reason].get(lang)
    if skipped.first == skipped.last:
        return _say(lang, f"  不计 {first}（{reason}）", f"  not counted: {first} ({reason})")
    return _say(lang, f"  不计 {first} 至 {last}（{reason}）", f"  not counted: {first} to {last} ({reason})")


def _rolled_words(one: Reckoning, raw: str, on: str, lang: str) -> Iterator[str]:
    if one.provisional:
        yield _say(
            lang,
            f"  {one.raw.year} 年放假安排未公布，按周一至周五暂算，公布后重算",
            f"  the holidays of {one.raw.year} are not announced: Mondays to Fridays stand in until they are",
        )
    elif one.rolled == "back":
        yield _say(lang, f"  {raw} 是休息日，提前到 {on}", f"  {raw} is a day off: moved back to {on}")
    elif one.rolled == "forward":
        yield _say(lang, f"  {raw} 是休息日，顺延到 {on}", f"  {raw} is a day off: moved on to {on}")


def span_words(bound: Bound, lang: str) -> str:
    """A limit as a person says it."""
    return _span(bound.span, lang)


def _span(span: Span, lang: str) -> str:
    match span:
        case Count(n, unit):
            return f"{n} {UNITS[unit].get(lang)}"
        case AfterField(count, name):
            return _say(lang, f"{name} 之后 {_span(count, lang)}", f"{_span(count, lang)} after {name}")
        case OnField(name):
            return _say(lang, f"{name} 所填日期", f"the date in {name}")
        case PeriodEnd(of):
            return PERIODS[of].get(lang)
        case WorkingDayOf(n, month):
            return _say(lang, f"{MONTHS[month].zh}第 {n} 个工作日", f"working day {n} of {MONTHS[month].en}")
        case DayOf(n, month):
            return _say(lang, f"{MONTHS[month].zh} {n} 日", f"day {n} of {MONTHS[month].en}")


def _what(notice: Notice, lang: str) -> str:
    """A step by its name, a point by its distance, everything else by its kind."""
    if notice.kind == "step":
        return str(notice.data["step"])
    if notice.kind == "point":
        _, _, rest = str(notice.data["point"]).partition("-")
        n, _, unit = rest.partition(" ")
        return _say(lang, f"到期前 {n} {UNITS[unit].zh}", f"{n} {UNITS[unit].en} before")
    return words.NOTICES[notice.kind].get(lang)


def foreseen_lines(
    found: list[Foreseen], machine: Machine, organisation: Organisation, calendar: Calendar, today: date, lang: str
) -> list[str]:
    """One line for each saying: when, what, about which clock, to whom."""
    lines: list[str] = []
    for one in found:
        when = words.instant(one.at, calendar.hours.zone, today, lang)
        sayings: dict[tuple[str, str], list[str]] = {}
        for notice in one.notices:
            what = _what(notice, lang)
            person = organisation.people.get(notice.person)
            copied = words.COPY.get(lang) if notice.capacity == "cc" else ""
            name = f"{person.name if person else notice.person}{copied}"
            sayings.setdefault((what, notice.clock), []).append(name)
        for (what, clock), names in sayings.items():
            title = machine.clocks[clock].title.get(lang) if clock in machine.clocks else ""
            lines.append(f"{when}  {what}  {title}  → {_say(lang, '、', ', ').join(names)}")
    return lines
