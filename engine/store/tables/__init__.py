"""All tables, for Alembic and for the store's own modules. Nobody outside the store imports them."""

from engine.store.tables import county, history, mail, matter, undo
from engine.store.tables.base import metadata

__all__ = ["county", "history", "mail", "matter", "metadata", "undo"]
