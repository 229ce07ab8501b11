"""The running service of the demo: the real monitor around the real cell, on a clock that is leapt.

Here: putting it together, leaping, and knowing when everything that is due has been said and sent. Not here: which instant
comes next (film.py), who acts (people.py).
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from threading import Condition

from engine.core.calendar import Calendar
from engine.run import sweep
from engine.run.desk import Desk
from engine.run.monitor import Monitor
from notifications.transport import Transport
from service import journal
from service.bootstrap import Opened, open_cell, sole_service
from service.clock import FastClock, SystemClock
from service.composing import transport_of
from service.demo.place import CLOCK, JOURNAL
from service.demo.sink import Sink
from service.journal import Form
from service.serve import Service

PATIENCE = 60.0  #: seconds for one batch
NUDGE = 1.0  #: seconds; a wake-up that crossed with the setting of a later one is given again


class Unanswered(Exception):
    """The service has not done its work in time."""


class _Watched(Service):
    """The service, telling which of the requests for work it has met."""

    def __init__(self, opened: Opened, transport: Transport, clock: FastClock) -> None:
        super().__init__(opened, transport, clock, lambda: None)
        self._changed = Condition()
        self._asked = self._ticked = self._met = 0

    def ask(self) -> int:
        with self._changed:
            self._asked += 1
            return self._asked

    def tick(self) -> None:
        asked = self._asked
        super().tick()
        self._ticked = asked

    def deliver(self) -> bool:
        """A request is met when, after a tick that came after it, no mail is left to send."""
        ticked = self._ticked
        has_more = super().deliver()
        if not has_more:
            with self._changed:
                self._met = ticked
                self._changed.notify_all()
        return has_more

    def wait(self, request: int, seconds: float) -> bool:
        """Whether the request is met by then."""
        with self._changed:
            return self._changed.wait_for(lambda: self._met >= request, seconds)


class House:
    """The service with everything around it that the demo needs to see."""

    def __init__(self, opened: Opened, transport: Transport, clock: FastClock, sink: Sink) -> None:
        self.opened = opened
        self.cell = opened.cell
        self.county = opened.county
        self.clock = clock
        self.rings = 0  #: how often a command given elsewhere has rung
        self._sink = sink
        self._service = _Watched(opened, transport, clock)
        self._monitor = Monitor(
            tick=self._service.tick,
            deliver=self._service.deliver,
            housekeeping=self._service.housekeeping,
            next_wake=self._service.next_wake,
            now=SystemClock().now,
        )

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve for the length of the block."""
        with sole_service(self.opened.url):
            close_bell = self.opened.bell.listen(self._rung)
            try:
                self._monitor.start()
                yield
            finally:
                close_bell()
                self._monitor.stop()

    def leap(self, at: datetime) -> None:
        """Put the clock forward, here and for commands given elsewhere."""
        self.clock.leap(at)
        self.clock.publish(self.county.folder / CLOCK)

    def work(self) -> None:
        """Have done what is due, to the last mail. Raises Unanswered."""
        request = self._service.ask()
        for _ in range(int(PATIENCE / NUDGE)):
            self._monitor.wake()
            if self._service.wait(request, NUDGE):
                return
        raise Unanswered

    def next_wake(self) -> datetime:
        return sweep.next_wake(self.cell, self.clock.now())

    def mails(self) -> Iterator[bytes]:
        """What has arrived since the last call."""
        return self._sink.take()

    def calendar(self) -> Calendar:
        with self.cell.database.read() as tx:
            return Desk(self.cell, tx, self.clock.now()).world.calendar

    def _rung(self) -> None:
        self.rings += 1
        self._monitor.wake()


@contextmanager
def house(folder: Path, begins: datetime, sink: Sink, environ: Mapping[str, str]) -> Iterator[House]:
    """The house of a county folder whose clock begins at `begins`, its journal in a file of the folder."""
    clock = FastClock(begins, 1)
    with open_cell(folder, begins, environ) as opened, (folder / JOURNAL).open("w", encoding="utf-8") as file:
        journal.set_up(clock, opened.cell.hours.zone, Form.CONSOLE, stream=file)
        with closing(transport_of(opened.county.settings.mail, environ)) as transport:
            built = House(opened, transport, clock, sink)
            with built.running():
                yield built
