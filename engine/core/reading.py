"""What a machine's roles read, and which states a matter can still reach.

Here: pure look-ups in a machine for questions about people to come. Not here: who holds a role now (case.py).
"""

from collections.abc import Iterator

from engine.core.case import Case
from engine.core.machine import VERIFY, Machine, Transition
from engine.core.organisation import seat_key


def keys_of(machine: Machine, role: str) -> Iterator[str]:
    """The seats a role reads (organisation.py `seat_key`), those of the roles it names included."""
    for term in machine.roles.get(role, ()):
        if term.kind == "role":
            yield from keys_of(machine, term.name)
        elif key := seat_key(term):
            yield key


def owed_by_name(case: Case, role: str) -> str:
    """The seat through which a role is held now: somebody the matter names. "" = through a post, or by nobody."""
    holder = case.holder(role)
    keys = keys_of(case.machine, role) if holder else ()
    return next((key for key in keys if case.organisation.named(key, case.context) == holder), "")


def ahead(case: Case) -> list[str]:
    """The states the matter can still come into from the one it is in, that one left out unless it comes back; nearest first."""
    found: list[str] = []
    todo = [case.matter.state]
    while todo:
        here = todo.pop(0)
        for move in case.machine.events_in(here):
            for state in _targets(case.machine, here, move):
                if state not in found:
                    found.append(state)
                    todo.append(state)
    return found


def _targets(machine: Machine, here: str, move: Transition) -> Iterator[str]:
    """Where an event can lead; a report leads to its verification first, which leads on or back."""
    yield from (branch.to for branch in move.branches)
    if move.verified:
        yield here + VERIFY
    if move.kind == "verify_fail":
        yield machine.states[here].duty
