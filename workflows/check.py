"""The face of `duban check` for rulebooks: everything that is wrong, everything worth knowing, and nothing raised.

Here: one call that answers with words. Not here: the checks (checks/), printing and exit codes (service/).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from config.yaml_reader import Fault, Faults
from workflows.county import CountyView
from workflows.loaded import Note, Rulebooks
from workflows.loader import SHIPPED, load_rulebooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found."""

    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()
    rulebooks: Rulebooks | None = None  #: None while there are faults

    @property
    def lines(self) -> tuple[str, ...]:
        """One line each, as a clerk reads them: file:line:column first."""
        return tuple(str(found) for found in (*self.faults, *self.notes))


def check_rulebooks(
    sources: Iterable[Path] = (SHIPPED,), overrides: Iterable[Path] = (), *, county: CountyView | None = None
) -> Checked:
    """Read and check files and folders of rulebooks with a county's overrides."""
    try:
        rulebooks = load_rulebooks(sources, overrides, county=county)
    except Faults as error:
        return Checked(faults=error.faults)
    return Checked(notes=rulebooks.notes, rulebooks=rulebooks)
