"""The rows one `save` will write, by table, and the writing: one statement for each, however many they are."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, insert, update

from engine.store.errors import Conflict
from engine.store.tables.county import score
from engine.store.tables.history import entry, private_value
from engine.store.tables.mail import notice
from engine.store.tables.matter import clock, interval, matter
from engine.store.transaction import Transaction

Row = dict[str, Any]

_UPDATE_MATTER = update(matter).where(
    matter.c.number == bindparam("old_number"), matter.c.version == bindparam("old_version")
)
_UPDATE_CLOCK = update(clock).where(
    clock.c.matter == bindparam("old_matter"),
    clock.c.name == bindparam("old_name"),
    clock.c.run == bindparam("old_run"),
)
_DELETE_INTERVALS = delete(interval).where(
    interval.c.matter == bindparam("old_matter"),
    interval.c.clock == bindparam("old_name"),
    interval.c.run == bindparam("old_run"),
)
IDENTITY = ("matter", "clock", "run", "kind", "basis", "person")


@dataclass(slots=True)
class Rows:
    """What is to be written. Rows of an UPDATE or DELETE name their target by `old_…`."""

    new_matters: list[Row] = field(default_factory=list)
    matters: list[Row] = field(default_factory=list)
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
        tx.execute_all(insert(clock), self.new_clocks)
        tx.execute_all(_UPDATE_CLOCK, self.clocks)
        tx.execute_all(_DELETE_INTERVALS, self.stale_intervals)
        tx.execute_all(insert(interval), self.intervals)
        tx.execute_all(insert(private_value), self.private)
        tx.execute_all(insert(entry), self.entries)
        tx.execute_all(insert(score), self.scores)
        say_once = tx.insert(notice).on_conflict_do_nothing(index_elements=IDENTITY)
        return tx.execute_all(say_once, self.notices)

    def _write_matters(self, tx: Transaction) -> None:
        clash = "a matter with this number, or of this recurring opening, is already there"
        tx.insert_new(matter, self.new_matters, clash=clash)
        written = tx.execute_all(_UPDATE_MATTER, self.matters)
        if written != len(self.matters):
            raise Conflict(
                f"{len(self.matters) - written} of {len(self.matters)} matters were changed by somebody else"
            )
