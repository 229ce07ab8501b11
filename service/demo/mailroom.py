"""Which mails are shown whole: the first of each kind. Of the others subject and first lines, so that nothing is flooded.

Here: choosing and counting. Not here: what a mail holds (reading.py), how it looks (screen.py).
"""

import re
from collections.abc import Iterable

from engine.core.organisation import Organisation
from engine.store.database import Database
from service.demo import phrases
from service.demo.occasion import Occasion, occasion_of
from service.demo.reading import Seen, read
from service.demo.screen import Screen

MOST = 6  #: mails of one batch that are shown at all

_NUMBER = re.compile(r"[\d一二三四五六七八九十]+")


class Mailroom:
    """Where the demo's mails are opened and read aloud."""

    def __init__(self, screen: Screen, database: Database, organisation: Organisation) -> None:
        self.count = 0
        self._screen = screen
        self._database = database
        self._organisation = organisation
        self._codes = {person.email: code for code, person in organisation.people.items()}
        self._known: set[tuple[str, ...]] = set()

    def show(self, mails: Iterable[bytes]) -> int:
        """Show what has arrived; how many were shown whole."""
        whole = 0
        rest: list[Occasion] = []
        for shown, content in enumerate(mails):
            self.count += 1
            seen = read(content)
            occasion = occasion_of(self._database, seen.message_id)
            is_new = self._is_new(seen, occasion)
            if shown < MOST or is_new:
                self._show(seen, occasion, is_whole=is_new)
                whole += is_new
            else:
                rest.append(occasion)
        if rest:
            self._count(rest)
        return whole

    def _show(self, seen: Seen, occasion: Occasion, *, is_whole: bool) -> None:
        head = self._screen.head(self.count, occasion)
        (self._screen.whole if is_whole else self._screen.brief)(seen, head, self._receiver(seen))

    def _is_new(self, seen: Seen, occasion: Occasion) -> bool:
        """The first of its kind, addressed and not in copy. A leader's mail opens otherwise than a handler's."""
        kind = (occasion.kind, occasion.says, _NUMBER.sub("", "".join(seen.opening[:1])))
        is_new = occasion.capacity == "to" and kind not in self._known
        if is_new:
            self._known.add(kind)
        return is_new

    def _receiver(self, seen: Seen) -> str:
        """The name and, where it does not say so itself, the unit."""
        lang = self._screen.lang
        unit = self._organisation.units.get(self._organisation.line_of(self._codes.get(seen.address, "")))
        if unit is None:
            return f"{seen.name} <{seen.address}>"
        place = unit.name.get(lang)
        return seen.name if seen.name.startswith(place) else phrases.PLACED.get(lang).format(name=seen.name, unit=place)

    def _count(self, rest: list[Occasion]) -> None:
        lang = self._screen.lang
        titles = dict.fromkeys(one.title.get(lang) for one in rest)
        told = phrases.BETWEEN.get(lang).join(titles)
        self._screen.say(phrases.MORE_MAILS.get(lang).format(n=len(rest), titles=told), indent="  ")
