"""The doorbell: a command given in another process is noticed at once.

Here: ringing and listening, on PostgreSQL by NOTIFY, beside a SQLite file by a local socket. Not here: what is
done when it rings. A ring carries nothing and may be lost: the sweep finds whatever a lost ring would have
told.
"""

import hashlib
import os
import selectors
import socket
import stat
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import psycopg
import structlog
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

#: Bytes of a socket's path that every system takes (macOS 104, Linux 108, with the closing zero).
LONGEST_PATH = 103
#: Seconds; libpq takes nothing shorter. A ring never waits longer for a server that does not answer.
PATIENCE = 2
#: Seconds between attempts to listen again at a server that is away.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0

log = structlog.get_logger()

Closer = Callable[[], None]


class Doorbell(ABC):
    """One for each cell."""

    @staticmethod
    def of(database_url: str, schema: str = "") -> "Doorbell":
        """The doorbell of a cell's database."""
        url = make_url(database_url)
        if url.get_backend_name() == "postgresql":
            dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
            return PostgresBell(dsn, f"duban_{schema}" if schema else "duban")
        if url.database in (None, "", ":memory:"):
            return SilentBell()
        return SocketBell(Path(str(url.database)).resolve())

    @abstractmethod
    def ring(self) -> None:
        """Wake whoever listens. Never raises; nobody listening is fine."""

    @abstractmethod
    def listen(self, on_ring: Callable[[], None]) -> Closer:
        """Call `on_ring` in a thread of its own for every ring, several at once counting as one, until closed."""


class SilentBell(Doorbell):
    """Of a database in memory, which no other process can change."""

    def ring(self) -> None:
        """Nobody could listen."""

    def listen(self, on_ring: Callable[[], None]) -> Closer:  # noqa: ARG002 - nobody will ever ring
        return lambda: None


class SocketBell(Doorbell):
    """A datagram socket beside the SQLite file, for its owner alone."""

    def __init__(self, file: Path) -> None:
        self.folder = file.parent
        self.name = f"{file.name}.bell"
        if len(os.fsencode(self.name)) > LONGEST_PATH // 2:
            self.name = f"{hashlib.sha256(os.fsencode(file.name)).hexdigest()[:16]}.bell"

    def ring(self) -> None:
        with suppress(OSError), _address(self.folder, self.name) as address, _datagrams() as bell:
            bell.sendto(b"!", address)

    def listen(self, on_ring: Callable[[], None]) -> Closer:
        bell = _datagrams()
        try:
            self._put_up(bell)
        except OSError as fault:
            bell.close()
            log.warning("doorbell_missing", reason=str(fault))
            return lambda: None
        return _in_thread(lambda wake: self._wait(bell, wake, on_ring))

    def _put_up(self, bell: socket.socket) -> None:
        """Bind, taking the place of a socket that a killed process left behind, and of nothing else."""
        with _address(self.folder, self.name) as address:
            with suppress(FileNotFoundError):
                if not stat.S_ISSOCK((self.folder / self.name).lstat().st_mode):
                    raise FileExistsError(f"{self.name} is there and is no socket")
                (self.folder / self.name).unlink()
            # Before bind as well: there must be no instant in which others may ring.
            os.fchmod(bell.fileno(), 0o600)
            bell.bind(address)
            (self.folder / self.name).chmod(0o600)

    def _wait(self, bell: socket.socket, wake: socket.socket, on_ring: Callable[[], None]) -> None:
        with bell:
            while not _is_ended(wake, bell):
                with suppress(BlockingIOError):
                    while bell.recv(16):
                        pass
                _tell(on_ring)
        with suppress(OSError):
            (self.folder / self.name).unlink()


class PostgresBell(Doorbell):
    """LISTEN and NOTIFY on a connection of its own."""

    def __init__(self, dsn: str, channel: str) -> None:
        self.dsn = dsn
        self.channel = channel

    def ring(self) -> None:
        with suppress(psycopg.Error), self._connect() as connection:
            connection.execute("SELECT pg_notify(%s, '')", (self.channel,))

    def listen(self, on_ring: Callable[[], None]) -> Closer:
        return _in_thread(lambda wake: self._keep_listening(wake, on_ring))

    def _connect(self) -> psycopg.Connection:
        # A server behind a cut line would otherwise be waited for as long as the system pleases.
        return psycopg.connect(self.dsn, autocommit=True, connect_timeout=PATIENCE, tcp_user_timeout=PATIENCE * 1000)

    def _keep_listening(self, wake: socket.socket, on_ring: Callable[[], None]) -> None:
        """Listen; after a lost connection try again, ever more slowly, and take what was missed as a ring."""
        pause, is_first = FIRST_PAUSE, True
        while not _is_ended(wake, pause=0):
            try:
                with self._connect() as connection:
                    connection.execute(SQL("LISTEN {}").format(Identifier(self.channel)))
                    if not is_first:
                        _tell(on_ring)
                    pause, is_first = FIRST_PAUSE, False
                    self._wait(connection, wake, on_ring)
            except psycopg.Error as fault:
                log.warning("doorbell_lost", reason=str(fault).strip(), again_in=pause)
                _is_ended(wake, pause=pause)
                pause, is_first = min(2 * pause, LONGEST_PAUSE), False

    def _wait(self, connection: psycopg.Connection, wake: socket.socket, on_ring: Callable[[], None]) -> None:
        server = connection.pgconn
        while not _is_ended(wake, connection):
            server.consume_input()
            rung = False
            while server.notifies() is not None:
                rung = True
            if rung:
                _tell(on_ring)


@contextmanager
def _address(folder: Path, name: str) -> Iterator[str]:
    """The socket's address. A folder too deep for one is reached through a descriptor, where the system has that."""
    direct = str(folder / name)
    if len(os.fsencode(direct)) <= LONGEST_PATH:
        yield direct
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{name}"
    finally:
        os.close(descriptor)


def _datagrams() -> socket.socket:
    bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    bell.setblocking(False)
    return bell


def _is_ended(wake: socket.socket, *bells: socket.socket | psycopg.Connection, pause: float | None = None) -> bool:
    """Wait until a bell rings, the pause is over or `wake` says that it is time to end; whether it did."""
    with selectors.DefaultSelector() as selector:
        for each in (wake, *bells):
            selector.register(each, selectors.EVENT_READ)
        return any(key.fileobj is wake for key, _ in selector.select(pause))


def _in_thread(work: Callable[[socket.socket], None]) -> Closer:
    """Run `work` until the closer is called; the socket it is given becomes readable then."""
    wake, hand = socket.socketpair()
    closed = Event()

    def run() -> None:
        with wake:
            work(wake)

    thread = Thread(target=run, name="doorbell", daemon=True)
    thread.start()

    def close() -> None:
        if not closed.is_set():
            closed.set()
            hand.close()
            thread.join()

    return close


def _tell(on_ring: Callable[[], None]) -> None:
    try:
        on_ring()
    except Exception:
        log.exception("doorbell_failed")
