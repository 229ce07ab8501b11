"""The words and marks of lists and records on a terminal (ux.md sections 2 and 6), in both languages.

Here: phrases. Not here: what they are about (ledger.py, dossier.py), the words of mails (notifications/).
"""

import re
from datetime import date, datetime, tzinfo

from engine.core.machine import Text

MARKS = {
    "red": "■",
    "amber": "▲",
    "green": "●",
    "paused": "‖",
    "verifying": "◎",
    "done": "√",
    "voided": "×",
}
#: Colours of a terminal; shape and word say the same without them.
STYLES = {
    "red": "red",
    "amber": "yellow",
    "green": "green",
    "paused": "bright_black",
    "verifying": "blue",
    "done": "",
    "voided": "",
}

LIGHTS = {
    "red": Text("超期 {n} 个工作日", "overdue by {n} working days"),
    "red_one": Text("超期 1 个工作日", "overdue by 1 working day"),
    "red_none": Text("已过期限", "past its limit"),
    "today": Text("今日到期", "due today"),
    "amber": Text("剩 {n} 个工作日", "{n} working days left"),
    "amber_one": Text("剩 1 个工作日", "1 working day left"),
    "green": Text("剩 {n} 个工作日", "{n} working days left"),
    "green_one": Text("剩 1 个工作日", "1 working day left"),
    "paused": Text("暂停", "paused"),
    "verifying": Text("核查中", "being verified"),
    "done": Text("已销号", "closed"),
    "done_late": Text("已销号，超期 {n} 个工作日", "closed, {n} working days late"),
    "done_late_one": Text("已销号，超期 1 个工作日", "closed, 1 working day late"),
    "voided": Text("已作废", "voided"),
}

_WEEKDAYS = "一二三四五六日"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def light_words(light: str, left: int, late: int) -> Text:
    """The word beside the mark."""
    if light == "red":
        return _counted("red", late) if late else LIGHTS["red_none"]
    if light in ("amber", "green"):
        return LIGHTS["today"] if left == 0 and light == "amber" else _counted(light, left)
    if light == "done" and late > 0:
        return _counted("done_late", late)
    return LIGHTS[light]


def _counted(light: str, n: int) -> Text:
    if n == 1:
        return LIGHTS[f"{light}_one"]
    found = LIGHTS[light]
    return Text(found.zh.format(n=n), found.en.format(n=n))


def day(value: date | None, today: date, lang: str) -> str:
    """MM-DD with its weekday; the year only where it is another one."""
    if value is None:
        return ""
    weekday = f"周{_WEEKDAYS[value.weekday()]}" if lang == "zh" else _DAYS[value.weekday()]
    return f"{value:%m-%d} {weekday}" if value.year == today.year else f"{value:%Y-%m-%d} {weekday}"


_POINT = re.compile(r"T-(\d+) (wd|cd)")
_QUARTERS = "一二三四"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def step(name: str, lang: str) -> str:
    """A point before the limit as people say it; a step of the ladder by its name."""
    found = _POINT.fullmatch(name)
    if found is None:
        return name
    n, is_wd = int(found[1]), found[2] == "wd"
    if lang == "zh":
        return f"提前 {n} {'个工作日' if is_wd else '天'}"
    return f"{n} {'working' if is_wd else 'calendar'} day{'' if n == 1 else 's'} ahead"


def period(value: str, lang: str) -> str:
    """2026年5月, 2026年二季度; what is no such period stays as it is."""
    year, _, part = value.partition("-")
    if part.isdigit() and 1 <= int(part) <= 12:
        return f"{year}年{int(part)}月" if lang == "zh" else f"{_MONTHS[int(part) - 1]} {year}"
    if part[:1] == "Q" and part[1:] in ("1", "2", "3", "4"):
        return f"{year}年{_QUARTERS[int(part[1:]) - 1]}季度" if lang == "zh" else f"{part} {year}"
    return f"{year}年" if year.isdigit() and not part and lang == "zh" else value


def instant(value: datetime, zone: tzinfo, today: date, lang: str) -> str:
    local = value.astimezone(zone)
    return f"{day(local.date(), today, lang)} {local:%H:%M}"


#: What a notice says, by kind.
NOTICES = {
    "start": Text("开始提醒", "start"),
    "point": Text("到期前提醒", "reminder"),
    "due": Text("到期日提醒", "due today"),
    "step": Text("催办", "urging"),
    "breach": Text("超法定时限", "statutory limit passed"),
    "before_statutory": Text("法定期限预警", "statutory warning"),
    "late": Text("补发提醒", "late reminder"),
    "assigned": Text("交办", "assigned"),
    "returned": Text("退回", "returned"),
    "transferred": Text("移送", "transferred"),
    "told": Text("告知", "told"),
    "offered": Text("提请接收", "offered"),
    "withdrawn": Text("撤回", "withdrawn"),
    "redated": Text("期限变更", "another date"),
    "look_in": Text("查看进展", "look in"),
    "provisional": Text("日期暂定", "provisional date"),
    "calendar_missing": Text("缺日历", "calendar missing"),
    "gap": Text("岗位空缺", "post uncovered"),
    "delivery_fault": Text("送达故障", "delivery fault"),
    "digest": Text("每周汇总", "digest"),
    "closed": Text("办结", "closed"),
    "stand_in": Text("代办", "standing in"),
}

