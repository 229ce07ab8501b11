"""What the checks need to know of a county: which units, posts and sets of months there are.

Here: CountyView, a value that whoever reads the county's folder fills. Not here: reading it (config/).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyView:
    """A county as rulebooks see it."""

    units: Mapping[str, str]  #: unit -> its kind
    root: str  #: the bureau
    posts: frozenset[tuple[str, str]]  #: (kind of post, unit) where somebody holds it, A or B
    month_sets: frozenset[str] = frozenset()  #: named sets of months of the school calendar
    unit_values: Mapping[str, str] = field(default_factory=dict)  #: `level` and the like -> type, as in conditions

    def units_with(self, post: str) -> frozenset[str]:
        """The units where somebody holds a post of this kind."""
        return frozenset(unit for kind, unit in self.posts if kind == post)
