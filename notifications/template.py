"""Layouts and phrases of one language: found, compiled once; a county's own come first.

Here: the two layouts of a mail, those of papers, and which file wins. Not here: what they are filled with (sheet.py, drafting.py),
whether a county's are sound (check.py).
"""

import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, Template

from notifications.environment import Environment
from notifications.style import inlined
from notifications.words import LANGUAGES, Words, phrases, words_file

BUILT_IN = Path(__file__).parent / "templates"
HTML, TEXT, STYLE = "mail.html.j2", "mail.txt.j2", "mail.css"
PAPER, PAPER_STYLE = "paper.html.j2", "paper.css"
NAMES = (*map(words_file, LANGUAGES), TEXT, HTML, STYLE, PAPER, PAPER_STYLE)  #: what a county may override
_OF_KIND = re.compile(r"paper\.([A-Za-z][A-Za-z0-9_]*)\.html\.j2")


def paper_file(kind: str) -> str:
    return f"paper.{kind}.html.j2"


def kind_of(name: str) -> str:
    """The kind of paper a file is the layout of; nothing for other files. A county may add kinds of its own."""
    found = _OF_KIND.fullmatch(name)
    return found[1] if found else ""


class Templates:
    """Everything one language needs."""

    def __init__(self, lang: str, folder: Path | None = None, *, styled: bool = True) -> None:
        """`styled=False` leaves the HTML layout as it is written, so that an error's line is the file's own."""
        self.lang = lang
        folders = [BUILT_IN, folder] if folder else [BUILT_IN]
        self.words = Words(lang, [phrases(lang, each) for each in folders])
        loader = ChoiceLoader([FileSystemLoader(each) for each in reversed(folders)])
        environment = Environment(lang, loader)
        self.text: Template = environment.get_template(TEXT)
        self.html = _html(environment, loader) if styled else environment.get_template(HTML)
        # Compiled for the first paper of a kind: most mails have none.
        self.paper: Callable[[str], Template] = cache(partial(_paper, environment))


def _paper(environment: Environment, kind: str) -> Template:
    return environment.select_template([paper_file(kind), PAPER])


def _html(environment: Environment, loader: BaseLoader) -> Template:
    """The HTML layout with its styles written in."""
    source, path, _ = loader.get_source(environment, HTML)
    style, _, _ = loader.get_source(environment, STYLE)
    code = environment.compile(inlined(source, style), HTML, path)
    return Template.from_code(environment, code, environment.make_globals(None))
