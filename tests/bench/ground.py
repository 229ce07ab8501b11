"""Databases to measure on: a fresh copy of a prepared one for each round, durable as in use.

Here: SQLite files with `synchronous=FULL` and a PostgreSQL with fsync on. Not here: what is in them.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from sqlalchemy import text

from engine.store.database import Database
from tests.postgres import create_database, drop_database, running_server

#: As a county would run it: everything durable, and room to work in.
DURABLE = {
    "listen_addresses": "''",
    "timezone": "Asia/Shanghai",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
    # A vacuum that happens to fall into one round and not into the other would decide the ratio.
    "autovacuum": "off",
}


class Ground(Protocol):
    """One kind of database."""

    name: str

    def new(self) -> str:
        """The URL of an empty database."""
        ...

    def copy(self, url: str) -> str:
        """The URL of a copy; nobody may be connected to the original."""
        ...

    def drop(self, url: str) -> None: ...


class SqliteGround:
    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def new(self) -> str:
        self._made += 1
        return f"sqlite:///{self._folder / f'{self._made}.db'}"

    def copy(self, url: str) -> str:
        to = self.new()
        shutil.copyfile(_file(url), _file(to))
        return to

    def drop(self, url: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{_file(url)}{suffix}").unlink(missing_ok=True)


class PostgresGround:
    name = "PostgreSQL"

    def __init__(self, server: str) -> None:
        self._server = server

    def new(self) -> str:
        return create_database(self._server)

    def copy(self, url: str) -> str:
        return create_database(self._server, template=url.rsplit("/", 1)[-1].split("?", maxsplit=1)[0])

    def drop(self, url: str) -> None:
        drop_database(self._server, url)


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@contextmanager
def ground(kind: str) -> Iterator[Ground]:
    """Stand on one kind of database, `sqlite` or `postgresql`, for the length of the block."""
    if kind == "sqlite":
        with TemporaryDirectory(prefix="duban-bench-") as folder:
            yield SqliteGround(Path(folder))
        return
    with running_server(DURABLE) as server:
        yield PostgresGround(server)


def settle(database: Database) -> None:
    """Let nothing of the preparation be done later: statistics are made, and all pages are in their files."""
    database.engine.dispose()
    with closing(database.engine.raw_connection()) as pooled:
        driver: Any = pooled.driver_connection
        if database.is_postgresql:
            driver.autocommit = True
        for statement in ("VACUUM (ANALYZE)", "CHECKPOINT") if database.is_postgresql else ("ANALYZE",):
            driver.execute(statement)
        if not database.is_postgresql:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()


def version(database: Database) -> str:
    query = "SHOW server_version" if database.is_postgresql else "SELECT sqlite_version()"
    with database.read() as tx:
        return str(tx.execute(text(query)).scalar())
