"""The face of this room towards the engine: a letter becomes the bytes of one mail.

Here: MailComposer, which holds what is compiled once. Not here: sentences (lines.py and its neighbours), order (sheet.py), bytes
(mime.py), sending (delivery.py). No clock: a mail bears the time of its letter.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import structlog
from jinja2 import TemplateError

from config.papers import DEFAULT_PAPERS, Papers
from engine.core.calendar import Calendar
from engine.core.machine import Text
from engine.run.letter import Composed, Letter
from notifications.day import Days, heading
from notifications.enclosing import enclosed, every_paper
from notifications.entry import Sheet
from notifications.gathering import everything
from notifications.mime import Draft, File, Sender, build
from notifications.naming import Naming
from notifications.pen import LABELS, Links, Pen
from notifications.sheet import sheet_of
from notifications.subject import subject_of
from notifications.template import Templates
from notifications.text import clean, fold, plain, tidy
from notifications.words import LANGUAGES
from notifications.writing import entry_of

log = structlog.get_logger()
_Written = TypeVar("_Written")


@dataclass(frozen=True, kw_only=True)
class MailComposer:
    """Writes letters. Safe to share between threads; the same letter gives the same bytes but for the Message-ID."""

    county: Text
    calendar: Calendar
    sender: Sender
    base_url: str = ""  #: "" = there are no pages, so no links
    papers: Papers = DEFAULT_PAPERS
    calendar_files: bool = False
    templates: Path | None = None  #: the county's own, before the built-in ones
    token: Callable[[], str] = secrets.token_hex
    _own: dict[str, Templates] = field(init=False, repr=False, compare=False)
    _built_in: dict[str, Templates] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        built_in = {lang: Templates(lang) for lang in LANGUAGES}
        own = {lang: Templates(lang, self.templates) for lang in LANGUAGES} if self.templates else built_in
        object.__setattr__(self, "_built_in", built_in)
        object.__setattr__(self, "_own", own)

    def compose(self, letter: Letter) -> Composed:
        """One mail. A county's template that fails is put aside: a reminder in plain words beats a fine one unsent."""
        draft = self._by_own_or_built_in(letter, self.draft)
        return Composed(subject=draft.subject, message_id=draft.message_id, content=build(self.sender, draft))

    def files(self, letter: Letter) -> list[File]:
        """The papers of a letter, each once, as files to print."""
        return self._by_own_or_built_in(letter, self._every_paper)

    def _every_paper(self, letter: Letter, templates: Templates) -> list[File]:
        pen = self._pen(letter, templates)
        return every_paper(pen, [entry_of(pen, item) for item in letter.items], templates)

    def _by_own_or_built_in(self, letter: Letter, write: Callable[[Letter, Templates], _Written]) -> _Written:
        lang = "en" if letter.person.lang == "en" else "zh"
        try:
            return write(letter, self._own[lang])
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as fault:
            if self._own is self._built_in:
                raise
            # No traceback: there is one such line for each mail, and `check_templates` tells the place.
            log.warning("template_failed", person=letter.person.code, fault=f"{type(fault).__name__}: {fault}")
            return write(letter, self._built_in[lang])

    def draft(self, letter: Letter, templates: Templates) -> Draft:
        """What the mail says, by these templates."""
        pen = self._pen(letter, templates)
        sheet = sheet_of(pen, [entry_of(pen, item) for item in letter.items], may_reply=bool(self.sender.reply_to))
        extra = enclosed(pen, tuple(everything(sheet.entries)), templates, self.sender, dates=self.calendar_files)
        if extra.lines:
            sheet = replace(sheet, attached=extra.lines, attached_heading=extra.heading)
        view = self._view(pen, sheet) | {"subject": subject_of(pen, sheet)}
        return Draft(
            to=letter.person.email,
            to_name=clean(letter.person.name),
            subject=str(view["subject"]),
            message_id=f"<duban.{self.token()}@{self.sender.domain}>",
            at=self.calendar.local(letter.at),
            lang=templates.lang,
            text=fold(tidy(plain(templates.text.render(view))), pen.labels()),
            html=templates.html.render(view),
            files=extra.files,
        )

    def _pen(self, letter: Letter, templates: Templates) -> Pen:
        days = Days(templates.lang, letter.today, self.calendar.hours.close)
        naming = Naming(templates.words, days, letter.organisation)
        links = Links(self.base_url.rstrip("/"))
        county = clean(self.county.get(templates.lang) or self.county.zh)
        return Pen(templates.words, days, naming, self.calendar, letter, links, county, self.papers)

    def _view(self, pen: Pen, sheet: Sheet) -> dict[str, object]:
        """What the layouts see."""
        at, lang = self.calendar.local(pen.letter.at), pen.words.lang
        words = pen.words
        names = {name: words(f"label_{name}") for name in LABELS}
        return {
            "lang": {"zh": "zh-CN", "en": "en"}[lang],
            "brand": words("brand"),
            "county": pen.county,
            "written": heading(lang, at, with_year=False),
            "written_in_full": heading(lang, at, with_year=True),
            "sheet": sheet,
            "name": names,
            "label": {name: words("labelled", label) for name, label in names.items()},
            "colon": words("colon"),
            "rule": "─" * 14,
            "see": words("link_see"),
            "mine": words("link_mine"),
            "mine_link": pen.links.mine(),
        }
