"""What people, units, roles and matters are called in a letter.

Here: names from the organisation and the machine, cleaned, in the reader's language. Not here: sentences. A private
field never gets here; a person's name never becomes part of a matter's name, for that one stands in subject lines.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from engine.core.machine import ENGINE, EXTENSION, RESPONSIBLE, TRANSFER, VERIFY, FieldRule, Machine, RoleTerm, Text
from engine.core.organisation import Organisation
from engine.run.letter import Item
from notifications.day import Days, read_day
from notifications.text import clean
from notifications.words import Words

POST = "post"  #: a field of that name holds the kind of a post: said as a role
#: Fields whose values may name a matter; choices are code names, files and people are nobody's business there.
_NAMING = frozenset({"text", "number", "date", "unit"})


class Naming:
    """Names for one letter."""

    def __init__(self, words: Words, days: Days, organisation: Organisation) -> None:
        self.words = words
        self.days = days
        self.organisation = organisation

    def title(self, text: Text) -> str:
        """A title of the rulebook; the other language where it has none in this one."""
        return clean(text.get(self.words.lang) or text.zh or text.en)

    def person(self, code: object) -> str:
        """A person's name; nothing for the engine and for whoever is unknown."""
        known = self.organisation.people.get(str(code or ""))
        return clean(known.name) if known and code != ENGINE else ""

    def unit(self, code: object) -> str:
        known = self.organisation.units.get(str(code or ""))
        return self.title(known.name) if known else ""

    def owing_unit(self, item: Item) -> str:
        """The unit a paper is addressed to: whoever owes acts through it; nothing where only another than the matter's is known."""
        state = item.notice.state
        line = self.unit(item.notice.data.get("line"))
        if line:
            return line
        holder = item.holder or item.notice.about
        if holder in self.organisation.people:
            return self.unit(self.organisation.line_of(holder, item.unit))
        is_others = state.endswith((EXTENSION, VERIFY)) or state == TRANSFER
        return "" if is_others else self.unit(item.unit)

    def state(self, item: Item, name: str) -> str:
        """The state as a person would say it."""
        state = item.machine.states.get(name) if item.machine else None
        return self.title(state.awaiting) if state else ""

    def duty(self, item: Item) -> str:
        """The title of what is owed, verb first; else of the workflow."""
        machine, duty = item.machine, item.notice.state
        if machine is None:
            return ""
        if duty.endswith(EXTENSION) or duty == TRANSFER:
            return self.words("act_transfer" if duty == TRANSFER else "act_extension")
        clock = machine.clocks.get(item.notice.clock)
        if clock and clock.kind == "span":
            # Two lines of one matter: the duty's own limit, and the one that spans several duties.
            return self.title(clock.title)
        state = machine.states.get(item.notice.state) or machine.states.get(item.state)
        return self.title(state.title if state and state.kind != "end" else machine.title)

    def matter(self, item: Item) -> str:
        """What tells this matter from others of its kind: what it is about, else whose it is."""
        values = list(self._subject(item))
        name = "，".join(values) if self.words.lang == "zh" else ", ".join(values)
        name = name or self.unit(item.unit)
        period = self.days.month(clean(item.period)) if item.period else ""
        return self.words("period_and_name", period, name) if period and name else name or period

    def numbered(self, title: str, item: Item) -> str:
        """A title with the number of its matter."""
        number = clean(item.notice.matter)
        return self.words("named", title, number) if title and number else title or number

    def _subject(self, item: Item) -> Iterable[str]:
        machine = item.machine
        for name in machine.subject if machine else ():
            rule = machine.fields.get(name) if machine else None
            value = (item.fields or {}).get(name)
            if rule and rule.type in _NAMING and not rule.private and value not in (None, ""):
                yield self.value(rule, value)

    def value(self, rule: FieldRule, value: object) -> str:
        day = read_day(value) if rule.type == "date" else None
        if rule.name == POST:
            # Whoever was named in person stands in for a post; a title never names him.
            named = str(value) in self.organisation.people
            return self.words("role", str(value), "") or ("" if named else clean(value))
        if rule.type == "unit":
            return self.unit(value) or clean(value)
        if rule.type == "person":
            return self.person(value)
        return self.days.short(day) if day else clean(value)

    def away(self, item: Item) -> list[str]:
        """Of an uncovered post: who of the pair is away, each with his last day."""
        known = item.fields or {}
        people = [(self.person(known.get(name)), read_day(known.get(f"{name}_until"))) for name in ("away", "backup")]
        return [self.words("away_until", name, self.days.short(last) if last else "") for name, last in people if name]

    def fields(self, item: Item) -> Mapping[str, str]:
        """The matter's public fields, for a county's own templates; a field it does not have is empty."""
        rules = item.machine.fields if item.machine else {}
        return _Fields(
            (name, self.value(rules[name], value))
            for name, value in (item.fields or {}).items()
            if name in rules and not rules[name].private and isinstance(value, str | int | float | date)
        )

    def roles(self, item: Item, codes: Iterable[str], *, own: bool = False) -> list[str]:
        """Roles as words, each once; in a line about the reader's own duty the one responsible is `you`."""
        you = RESPONSIBLE if own else ""
        return list(dict.fromkeys(self.words("role_you") if code == you else self.role(item, code) for code in codes))

    def role(self, item: Item, code: str) -> str:
        """A role as a person would say it, by its code, else by how the rulebook finds it."""
        kind = self._kind(item, code)
        known = self.words("role", code, kind)
        if known:
            return known
        terms = item.machine.roles.get(code, ()) if item.machine else ()
        said = next((word for term in terms if (word := self._term(item, term, kind))), "")
        return said or self.words("role_unnamed")

    def _term(self, item: Item, term: RoleTerm, kind: str) -> str:
        machine = item.machine
        if term.kind in ("field", "stand_in") and machine and term.name in machine.fields:
            return self.title(machine.fields[term.name].title)
        if term.kind == "actor" and machine:
            return self._actor(machine, term.name)
        code = {"head": "unit_head", "deputy": "deputy"}.get(term.kind, term.name)
        return self.words("role", code, kind)

    def _actor(self, machine: Machine, event: str) -> str:
        moves = (*machine.table.values(), *(opening.transition for opening in machine.openings))
        title = next((self.title(move.title) for move in moves if move.event == event), "")
        return self.words("role_actor", title) if title else ""

    def _kind(self, item: Item, code: str) -> str:
        """The kind of unit a head is head of; a verifier's or approver's line is another unit than the matter's."""
        if code == "head":
            return "bureau"
        state = item.notice.state
        own_line = not state.endswith((VERIFY, EXTENSION)) and state != TRANSFER
        unit = self.organisation.units.get(item.unit) if own_line else None
        return unit.kind if unit else ""


class _Fields(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return ""
