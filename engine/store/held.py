"""What a transaction remembers of a matter it loaded or wrote: the base that the next `save` compares with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.core.change import Derived
from engine.core.matter import Matter
from engine.store.facts import Placed, RunKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A matter as it stands in the database."""

    matter: Matter
    version: int
    seq: int  #: of its last history entry
    head: str  #: hash of that entry
    next_at: datetime | None
    runs: Mapping[RunKey, Placed] = field(default_factory=dict)  #: every row of `clock` that still has a place
    derived: Mapping[RunKey, Derived] = field(default_factory=dict)
    private: frozenset[str] = frozenset()  #: names of fields that have a private value
