"""The rows one `save` will write, by table, and the writing: one statement for each, however many they are."""

from dataclasses import dataclass, field
from typing import Any

from engine.store.errors import Conflict
from engine.store.tables.county import score
from engine.store.tables.history import entry, private_value
from engine.store.tables.mail import notice
from engine.store.tables.matter import clock, interval, matter
from engine.store.transaction import Transaction

Row = dict[str, Any]

IDENTITY = ("matter", "clock", "run", "kind", "basis", "person")


@dataclass(slots=True)
class Rows:
    """What is to be written. Rows of an UPDATE or DELETE name their target by `old_…`."""

    new_matters: list[Row] = field(default_factory=list)
    matters: list[Row] = field(default_factory=list)
    told_matters: list[Row] = field(default_factory=list)  #: of which only the facts change, not what lists show
    new_clocks: list[Row] = field(default_factory=list)
    clocks: list[Row] = field(default_factory=list)
    stale_intervals: list[Row] = field(default_factory=list)  #: runs whose intervals are written anew
    intervals: list[Row] = field(default_factory=list)
    private: list[Row] = field(default_factory=list)
    entries: list[Row] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)
    scores: list[Row] = field(default_factory=list)

    def write(self, tx: Transaction) -> int:
        """Write everything; how many notices were new. A matter that is not as it was loaded is a Conflict."""
        self._write_matters(tx)
        tx.insert_all(clock, self.new_clocks)
        tx.update_all(clock, self.clocks)
        tx.delete_all(interval, self.stale_intervals)
        tx.insert_all(interval, self.intervals)
        tx.insert_all(private_value, self.private)
        tx.insert_all(entry, self.entries)
        tx.insert_all(score, self.scores)
        return tx.insert_all(notice, self.notices, unless=IDENTITY)

    def _write_matters(self, tx: Transaction) -> None:
        clash = "a matter with this number, or of this recurring opening, is already there"
        tx.insert_new(matter, self.new_matters, clash=clash)
        wanted = len(self.matters) + len(self.told_matters)
        written = tx.update_all(matter, self.matters) + tx.update_all(matter, self.told_matters)
        if written != wanted:
            raise Conflict(f"{wanted - written} of {wanted} matters were changed by somebody else")