#: What became of it.
DELIVERIES = {
    "unmailed": Text("未入邮件", "in no mail yet"),
    "queued": Text("待发", "queued"),
    "sending": Text("发送中", "being sent"),
    "sent": Text("√ 已送达", "√ reached"),
    "deferred": Text("暂缓，将重试", "deferred, tried again"),
    "undeliverable": Text("※ 送达故障", "※ delivery fault"),
    "superseded": Text("已由后信代替", "carried by a later mail"),
    "parked": Text("已搁置", "parked"),
    "dropped": Text("不再发出", "never leaves"),
}

#: Lines of history, by kind. {event} is the title of the event, {state} and {to} names of states, the rest as stored.
HISTORY = {
    "opened": Text("立项：{event}", "opened: {event}"),
    "done": Text("{event}", "{event}"),
    "passed": Text("期满：{event}", "limit passed: {event}"),
    "said": Text("发出{kind}", "said: {kind}"),
    "asked_extension": Text("申请延期 {n}{unit}：{reason}", "asked for an extension of {n} {unit}: {reason}"),
    "granted_extension": Text(
        "同意延期 {n}{unit}，新期限 {promised}", "extension of {n} {unit} granted, due {promised}"
    ),
    "refused_extension": Text("不同意延期", "extension refused"),
    "lapsed_extension": Text("延期申请逾期未复，视为不同意", "extension unanswered: counts as refused"),
    "offered_transfer": Text("提请移送至 {unit}", "transfer offered to {unit}"),
    "transferred": Text("已由 {unit} 接收", "taken over by {unit}"),
    "refused_transfer": Text("不接收移送", "transfer refused"),
    "lapsed_transfer": Text("移送逾期未复，视为不接收", "transfer unanswered: counts as refused"),
    "asked_backdating": Text("申请补登 {event} 至 {on}", "asked to date {event} back to {on}"),
    "approved_backdating": Text("同意补登 {event} 至 {on}", "{event} dated back to {on}"),
    "refused_backdating": Text("不同意补登 {event}", "dating back of {event} refused"),
    "withdrawn": Text("撤回{step}", "withdrawn: {step}"),
    "corrected": Text("更正：撤销“{event}”（{reason}）", "corrected: {event} undone ({reason})"),
    "voided": Text("作废（{reason}）", "voided ({reason})"),
    "succeeded": Text("责任人由 {before} 改为 {after}", "owed by {after} in place of {before}"),
    "handed_over": Text("移交：{before} → {after} {reason}", "handed over: {before} → {after} {reason}"),
    "taken_over": Text("补录在办事项", "taken over while running"),
    "handed": Text("提醒单已送交 {person}（第 {slip} 号）", "slip {slip} handed to {person}"),
    "recomputed": Text("期限重算", "dates computed anew"),
    "superseded": Text("未再发出的提醒 {count} 条（{reasons}）", "{count} line(s) not said any more ({reasons})"),
}

DOWN = Text("（迟发：{since} 至 {until} 服务中断）", " (late: the service was down from {since} to {until})")
PROVISIONAL = Text("（暂定）", " (provisional)")
PRIVATE = Text("（不公开）", "(private)")
COPY = Text("（抄送）", " (copy)")
COLON = Text("：", ": ")
BY_ENGINE = Text("系统", "engine")

STATE = Text("状态", "state")
OWED_BY = Text("责任人", "owed by")
UNIT = Text("单位", "unit")
OPENED = Text("立项", "opened")
CLOSED = Text("办结", "closed")
PARENT = Text("来自", "from")
CLOCK = Text("时限", "clock")
LIGHT = Text("灯", "light")
PROMISED = Text("承诺", "promised")
STATUTORY = Text("法定", "statutory")
DAY_ZERO = Text("起算（不计）", "day 0")
EVENT = Text("事件", "event")
ACT = Text("办理", "act")
NEEDS = Text("需填", "needs")
WHEN = Text("时间", "when")
WHO = Text("谁", "who")
WHAT = Text("内容", "what")
TO_WHOM = Text("对象", "to")
ARRIVED = Text("送达", "arrived")
CLOCKS = Text("时限", "clocks")
POSSIBLE = Text("现在可以办理", "possible now")
HISTORY_TITLE = Text("经过", "history")
NOTICES_TITLE = Text("通知", "notices")
