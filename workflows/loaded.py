"""What loading gives: machines, the resolved rulebooks behind them, and what the shared file says for the county.

Here: values. Not here: making them (loader.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from zoneinfo import ZoneInfo

from config.yaml_reader import Place
from engine.core.calendar import DayHours
from engine.core.machine import Machine, Role, Scoring
from workflows.book import Plain
from workflows.compiler.machine import scoring
from workflows.compiler.source import as_list, names
from workflows.scalar import role_term, tagged_number


@dataclass(frozen=True, slots=True)
class Note:
    """Nothing wrong, but worth knowing before it surprises somebody."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: note: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    name: str
    to: tuple[str, ...]  #: roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What the shared file says for the whole county, beside what machines hold of it."""

    day: DayHours
    roll_forward: bool  #: where promised dates go
    roles: Mapping[str, Role]
    due_day_cc: tuple[str, ...]
    digests: tuple[Digest, ...]
    scoring: Scoring | None = None
    late_progress: float = 0.0
    objection: str = ""  #: as written: `5 wd @A`


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebooks:
    """All rulebooks of a county."""

    machines: Mapping[str, Machine]
    resolved: Mapping[str, Plain]
    shared: Shared
    notes: tuple[Note, ...] = field(default=())


def shared_value(data: Plain) -> Shared:
    """The shared file as a value; it has passed the checks."""
    day, costs = data["day"], data.get("scoring", {})
    return Shared(
        day=DayHours(
            zone=ZoneInfo(day["zone"]),
            batch=time.fromisoformat(day["batch"]),
            close=time.fromisoformat(day["close"]),
            count_receipt_day=day.get("count_receipt_day") == "yes",
        ),
        roll_forward=data["roll"]["promised"] == "forward",
        roles={name: tuple(map(role_term, as_list(terms))) for name, terms in data["roles"].items()},
        due_day_cc=names(data.get("due_day_cc")),
        digests=tuple(Digest(name=name, to=names(each["to"])) for name, each in data.get("digests", {}).items()),
        scoring=scoring(data),
        late_progress=tagged_number(costs["late_progress"]) if "late_progress" in costs else 0.0,
        objection=costs.get("objection", ""),
    )
