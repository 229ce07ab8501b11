"""Ladders of the shared file.

Here: Ladder by name, with what it takes over from the one it is `like`. Not here: which clock has which
(clocks.py).
"""

from engine.core.limit import Count
from engine.core.machine import Ladder, Step
from workflows import limit_text, scalar
from workflows.book import Plain
from workflows.compiler.source import names


def steps_of(name: str, shared: Plain) -> Plain:
    """The steps of a ladder by name, its own before those it takes over."""
    found: Plain = {}
    seen: set[str] = set()
    while name and name not in seen:
        seen.add(name)
        data = shared["ladders"].get(name, {})
        found = {key: step for key, step in data.items() if key != "like"} | {**found}
        name = data.get("like", "")
    return found


def ladder(name: str, shared: Plain) -> Ladder:
    """A ladder of the shared file, its steps ascending."""
    steps = steps_of(name, shared)
    breach = steps.pop("breach", None)
    rungs = sorted((_step(key, data) for key, data in steps.items()), key=lambda step: (step.after, step.name))
    return Ladder(name=name, steps=tuple(rungs), breach=_step("breach", breach) if breach else None)


def _step(name: str, data: Plain) -> Step:
    after = limit_text.working_days(data["after"]) if "after" in data else None
    paper = scalar.paper(data["paper"]) if "paper" in data else scalar.Paper("", "")
    return Step(
        name=name,
        after=after.span.n if after and isinstance(after.span, Count) else 0,
        to=names(data["to"]),
        cc=names(data.get("cc")),
        paper=paper.key,
        paper_title=paper.title,
        draft=data.get("draft") == "yes",
        demand=data.get("demand") == "yes",
        weekly=data.get("then") == "weekly",
        tag=after.tag if after else "",
        source=after.source if after else "",
    )
