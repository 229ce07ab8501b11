"""A ring is heard in another process's place, and one that nobody hears does no harm."""

import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import psycopg
import pytest
from sqlalchemy import make_url
from structlog.testing import capture_logs

from engine.run.doorbell import Doorbell, PostgresBell, SocketBell
from tests.run.signal import PATIENCE, Calls

Listen = Callable[[Doorbell], Calls]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Listen to bells until the test ends."""
    closers = []

    def start(bell: Doorbell) -> Calls:
        calls = Calls()
        closers.append(bell.listen(calls))
        return calls

    yield start
    for close in closers:
        close()


def sqlite(folder: Path, name: str = "duban.db") -> str:
    return f"sqlite:///{folder / name}"


def socket_of(folder: Path) -> Path:
    (found,) = folder.glob("*.bell")
    return found


def test_a_ring_beside_a_sqlite_file_is_heard(tmp_path: Path, listen: Listen) -> None:
    heard = listen(Doorbell.of(sqlite(tmp_path)))

    Doorbell.of(sqlite(tmp_path)).ring()

    heard.wait_for(1)


def test_one_ring_after_another_is_heard(tmp_path: Path, listen: Listen) -> None:
    heard = listen(Doorbell.of(sqlite(tmp_path)))

    for count in (1, 2, 3):
        Doorbell.of(sqlite(tmp_path)).ring()
        heard.wait_for(count)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:////nowhere/at/all/duban.db"])
def test_ringing_where_nobody_can_listen_is_fine(url: str) -> None:
    bell = Doorbell.of(url)
    close = bell.listen(lambda: None)

    bell.ring()
    close()


def test_ringing_where_nobody_listens_is_fine(tmp_path: Path) -> None:
    Doorbell.of(sqlite(tmp_path)).ring()

    assert list(tmp_path.iterdir()) == []


def test_a_thousand_rings_that_nobody_hears_block_nobody(tmp_path: Path, listen: Listen) -> None:
    began, go_on = Event(), Event()

    def hold() -> None:
        began.set()
        assert go_on.wait(PATIENCE)

    bell = Doorbell.of(sqlite(tmp_path))
    close = bell.listen(hold)
    bell.ring()
    assert began.wait(PATIENCE)

    for _ in range(1000):
        bell.ring()
    go_on.set()
    close()


def test_the_socket_is_its_owners_alone_and_goes_with_the_listener(tmp_path: Path) -> None:
    close = Doorbell.of(sqlite(tmp_path)).listen(lambda: None)
    mode = socket_of(tmp_path).stat().st_mode
    close()

    assert stat.S_IMODE(mode) == 0o600
    assert list(tmp_path.iterdir()) == []


def test_the_socket_of_a_killed_process_is_replaced(tmp_path: Path, listen: Listen) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as dead:
        dead.bind(str(tmp_path / "duban.db.bell"))
    Doorbell.of(sqlite(tmp_path)).ring()

    heard = listen(Doorbell.of(sqlite(tmp_path)))
    Doorbell.of(sqlite(tmp_path)).ring()

    heard.wait_for(1)


def test_a_file_in_the_sockets_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "duban.db.bell").write_text("somebody's")

    with capture_logs() as logs:
        Doorbell.of(sqlite(tmp_path)).listen(lambda: None)()

    assert (tmp_path / "duban.db.bell").read_text() == "somebody's"
    assert [line["event"] for line in logs] == ["doorbell_missing"]


@pytest.mark.parametrize(("deep", "name"), [(150, "duban.db"), (1, "县" * 60 + ".db"), (90, "d" * 100 + ".db")])
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="such a path has no short name here")
def test_a_path_too_long_for_a_socket_rings_all_the_same(tmp_path: Path, listen: Listen, deep: int, name: str) -> None:
    folder = tmp_path / ("f" * deep)
    folder.mkdir()
    heard = listen(Doorbell.of(sqlite(folder, name)))

    Doorbell.of(sqlite(folder, name)).ring()

    heard.wait_for(1)


def test_two_databases_in_one_folder_have_two_bells(tmp_path: Path, listen: Listen) -> None:
    one, two = (listen(Doorbell.of(sqlite(tmp_path, name))) for name in ("one.db", "two.db"))

    Doorbell.of(sqlite(tmp_path, "two.db")).ring()
    two.wait_for(1)

    assert one.count == 0


def test_a_listener_that_fails_hears_the_next_ring(tmp_path: Path) -> None:
    def fail() -> None:
        raise RuntimeError("a fault")

    heard = Calls(fail)
    bell = Doorbell.of(sqlite(tmp_path))
    close = bell.listen(heard)

    with capture_logs() as logs:
        for count in (1, 2):
            bell.ring()
            heard.wait_for(count)
        close()

    assert {line["event"] for line in logs} == {"doorbell_failed"}


def test_closing_twice_is_fine(tmp_path: Path) -> None:
    close = Doorbell.of(sqlite(tmp_path)).listen(lambda: None)

    close()
    close()


# --- PostgreSQL ---


def wait_until_listening(url: str, bell: Doorbell, heard: Calls) -> None:
    """LISTEN takes a moment; a ring before it is lost, as it may be."""
    while not heard.count:
        bell.ring()
        try:
            heard.wait_for(1, patience=0.1)
        except TimeoutError:
            continue


def drop_listeners(url: str) -> None:
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn, autocommit=True) as connection:
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
        connection.execute(query)


def test_a_ring_on_postgresql_is_heard(postgres_database: str, listen: Listen) -> None:
    bell = Doorbell.of(postgres_database)
    heard = listen(bell)

    wait_until_listening(postgres_database, bell, heard)


def test_another_schema_is_another_bell(postgres_database: str, listen: Listen) -> None:
    ours, theirs = Doorbell.of(postgres_database, "one"), Doorbell.of(postgres_database, "two")
    not_heard, heard = listen(ours), listen(theirs)

    wait_until_listening(postgres_database, theirs, heard)

    assert not_heard.count == 0


def test_a_lost_connection_is_made_anew_and_counts_as_a_ring(postgres_database: str, listen: Listen) -> None:
    bell = Doorbell.of(postgres_database)
    heard = listen(bell)
    wait_until_listening(postgres_database, bell, heard)

    with capture_logs() as logs:
        count = heard.count
        drop_listeners(postgres_database)
        heard.wait_for(count + 1)

    assert "doorbell_lost" in {line["event"] for line in logs}


def test_a_server_that_is_away_neither_fails_the_ring_nor_keeps_the_closer_waiting(tmp_path: Path) -> None:
    bell = Doorbell.of(f"postgresql://nobody@/nothing?host={tmp_path}")
    assert isinstance(bell, PostgresBell)
    close = bell.listen(lambda: None)

    bell.ring()
    close()


def test_the_bell_hangs_beside_the_database(tmp_path: Path) -> None:
    bell = Doorbell.of(sqlite(tmp_path))

    assert isinstance(bell, SocketBell)
    assert (bell.folder, bell.name) == (tmp_path, "duban.db.bell")
