"""One matter with its machine and its world: who owes what in it, who may act, which clocks are alive.

Here: look-ups that need matter, machine and organisation together. Not here: dates (dates.py), decisions
(act.py, batch.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from engine.core.calendar import Calendar
from engine.core.condition import evaluate
from engine.core.machine import RESPONSIBLE, ClockRule, Machine, RoleTerm, State
from engine.core.matter import Matter, Mode, Run, Side
from engine.core.organisation import Context, Holder, Organisation, Receiver

VACANT = "(vacant)"  #: stands for whoever would owe when nobody holds the post; a `late` line counts as his word


@dataclass(frozen=True, slots=True)
class World:
    """What is looked up live: calendar and organisation, and the seed of samples."""

    calendar: Calendar
    organisation: Organisation
    seed: str = ""


_WHO_OWES = ("state", "unit", "fields", "deeds", "seats")  #: what `context` and `owner` are made from


@dataclass(frozen=True)
class Case:
    """A matter that can be asked questions. Immutable; `with_matter` gives the next one."""

    matter: Matter
    machine: Machine
    world: World

    def with_matter(self, matter: Matter) -> "Case":
        after = Case(matter, self.machine, self.world)
        if all(getattr(matter, name) is getattr(self.matter, name) for name in _WHO_OWES):
            # Who owes is looked up once: most steps of a unit of work do not touch it.
            after.__dict__.update({name: self.__dict__[name] for name in ("context", "owner") if name in self.__dict__})
        return after

    @property
    def calendar(self) -> Calendar:
        return self.world.calendar

    @property
    def organisation(self) -> Organisation:
        return self.world.organisation

    @cached_property
    def state(self) -> State:
        return self.machine.states[self.matter.state]

    @cached_property
    def context(self) -> Context:
        """What role terms refer to; the line is that of whoever owes the open duty."""
        here = Context(
            unit=self.matter.unit,
            line=self.matter.unit,
            fields=self.matter.fields,
            actors={event: deed.actor for event, deed in self.matter.deeds.items()},
            roles=self.machine.roles,
            seats=self.matter.seats,
        )
        owner = self._holder(self.state.who, here)
        return here if owner is None or owner.line == here.line else replace(here, line=owner.line)

    @cached_property
    def owner(self) -> Holder | None:
        """Who owes the open duty (for a wait: who watches it); None at an end or when nobody holds the role."""
        return self.holder(self.state.who)

    def holder(self, role: str, line: str = "") -> Holder | None:
        """Who holds a role in this matter; `line` for a side duty, whose line is fixed when it opens."""
        context = self.context
        return self._holder(role, replace(context, line=line) if line not in ("", context.line) else context)

    def _holder(self, role: str, context: Context) -> Holder | None:
        if not role:
            return None
        if role == RESPONSIBLE:
            return self.owner
        terms = self.machine.roles.get(role)
        return self.organisation.find((RoleTerm("role", role),) if terms is None else terms, context)

    def people(self, role: str, day: date, line: str = "") -> tuple[Receiver, ...]:
        """The role as people on a day: A; or B with A in copy; or the acting head (rule 15)."""
        holder = self.holder(role, line)
        return self.organisation.receivers(holder, day) if holder else ()

    def responsible(self, rule: ClockRule) -> Holder | None:
        """Who answers for a clock: whoever owes the open duty, or the side duty it belongs to."""
        if rule.side_role:
            side = self.side(rule.name)
            return self.holder(str(side.data.get("role") or rule.side_role), side.line) if side else None
        return self.owner

    def side(self, name: str) -> Side | None:
        return next((side for side in self.matter.sides if side.name == name), None)

    def live(self) -> Iterator[tuple[ClockRule, Run]]:
        """Every clock that is not stopped, with its run."""
        for name, run in self.matter.runs.items():
            if run.mode is not Mode.STOPPED:
                yield self.machine.clocks[name], run

    def named_duty(self, rule: ClockRule) -> str:
        """The duty a line about this clock names: its word counts for that duty (decision 5)."""
        return rule.name if rule.side_role else self.matter.state

    def turn(self, duty: str) -> int:
        return self.matter.turns.get(duty, 1)

    def heard_at(self, rule: ClockRule) -> datetime | None:
        """When the first word about the clock's duty reached the person who owes now, his A or his B (decision 5)."""
        holder = self.responsible(rule)
        duty = self.named_duty(rule)
        turn = self.turn(duty)
        people = (holder.person, holder.backup) if holder else (VACANT,)
        words = (self.matter.words.get((duty, turn, person)) for person in people)
        heard = [word for word in words if word is not None]
        return min(heard, default=None)

    @cached_property
    def is_urgent(self) -> bool:
        """`at_once`: what happens in this matter is told at once."""
        return self.machine.urgent is not None and evaluate(self.machine.urgent, self.matter.fields)
