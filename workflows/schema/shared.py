"""Keys of the shared file: what all rulebooks have in common.

Here: the day, roles, reminder profiles, ladders, lights, digests, scoring. Not here: rulebooks (rulebook.py).
"""

from workflows.schema.word import (
    AMBER,
    CALENDAR_DAYS,
    COUNT,
    LABEL,
    LADDER,
    NAME,
    NUMBER,
    PAPER,
    POINT,
    RANGE,
    RECEIVERS,
    ROLES,
    STEP,
    TERM,
    TIME,
    WORDS,
    WORKING_DAYS,
    YES_NO,
    one_of,
)  # fmt: skip
from workflows.shape import Key, Keys, ListOf, Names

DAY = Keys(
    "the day",
    "工作时间",
    (
        Key("batch", TIME, "When the batch runs.", "每批处理时刻。", "08:30", required=True),
        Key(
            "close",
            TIME,
            "When the day closes; later acts count for the next working day.",
            "下班时刻，此后计入下一工作日。",
            "17:30",
            required=True,
        ),
        Key("zone", WORDS, "The time zone.", "时区。", "Asia/Shanghai", required=True),
        Key("count_receipt_day", YES_NO, "Whether the day of receipt is day 1.", "收件当日是否计入。", "no"),
    ),
)
ROLL = Keys(
    "rolling",
    "遇休息日",
    (
        Key(
            "promised",
            one_of("back", "forward"),
            "Where a promised date goes.",
            "承诺日期。",
            "back",
            required=True,
        ),
        Key(
            "statutory",
            one_of("forward"),
            "Where a statutory date goes.",
            "法定日期。",
            "forward",
            required=True,
        ),
        Key("points", one_of("back"), "Where a reminder goes.", "提醒日期。", "back", required=True),
    ),
)
BEFORE_STATUTORY = Keys(
    "a warning before the statutory date",
    "法定期限前预警",
    (
        Key("at", POINT, "When.", "何时。", "T-3 wd", required=True),
        Key("to", ROLES, "To whom.", "发给谁。", "[deputy]", required=True),
    ),
)
PROFILE = Keys(
    "a reminder profile",
    "提醒方案",
    (
        Key("for", RANGE, "Limits that take it by default.", "默认适用的时限。", "2-9 wd"),
        Key(
            "points",
            ListOf(POINT, lone=False),
            "When it reminds.",
            "提醒时点。",
            "[T-1 wd, due]",
            required=True,
        ),
        Key(
            "before_statutory",
            BEFORE_STATUTORY,
            "A warning of its own before the statutory date.",
            "法定期限前的单独预警。",
            "{at: T-3 wd, to: [deputy]}",
        ),
    ),
)
RUNG = Keys(
    "a step",
    "升级步骤",
    (
        Key("after", WORKING_DAYS, "How long after the promised date.", "承诺日期后几个工作日。", "3 wd @A"),
        Key(
            "to",
            RECEIVERS,
            "To whom; `responsible` is whoever owes.",
            "发给谁；responsible 指责任人。",
            "[responsible, unit_head]",
            required=True,
        ),
        Key("cc", RECEIVERS, "Who gets a copy.", "抄送。", "[deputy, desk]"),
        Key("paper", PAPER, "The paper it comes with.", "随附文书。", "urging_notice 催办通知"),
        Key("draft", YES_NO, "A draft that a leader signs.", "草稿，由领导签发。", "yes"),
        Key(
            "demand",
            YES_NO,
            "It sets a new date, the last working day before the next step.",
            "另定限办日期。",
            "yes",
        ),
        Key(
            "then",
            one_of("weekly"),
            "Afterwards only in the weekly digest.",
            "此后只列入每周摘要。",
            "weekly",
        ),
    ),
)
LIKE = Key(
    "like",
    LADDER,
    "The ladder whose steps it takes over; its own steps replace them.",
    "沿用的阶梯，自有步骤优先。",
    "standard",
    structure=True,
)
LADDER_FORM = Names(STEP, RUNG, fixed=(LIKE,))
LIGHTS = Keys(
    "lights",
    "亮灯",
    (
        Key(
            "amber",
            Keys(
                "amber",
                "黄灯",
                (
                    Key(
                        "short",
                        AMBER,
                        "For limits up to 9 working days.",
                        "9 个工作日以内的时限。",
                        "T-1 wd @P EM1",
                        required=True,
                    ),
                    Key("long", AMBER, "For longer ones.", "更长的时限。", "T-3 wd @P EM6", required=True),
                ),
            ),
            "From when a light is amber.",
            "何时亮黄灯。",
            required=True,
        ),
    ),
)
DIGEST = Keys(
    "a digest",
    "摘要",
    (
        Key("on", one_of("first batch of week"), "When.", "何时。", "first batch of week", required=True),
        Key("to", ROLES, "To whom.", "发给谁。", "[deputy, unit_head]", required=True),
        Key(
            "lines",
            one_of("red matters in their line"),
            "What it lists.",
            "内容。",
            "red matters in their line",
            required=True,
        ),
        Key("empty", one_of("never"), "An empty digest is never sent.", "无内容不发。", "never", required=True),
    ),
)
ANSWER = Keys(
    "how soon side duties are answered",
    "附带责任的答复时限",
    (
        Key("extension", COUNT, "A request for extension.", "延期申请。", "1 wd @A", required=True),
        Key("transfer", COUNT, "An offered transfer.", "移交。", "1 wd @A", required=True),
        Key("backdating", COUNT, "An act dated back.", "补登。", "1 wd @A", required=True),
    ),
)
SCORING = Keys(
    "scoring",
    "计分",
    (
        Key("base", NUMBER, "Where a year begins.", "年度基础分。", "100 @A", required=True),
        Key(
            "per",
            one_of("clock"),
            "The highest step sent counts once for each clock.",
            "每个时限只计最高一步。",
            "clock",
            required=True,
        ),
        Key(
            "steps",
            Names(STEP, NUMBER),
            "What each step costs.",
            "各步骤扣分。",
            "{E1: -0.5 @A}",
            required=True,
        ),
        Key("false_report", NUMBER, "What an untrue report costs.", "虚假办结扣分。", "-3 @A", required=True),
        Key(
            "breach",
            NUMBER,
            "What passing the statutory date costs.",
            "超法定时限扣分。",
            "-3 @A",
            required=True,
        ),
        Key("late_progress", NUMBER, "What a late progress note costs.", "进展迟报扣分。", "-0.1 @A"),
        Key(
            "early",
            Keys(
                "earliness",
                "提前办结",
                (
                    Key(
                        "each",
                        NUMBER,
                        "What each verified early completion brings.",
                        "每件加分。",
                        "0.2 @A",
                        required=True,
                    ),
                    Key("cap", NUMBER, "At most, in a year.", "年度上限。", "3 @A", required=True),
                ),
            ),
            "Verified early completion.",
            "提前办结加分。",
            "{each: 0.2 @A, cap: 3 @A}",
        ),
        Key("objection", WORKING_DAYS, "How long a unit may object.", "异议期。", "5 wd @A"),
    ),
)

