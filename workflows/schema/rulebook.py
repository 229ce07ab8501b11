"""Keys of a rulebook: duties, waits, limits, ends, roles and fields.

Here: the whole of a rulebook file. Not here: the keys of events (event.py), of clocks (clock.py), the
shared file (shared.py).
"""

from workflows.schema.clock import (
    CLOCK_KEYS,
    EXTEND,
    LADDER_KEY,
    LIMIT,
    LIMIT_KEY,
    PASSED,
    REMIND_KEY,
    ROLL_KEY,
    VERIFY,
)  # fmt: skip
from workflows.schema.event import EN, MOVE, NOTE, OPENING, TEXT, TITLE, ZH
from workflows.schema.field import FIELD
from workflows.schema.word import (
    BEGINNING,
    CLOCK,
    CONDITION,
    DUTY,
    FIELDS,
    LADDER,
    LIMIT_NAME,
    NAME,
    PREFIX,
    ROLE,
    TERM,
    WORDS,
)  # fmt: skip
from workflows.shape import Either, Key, Keys, ListOf, Names

STATE_KEY = Key(
    "state",
    TITLE,
    "The name of the state, where “to do: …” reads badly.",
    "状态名称。",
    "{zh: 已受理, en: accepted}",
)
EVENTS = Names(NAME, MOVE)
NOTES = Names(NAME, NOTE)

DUTY_KEYS = Keys(
    "a duty",
    "责任",
    (
        ZH,
        EN,
        STATE_KEY,
        Key("who", ROLE, "The role that owes it.", "由谁负责。", "handler", required=True),
        Key("to", TEXT, "To whom it is owed.", "对谁负责。", "{zh: 来访人, en: the visitor}"),
        LIMIT_KEY,
        Key(
            "from",
            BEGINNING,
            "An event or a date field from which the limit counts, instead of the opening of the duty.",
            "时限起算的事件或日期字段。",
            "receive",
        ),
        REMIND_KEY,
        LADDER_KEY,
        ROLL_KEY,
        Key(
            "done",
            EVENTS,
            "Events that discharge it.",
            "履行责任的事件。",
            "{tell_result: {next: confirmed}}",
        ),
        Key(
            "refused",
            EVENTS,
            "Events that end it another way.",
            "不予办理等事件。",
            "{guide: {next: guided}}",
        ),
        Key(
            "suspended",
            EVENTS,
            "Events into a wait that pauses it.",
            "进入暂停计时的等待的事件。",
            "{exclude: {next: expert_review}}",
        ),
        Key(
            "notes",
            NOTES,
            "Events recorded while it stays open.",
            "办理中登记的事件。",
            "{offer: {needs: [handler]}}",
        ),
        Key(
            "passed",
            PASSED,
            "What the engine does when the limit has passed.",
            "逾期后系统自动处理。",
            "{event: deem_accepted, next: decide}",
        ),
        Key(
            "verify",
            VERIFY,
            "Who verifies what was reported.",
            "由谁核查办结报告。",
            "{by: desk, limit: 1 wd @P 热线督办规则}",
        ),
        Key(
            "extend",
            EXTEND,
            "Who may extend the limit.",
            "由谁批准延期。",
            "{by: head, up_to: same, times: 1 @A}",
        ),
    ),
)
WAIT_KEYS = Keys(
    "a wait",
    "等待",
    (
        ZH,
        EN,
        STATE_KEY,
        Key(
            "for",
            TEXT,
            "Whom or what it waits for.",
            "等待的对象。",
            "{zh: 申请人, en: the applicant}",
            required=True,
        ),
        Key("watch", ROLE, "The role that keeps an eye on it.", "由谁关注。", "handler"),
        Key(
            "pauses",
            ListOf(LIMIT_NAME),
            "Limits that do not run meanwhile.",
            "期间暂停的时限。",
            "[decide]",
            structure=True,
        ),
        *CLOCK_KEYS,
        Key(
            "notes",
            NOTES,
            "Events recorded meanwhile.",
            "等待中登记的事件。",
            "{sampled: {needs: [problems]}}",
        ),
        Key(
            "ends",
            EVENTS,
            "Events that end the wait.",
            "结束等待的事件。",
            "{resume: {next: decide, by: handler}}",
        ),
        Key(
            "passed",
            PASSED,
            "What the engine does when the limit has passed.",
            "逾期后系统自动处理。",
            "{event: lapse, next: closed}",
        ),
    ),
)
LIMIT_KEYS = Keys(
    "a limit over several duties",
    "跨责任时限",
    (
        ZH,
        EN,
        Key(
            "over",
            ListOf(DUTY),
            "The duties it spans.",
            "所跨的责任。",
            "[hand_over, answer]",
            required=True,
            structure=True,
        ),
        Key("limit", LIMIT, "How long they may take together.", "合计时限。", "15 wd @P 首问答复规定", required=True),
        REMIND_KEY,
        LADDER_KEY,
        ROLL_KEY,
        Key(
            "extend",
            EXTEND,
            "Who may extend it.",
            "由谁批准延期。",
            "{by: unit_head, up_to: same, times: 1 @A}",
        ),
    ),
)
END_KEYS = Keys("an end", "终结", (ZH, EN))

