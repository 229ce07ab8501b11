"""The scalars of the language, each with its words for people.

Here: which reader stands behind which kind of word. Not here: the readers (scalar.py, limit_text.py), the
keys.
"""

from workflows import limit_text, scalar
from workflows.shape import ListOf, Scalar

NAME = Scalar(scalar.name, "a new name", "新名称")
CLOCK = Scalar(scalar.clock_name, "a new name", "新名称")
CHOICE = Scalar(scalar.choice, "a choice", "选项")
LABEL = Scalar(scalar.label, "a profile's name, in capitals", "提醒方案名（大写）")
STEP = Scalar(scalar.step_name, "E1 to E9, or breach", "E1 至 E9 或 breach")
WORDS = Scalar(scalar.words, "text", "文字")
YES_NO = Scalar(scalar.yes_no, "yes or no", "yes 或 no")
PREFIX = Scalar(scalar.prefix, "one to four capital letters", "一至四个大写字母")
STATE = Scalar(scalar.reference, "the name of a duty, wait or end", "责任、等待或终结的名称", "state")
EVENT = Scalar(scalar.reference, "the name of an event", "事件名称", "event")
FIELD = Scalar(scalar.reference, "the name of a field", "字段名称", "field")
ROLE = Scalar(scalar.reference, "the name of a role", "角色名称", "role")
ACTOR = Scalar(scalar.reference, "the name of a role, engine, anyone or responsible", "角色名称", "actor")
RECEIVER = Scalar(scalar.reference, "the name of a role, or responsible", "角色名称", "receiver")
SETTABLE = Scalar(scalar.reference, "the name of a field, or unit", "字段名称", "settable")
EVENT_THERE = Scalar(scalar.reference, "the name of an event in another workflow", "其他流程的事件名称")
BEGINNING = Scalar(scalar.reference, "the name of an event or a date field", "事件或日期字段名称", "beginning")
DUTY = Scalar(scalar.reference, "the name of a duty", "责任名称", "duty")
LIMIT_NAME = Scalar(scalar.reference, "the name of a limit (of a duty, a wait, or under `limits`)", "时限名称", "limit")
WORKFLOW = Scalar(scalar.reference, "the name of a workflow", "流程名称", "workflow")
PROFILE = Scalar(scalar.label, "the name of a profile", "提醒方案名称", "profile")
LADDER = Scalar(scalar.reference, "the name of a ladder, or `none`", "升级阶梯名称，或 none", "ladder")
MONTHS = Scalar(
    scalar.reference, "the name of a set of months in the school calendar", "校历中月份组的名称", "month_set"
)
BOUND = Scalar(limit_text.bound, "a limit with its tag", "时限及其出处标记")
COUNT = Scalar(limit_text.counted, "a number of days with its tag", "天数及其出处标记")
WORKING_DAYS = Scalar(limit_text.working_days, "a number of working days with its tag", "工作日数及其出处标记")
CALENDAR_DAYS = Scalar(limit_text.calendar_days, "a number of calendar days with its tag", "自然日数及其出处标记")
UP_TO = Scalar(limit_text.same_or_counted, "`same`, or a number of days with its tag", "same，或天数及其出处标记")
TIMES = Scalar(scalar.tagged_times, "how many times, with its tag", "次数及其出处标记")
SHARE = Scalar(scalar.share, "a share with its tag", "百分比及其出处标记")
NUMBER = Scalar(scalar.tagged_number, "a number with its tag", "数字及其出处标记")
POINT = Scalar(scalar.point, "start, due, T-3 wd or T-3 cd", "start、due、T-3 wd 或 T-3 cd")
AMBER = Scalar(scalar.amber, "T-3 wd with its tag", "T-3 wd 及其出处标记")
TERM = Scalar(scalar.role_term, "a way to find a person", "找到人员的方式")
CONDITION = Scalar(scalar.condition, "a condition", "条件")
FOR_EACH = Scalar(scalar.for_each, "a kind of unit, `where` and a condition on it", "单位类别，可带 where 条件")
PERIOD_DAY = Scalar(scalar.period_day, "first wd, wd 3, 5 wd before, first wd of previous month", "周期中的某一天")
PAPER = Scalar(scalar.paper, "a paper's key and its title", "文书代码和名称")
RANGE = Scalar(scalar.length_range, "0-1 wd, 10+ wd, calendar, period or date", "适用的时限范围")
TIME = Scalar(scalar.time_of_day, "a time of day", "时刻")

ROLES = ListOf(ROLE)
ACTORS = ListOf(ACTOR)
RECEIVERS = ListOf(RECEIVER)
FIELDS = ListOf(FIELD)


def one_of(*choices: str) -> Scalar:
    """A scalar that is one of a few words."""

    def read(text: str) -> str:
        if text not in choices:
            raise scalar.Unreadable(f"`{text}` is not possible here", f"one of {', '.join(choices)}")
        return text

    listed = ", ".join(choices)
    return Scalar(read, f"one of {listed}", f"{listed} 之一")
