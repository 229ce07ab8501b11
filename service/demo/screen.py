"""The terminal of the demo: a line for each day, people's acts, and mails as they are read.

Here: the look, in one language, with colours only on a terminal. Not here: what happens (film.py), what a mail holds
(reading.py).
"""

import shutil
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text as Rich

from engine.core.machine import Text
from service import words
from service.demo import phrases
from service.demo.occasion import Occasion
from service.demo.reading import Seen

NARROW, WIDE, PIPE = 60, 100, 80
_MARKS = (*words.MARKS.values(), "○", "※")  #: of lines that only count
FIRST_LINES = 2  #: of a mail that is not shown whole


class Screen:
    """Standard output. A quiet day's line is overwritten by the next one where the terminal can."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.is_terminal = sys.stdout.isatty()
        columns = shutil.get_terminal_size((PIPE, 24)).columns if self.is_terminal else PIPE
        self._console = Console(
            width=min(max(columns, NARROW), WIDE),
            color_system="auto" if self.is_terminal else None,
            force_terminal=self.is_terminal,
            markup=False,
            highlight=False,
            emoji=False,
        )
        self._is_open = False  #: the last line is a day's that may still be overwritten
        self._is_asking = False  #: the last line is a prompt, and perhaps half an order

    def say(self, text: Text | str = "", style: str = "", *, indent: str = "", head: str = "") -> None:
        """Text, folded; its further lines stand under the first, beside the head."""
        plain = text if isinstance(text, str) else text.get(self.lang)
        blank = " " * len(head)
        for number, line in enumerate(self._folded(plain, style, len(indent) + len(head))):
            self._console.print(Rich(indent) + Rich(blank if number else head, style) + line)

    def exact(self, text: str) -> None:
        """A line to be copied: never folded."""
        self.settle()
        self._console.print(Rich(text), soft_wrap=True)

    def day(self, text: str, *, is_working: bool) -> None:
        if self._is_open:
            self._raw("\r\x1b[2K")
        else:
            self.settle()
        self._is_open = self.is_terminal and not self._console.is_dumb_terminal
        self._console.print(Rich(text, "bold" if is_working else "dim"), end="" if self._is_open else "\n")
        sys.stdout.flush()

    def settle(self) -> None:
        """What stands on the last line stays there."""
        if self._is_open or self._is_asking:
            self._is_open = self._is_asking = False
            self._raw("\n")

    def prompt(self) -> None:
        self.settle()
        self._raw(phrases.PROMPT.get(self.lang))
        self._is_asking = True

    def answered(self) -> None:
        """Whoever typed has ended the line of the prompt."""
        self._is_asking = False

    def whole(self, seen: Seen, head: str, receiver: str) -> None:
        """A mail with its text, in a frame of one side."""
        self.say()
        self.say(f"┌─ {head}", "bold", indent="  ")
        for label, text, style in self._labels(seen, receiver):
            self._inside(f"{label.get(self.lang)}  {text}", style)
        self._inside("")
        for line in seen.lines:
            self._inside(line)
        self.say("└─", "bold", indent="  ")

    def brief(self, seen: Seen, head: str, receiver: str) -> None:
        """A mail by its subject and first lines."""
        self.say(f"· {head} · {receiver}", indent="  ")
        self.say(seen.subject, _style(seen.subject), indent="    ")
        sentences = [line for line in seen.opening if not line.startswith(_MARKS)]
        for line in sentences[:FIRST_LINES]:
            self.say(line, indent="    ")

    def head(self, number: int, occasion: Occasion) -> str:
        copy = phrases.COPY.get(self.lang) if occasion.capacity == "cc" else ""
        return phrases.MAIL.get(self.lang).format(n=number, title=f"{occasion.title.get(self.lang)}{copy}")

    def _labels(self, seen: Seen, receiver: str) -> Sequence[tuple[Text, str, str]]:
        papers = [(phrases.PAPER, name, "") for name in seen.papers]
        return [(phrases.TO, receiver, ""), (phrases.SUBJECT, seen.subject, _style(seen.subject)), *papers]

    def _inside(self, text: str, style: str = "") -> None:
        for line in self._folded(text, style, 4):
            self._console.print(Rich("  │ ") + line if line.plain else Rich("  │"))

    def _folded(self, text: str, style: str, margin: int) -> list[Rich]:
        self.settle()
        lines = Rich(text, style).wrap(self._console, self._console.width - margin)
        for line in lines:
            line.rstrip()
        return list(lines) or [Rich("")]

    def _raw(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


def _style(subject: str) -> str:
    """Shape and word are in the subject already; colour only repeats them."""
    light = next((light for light, mark in words.MARKS.items() if mark in subject), "")
    return words.STYLES.get(light, "")
