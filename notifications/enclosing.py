"""What goes with a mail: papers to print, calendar files, and the lines that name them.

Here: which files, their names, how many at most. Not here: what a paper says (drafting.py), what a calendar file says (diary.py),
bytes (mime.py).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from notifications import diary
from notifications.diary import Appointment
from notifications.document import Document, identity, issues_paper
from notifications.drafting import document_of
from notifications.entry import Entry
from notifications.mime import File, Sender, fits
from notifications.pen import Pen
from notifications.template import Templates
from notifications.text import plain

MOST_PAPERS = 20  #: whoever gets more has them printed by the office
MOST_BYTES = 400_000  #: of papers; with the mail itself and its coding well below what servers take
MOST_DATES = 20
MOST_NAMES = 10  #: of papers left behind; how many there are is said in any case
_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')
_COMPACT = str.maketrans({"〔": "", "〕": "-", "号": ""})  #: 教督2026-17
_NOT_ASCII = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class Enclosed:
    files: tuple[File, ...] = ()
    lines: tuple[str, ...] = ()
    heading: str = ""


NOTHING = Enclosed()


def enclosed(pen: Pen, entries: Sequence[Entry], templates: Templates, sender: Sender, *, dates: bool) -> Enclosed:
    """The files of a mail. Papers that would make it too large stay behind, and the mail says which."""
    with_paper = {identity(entry.item): entry for entry in reversed(entries) if issues_paper(entry.item)}
    if not with_paper and not dates:
        return NOTHING
    papers, left = _papers(pen, list(reversed(with_paper.values())), templates)
    appointments = list(_appointments(pen, entries)) if dates else []
    shown = appointments[:MOST_DATES]
    files = [
        *_told_apart(papers),
        *(_calendar_file(pen, one, index, sender) for index, one in enumerate(shown, start=1)),
    ]
    lines = [line for line, _ in files]
    if left:
        lines.append(pen.words("left_out", left[:MOST_NAMES], len(left)))
    if len(appointments) > MOST_DATES:
        lines.append(pen.words("left_out_dates", len(appointments) - MOST_DATES))
    heading = pen.words("head_attached", len(files)) if files else pen.words("head_left_out") if lines else ""
    return Enclosed(tuple(file for _, file in files), tuple(lines), heading)


def every_paper(pen: Pen, entries: Sequence[Entry], templates: Templates) -> list[File]:
    """Each paper of these lines once, to print; nothing is too much here."""
    found = {identity(entry.item): entry for entry in reversed(entries) if issues_paper(entry.item)}
    return [file for _, file in _told_apart([_paper(pen, entry, templates) for entry in reversed(found.values())])]


def _papers(pen: Pen, entries: Sequence[Entry], templates: Templates) -> tuple[list[tuple[str, File]], list[str]]:
    """Each paper with the line that names it; and the numbers, or titles, of those left behind."""
    found: list[tuple[str, File]] = []
    left: list[str] = []
    room = MOST_BYTES
    for entry in entries:
        if len(found) == MOST_PAPERS or room < 0:
            left.append(_left_behind(pen, entry))
            continue
        paper = _paper(pen, entry, templates)
        room -= len(paper[1].content.encode())
        if room < 0:
            left.append(_left_behind(pen, entry))
        else:
            found.append(paper)
    return found, left


def _paper(pen: Pen, entry: Entry, templates: Templates) -> tuple[str, File]:
    """A paper with the line that names it."""
    document = document_of(pen, entry.item, entry.title)
    content = templates.paper(document.kind).render(paper=document, lang=_LANGUAGES[pen.words.lang])
    title = pen.words("draft_title", document.title) if document.draft else document.title
    number = "" if document.draft else document.number
    line = pen.words("attached_paper", title, number, entry.named)
    names = (number, number.translate(_COMPACT)) if number else (pen.words("draft_file", entry.number), title)
    return line, _paper_file(document, entry.number, names, content)


def _left_behind(pen: Pen, entry: Entry) -> str:
    """A paper by its number; a draft has none and goes by its title and its matter."""
    if number := pen.serial(entry.item) if not entry.item.notice.data.get("draft") else "":
        return number
    step = entry.standing.said
    return f"{pen.words('draft_title', pen.paper(step)) if step else ''} {entry.number}".strip()


def _paper_file(document: Document, matter: str, names: tuple[str, ...], content: str) -> File:
    """The first of these names that fits into one line of a header."""
    name = next((each for each in map(_file_name, names) if fits(f"{each}.html")), "")
    plain_name = _NOT_ASCII.sub("-", f"{document.kind}-{matter}").strip("-")[:60]
    return File(kind="html", name=f"{name or plain_name}.html", plain_name=f"{plain_name}.html", content=content)


def _told_apart(papers: Sequence[tuple[str, File]]) -> Iterator[tuple[str, File]]:
    """Two drafts about one matter need two names."""
    seen: Counter[str] = Counter()
    for line, file in papers:
        seen[file.name] += 1
        stem, nth = file.name.removesuffix(".html"), seen[file.name]
        yield line, file if nth == 1 else replace(file, name=f"{stem} {nth}.html")


def _file_name(text: str) -> str:
    return _UNSAFE.sub(" ", plain(text)).strip(" .")


def _appointments(pen: Pen, entries: Sequence[Entry]) -> Iterator[Appointment]:
    """New and changed dates, one for each duty; then what is over."""
    seen: set[str] = set()
    found = [
        *(diary.appointment(pen, entry) for entry in entries),
        *(diary.ending(pen, item) for item in pen.letter.ended),
    ]
    for one in found:
        if one and (key := diary.uid(one.item, "")) not in seen:
            seen.add(key)
            yield one


def _calendar_file(pen: Pen, one: Appointment, index: int, sender: Sender) -> tuple[str, File]:
    name = plain(one.summary)
    is_over = one.method == diary.CANCEL
    line = pen.words("attached_end", name) if is_over else pen.words("attached_date", name, pen.days.until(one.on))
    plain_name = _NOT_ASCII.sub("-", one.item.notice.matter).strip("-")[:40]
    file_name = f"{'cancel' if is_over else 'due'}-{plain_name}-{index}.ics"
    text = diary.calendar_text(pen, one, sender.address, sender.domain)
    return line, File(kind=f"calendar; method={one.method}", name=file_name, plain_name=file_name, content=text)
