"""The seeded county on a database of each kind, copied for every trial; and the process that dies on demand."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import make_url

from engine.run import bringing_up
from engine.run import sweep as room
from engine.store.database import Database
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
    yield url
    drop_database(postgres_url, url)


@pytest.fixture(params=["sqlite", "postgresql"])
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> Copy:
    """Copies of the seeded county on each kind of database."""
    if request.param == "sqlite":
        return _copies_of_file(request.getfixturevalue("seeded_file"), tmp_path)
    return _copies_on_server(request.getfixturevalue("postgres_url"), request.getfixturevalue("seeded_postgres"))


def _copies_of_file(file: Path, folder: Path) -> Copy:
    numbers = count(1)

    @contextmanager
    def copied() -> Iterator[str]:
        target = folder / f"copy-{next(numbers)}.db"
        shutil.copy(file, target)
        yield f"sqlite:///{target}"

    return copied


def _copies_on_server(server: str, template: str) -> Copy:
    @contextmanager
    def copied() -> Iterator[str]:
        url = create_database(server, template=make_url(template).database or "")
        yield url
        drop_database(server, url)

    return copied


def _seed(url: str) -> None:
    with closing(Database.open(url)) as database:
        seeded.seed(database)
