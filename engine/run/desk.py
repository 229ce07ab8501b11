"""One unit of work at the store: the world as it is now, matters as cases, and everything that is written
together.

Here: loading, effects on other matters, saving in one go. Not here: decisions (engine/core), which matters
(commands.py, sweep.py).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from engine.core.act import Act, Outcome, act_on, open_matter
from engine.core.batch import bring_up, next_wake
from engine.core.case import Case, World
from engine.core.change import Change
from engine.core.condition import Condition, evaluate
from engine.core.course import Effect, GapEffect, OpenEffect, TellEffect
from engine.core.machine import ENGINE, Machine, Opening
from engine.core.matter import Matter
from engine.core.organisation import Unit
from engine.core.refusal import Refused
from engine.core.takeover import Past, take_over
from engine.run.cell import Cell
from engine.run.numbering import paper_numbers
from engine.run.world import load_world
from engine.store import matters, rulesets, undo
from engine.store.errors import MatterNotFound
from engine.store.tables.base import canonical
from engine.store.transaction import Transaction


class Desk:
    """Lives inside one transaction."""

    def __init__(self, cell: Cell, tx: Transaction, now: datetime, world: World | None = None) -> None:
        self.cell = cell
        self.tx = tx
        self.now = now
        self.world = world or load_world(cell, tx)
        self.changes: dict[str, Change] = {}
        self.gaps: list[GapEffect] = []  #: uncovered posts that were met; gap.open_gaps makes matters of them
        self._rules_kept: set[str] = set()

    # --- matters ---

    def machine(self, ruleset: str) -> Machine:
        """The machine of the rules a matter began under."""
        cell = self.cell
        known = cell.compiled.get(ruleset)
        if known is None:
            current = next((one for one in cell.rules.machines.values() if one.hash == ruleset), None)
            known = current or cell.compile(self._snapshot(ruleset))
            cell.compiled[ruleset] = known
        return known

    def _snapshot(self, ruleset: str) -> dict[str, Any]:
        resolved = rulesets.get(self.tx, ruleset)
        if resolved is None:
            raise LookupError(f"the rules {ruleset} are not in the database")
        found: dict[str, Any] = json.loads(resolved)
        return found

    def case(self, matter: Matter) -> Case:
        return Case(matter, self.machine(matter.ruleset), self.world)

    def load(self, number: str) -> Case:
        """A matter as this unit of work sees it. Raises Refused for an unknown number."""
        if number in self.changes:
            return self.case(self.changes[number].matter)
        try:
            return self.case(matters.load(self.tx, [number])[0])
        except MatterNotFound:
            raise Refused("unknown_matter", number=number) from None

    # --- deciding ---

    def open(
        self,
        machine: Machine,
        opening: Opening,
        act: Act,
        *,
        unit: str,
        period: str = "",
        parent: str = "",
        quiet: bool = False,
    ) -> str:
        """Begin a matter and carry out what that causes elsewhere. Returns its number."""
        self._keep_rules(machine)
        year = self.world.calendar.today(act.at).year
        number = matters.next_number(self.tx, machine.prefix, year)
        outcome = open_matter(
            machine, self.world, opening, act, number=number, unit=unit, period=period, parent=parent, quiet=quiet
        )
        self.keep(outcome.change)
        self.carry_out(outcome.effects, quiet=quiet)
        return number

    def take_over(self, machine: Machine, opening: Opening, past: Past) -> str:
        """Enter a matter that began before; nothing is said (decision 5). Returns its number. Raises Refused."""
        self._keep_rules(machine)
        year = self.world.calendar.today(past.opening.at).year
        number = matters.next_number(self.tx, machine.prefix, year)
        self.keep(take_over(machine, self.world, opening, past, number=number, now=self.now))
        return number

    def _keep_rules(self, machine: Machine) -> None:
        """The rules a matter begins under are kept as long as it is (once for each unit of work is enough)."""
        if machine.hash not in self._rules_kept:
            resolved = canonical(self.cell.rules.resolved[machine.workflow])
            rulesets.put(self.tx, machine.hash, machine.workflow, resolved, at=self.now)
            self._rules_kept.add(machine.hash)

    def act(self, case: Case, act: Act) -> None:
        """Do an event to a matter that was brought up. Raises Refused."""
        outcome: Outcome = act_on(case, act)
        self.keep(outcome.change)
        if act.actor != ENGINE:
            undo.remember(
                self.tx, case.matter, event=act.event, actor=act.actor, at=act.at, private=outcome.change.private
            )
        self.carry_out(outcome.effects)

    def bring_up(self, case: Case, *, receipt_on: date | None = None, always: bool = False) -> Case:
        """Rule 0, kept when it changed anything (or `always`: its wake-up has come and is to be set anew)."""
        course = bring_up(case, self.now, receipt_on=receipt_on)
        if always or course.matter is not case.matter:
            self.keep(course.change(next_wake(course.case, self.now)))
            self.carry_out(tuple(course.effects))
        return course.case

    # --- effects on other matters ---

    def carry_out(self, effects: Iterable[Effect], *, quiet: bool = False) -> None:
        """Children opened, others told: in the same transaction. Gaps wait for gap.open_gaps."""
        for effect in effects:
            if isinstance(effect, OpenEffect):
                self._open_children(effect, quiet=quiet)
            elif isinstance(effect, GapEffect):
                self.gaps.append(effect)
            else:
                self._tell(effect)

    def _open_children(self, effect: OpenEffect, *, quiet: bool) -> None:
        parent = self.load(effect.parent)
        # A parent goes on by its own rules, a child begins by today's; and those may be gone.
        machine = self.cell.rules.machines.get(effect.child.workflow)
        opening = next((one for one in machine.openings if ENGINE in one.transition.by), None) if machine else None
        if machine is None or opening is None:
            raise Refused("no_child_rules", number=effect.parent, workflow=effect.child.workflow)
        values = {name: parent.matter.fields.get(name) for name in effect.child.give if name in machine.fields}
        for unit in self.units(effect.child.for_each, effect.child.where, parent.matter.unit):
            act = Act(event=opening.transition.event, actor=ENGINE, at=effect.at, values=values, on=effect.on)
            self.open(machine, opening, act, unit=unit, period=parent.matter.period, parent=effect.parent, quiet=quiet)

    def units(self, kind: str, where: Condition | None, own: str) -> Iterator[str]:
        """The units an opening is for: one, or each of a kind for which the condition holds."""
        if not kind:
            yield own
            return
        for unit in self.world.organisation.units.values():
            if unit.kind == kind and (where is None or evaluate(where, _asked(unit))):
                yield unit.code

    def _tell(self, effect: TellEffect) -> None:
        """Tell the children or the parent an event; who has ended or does not wait for it is left alone."""
        teller = self.load(effect.matter)
        if effect.tell.whom == "parent":
            numbers = [teller.matter.parent] if teller.matter.parent else []
        else:
            numbers = matters.children(self.tx, effect.matter)
        for case in self.load_many(numbers):
            told = self.bring_up(case)
            if (told.matter.state, effect.tell.event) in told.machine.table:
                self.act(told, Act(event=effect.tell.event, actor=ENGINE, at=effect.at))

    def load_many(self, numbers: list[str]) -> Iterator[Case]:
        fresh = [number for number in numbers if number not in self.changes]
        found = {matter.number: matter for matter in matters.load(self.tx, fresh)}
        for number in numbers:
            matter = self.changes[number].matter if number in self.changes else found.get(number)
            if matter is not None:
                yield self.case(matter)

    # --- writing ---

    def keep(self, change: Change) -> None:
        """Remember a change; a second one of the same matter continues the first."""
        earlier = self.changes.get(change.matter.number)
        self.changes[change.matter.number] = merged(earlier, change) if earlier else change

    def save(self, *, opening: str = "") -> None:
        """Write everything at once. `opening` names the recurring opening the new matters come from."""
        if self.changes:
            changes = list(self.changes.values())
            papers = paper_numbers(self.tx, changes, self.world.calendar)
            matters.save(self.tx, changes, at=self.now, opening=opening, papers=papers)
            self.changes = {}


def merged(first: Change, second: Change) -> Change:
    """Two changes of one matter in one unit of work, in order."""
    return Change(
        matter=second.matter,
        is_new=first.is_new,
        entries=(*first.entries, *second.entries),
        notices=(*first.notices, *second.notices),
        superseded=(*first.superseded, *second.superseded),
        derived=second.derived,
        next_at=second.next_at,
        private=second.private,
        scores=(*first.scores, *second.scores),
    )


def _asked(unit: Unit) -> Mapping[str, object]:
    """What a `where` may ask about a unit."""
    return {"unit": unit.code, "kind": unit.kind, **unit.values}
