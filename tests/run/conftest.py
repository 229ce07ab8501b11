"""The databases of the store's tests serve here too."""

from tests.store.conftest import database, migrated_postgres

__all__ = ["database", "migrated_postgres"]
