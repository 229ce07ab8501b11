"""Databases with the tables of today, of each kind: migrated once, copied for every test that asks for one."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from engine.store.database import Database
from tests.postgres import create_database, drop_database


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file to copy."""
    file = tmp_path_factory.mktemp("migrated") / "duban.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> Iterator[str]:
    """Yield the URL of a PostgreSQL database to copy."""
    url = create_database(postgres_url)
    _migrate(url)
    yield url
    drop_database(postgres_url, url)


@pytest.fixture
def sqlite_copy(migrated_file: Path, tmp_path: Path) -> str:
    """The URL of a copy for this test."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path)}"


@pytest.fixture
def postgres_copy(postgres_url: str, migrated_postgres: str) -> Iterator[str]:
    """Yield the URL of a copy for this test."""
    url = create_database(postgres_url, template=make_url(migrated_postgres).database or "")
    yield url
    drop_database(postgres_url, url)


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """The URL of a copy of each kind."""
    return str(request.getfixturevalue("sqlite_copy" if request.param == "sqlite" else "postgres_copy"))


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """Yield such a copy, open."""
    with closing(Database.open(migrated_url)) as opened:
        yield opened


def _migrate(url: str) -> None:
    with closing(Database.open(url)) as database:
        database.migrate()
