"""The tables' version: creating and upgrading them, and refusing a database that a newer program wrote.

The migrations travel inside this package. Run them through Database.migrate only.
"""

from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from engine.store.errors import SchemaNewer

#: Any number; two processes of one cluster that start together migrate one after the other.
_LOCK = 0x0D0B_A4


class State(StrEnum):
    """How the tables stand to this program."""

    EMPTY = "empty"  #: no tables yet
    BEHIND = "behind"  #: `migrate` has work to do
    CURRENT = "current"


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for a connection that is in a transaction."""
    config = Config(attributes={"connection": connection})
    # ConfigParser reads `%` as its own.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def state(connection: Connection) -> State:
    """Compare the database's revision with ours."""
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        return State.EMPTY
    scripts = ScriptDirectory.from_config(configuration(connection))
    if revision not in {script.revision for script in scripts.walk_revisions()}:
        raise SchemaNewer(revision)
    return State.CURRENT if revision == scripts.get_current_head() else State.BEHIND


def revision(connection: Connection) -> str:
    """The database's own; "" before there are tables."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def migrate(connection: Connection, schema: str = "") -> None:
    """Upgrade to the newest revision, in the transaction the connection is in: all of it or nothing."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if schema:
            connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{schema}"'))
    if state(connection) is not State.CURRENT:
        command.upgrade(configuration(connection), "head")
