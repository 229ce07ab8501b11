"""The phrases of one language, each a macro of a words file.

Here: finding and saying them. Not here: the phrases (templates/words.*.j2), which one is true (lines.py and its neighbours).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader

from notifications.environment import Environment

LANGUAGES = ("zh", "en")
_REMEMBERED = 4096  #: phrases with their arguments; the same few sentences make up most mails of a batch

Phrase = Callable[..., str]


class Words:
    """The built-in phrases, each replaced by the county's if it has it."""

    def __init__(self, lang: str, files: Sequence[Mapping[str, Phrase]]) -> None:
        self.lang = lang
        self.phrases: dict[str, Phrase] = {}
        for file in files:
            self.phrases |= file
        self._said = lru_cache(maxsize=_REMEMBERED)(self._say)

    def __call__(self, phrase: str, *arguments: object) -> str:
        """One phrase, filled in. Its arguments are words already cleaned."""
        return self._said(phrase, *(tuple(each) if isinstance(each, list) else each for each in arguments))

    def _say(self, phrase: str, *arguments: object) -> str:
        return str(self.phrases[phrase](*arguments))


def words_file(lang: str) -> str:
    return f"words.{lang}.j2"


def phrases(lang: str, folder: Path) -> dict[str, Phrase]:
    """The macros of the words file in this folder, by name; none if there is no such file."""
    if not (folder / words_file(lang)).is_file():
        return {}
    environment = Environment(lang, FileSystemLoader(folder))
    module: Any = environment.get_template(words_file(lang)).module
    return {name: macro for name, macro in vars(module).items() if not name.startswith("_") and callable(macro)}
