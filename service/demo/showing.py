"""One showing of the demo from beginning to end.

Here: the order of things, and a clean end whatever happens. Not here: each of them.
"""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from engine.core.machine import Text
from service.demo import phrases
from service.demo.film import Film
from service.demo.house import House, Unanswered, house
from service.demo.mailroom import Mailroom
from service.demo.orders import give, proposals
from service.demo.people import People
from service.demo.place import JOURNAL, place, write_county
from service.demo.prompt import Prompt
from service.demo.screen import Screen
from service.demo.sink import HOST, Sink, mail_server
from service.demo.story import BEGINS, ENDS

OUTSIDE = 3  #: exit code: the service did not do its part
ROWS = "8"  #: of the ledger at the end


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for on the command line."""

    lang: str
    pace: float  #: seconds a quiet day takes
    keep: float  #: seconds without input after which it ends
    folder: Path | None  #: where to write the county; None: where it is gone afterwards


def show(wish: Wish) -> int:
    """Show the demo; the exit code. Ctrl-C ends it as well as its own end does. Raises InitRefused."""
    screen = Screen(wish.lang)
    # Only a person can type; a file or another program on either side gets the film alone.
    is_open = screen.is_terminal and sys.stdin.isatty()
    code = 0
    with _ended_by_signals():
        try:
            with mail_server() as sink, place(wish.folder) as folder:
                code = _show_in(folder, sink, screen, wish, is_open=is_open)
        except KeyboardInterrupt:
            screen.say()
    screen.say(phrases.END if wish.folder else phrases.GONE)
    return code


def _show_in(folder: Path, sink: Sink, screen: Screen, wish: Wish, *, is_open: bool) -> int:
    write_county(folder, host=HOST, port=sink.port, lang=wish.lang)
    _say_header(screen, folder, sink.port)
    with house(folder, BEGINS, sink, os.environ) as built:
        organisation = built.county.organisation
        names = {code: person.name for code, person in organisation.people.items()}
        people = People(built.cell, names, wish.lang)
        mailroom = Mailroom(screen, built.cell.database, organisation)
        film = Film(built, screen, people, mailroom, wish.pace)
        try:
            film.play(ENDS)
            _say_end(screen, built, film.days, mailroom.count)
            if is_open:
                _say_proposals(screen, built, wish.keep)
                Prompt(built, film, screen, wish.keep).run()
        except Unanswered:
            screen.say(_filled(phrases.SILENT, screen.lang, folder / JOURNAL))
            return OUTSIDE
    return 0


def _say_header(screen: Screen, folder: Path, port: int) -> None:
    for line in phrases.HEADER:
        screen.say(line.get(screen.lang).format(address=f"{HOST}:{port}"), "bold")
    screen.exact(phrases.FOLDER.get(screen.lang).format(folder=folder))
    screen.say()


def _say_end(screen: Screen, built: House, days: int, mails: int) -> None:
    screen.say()
    screen.say(phrases.SUMMARY.get(screen.lang).format(days=days, mails=mails))
    screen.say()
    screen.say(phrases.LEDGER, "bold")
    give(["list", "--limit", ROWS], built.county.folder, built.clock, screen.lang)


def _say_proposals(screen: Screen, built: House, keep: float) -> None:
    lang = screen.lang
    screen.say()
    screen.say(phrases.TRY, "bold")
    proposed = list(proposals(built.cell, built.clock.now(), lang))
    for order, means in [*proposed, *((word, phrases.MEANS[word].get(lang)) for word in ("next", "quit"))]:
        screen.exact(f"  {order}   # {means}")
    screen.say(phrases.ELSEWHERE, "bold")
    english = " --lang en" if lang == "en" else ""
    for order, _ in proposed[:2]:
        screen.exact(f"  {_program()} demo{english} --county {built.county.folder} {order}")
    screen.say(phrases.KEEP.get(lang).format(seconds=f"{keep:g}"))


def _program() -> str:
    """This program as it has to be typed here."""
    return "duban" if shutil.which("duban") else sys.argv[0]


def _filled(text: Text, lang: str, value: object) -> str:
    return text.get(lang).format(value)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM, and a terminal that is closed, end it as Ctrl-C does: nothing is left behind."""

    def told(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    numbers = [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None))]
    before = {number: signal.signal(number, told) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
