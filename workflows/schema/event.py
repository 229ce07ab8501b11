"""Keys of events: what somebody may do, what it needs, where it leads.

Here: events of every kind, openings among them. Not here: clocks (clock.py), duties and waits (rulebook.py).
"""

from dataclasses import replace

from workflows.schema.word import (
    ACTORS,
    CONDITION,
    EVENT,
    EVENT_THERE,
    FIELDS,
    FOR_EACH,
    MONTHS,
    NAME,
    PERIOD_DAY,
    RECEIVERS,
    ROLE,
    SETTABLE,
    SHARE,
    STATE,
    TIMES,
    WORDS,
    WORKFLOW,
    WORKING_DAYS,
    one_of,
)  # fmt: skip
from workflows.shape import Either, Key, Keys, ListOf, Names

TITLE = Keys(
    "a title",
    "名称",
    (
        Key("zh", WORDS, "In Chinese.", "中文。", "答复来访人", required=True),
        Key("en", WORDS, "In English.", "英文。", "Answer the visitor", required=True),
    ),
)
TEXT = Either(scalar=WORDS, map=TITLE)  #: one text for both languages, or one for each
ZH = Key("zh", WORDS, "Its Chinese title, verb first.", "中文名称，动词在前。", "答复来访人", required=True)
EN = Key("en", WORDS, "Its English title, verb first.", "英文名称，动词在前。", "Answer the visitor", required=True)

BRANCH = Keys(
    "a branch",
    "分支",
    (
        Key(
            "when",
            CONDITION,
            "The condition; the last branch has none.",
            "条件；最后一个分支不写。",
            "bulletin and problems",
        ),
        Key("to", STATE, "The state it leads to.", "进入的状态。", "rectify", required=True, structure=True),
    ),
)
NEXT_FORM = Either(scalar=STATE, items=ListOf(BRANCH, lone=False))
NEXT = Key(
    "next",
    NEXT_FORM,
    "Where it leads: a state, or a list of branches, the first that holds.",
    "进入的状态，或按条件依次判断的分支。",
    "[{when: problems, to: rectify}, {to: closed}]",
    structure=True,
)
OPEN_CHILD = Keys(
    "a matter it opens",
    "随之开立的事项",
    (
        Key(
            "workflow",
            WORKFLOW,
            "Which workflow.",
            "哪个流程。",
            "monthly_check",
            required=True,
            structure=True,
        ),
        Key(
            "for_each",
            FOR_EACH,
            "One for each unit of this kind; else one for the matter's own unit.",
            "为每个此类单位各开一件；不写则为本事项所属单位开一件。",
            "school where level != 'kindergarten'",
            structure=True,
        ),
        Key(
            "with",
            FIELDS,
            "Fields handed on; the new matter has fields of the same names.",
            "移交的字段，须同名。",
            "[finding]",
            structure=True,
        ),
    ),
)
TELL = Keys(
    "whom it tells",
    "通知的事项",
    (
        Key(
            "children",
            EVENT_THERE,
            "The event entered in every matter this one opened.",
            "在本事项开立的各事项中记录的事件。",
            "bulletin_issued",
            structure=True,
        ),
        Key(
            "parent",
            EVENT_THERE,
            "The event entered in the matter that opened this one.",
            "在上级事项中记录的事件。",
            "child_closed",
            structure=True,
        ),
    ),
)
BACKDATE = Either(
    scalar=WORKING_DAYS,
    map=Keys(
        "back-dating",
        "补录",
        (
            Key("up_to", WORKING_DAYS, "How far back.", "最多补录几个工作日。", "3 wd @A", required=True),
            Key("by", ROLE, "Who approves it.", "由谁批准。", "unit_head", required=True),
        ),
    ),
)
#: what every event may do
DOES = (
    Key("needs", FIELDS, "Fields that must be filled.", "须填写的字段。", "[result]"),
    Key("when", CONDITION, "When it is allowed.", "允许的条件。", "not complaint"),
    Key(
        "set",
        Names(SETTABLE, WORDS),
        "Fields it fills: with a constant, or another field's value. `unit` offers a transfer.",
        "由此填写的字段：常量或另一字段的值；unit 表示移交其他单位。",
        "{bulletin: yes}",
        structure=True,
    ),
    Key(
        "open",
        Either(map=OPEN_CHILD, items=ListOf(OPEN_CHILD, lone=False)),
        "Matters it opens.",
        "随之开立的事项。",
        "{workflow: criticism_notice}",
        structure=True,
    ),
    Key("tell", TELL, "Other matters it tells.", "通知相关事项。", "{children: bulletin_issued}"),
    Key("tells", RECEIVERS, "Roles that get a line about it.", "由此得到一条消息的角色。", "[handler]"),
    Key(
        "effective",
        EVENT,
        "The event whose day it counts for.",
        "按哪个事件之日计算。",
        "receive",
        structure=True,
    ),
)
BY = Key(
    "by",
    ACTORS,
    "Who may do it; by default whoever owes.",
    "由谁办理；不写则为责任人。",
    "[handler, unit_head]",
)
LIMITS_ON_PEOPLE = (
    Key(
        "backdate",
        BACKDATE,
        "How far back a person may date it, with reason and approver.",
        "可补录的天数，须说明理由并经批准。",
        "3 wd @A",
    ),
    Key(
        "other_than",
        EVENT,
        "Not the person who did that event.",
        "不得是办理该事件的人。",
        "report",
        structure=True,
    ),
)

