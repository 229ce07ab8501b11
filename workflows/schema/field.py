"""Keys of fields: what is recorded about a matter.

Here: one field. Not here: which events need it (event.py).
"""

from workflows.schema.word import CHOICE, WORDS, YES_NO, one_of
from workflows.shape import Key, Keys, ListOf

FIELD_TYPE = one_of("text", "number", "date", "yes_no", "choice", "person", "unit", "file", "list")
FIELD = Keys(
    "a field",
    "字段",
    (
        Key("zh", WORDS, "Its Chinese title.", "中文名称。", "办理结果", required=True),
        Key("en", WORDS, "Its English title.", "英文名称。", "Result", required=True),
        Key("type", FIELD_TYPE, "What it holds.", "类型。", "choice", required=True, structure=True),
        Key("of", ListOf(CHOICE), "The choices.", "选项。", "[visit, call, letter, online]", structure=True),
        Key("default", WORDS, "Its value until somebody fills it.", "默认值。", "no"),
        Key("required", YES_NO, "Must be filled when the matter is opened.", "启动时必填。", "yes"),
        Key(
            "private",
            YES_NO,
            "Never in a mail, a digest or a log line.",
            "不出现在邮件、摘要和日志中。",
            "yes",
        ),
    ),
)
