"""Where templates run: sandboxed, strict, HTML escaped, with the filters of one language.

Here: the environment alone. Not here: which templates there are (template.py), phrases (words.py).
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import SandboxedEnvironment

from notifications.document import Document
from notifications.entry import Entry, Light, Paper, Section, Sheet
from notifications.text import plain, rich, strong

_NUMERALS = {
    "zh": ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"),
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}
#: What layouts may look into: words and the order they stand in. What these were made from stays outside.
_SHOWN = frozenset({Sheet, Section, Entry, Light, Paper, Document})
_HIDDEN = frozenset({"item", "standing"})


class Environment(SandboxedEnvironment):
    """Templates see values and filters, nothing else. A missing value is an error."""

    def __init__(self, lang: str, loader: BaseLoader) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=select_autoescape(("html.j2",), default=False),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.filters |= _filters(lang)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The values made for layouts without the sandbox's questions; never what they were made from."""
        if type(obj) in _SHOWN:
            if attribute in _HIDDEN:
                return self.undefined(obj=obj, name=attribute)
            if not attribute.startswith("_") and hasattr(obj, attribute):
                return getattr(obj, attribute)
        return super().getattr(obj, attribute)


@cache
def _filters(lang: str) -> dict[str, Callable[..., object]]:
    either, both, comma = ("或", "和", "、") if lang == "zh" else (" or ", " and ", ", ")
    numerals = _NUMERALS[lang]
    return {
        "strong": strong,
        "plain": plain,
        "rich": rich,
        "a": _with_article,
        "the": lambda nouns: [noun if noun == "you" else f"the {noun}" for noun in nouns],
        "numeral": lambda n: numerals[n] if 0 <= n < len(numerals) else str(n),
        "either": lambda parts: _listed(parts, comma, either),
        "both": lambda parts: _listed(parts, comma, both),
        "listed": comma.join,
    }


def _listed(parts: Sequence[str], comma: str, last: str) -> str:
    return last.join((comma.join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def _with_article(noun: str) -> str:
    return f"{'an' if re.match('[aeiou]', noun, re.IGNORECASE) else 'a'} {noun}"
