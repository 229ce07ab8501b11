"""The page of a played scenario, for the eye and for programs.

Here: the order and look of what is printed. Not here: the command (service/simulate.py), what is different (verdict.py).
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text as Rich

from engine.core.machine import Text
from service.printing import WIDE
from service.scenario.report import Deed, Report, SeenLine, SeenMail

_WEEKDAYS = Text("一二三四五六日", "Mon Tue Wed Thu Fri Sat Sun")
_FATES = {
    "superseded": Text("未发出，并入下一封", "never left; its lines went into the next one"),
    "undeliverable": Text("无法送达", "undeliverable"),
    "deferred": Text("未送达，待重试", "not delivered, to be tried again"),
    "queued": Text("未送达", "not delivered"),
    "parked": Text("已搁置", "parked"),
}


def show(report: Report, lang: str) -> None:
    """Print the page."""
    is_terminal = sys.stdout.isatty()
    console = Console(width=None if is_terminal else WIDE, highlight=False, emoji=False)
    for line in lines_of(report, lang):
        console.print(line, soft_wrap=True)


def lines_of(report: Report, lang: str) -> Iterator[Rich]:
    """Title, what happened instant by instant, the ending."""
    page = _Page(report, lang)
    yield Rich(report.scenario.title.get(lang), "bold")
    for at in sorted({*_instants(report)}):
        yield Rich(page.instant(at), "cyan")
        yield from (page.deed(deed) for deed in report.deeds if deed.at == at)
        yield from page.said(at)
    yield Rich("")
    yield from page.ending()


def _instants(report: Report) -> Iterator[datetime]:
    yield from (deed.at for deed in report.deeds)
    yield from (line.at for line in report.notices)
    yield from (mail.written_at for mail in report.mails)


@dataclass(frozen=True, slots=True)
class _Page:
    """A report on its way to the screen, in one language."""

    report: Report
    lang: str

    def words(self, zh: str, en: str) -> str:
        return en if self.lang == "en" else zh

    def instant(self, at: datetime) -> str:
        """With the day of the week, for in this calendar some Saturdays are worked."""
        weekday = _WEEKDAYS.en.split()[at.weekday()] if self.lang == "en" else f"周{_WEEKDAYS.zh[at.weekday()]}"
        return f"{at:%Y-%m-%d} {weekday} {at:%H:%M}"

    def person(self, code: str) -> str:
        name = self.report.names.get(code, "")
        return f"{name} {code}" if name else code

    def deed(self, deed: Deed) -> Rich:
        words, outcome = deed.words.get(self.lang), deed.outcome.get(self.lang)
        if deed.refused:
            return Rich(f"  × {words} → {outcome} ({deed.refused})", "yellow")
        return Rich(f"  ● {words}" + (f" → {outcome}" if outcome else ""))

    def said(self, at: datetime) -> Iterator[Rich]:
        """Each person's mail of this instant with the lines in it; then lines without a mail of their own."""
        lines = [line for line in self.report.notices if line.at == at]
        mails = [mail for mail in self.report.mails if mail.written_at == at]
        for mail in mails:
            yield Rich(f"  ✉ {self.person(mail.person)}  {mail.subject}").append(self.fate(mail), "red")
            yield from (Rich(f"      · {self.line(line)}") for line in lines if line.person == mail.person)
        written = {mail.person for mail in mails}
        for line in lines:
            if line.person not in written:
                alone = self.words("（不单独发信）", "(no mail of its own)")
                yield Rich(f"  · {self.person(line.person)}  {self.line(line)} {alone}", "bright_black")

    def line(self, line: SeenLine) -> str:
        parts = [line.says, line.matter, line.clock, f"({line.because})" if line.because else ""]
        parts += [self.words("抄送", "cc")] if line.capacity == "cc" else []
        parts += [self.words(f"限 {line.demand}", f"by {line.demand}")] if line.demand else []
        return " ".join(part for part in parts if part)

    def fate(self, mail: SeenMail) -> str:
        """What became of a mail that did not simply arrive."""
        if mail.reached_at is None:
            return f"  ({_FATES.get(mail.state, Text(mail.state, mail.state)).get(self.lang)})"
        if mail.reached_at != mail.written_at:
            return f"  ({self.words('送达', 'reached')} {mail.reached_at:%m-%d %H:%M})"
        return ""

    def ending(self) -> Iterator[Rich]:
        report = self.report
        mails, lines, count = len(report.mails), len(report.notices), len(report.differences)
        yield Rich(self.words(f"{mails} 封邮件，{lines} 行通知。", f"{mails} mails, {lines} lines."))
        for later in report.later:
            yield Rich(f"{later.place}: {self.words('暂不比较', 'not compared yet')}", "bright_black")
        if report.is_fine:
            yield Rich(self.words("与预期相符。", "As expected."), "green")
            return
        yield Rich(self.words(f"{count} 处不符：", f"{count} difference(s):"), "red")
        for one in report.differences:
            yield Rich(f"  {one.place}", "red").append(f": {one.words.get(self.lang)}", "default")


def as_plain(report: Report) -> dict[str, Any]:
    """The report as values a program can read."""
    return {
        "file": report.scenario.file.name,
        "scenario": report.scenario.title,
        "fine": report.is_fine,
        "deeds": [
            {"at": one.at, "place": str(one.place), "words": one.words, "outcome": one.outcome, "refused": one.refused}
            for one in report.deeds
        ],
        "notices": report.notices,
        "mails": report.mails,
        "differences": [{"place": str(one.place), "at": one.at, "words": one.words} for one in report.differences],
        "later": [str(one.place) for one in report.later],
    }
