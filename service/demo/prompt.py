"""The demo stays open: orders typed in its terminal, and mails that others' orders cause. A minute without either ends it.

Here: waiting and reading. Not here: giving orders (orders.py), letting time pass (film.py).
"""

import os
import select
import shlex
import sys
import time
from datetime import timedelta

from service.demo import phrases
from service.demo.film import Film
from service.demo.house import House
from service.demo.orders import give
from service.demo.screen import Screen
from service.fault import BadInput

QUIT = ("quit", "exit", "q")
LOOK = 0.2  #: seconds between looks at the mail that arrived
MOST_DAYS = 60


class Prompt:
    """A simple prompt with a limit of its own."""

    def __init__(self, house: House, film: Film, screen: Screen, keep: float) -> None:
        self._house = house
        self._film = film
        self._screen = screen
        self._keep = keep
        self._typed = b""

    def run(self) -> None:
        """Until `quit`, the end of input, or `keep` seconds without anything."""
        rings = self._house.rings
        self._screen.prompt()
        last = time.monotonic()
        while time.monotonic() - last < self._keep:
            lines = self._read()
            if lines is None:
                return
            if lines:
                self._screen.answered()
            if not all(self._obey(line) for line in lines):
                return
            if lines or rings != self._house.rings:
                rings = self._house.rings  # before the work: a ring that comes meanwhile is not lost
                self._house.work()
                if self._film.show_mails() or lines:
                    self._screen.prompt()
                last = time.monotonic()

    def _read(self) -> list[str] | None:
        """The lines typed since the last look, or None when there will be no more.

        From the descriptor: what a buffer of Python's held back, select would not see.
        """
        if not select.select([sys.stdin], [], [], LOOK)[0]:
            return []
        got = os.read(sys.stdin.fileno(), 4096)
        if not got:
            return None
        *lines, self._typed = (self._typed + got).split(b"\n")
        return [line.decode("utf-8", errors="replace") for line in lines]

    def _obey(self, line: str) -> bool:
        """Do what a line says; whether to go on."""
        try:
            words = shlex.split(line)
        except ValueError:  # a quotation mark that nobody closed
            words = line.split()
        if words and words[0] == "duban":
            words.pop(0)
        if words and words[0] in QUIT:
            return False
        if words:
            self._do(words)
        return True

    def _do(self, words: list[str]) -> None:
        try:
            if words[0] == "next":
                self._let_pass(words[1:])
            else:
                give(words, self._house.county.folder, self._house.clock, self._screen.lang)
        except BadInput as fault:
            self._screen.say(fault.text)

    def _let_pass(self, words: list[str]) -> None:
        days = words[0] if words else "1"
        if not (days.isascii() and days.isdigit() and 1 <= int(days) <= MOST_DAYS):
            raise BadInput(phrases.DAYS_WRONG)
        self._film.play(self._house.clock.now() + timedelta(days=int(days)))
