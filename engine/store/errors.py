"""What the store can refuse or fail at. Library errors are translated here and in database.py, nowhere else."""

from collections.abc import Sequence


class StoreError(Exception):
    """The base of everything the store raises on purpose."""


class Conflict(StoreError):
    """Somebody else changed the same rows first: load again and decide again. Nothing was written."""


class MatterNotFound(StoreError):
    """No matter bears one of these numbers."""

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(f"no such matter: {', '.join(numbers)}")
        self.numbers = tuple(numbers)


class SchemaNewer(StoreError):
    """The database was written by a newer Duban, which this one must not touch."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"the database has schema {revision}, which this version of Duban does not know: update Duban")
        self.revision = revision


class DatabaseFault(StoreError):
    """The database cannot be reached, is locked for too long, full, or broken."""
