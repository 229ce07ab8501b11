"""What a rulebook, the shared file and an override may hold: the keys of the language, as data."""

from workflows.schema.rulebook import RULEBOOK
from workflows.schema.shared import SHARED

__all__ = ["RULEBOOK", "SHARED"]
