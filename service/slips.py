"""Paper for people whom mails do not reach: one slip for each, as plain text or as one HTML page; both print on A4.

Here: layout and words. Not here: whose lines they are (unreached.py). Nothing private is on them, as in a mail.
"""

from collections.abc import Iterator, Sequence
from datetime import date, tzinfo
from html import escape

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text as Rich

from engine.core.machine import Text
from service import words
from service.unreached import Line, Said, Sheet

WIDTH = 76  #: columns of an A4 page with usual margins; a Chinese character takes two
NEXT_PAGE = "\f"

_PAPER = Console(width=WIDTH)  #: knows how wide a character is; nothing is written to it

TITLE = Text("督办提醒单", "Reminders")
SIGNED = Text("签收：______________    日期：______________", "Received: ______________    Date: ______________")
HOW = {
    "nobody": Text("没有邮箱，也无人代收", "no e-mail, and nobody stands in"),
    "stand_in": Text("没有邮箱，邮件由 {0} 代收", "no e-mail; mails go to {0}"),
    "returned": Text("邮件被退回", "a mail came back"),
}
RECORD = Text("送交后登记：duban handed {0} {1} --as 您的代码", "Once handed over: duban handed {0} {1} --as YOUR-CODE")
_NUMBER = Text("第 {0} 号", "slip {0}")
_BETWEEN = Text("、", ", ")
_DUE = Text("到期", "due")
_PAGE = """\
<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
<style>
@page {{ size: A4; margin: 20mm }}
body {{ font: 12pt/1.5 serif; max-width: 170mm; margin: auto }}
section {{ break-after: page }}
section:last-child {{ break-after: auto }}
h1 {{ font-size: 16pt; margin: 0 }}
li {{ break-inside: avoid; margin: 0 0 4mm }}
.beside {{ color: #444 }}
</style></head><body>
{slips}</body></html>
"""


def how_words(sheet: Sheet, how: str, lang: str) -> str:
    return HOW[how].get(lang).format(_BETWEEN.get(lang).join(sheet.through_names))


def said_words(said: Said, lang: str) -> str:
    """What is said, with the step's or point's own name."""
    kind = words.NOTICES.get(said.kind, Text(said.kind, said.kind)).get(lang)
    return kind if said.step in ("", said.kind) else f"{kind} {words.step(said.step, lang)}"


def record_words(sheet: Sheet, lang: str) -> str:
    """How it is recorded that a slip was handed over."""
    return RECORD.get(lang).format(sheet.person, sheet.slip)


def as_text(sheets: Sequence[Sheet], county: Text, today: date, zone: tzinfo, lang: str) -> str:
    """All slips as plain text; each begins a new page."""
    return NEXT_PAGE.join("\n".join(_slip(sheet, county, today, zone, lang)) + "\n" for sheet in sheets)


def _slip(sheet: Sheet, county: Text, today: date, zone: tzinfo, lang: str) -> Iterator[str]:
    title, written = f"{TITLE.get(lang)}  {_number(sheet, lang)}", f"{county.get(lang)}  {today}"
    yield title + " " * max(WIDTH - cell_len(title) - cell_len(written), 2) + written
    yield "=" * WIDTH
    yield from _folded(_whom(sheet, lang), "")
    yield from _folded("; ".join(_hows(sheet, lang)), "")
    for n, line in enumerate(sheet.lines, start=1):
        yield ""
        head, *rest = _facts(line, today, zone, lang)
        yield from _folded(head, f"{n:>2}. ")
        for each in rest:
            yield from _folded(each, "    ")
    yield from ("", "-" * WIDTH, SIGNED.get(lang))
    yield from _folded(record_words(sheet, lang), "")


def _number(sheet: Sheet, lang: str) -> str:
    return _NUMBER.get(lang).format(sheet.slip)


def _whom(sheet: Sheet, lang: str) -> str:
    units = " ".join(unit.get(lang) for unit in sheet.units)
    return f"{sheet.name}  {units}".rstrip()


def _hows(sheet: Sheet, lang: str) -> list[str]:
    return [how_words(sheet, how, lang) for how in dict.fromkeys(line.how for line in sheet.lines)]


def _facts(line: Line, today: date, zone: tzinfo, lang: str) -> list[str]:
    """What it is about; how that stands; what was said, and when."""
    said = [f"{words.instant(each.at, zone, today, lang)}  {said_words(each, lang)}" for each in line.said]
    if not line.matter:
        return said
    period = words.period(line.period, lang)
    about = " ".join(filter(None, (line.matter, period, line.title.get(lang), line.subject)))
    light = f"{words.MARKS[line.light]} {words.light_words(line.light, line.left, line.late).get(lang)}"
    due = f"{_DUE.get(lang)} {words.day(line.due, today, lang)}" if line.due else ""
    return [about, "  ".join(filter(None, (light, due, line.awaiting.get(lang)))), *said]


def _folded(text: str, mark: str) -> Iterator[str]:
    """The text on lines of the page's width, behind a mark that stands once."""
    for piece in Rich(text).wrap(_PAPER, WIDTH - len(mark)):
        yield mark + piece.plain.rstrip()
        mark = " " * len(mark)


def as_html(sheets: Sequence[Sheet], county: Text, today: date, zone: tzinfo, lang: str) -> str:
    """All slips as one page without anything from outside."""
    slips = "".join(_section(sheet, county, today, zone, lang) for sheet in sheets)
    return _PAGE.format(lang="zh-CN" if lang == "zh" else "en", title=escape(TITLE.get(lang)), slips=slips)


def _section(sheet: Sheet, county: Text, today: date, zone: tzinfo, lang: str) -> str:
    items = "".join(
        f"<li>{'<br>'.join(escape(each) for each in _facts(line, today, zone, lang))}</li>\n" for line in sheet.lines
    )
    return (
        f"<section><h1>{escape(TITLE.get(lang))}</h1>\n"
        f'<p class="beside">{escape(county.get(lang))} {today} {escape(_number(sheet, lang))}</p>\n'
        f"<p><strong>{escape(_whom(sheet, lang))}</strong><br>{escape('; '.join(_hows(sheet, lang)))}</p>\n"
        f"<ol>\n{items}</ol>\n<p>{escape(SIGNED.get(lang))}</p>\n"
        f'<p class="beside">{escape(record_words(sheet, lang))}</p></section>\n'
    )
