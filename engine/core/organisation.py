"""Units, posts and people, and how a role becomes people on a given day.

Here: the organisation as a value and `find` / `receivers` (language.md rule 15, domain.md section 2 and 4.3).
Not here: where the data comes from (config/, engine/store) and what is said to the people found (speech.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from engine.core.calendar import Interval
from engine.core.machine import Role, RoleTerm, Text

HEAD = "head"  #: the kind of post that heads a unit
NAMING = ("field", "actor", "stand_in")  #: terms that name a person, not a post


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    code: str
    name: str
    email: str = ""
    lang: str = "zh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    code: str
    name: Text
    kind: str = "section"  #: bureau, section, school, ...
    parent: str = ""
    deputy: str = ""  #: kind of the post (in the root unit) of the deputy in charge; inherited from the parent
    values: Mapping[str, object] = field(default_factory=dict)  #: level and whatever `for_each ... where` asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post with its A and B (domain.md 4.3). An empty code: nobody."""

    kind: str
    unit: str
    a: str = ""
    b: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    person: str
    days: Interval


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a role: a person, through which post, in whose line."""

    person: str
    line: str  #: unit of the post through which he became responsible
    post: str = ""  #: kind of that post; "" = named as a person
    backup: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who owes in place of somebody a matter names, and in whose line: his successor, or himself, kept in his old unit."""

    named: str  #: the person in the field, or who did the event; a seat holds only as long as he is the one
    person: str  #: "" = nobody: the next term of a role counts
    line: str