RULEBOOK = Keys(
    "a rulebook",
    "规则手册",
    (
        Key(
            "workflow",
            CLOCK,
            "Its stable name.",
            "固定代码。",
            "first_contact",
            required=True,
            structure=True,
        ),
        Key(
            "title",
            TITLE,
            "Its title.",
            "名称。",
            "{zh: 首问责任制, en: First-contact responsibility}",
            required=True,
        ),
        Key("number", PREFIX, "What its matters' numbers begin with.", "事项编号前缀。", "SW", required=True),
        Key(
            "subject",
            FIELDS,
            "Fields whose values name a matter in a subject line.",
            "在邮件主题中指明事项的字段。",
            "[request]",
        ),
        Key("basis", WORDS, "The rule it carries out.", "依据。", "首问责任制实施办法"),
        Key(
            "opens",
            Either(map=OPENING, items=ListOf(OPENING, lone=False)),
            "How a matter begins.",
            "如何启动。",
            "{event: register, by: anyone, next: hand_over}",
            required=True,
        ),
        Key(
            "roles",
            Names(NAME, ListOf(TERM)),
            "Roles of this rulebook, beside the shared ones: the first term that is filled.",
            "本手册的角色，依次取第一个有人的。",
            "{handler: field handler}",
        ),
        Key(
            "fields",
            Names(NAME, FIELD),
            "What is recorded about a matter.",
            "登记的字段。",
            "{result: {type: text}}",
        ),
        Key(
            "at_once",
            CONDITION,
            "When a matter is urgent: reminders go at once.",
            "紧急条件：提醒立即发出。",
            "urgent",
        ),
        Key("ladder", LADDER, "The ladder of clocks that name none.", "默认升级阶梯。", "standard"),
        Key(
            "duties",
            Names(CLOCK, DUTY_KEYS),
            "What somebody owes; while it is open it is the state of the matter.",
            "责任。",
            required=True,
        ),
        Key("waits", Names(CLOCK, WAIT_KEYS), "What somebody outside owes.", "等待。"),
        Key("limits", Names(CLOCK, LIMIT_KEYS), "Limits that span several duties.", "跨责任时限。"),
        Key(
            "anywhere",
            EVENTS,
            "Events possible in every duty and wait.",
            "任何状态下均可办理的事件。",
            "{withdraw: {next: withdrawn}}",
        ),
        Key(
            "ends",
            Names(CLOCK, END_KEYS),
            "States in which nobody owes anything.",
            "终结状态。",
            "{closed: {zh: 已办结, en: closed}}",
            required=True,
        ),
        Key("counts", WORDS, "Matters of one unit counted in a period.", "按单位和期间计数。", later=True),
        Key("target", WORDS, "A value to reach.", "目标值。", later=True),
    ),
)
