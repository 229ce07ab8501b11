"""The seeded county on a database of each kind, copied for every trial; and the process that dies on demand."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from engine.run import bringing_up
from engine.run import sweep as room
from engine.store.database import Database
from engine.store.tables import metadata
from engine.store.transaction import Transaction
from tests.postgres import create_database, drop_database
from tests.store.conftest import url
from tests.survival import seeded
from tests.survival.mortal import Mortal, mortal_process

__all__ = ["url"]

#: Makes a fresh copy of the seeded county, for the length of a block; its URL.
Copy = Callable[[], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def mortal() -> Iterator[Mortal]:
    with mortal_process() as process:
        yield process


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch takes several transactions."""
    monkeypatch.setattr(bringing_up, "CHUNK", seeded.CHUNK)
    monkeypatch.setattr(room, "PEOPLE", seeded.PEOPLE)


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("seeded") / "duban.db"
    _seed(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def seeded_postgres(postgres_url: str, migrated_postgres: str) -> Iterator[str]:
    url = create_database(postgres_url, template=make_url(migrated_postgres).database or "")
    _seed(url)
    _change(url, _keep_safe)
    yield url
    drop_database(postgres_url, url)


@pytest.fixture(params=["sqlite", "postgresql"])
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> Copy:
    """Copies of the seeded county on each kind of database."""
    if request.param == "sqlite":
        return _copies_of_file(request.getfixturevalue("seeded_file"), tmp_path)
    return _copies_on_server(request.getfixturevalue("seeded_copy"))


@pytest.fixture
def seeded_copy(postgres_url: str, seeded_postgres: str) -> Iterator[str]:
    url = create_database(postgres_url, template=make_url(seeded_postgres).database or "")
    yield url
    drop_database(postgres_url, url)


def _copies_of_file(file: Path, folder: Path) -> Copy:
    numbers = count(1)

    @contextmanager
    def copied() -> Iterator[str]:
        target = folder / f"copy-{next(numbers)}.db"
        shutil.copy(file, target)
        yield f"sqlite:///{target}"

    return copied


def _copies_on_server(url: str) -> Copy:
    """Always the same database, put back: making one takes many times as long."""

    @contextmanager
    def copied() -> Iterator[str]:
        _change(url, _put_back)
        yield url

    return copied


def _keep_safe(tx: Transaction) -> None:
    tx.execute(text("CREATE SCHEMA safe"))
    for table in metadata.sorted_tables:
        tx.execute(text(f"CREATE TABLE safe.{table.name} AS SELECT * FROM {table.name}"))


def _put_back(tx: Transaction) -> None:
    tables = metadata.sorted_tables
    for table in tables:
        tx.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))  # the history refuses to be emptied
    tx.execute(text(f"TRUNCATE {', '.join(table.name for table in tables)}"))
    for table in tables:
        tx.execute(text(f"INSERT INTO {table.name} SELECT * FROM safe.{table.name}"))
        tx.execute(text(f"ALTER TABLE {table.name} ENABLE TRIGGER USER"))


def _change(url: str, change: Callable[[Transaction], None]) -> None:
    with closing(Database.open(url)) as database, database.write() as tx:
        change(tx)


def _seed(url: str) -> None:
    with closing(Database.open(url)) as database:
        seeded.seed(database)