@dataclass(frozen=True, slots=True)
class Receiver:
    person: str
    capacity: Literal["to", "cc"] = "to"
    because: Literal["", "backup", "away", "acting", "one_up"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What role terms refer to: a matter's unit, fields and deeds, and the line of whoever owes."""

    unit: str
    line: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    actors: Mapping[str, str] = field(default_factory=dict)  #: event -> person
    roles: Mapping[str, Role] = field(default_factory=dict)
    seats: Mapping[str, Seat] = field(default_factory=dict)  #: `field F` or `actor E` -> who owes instead (`seat_key`)

    def named(self, key: str) -> str:
        """The person a matter names under such a key; "" = nobody yet."""
        kind, _, name = key.partition(" ")
        return str((self.actors if kind == "actor" else self.fields).get(name) or "")


def seat_key(term: RoleTerm) -> str:
    """Under which a term that names a person has its seat: a stand-in goes with whom he stands in for. "" = names a post."""
    return f"{'actor' if term.kind == 'actor' else 'field'} {term.name}" if term.kind in NAMING else ""


class Organisation:
    """Immutable; look-ups are dictionaries built once."""

    def __init__(
        self,
        units: Mapping[str, Unit],
        people: Mapping[str, Person],
        posts: tuple[Post, ...],
        absences: tuple[Absence, ...] = (),
    ) -> None:
        self.units = units
        self.people = people
        self.posts = posts
        self.absences = absences
        self._by_kind: dict[str, list[Post]] = {}
        self._by_place: dict[tuple[str, str], Post] = {}
        self._of_person: dict[str, list[Post]] = {}
        self._away: dict[str, list[Interval]] = {}
        for post in posts:
            self._by_kind.setdefault(post.kind, []).append(post)
            self._by_place[post.kind, post.unit] = post
            for code in (post.a, post.b):
                if code:
                    self._of_person.setdefault(code, []).append(post)
        self._holders = {(post.kind, post.unit): holder for post in posts if (holder := _holder(post))}
        self._there = {code: (Receiver(code),) for code in people}
        for absence in absences:
            self._away.setdefault(absence.person, []).append(absence.days)
        self.root = next((unit.code for unit in units.values() if not unit.parent), "")

    def post(self, kind: str, unit: str = "") -> Post | None:
        """The post of that kind in the unit; without a unit the root's, else the only one in the county."""
        if unit:
            return self._by_place.get((kind, unit))
        found = self._by_place.get((kind, self.root))
        if found is None and len(self._by_kind.get(kind, ())) == 1:
            found = self._by_kind[kind][0]
        return found

    def is_away(self, person: str, day: date) -> bool:
        return any(day in days for days in self._away.get(person, ()))

    def absence_of(self, person: str, day: date) -> Interval | None:
        """The absence in which he is on that day; of several the one that ends last."""
        found = [days for days in self._away.get(person, ()) if day in days]
        return max(found, key=lambda days: days.last or date.max, default=None)

    def line_of(self, person: str, unit: str = "") -> str:
        """The unit through which a named person acts: `unit` if he has a post there, else his first post's."""
        posts = self._of_person.get(person, ())
        if any(post.unit == unit for post in posts):
            return unit
        own = [post for post in posts if post.a == person]
        first = (own or posts)[0] if posts else None
        return first.unit if first else unit

    def find(self, role: Role, context: Context) -> Holder | None:
        """The first term of `role` that is filled; absence plays no part here."""
        for term in role:
            holder = self._find_term(term, context)
            if holder is not None:
                return holder
        return None

    def _find_term(self, term: RoleTerm, context: Context) -> Holder | None:
        match term.kind:
            case "role":
                return self.find(context.roles.get(term.name, ()), context)
            case "field" | "actor":
                return self.named(seat_key(term), context)
            case "stand_in":
                named = self.named(seat_key(term), context)
                return Holder(named.backup, named.line, named.post) if named and named.backup else None
            case "post":
                return self._holder(self.post(term.name, self._place(term, context)))
            case "head":
                return self._holder(self.post(HEAD, self._place(term, context) or self.root))
            case _:  # deputy
                return self._holder(self.deputy(self._place(term, context)))

    def holder_of(self, kind: str, unit: str) -> Holder | None:
        """Who holds a post of a unit now; None if nobody does, or there is none."""
        return self._holders.get((kind, unit))

    def _holder(self, post: Post | None) -> Holder | None:
        return self._holders.get((post.kind, post.unit)) if post else None

    def _place(self, term: RoleTerm, context: Context) -> str:
        return context.unit if term.of == "unit" else context.line if term.of == "line" else ""

    def named(self, key: str, context: Context) -> Holder | None:
        """Who owes as somebody a matter names (`seat_key`): whoever has his seat, else himself."""
        person = context.named(key)
        seat = context.seats.get(key)
        if seat is not None and seat.named == person:
            return self.seated(seat.person, seat.line)
        return self.seated(person, self.line_of(person, context.unit))

    def seated(self, person: str, line: str) -> Holder | None:
        """A person as he owes in the line of a unit; None for somebody who is not here."""
        if person not in self.people:
            return None
        for post in self.posts_in(person, line):
            if post.a == person:
                return Holder(person, line, post.kind, post.b)
        return Holder(person, line)

    def posts_in(self, person: str, unit: str) -> tuple[Post, ...]:
        """The posts a person has in a unit: as A before as B."""
        found = [post for post in self._of_person.get(person, ()) if post.unit == unit]
        return tuple(sorted(found, key=lambda post: post.a != person))

    def deputy(self, unit: str) -> Post | None:
        """The deputy in charge of a unit: its own, else its parent's."""
        while unit in self.units:  # a unit that was abolished has no deputy
            if self.units[unit].deputy:
                return self.post(self.units[unit].deputy)
            unit = self.units[unit].parent
        return None

    def receivers(self, holder: Holder, day: date) -> tuple[Receiver, ...]:
        """A; or B with A in copy; both away: the unit head as acting (rule 15). The gap is the caller's business."""
        if not self.is_away(holder.person, day):
            return self._there.get(holder.person) or (Receiver(holder.person),)
        if holder.backup and not self.is_away(holder.backup, day):
            return (Receiver(holder.backup, "to", "backup"), Receiver(holder.person, "cc", "away"))
        for above in self.above(holder.person, holder.line):
            if not self.is_away(above.person, day):
                return (Receiver(above.person, "to", "acting"), Receiver(holder.person, "cc", "away"))
        return (Receiver(holder.person),)

    def is_gap(self, holder: Holder, day: date) -> bool:
        """Nobody covers: A is away and there is no B, or he is away too."""
        backup_there = bool(holder.backup) and not self.is_away(holder.backup, day)
        return self.is_away(holder.person, day) and not backup_there

    def above(self, person: str, line: str) -> Iterator[Holder]:
        """The posts up the line from a person: unit head, deputy in charge, head of the bureau, group leader.

        In the bureau's own line no deputy stands between: above the head there is the group leader.
        """
        deputy = None if line == self.root else self.deputy(line)
        ranks = [self.post(HEAD, line), deputy, self.post(HEAD, self.root), self.post("group_leader")]
        holders = [holder for holder in map(self._holder, ranks) if holder]
        people = [holder.person for holder in holders]
        start = people.index(person) + 1 if person in people else 0
        seen: set[str] = {person}
        for holder in holders[start:]:
            if holder.person not in seen:
                seen.add(holder.person)
                yield holder

    def may_act_for(self, holder: Holder, person: str, day: date) -> bool:
        """A and B act for the post; the acting head while both are away."""
        if person in (holder.person, holder.backup):
            return True
        return any(
            person == receiver.person and receiver.because == "acting" for receiver in self.receivers(holder, day)
        )


def _holder(post: Post) -> Holder | None:
    if not (post.a or post.b):
        return None
    if not post.a:
        return Holder(post.b, post.unit, post.kind)
    return Holder(post.a, post.unit, post.kind, post.b)