SHARED = Keys(
    "the shared file",
    "共用文件",
    (
        Key("day", DAY, "The county's day.", "工作时间。", required=True),
        Key("roll", ROLL, "Where a date on a day off goes.", "日期遇休息日的处理。", required=True),
        Key(
            "roles",
            Names(NAME, ListOf(TERM)),
            "Roles every rulebook may use.",
            "通用角色。",
            "{unit_head: head of line}",
            required=True,
        ),
        Key(
            "profiles",
            Names(LABEL, PROFILE),
            "When to remind before the promised date.",
            "提醒方案。",
            required=True,
        ),
        Key("due_day_cc", RECEIVERS, "Who gets a copy on the due day.", "到期当日抄送。", "[unit_head]"),
        Key(
            "ladders",
            Names(NAME, LADDER_FORM),
            "Whom to tell after the promised date.",
            "升级阶梯。",
            required=True,
        ),
        Key("lights", LIGHTS, "When a light turns.", "亮灯规则。", required=True),
        Key(
            "look_in",
            CALENDAR_DAYS,
            "How often somebody looks at a wait that has no limit.",
            "无时限等待的复看间隔。",
            "30 cd @A",
            required=True,
        ),
        Key("answer", ANSWER, "How soon side duties are answered.", "附带责任的答复时限。", required=True),
        Key("digests", Names(NAME, DIGEST), "Digests.", "定期摘要。"),
        Key("scoring", SCORING, "What lateness costs.", "计分规则。"),
    ),
)
