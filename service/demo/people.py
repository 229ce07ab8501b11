"""The people of the demo: what the story lets them do is done by real commands, and told in one line each.

Here: finding the matter, giving the command, wording the line. Not here: the story itself (story.py), who does the rest
(diligence.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.core.machine import Machine, Text
from engine.core.refusal import Refused
from engine.run import commands
from engine.run.cell import Cell
from engine.run.commands import Done
from service.demo import phrases
from service.demo.diligence import Duty
from service.demo.story import Act
from service.dossier import dossier
from service.ledger import Wanted, find


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line of the narrator."""

    text: str
    is_end: bool = False  #: with it a matter has come to its end


class People:
    """They know each matter of the story by its name."""

    def __init__(self, cell: Cell, names: Mapping[str, str], lang: str) -> None:
        """`names`: of people, by code."""
        self._cell = cell
        self._names = names
        self._lang = lang
        self._numbers: dict[str, str] = {}

    def act(self, act: Act, now: datetime) -> Told:
        """Do one act of the story. A refusal is told like any other outcome."""
        try:
            done = self._open(act, now) if act.opens else self._do(act, now)
        except Refused as refused:
            return Told(text=phrases.REFUSED.get(self._lang).format(why=refused.text(self._lang)))
        return self._told(act, done, now)

    def do_duties(self, duties: list[Duty], now: datetime) -> Iterator[Told]:
        """Do what others owe: one line for all who do the same."""
        groups: dict[tuple[str, str], list[Duty]] = {}
        for duty in duties:
            try:
                commands.act(self._cell, duty.number, duty.event, duty.person, duty.values, now)
            except Refused:
                continue  # a rule keeps this person from it; the ladder will say so
            groups.setdefault((duty.matter.get(self._lang), duty.title.get(self._lang)), []).append(duty)
        for (matter, event), done in groups.items():
            yield Told(text=self._together(matter, event, done))

    def _together(self, matter: str, event: str, done: list[Duty]) -> str:
        if len(done) > 1:
            return phrases.OTHERS.get(self._lang).format(n=len(done), matter=matter, event=event)
        who = self._names[done[0].person]
        return phrases.DOES.get(self._lang).format(who=who, event=event, matter=f"{matter} {done[0].number}")

    def _open(self, act: Act, now: datetime) -> Done:
        done = commands.open_matter(self._cell, act.workflow, act.who, self._values(act), now, unit=act.unit)
        self._numbers[act.matter] = done.number
        return done

    def _do(self, act: Act, now: datetime) -> Done:
        return commands.act(self._cell, self._number(act, now), act.event, act.who, self._values(act), now)

    def _number(self, act: Act, now: datetime) -> str:
        if act.matter:
            return self._numbers[act.matter]
        found = find(self._cell, Wanted(workflow=act.workflow, unit=act.unit, with_closed=True), now)
        return next(row.number for row in found.rows if row.period == act.period)

    def _values(self, act: Act) -> dict[str, object]:
        return {name: value.get(self._lang) if isinstance(value, Text) else value for name, value in act.values.items()}

    def _told(self, act: Act, done: Done, now: datetime) -> Told:
        seen = dossier(self._cell, done.number, now)
        machine = self._cell.rules.machines[seen.row.workflow]
        phrase = phrases.OPENS if act.opens else phrases.DOES
        about = " ".join(filter(None, (seen.row.subject or seen.row.title.get(self._lang), done.number)))
        event = _title(machine, act.event).get(self._lang)
        line = phrase.get(self._lang).format(who=self._names[act.who], event=event, matter=about)
        is_end = machine.states[done.state].kind == "end"
        outcome = (phrases.CLOSED if is_end else phrases.NOW).get(self._lang)
        state = outcome.format(state=seen.row.awaiting.get(self._lang))
        return Told(text=f"{line}  {state}", is_end=is_end)


def _title(machine: Machine, event: str) -> Text:
    """Of an event; of the opening when none is named."""
    if not event:
        return machine.openings[0].transition.title
    return next(move.title for move in machine.table.values() if move.event == event)
