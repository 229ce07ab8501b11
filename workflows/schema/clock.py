"""Keys about time: limits, reminders, extensions, verification, what happens when a limit has passed.

Here: keys that make and shape clocks. Not here: events (event.py), duties and waits as a whole (rulebook.py).
"""

from workflows.schema.event import HAPPENS, TEXT, TITLE
from workflows.schema.word import (
    BOUND,
    COUNT,
    FIELD,
    FIELDS,
    LADDER,
    LIMIT_NAME,
    NAME,
    POINT,
    PROFILE,
    ROLE,
    SHARE,
    TIMES,
    UP_TO,
    WORDS,
    one_of,
)  # fmt: skip
from workflows.shape import Cases, Either, Key, Keys, Names

TWO_LIMITS = Keys(
    "a limit",
    "时限",
    (
        Key(
            "promised",
            BOUND,
            "The promise: reminders, lights and the ladder follow it.",
            "承诺时限：提醒、亮灯、升级依此计算。",
            "14 wd @A",
        ),
        Key(
            "statutory",
            BOUND,
            "The law's limit. Without `promised` the promised date is the same count, rolled back.",
            "法定时限。没有 promised 时，承诺日期按同一天数计算并向前顺延至工作日。",
            "20 wd @L 行政许可法42",
        ),
    ),
)
LIMIT = Either(scalar=BOUND, map=Cases(FIELD, TWO_LIMITS, Either(scalar=BOUND, map=TWO_LIMITS)))

REMIND = Either(
    scalar=PROFILE,
    map=Keys(
        "reminders",
        "提醒",
        (
            Key("profile", PROFILE, "The reminder profile.", "提醒方案。", "CAL"),
            Key(
                "add",
                Names(ROLE, POINT),
                "Roles who are reminded too from a point on.",
                "自某时点起同时提醒的角色。",
                "{case_leader: T-7 cd}",
            ),
        ),
    ),
)

LIMIT_KEY = Key(
    "limit",
    LIMIT,
    "How long it may take: one limit, promised and statutory, or cases of a field.",
    "办理时限：单一时限、承诺与法定时限，或按字段分情形。",
    "{choose: complaint, no: 5 wd @A, yes: 15 wd @P 首问答复规定}",
)
REMIND_KEY = Key(
    "remind",
    REMIND,
    "The reminder profile; without it the one whose `for` covers the limit.",
    "提醒方案；不写则按时限长短自动选用。",
    "LICENCE",
)
LADDER_KEY = Key("ladder", LADDER, "The ladder after the promised date.", "承诺日期之后的升级阶梯。", "petition")
ROLL_KEY = Key(
    "roll",
    one_of("back", "forward"),
    "Where the promised date goes when it falls on a day off.",
    "承诺日期遇休息日时向前还是向后移。",
    "forward",
)

EXTEND = Keys(
    "an extension",
    "延期",
    (
        Key("by", ROLE, "Who grants it.", "由谁批准。", "unit_head", required=True),
        Key(
            "up_to",
            UP_TO,
            "How long at most; `same` = as long as the limit.",
            "最长多久；same 表示不超过原时限。",
            "10 wd @L 行政许可法42",
            required=True,
        ),
        Key("times", TIMES, "How often at most.", "最多几次。", "1 @A", required=True),
        Key(
            "told",
            TEXT,
            "Who outside must be told before the limit ends.",
            "到期前须告知的外部当事人。",
            "{zh: 申请人, en: the applicant}",
        ),
        Key(
            "answer",
            COUNT,
            "How soon the approver answers; the shared file says it by default.",
            "批准人答复时限，默认见共用文件。",
            "1 wd @A",
        ),
    ),
)

VERIFY = Keys(
    "a verification",
    "核查",
    (
        Key(
            "by",
            ROLE,
            "Who verifies: never the one who reports.",
            "由谁核查：不能是报告人本人。",
            "desk",
            required=True,
        ),
        Key("limit", LIMIT, "How long verification may take.", "核查时限。", "5 wd @A", required=True),
        Key("how", TEXT, "In which way.", "核查方式。", "{zh: 电话回访, en: a telephone call}"),
        Key("sample", SHARE, "Only this share of reports is verified.", "只抽查这一比例。", "10 % @A"),
        REMIND_KEY,
        LADDER_KEY,
        Key(
            "pass_needs",
            FIELDS,
            "Fields that must be filled before it can pass.",
            "通过前须填写的字段。",
            "[leader_view]",
        ),
        Key(
            "zh",
            WORDS,
            "Its Chinese title, where 核查 and the duty's title read badly.",
            "中文名称。",
            "回访来访人",
        ),
        Key("en", WORDS, "Its English title.", "英文名称。", "Call the visitor back"),
        Key("state", TITLE, "The name of the state.", "状态名称。", "{zh: 待回访, en: to be called back}"),
    ),
)

PASSED = Keys(
    "what happens when a limit has passed",
    "逾期后的自动处理",
    (
        Key(
            "event",
            NAME,
            "The event the engine enters.",
            "系统记录的事件。",
            "deem_accepted",
            required=True,
            structure=True,
        ),
        Key(
            "of",
            one_of("promised", "statutory"),
            "Which limit; by default the statutory one where there is one.",
            "哪一个时限；有法定时限时默认为法定时限。",
            "statutory",
        ),
        Key(
            "limit",
            LIMIT_NAME,
            "Whose limit, when it is not its own.",
            "若非本身的时限，指明是哪一个。",
            "period_end",
            structure=True,
        ),
        *HAPPENS,
    ),
)

CLOCK_KEYS = (LIMIT_KEY, REMIND_KEY, LADDER_KEY)
