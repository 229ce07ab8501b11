"""How the units hang together: one bureau on top, every other unit below a unit that exists, no circles.

Here: that check alone. Not here: what a unit holds (organisation.py).
"""

from collections.abc import Mapping

from config.form import Form
from config.yaml_reader import did_you_mean
from engine.core.organisation import Unit

SCHOOL = "school"  #: the kind of unit that is below the bureau without saying so


def check_lineage(form: Form, units: Mapping[str, Unit], forms: Mapping[str, Form]) -> None:
    """Report every parent that does not exist, every root but the first, and each circle once."""
    for unit in units.values():
        if unit.parent and unit.parent not in units:
            near = did_you_mean(unit.parent, units)
            forms[unit.code].fault("parent", "names no unit", near or "declare that unit, or correct the code")
    # A parent that could not be read is a fault already; its unit is no second root.
    above = [code for code, unit in units.items() if unit.kind != SCHOOL]
    roots = [code for code in above if not units[code].parent and not forms[code].has("parent")]
    for code in roots[1:]:
        forms[code].fault_here(f"has no parent, but {roots[0]} is on top already", f"write parent: {roots[0]}")
    circles = _circles(units)
    for circle in circles:
        way = " > ".join((*circle, circle[0]))
        forms[circle[0]].fault("parent", f"leads back to itself: {way}", "correct one of these parents")
    if not above and form.has("units"):
        form.fault("units", "must declare the bureau at least", "write the bureau under units, without a parent")


def _circles(units: Mapping[str, Unit]) -> list[tuple[str, ...]]:
    """Each circle of parents, from its first unit in the order of the file."""
    found: list[tuple[str, ...]] = []
    settled: set[str] = set()
    for first in units:
        code = first
        way: list[str] = []
        while code in units and code not in settled and code not in way:
            way.append(code)
            code = units[code].parent
        if code in way:
            found.append(_from_first(way[way.index(code) :], list(units)))
        settled.update(way)
    return found


def _from_first(circle: list[str], order: list[str]) -> tuple[str, ...]:
    start = min(range(len(circle)), key=lambda index: order.index(circle[index]))
    return tuple(circle[start:] + circle[:start])
