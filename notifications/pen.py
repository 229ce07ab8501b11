"""What sentences are written with: the phrases, the days and the names of one letter, and its links.

Here: the tools handed to every writer, lights, and numbers of papers. Not here: any sentence.
"""

from dataclasses import dataclass
from urllib.parse import quote

from config.papers import Papers
from engine.core.calendar import Calendar
from engine.run.letter import Item, Letter
from notifications.day import Days, read_day
from notifications.entry import Light
from notifications.naming import Naming
from notifications.serial import serial
from notifications.standing import Standing, Step
from notifications.text import clean
from notifications.words import Words

MARKS = {"red": "■", "amber": "▲", "green": "●", "grey": "‖", "blue": "◎"}
LABELS = ("why", "what", "when", "else")
NO_TONE = {"done": "√", "info": "○", "system": "※"}


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of the pages; none without a base address."""

    base_url: str = ""

    def matter(self, number: str, event: str = "") -> str:
        if not self.base_url or not number:
            return ""
        return f"{self.base_url}/m/{quote(number, safe='')}{f'?do={quote(event)}' if event else ''}"

    def mine(self) -> str:
        return f"{self.base_url}/" if self.base_url else ""


@dataclass(frozen=True, slots=True)
class Pen:
    words: Words
    days: Days
    names: Naming
    calendar: Calendar
    letter: Letter
    links: Links
    county: str  #: the bureau's name
    papers: Papers

    def labels(self) -> tuple[str, ...]:
        """Before the four lines of an item in the text part."""
        return tuple(self.words("labelled", self.words(f"label_{name}")) for name in LABELS)

    def fact(self, item: Item, name: str) -> str:
        """A plain fact of a notice, or nothing."""
        value = item.notice.data.get(name)
        return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""

    def day(self, item: Item, *names: str) -> str:
        """The first of these facts that is a day, as people say it without the weekday."""
        days = (read_day(item.notice.data.get(name)) for name in names)
        found = next((day for day in days if day), None)
        return self.days.short(found) if found else ""

    def paper(self, step: Step) -> str:
        code = step.paper or ("statutory_breach" if step.name == "breach" else "")
        return self.words("paper", code, step.paper_title) if code else ""

    def serial(self, item: Item) -> str:
        """The number of the paper a line issues; nothing where it issues none, or a draft."""
        number, kind = item.notice.data.get("paper_no"), self.fact(item, "paper")
        if not kind or not isinstance(number, int) or isinstance(number, bool):
            return ""
        year = self.calendar.today(item.notice.at).year
        return serial(self.papers, kind, clean(self.fact(item, "paper_title")), year, str(number))

    def light(self, item: Item, standing: Standing) -> Light:
        """How the clock stands."""
        words, light = self.words, standing.light
        if light == "red":
            return Light(MARKS["red"], words("light_red", standing.late), "red")
        if standing.is_due(self.letter.today):
            return Light(MARKS["amber"], words("light_today"), "amber")
        if light in ("amber", "green"):
            return Light(MARKS[light], words("light_left", standing.left), light)
        if light == "verifying":
            return Light(MARKS["blue"], words("light_verifying"), "blue")
        if light == "done":
            return Light(NO_TONE["done"], words("light_done"), "plain")
        if item.notice.kind == "look_in":
            return Light(MARKS["grey"], words("light_waiting"), "grey")
        if light == "paused":
            return Light(MARKS["grey"], words("light_paused"), "grey")
        return Light(NO_TONE["info"], words("light_new"), "plain")
