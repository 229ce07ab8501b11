"""What a scenario may name: the people, units, workflows, events, steps and ends of its county.

Here: Known, and reading codes against it. Not here: the county and its rulebooks (config/, workflows/), reading lines.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from config.value import Unreadable
from config.yaml_reader import did_you_mean
from engine.core.notice import KINDS
from engine.core.refusal import SENTENCES
from service.folder import Folder

_POINT = re.compile(r"T-\d{1,3} (wd|cd|months|h|min)")
SAYS = tuple(
    kind for kind in KINDS if kind not in ("point", "step")
)  #: a point and a step are called by their own names


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    zone: ZoneInfo
    people: frozenset[str]
    units: frozenset[str]
    events: Mapping[str, frozenset[str]]  #: by workflow
    states: Mapping[str, frozenset[str]]
    clocks: Mapping[str, frozenset[str]]
    steps: frozenset[str]

    @property
    def all_clocks(self) -> frozenset[str]:
        return frozenset().union(*self.clocks.values())

    def says(self, text: str) -> str:
        """A reader of what a notice says: `T-3 wd`, `due`, `E1`, `assigned`, ..."""
        if _POINT.fullmatch(text) or text in SAYS or text in self.steps:
            return text
        near = did_you_mean(text, (*SAYS, *self.steps))
        raise Unreadable(
            f"is nothing a notice says: {text}", near or f"known: T-3 wd, {', '.join((*SAYS, *sorted(self.steps)))}"
        )


def known(folder: Folder) -> Known:
    """Everything a scenario of this county may name."""
    organisation, machines = folder.county.organisation, folder.rulebooks.machines.values()
    ladders = [rule.ladder for machine in machines for rule in machine.clocks.values() if rule.ladder]
    return Known(
        zone=folder.county.settings.zone,
        people=frozenset(organisation.people),
        units=frozenset(organisation.units),
        events={machine.workflow: frozenset(event for _, event in machine.table) for machine in machines},
        states={machine.workflow: frozenset(machine.states) for machine in machines},
        clocks={machine.workflow: frozenset(machine.clocks) for machine in machines},
        steps=frozenset(step.name for ladder in ladders for step in ladder.steps),
    )


def refusal(text: str) -> str:
    """A reader of refusal codes."""
    if text not in SENTENCES:
        raise Unreadable(f"is no refusal: {text}", did_you_mean(text, SENTENCES) or "see docs/scenarios.md")
    return text