LEADS = replace(NEXT, required=True)
#: an event the engine enters: it fills no fields and asks no leave
HAPPENS = (ZH, EN, LEADS, *(key for key in DOES if key.name not in ("needs", "when")))
NOTE = Keys("a note", "登记事项", (ZH, EN, BY, *DOES, *LIMITS_ON_PEOPLE))
MOVE = Keys("an event", "事件", (ZH, EN, LEADS, BY, *DOES, *LIMITS_ON_PEOPLE))
EVERY = one_of("month", "quarter", "term", "year")
SAMPLE = Keys(
    "a sample",
    "抽样",
    (
        Key("count", TIMES, "How many units.", "抽取几个单位。", "3 @A"),
        Key("share", SHARE, "Which share of units.", "抽取的比例。", "10 % @A"),
        Key(
            "seed",
            one_of("logged"),
            "The draw is recorded and can be repeated.",
            "抽取过程留痕，可以重现。",
            "logged",
            required=True,
        ),
    ),
)
OPENING = Keys(
    "an opening",
    "启动方式",
    (
        Key(
            "event",
            NAME,
            "The event that opens a matter.",
            "启动事件。",
            "register",
            required=True,
            structure=True,
        ),
        ZH,
        EN,
        Key(
            "by",
            ACTORS,
            "Who may open one: roles, `anyone`, or `engine`.",
            "由谁启动：角色、anyone 或 engine。",
            "anyone",
            required=True,
        ),
        Key("next", NEXT_FORM, "The first state.", "首个状态。", "hand_over", required=True, structure=True),
        *(key for key in DOES if key.name in ("needs", "when", "set", "open")),
        Key(
            "every",
            EVERY,
            "The calendar opens it once in each period.",
            "按周期自动启动。",
            "month",
            structure=True,
        ),
        Key("on", PERIOD_DAY, "On which day of the period.", "周期中的哪一天。", "first wd"),
        Key(
            "in",
            MONTHS,
            "Only in these months of the school calendar.",
            "只在校历的这些月份。",
            "term_months",
        ),
        Key(
            "for_each",
            FOR_EACH,
            "One for each unit of this kind.",
            "为每个此类单位各开一件。",
            "school",
            structure=True,
        ),
        Key(
            "sample",
            SAMPLE,
            "Only for some of these units, drawn by lot.",
            "只抽取其中一部分单位。",
            "{count: 3 @A, seed: logged}",
        ),
    ),
)
