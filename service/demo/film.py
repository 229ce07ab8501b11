"""Time passing: from instant to instant, never past one at which anything happens.

Here: the order of instants and of what is done at each. Not here: the service (house.py), the story (story.py).

At each instant, in this order: the line of a new day; what the service has due; what the story lets people do; what everybody
else does towards the end of a working day. After each of the last three the mails that arrived are shown.
"""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as clock_time

from engine.core.calendar import Calendar
from service import words
from service.demo import days, diligence
from service.demo.house import House
from service.demo.mailroom import Mailroom
from service.demo.people import People, Told
from service.demo.screen import Screen
from service.demo.story import STORY

DAWN = clock_time(8, 0)
DAY = timedelta(days=1)
SCHOOL = "school"


class Film:
    """One showing. `pace`: seconds for a quiet day, and again for each mail that is shown whole."""

    def __init__(self, house: House, screen: Screen, people: People, mailroom: Mailroom, pace: float) -> None:
        self.days = 0
        self._house = house
        self._screen = screen
        self._people = people
        self._mailroom = mailroom
        self._pace = pace
        self._zone = house.cell.hours.zone
        self._schools = frozenset(unit.code for unit in house.county.organisation.units.values() if unit.kind == SCHOOL)
        self._to_come = sorted(STORY, key=lambda act: act.at)
        self._dawn = self._at(house.clock.now(), DAWN)
        self._evening = self._at(house.clock.now(), diligence.HOUR)

    def play(self, until: datetime) -> None:
        """Let time pass up to `until`. Raises Unanswered."""
        at = min(self._instants())
        while at <= until:
            self._house.leap(at)
            self._pass(at)
            at = min(self._instants())
        self._house.leap(until)

    def show_mails(self) -> bool:
        """Show whatever has arrived meanwhile; whether anything has."""
        before = self._mailroom.count
        for _ in range(self._mailroom.show(self._house.mails())):
            time.sleep(self._pace)
        return self._mailroom.count > before

    def _instants(self) -> Iterator[datetime]:
        yield from (self._dawn, self._evening, self._house.next_wake())
        if self._to_come:
            yield self._to_come[0].at

    def _pass(self, at: datetime) -> None:
        calendar = self._house.calendar()
        if at >= self._dawn:
            self._begin_day(calendar)
        self._house.work()
        self.show_mails()
        while self._to_come and self._to_come[0].at <= at:
            self._tell([self._people.act(self._to_come.pop(0), self._house.clock.now())])
        if at >= self._evening:
            self._end_day(calendar)

    def _begin_day(self, calendar: Calendar) -> None:
        today = calendar.today(self._house.clock.now())
        kind = days.kind_of(today, calendar).get(self._screen.lang)
        line = f"── {today.year}-{words.day(today, today, self._screen.lang)} · {kind}"
        self._screen.day(line, is_working=calendar.is_working(today))
        self._dawn = self._at(self._house.clock.now() + DAY, DAWN)
        self.days += 1
        time.sleep(self._pace)

    def _end_day(self, calendar: Calendar) -> None:
        now = self._house.clock.now()
        self._evening = self._at(now + DAY, diligence.HOUR)
        if calendar.is_working(calendar.today(now)):
            duties = diligence.duties_of_today(self._house.cell, self._schools, now, self._screen.lang)
            self._tell(list(self._people.do_duties(duties, now)))

    def _tell(self, lines: list[Told]) -> None:
        """What people did, and the mails that followed."""
        if not lines:
            return
        at = self._house.clock.now().astimezone(self._zone)
        for line in lines:
            self._screen.say(line.text, "green" if line.is_end else "cyan", indent="  ", head=f"→ {at:%H:%M}  ")
        self._house.work()
        self.show_mails()

    def _at(self, near: datetime, hour: clock_time) -> datetime:
        """That hour of the day in the county."""
        return datetime.combine(near.astimezone(self._zone).date(), hour, self._zone)
