"""A migrated database of each kind for every test of the store that asks for `database`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.store.database import Database
from tests.postgres import create_database, drop_database


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> Iterator[str]:
    """Yield a migrated database to copy: quicker than migrating one for each test."""
    url = create_database(postgres_url)
    database = Database.open(url)
    database.migrate()
    database.close()
    yield url
    drop_database(postgres_url, url)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the URL of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'duban.db'}"
        return
    yield request.getfixturevalue("postgres_database")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Yield a migrated database of each kind."""
    if request.param == "sqlite":
        opened = Database.open(f"sqlite:///{tmp_path / 'duban.db'}")
        opened.migrate()
        yield opened
        opened.close()
        return
    server, template = request.getfixturevalue("postgres_url"), request.getfixturevalue("migrated_postgres")
    copy = create_database(server, template=template.rsplit("/", 1)[-1].split("?")[0])
    opened = Database.open(copy)
    yield opened
    opened.close()
    drop_database(server, copy)
