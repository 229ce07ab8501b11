"""What codes are called on a terminal: people (who has left keeps his name), units, posts, choices, reasons, lengths of time.

Here: codes become words, in both languages. Not here: the sentences they stand in (words.py), names in mails
(notifications/naming.py). A code nobody knows stays as it is.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, cached_property

from engine.core.machine import FieldRule, Text
from engine.core.organisation import Organisation

POST = "post"  #: a field of that name holds the kind of a post

#: The choices of the rulebooks that come with the program.
CHOICES = {
    "visit": Text("来访", "a visit"),
    "call": Text("来电", "a call"),
    "letter": Text("来信", "a letter"),
    "online": Text("网上", "online"),
    "hearing": Text("听证", "hearing"),
    "tender": Text("招标或拍卖", "tender"),
    "test": Text("检验检测检疫", "test"),
    "appraisal": Text("鉴定", "appraisal"),
    "expert_review": Text("专家评审", "expert review"),
}

#: Why a line was not said, or never left.
REASONS = {
    "higher_step": Text("已到更高一级催办", "a higher step was said"),
    "breach_said": Text("已按超法定时限上报", "the breach was said"),
    "missed_batch": Text("批次已过，系统已代为办理", "its batch was missed, and the engine has acted since"),
    "beside_line": Text("同一批已告知同一件事", "another line of the batch says the same"),
    "later_point": Text("已到更近的提醒", "a later reminder was said"),
    "late_reminder": Text("已补发提醒", "a late reminder was said"),
    "step_said": Text("已催办", "a step was said"),
    "moved_on": Text("事项已变", "the matter has moved on"),
    "said_again": Text("已另行提醒", "it was said again"),
}

_LENGTHS = {
    "wd": Text("个工作日", "working day(s)"),
    "cd": Text("天", "calendar day(s)"),
    "months": Text("个月", "month(s)"),
}
_DROPPED = "dropped: "


class Names:
    """Names of one county; `former` is asked only for somebody who is not in the organisation in force."""

    def __init__(self, organisation: Organisation, former: Callable[[], Mapping[str, str]] = dict) -> None:
        self._organisation = organisation
        self._ask = former

    @cached_property
    def _former(self) -> Mapping[str, str]:
        return self._ask()

    def person(self, code: str) -> str:
        known = self._organisation.people.get(code)
        return known.name if known else (self._former.get(code, code) if code else "")

    def unit(self, code: str) -> Text:
        known = self._organisation.units.get(code)
        return known.name if known else Text(code, code)

    def value(self, rule: FieldRule | None, value: object) -> Text:
        """The value of a field as a person would say it."""
        if isinstance(value, bool):
            return Text("√", "√") if value else Text("×", "×")
        if isinstance(value, tuple | list):
            parts = [self.value(rule, each) for each in value]
            return Text("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))
        text = value.isoformat() if isinstance(value, date) else str(value)
        if rule is None:
            return Text(text, text)
        if rule.type == "person":
            name = self.person(text)
            return Text(name, name)
        if rule.type == "unit":
            return self.unit(text)
        if rule.type == "choice":
            return CHOICES.get(text, Text(text, text))
        return post_title(text) if rule.name == POST else Text(text, text)


def post_title(kind: str) -> Text:
    """The kind of a post as mails call it."""
    return Text(str(_role("zh")(kind, "")) or kind, str(_role("en")(kind, "")) or kind)


@cache
def _role(lang: str) -> Callable[..., object]:
    # The room for mails takes a while to enter, and few matters have such a field.
    from notifications.template import BUILT_IN
    from notifications.words import phrases

    return phrases(lang, BUILT_IN)["role"]


def reason(code: str) -> Text:
    """Why a line was not said, or never left; what a person or a mail server said is left as it is."""
    said = code.removeprefix(_DROPPED)
    if said != code:
        return Text(f"不发：{said}", f"dropped: {said}")
    return REASONS.get(code, Text(code, code))


def length(unit: str) -> Text:
    """A unit of time."""
    return _LENGTHS.get(unit, Text(unit, unit))
