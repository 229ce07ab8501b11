"""All checks in one run.

Here: the order of checks. Not here: what they check (the other files of this folder).
"""

from workflows.checks import conditions, graph, kin, lapses, limits, names, people, reminders, shared
from workflows.checks.family import Family

_OF_A_BOOK = (names, conditions, graph, limits, reminders, lapses, people, kin)


def run(family: Family) -> None:
    """Judge every book; faults are noted in the books."""
    names.check_shared(family)
    shared.check(family)
    people.check_shared(family)
    for book in family.books:
        for part in _OF_A_BOOK:
            part.check(family, book)
    kin.check_all(family)
