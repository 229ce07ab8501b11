"""Playing a scenario: the real engine on a virtual clock that jumps from one instant to the next.

Here: the order of things at an instant, and what the timeline does. Not here: reading (reading.py), the cell (stage.py),
judging (verdict.py).

At each instant, in this order:
1. the sweep, unless the service is down (so an act at exactly the batch's time belongs to the next batch);
2. what the timeline says, in the order of the file;
3. delivery, unless the service is down;
4. the checks for this instant.
The next instant is the earliest of: the next line of the timeline, the next check, the next wake-up of the cell, the
next try of a mail.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from engine.core.calendar import Interval
from engine.core.machine import Text
from engine.core.organisation import Absence
from engine.core.refusal import Refused
from engine.run import absence, affairs, commands
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.run.sweep import next_wake, sweep
from service.scenario.postman import Postman
from service.scenario.report import Deed, Difference
from service.scenario.script import (
    Announced,
    Away,
    Check,
    Do,
    Happening,
    Key,
    MailAddress,
    MailServer,
    Open,
    Outage,
    Scenario,
    TakeBack,
)
from service.scenario.standing import standing
from service.scenario.verdict import misstated
from service.scenario.witness import Roll, points

SCENARIO = "scenario"  #: who loads a calendar in the history


class Play:
    """One performance: it lives from `begins` to `ends` and remembers what was done."""

    def __init__(self, scenario: Scenario, cell: Cell, addresses: Mapping[str, str]) -> None:
        self.deeds: list[Deed] = []
        self.differences: list[Difference] = []
        self.roll = Roll(scenario.matters)
        self._scenario = scenario
        self._cell = cell
        self._postman = Postman(cell.database, addresses)
        self._down_until: datetime | None = None
        self._checks = [one for one in scenario.expect if isinstance(one, Check) and not one.later]

    def run(self) -> None:
        """From beginning to end."""
        done = 0
        now = self._scenario.begins.astimezone(UTC)
        while now <= self._scenario.ends:
            self._work(now)
            while done < len(self._scenario.timeline) and self._scenario.timeline[done].at <= now:
                self._happen(self._scenario.timeline[done], now)
                done += 1
            self._deliver(now)
            self._check(now)
            now = self._next(now, done)
        self._check_end()

    # --- the service ---

    def _is_down(self, now: datetime) -> bool:
        return self._down_until is not None and now < self._down_until

    def _work(self, now: datetime) -> None:
        if not self._is_down(now):
            self._down_until = None
            sweep(self._cell, now)

    def _deliver(self, now: datetime) -> None:
        if not self._is_down(now):
            self._postman.deliver(now)

    def _next(self, now: datetime, done: int) -> datetime:
        """The earliest instant after `now` at which anything can happen."""
        beyond = self._scenario.ends + timedelta(seconds=1)
        return min((at for at in self._instants(now, done) if at > now), default=beyond).astimezone(UTC)

    def _instants(self, now: datetime, done: int) -> Iterator[datetime]:
        yield from (one.at for one in self._scenario.timeline[done : done + 1])
        yield from (one.at for one in self._checks if one.at)
        if self._down_until is not None:
            yield self._down_until
            return
        yield next_wake(self._cell, now)
        tried_at = self._postman.next_at()
        if tried_at:
            yield tried_at

    # --- the timeline ---

    def _happen(self, happening: Happening, now: datetime) -> None:
        """One line of the timeline; a refusal is an outcome like any other."""
        words, expected = told(happening), getattr(happening, "refused", "")
        try:
            outcome = self._do(happening, now)
            code = ""
        except Refused as refused:
            outcome = Text(refused.text("zh"), refused.text("en"))
            code = refused.code
        self.deeds.append(Deed(place=happening.place, at=happening.at, words=words, outcome=outcome, refused=code))
        if code != expected:
            self._blame_refusal(happening, expected, code, outcome)

    def _blame_refusal(self, happening: Happening, expected: str, code: str, outcome: Text) -> None:
        if not expected:
            words = Text(f"被拒绝（{code}）：{outcome.zh}", f"refused ({code}): {outcome.en}")
        elif not code:
            words = Text(f"应被拒绝（{expected}），却办成了", f"should be refused ({expected}) and was not")
        else:
            words = Text(f"应以 {expected} 被拒绝，实为 {code}", f"should be refused with {expected}, not {code}")
        self.differences.append(Difference(place=happening.place, at=happening.at, words=words))

    def _do(self, happening: Happening, now: datetime) -> Text:
        match happening:
            case Open():
                return self._open(happening, now)
            case Do():
                return self._act(happening, now)
            case TakeBack():
                return self._take_back(happening, now)
            case Away():
                self._away(happening, now)
            case Announced():
                affairs.load_years(self._cell, [happening.plan], SCENARIO, now)
            case Outage():
                self._down_until = happening.until
            case MailServer():
                self._postman.is_up = happening.is_up
            case MailAddress():
                self._postman.accept(happening.person, is_taken=happening.is_taken)
        return Text("", "")

    def _open(self, line: Open, now: datetime) -> Text:
        done = commands.open_matter(
            self._cell, line.workflow, line.person, line.fields, now, unit=line.unit, period=line.period
        )
        self.roll.add(line.name, done.number)
        return Text(done.number, done.number)

    def _act(self, line: Do, now: datetime) -> Text:
        with self._cell.database.read() as tx:
            number = self.roll.number(tx, line.matter)
        done = commands.act(self._cell, number or line.matter, line.event, line.person, line.fields, now, on=line.on)
        return Text(done.state, done.state)

    def _take_back(self, line: TakeBack, now: datetime) -> Text:
        with self._cell.database.read() as tx:
            number = self.roll.number(tx, line.matter) or line.matter
        take_back = commands.void if line.is_void else commands.correct
        done = take_back(self._cell, number, line.person, line.reason, now)
        return Text(done.state, done.state)

    def _away(self, line: Away, now: datetime) -> None:
        away = Absence(line.person, Interval(line.first_on, line.last_on))
        absence.enter(self._cell, away, line.person, now)

    # --- checks ---

    def _check(self, now: datetime) -> None:
        for check in self._checks:
            if check.at == now:
                self._compare(check, now)

    def _check_end(self) -> None:
        for check in self._checks:
            if check.at is None:
                self._compare(check, self._scenario.ends)

    def _compare(self, check: Check, at: datetime) -> None:
        with self._cell.database.read() as tx:
            number = self.roll.number(tx, check.matter)
            found: dict[Key, str] = {}
            if number:
                desk = Desk(self._cell, tx, at)
                found = {
                    **standing(desk.load(number), check.clock, at),
                    "points": f"{points(tx, number, check.clock):g}",
                }
        self.differences += misstated(check, check.at or self._scenario.ends, found)


def told(happening: Happening) -> Text:
    """A line of the timeline in words."""
    match happening:
        case Open(workflow=workflow, person=person, name=name):
            return Text(f"{person} 立项 {workflow} {name}", f"{person} opens {workflow} {name}")
        case Do(event=event, matter=matter, person=person):
            return Text(f"{person} 对 {matter} 办理 {event}", f"{person} does {event} to {matter}")
        case TakeBack(matter=matter, person=person, is_void=is_void):
            zh, en = ("作废", "voids") if is_void else ("更正", "takes back the last act of")
            return Text(f"{person} {zh} {matter}", f"{person} {en} {matter}")
        case Away(person=person, first_on=first, last_on=last):
            return Text(f"{person} 请假 {first} 至 {last}", f"{person} is away {first} to {last}")
        case Announced(plan=plan):
            return Text(f"载入 {plan.year} 年日历", f"the calendar of {plan.year} is loaded")
        case Outage(until=until):
            return Text(f"服务停机至 {until:%m-%d %H:%M}", f"the service is down until {until:%m-%d %H:%M}")
        case MailServer(is_up=is_up):
            return (
                Text("邮件服务器恢复", "the mail server is back")
                if is_up
                else Text("邮件服务器中断", "the mail server is away")
            )
        case MailAddress(person=person, is_taken=is_taken):
            zh, en = ("恢复", "taken again") if is_taken else ("被拒收", "refused")
            return Text(f"{person} 的地址{zh}", f"the address of {person} is {en}")
    return Text("", "")
