"""The background service: the monitor around a cell, until it is told to end.

Here: what a tick, a delivery and the housekeeping do, and how the process begins and ends. Not here: when they are called
(engine/run/monitor.py), what is due (engine/run/sweep.py), how a mail is sent (notifications/).
"""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event
from types import FrameType

import structlog

from config.yaml_reader import Faults
from engine.run import sweep
from engine.run.monitor import Monitor
from engine.store import outbox, settings
from engine.store.edition import edition
from notifications.delivery import deliver_one
from notifications.transport import Transport
from service.bootstrap import Opened, differences, sole_service
from service.clock import Clock, SystemClock
from service.composing import refreshed
from service.folder import read_folder

LONG = timedelta(hours=1)  #: longer than the monitor ever waits

log = structlog.get_logger()


class Service:
    """What the monitor calls, for one cell."""

    def __init__(self, opened: Opened, transport: Transport, clock: Clock, on_ready: Callable[[], None]) -> None:
        self._cell = opened.cell
        self._county = opened.county
        self._transport = transport
        self._clock = clock
        self._on_ready = on_ready
        self._worker = f"{socket.gethostname()}:{os.getpid()}"
        self._is_ready = False
        self._told: tuple[object, ...] = ()
        self._in_force: tuple[object, object] | None = None

    def tick(self) -> None:
        """Do what is due. The first time that works the service is ready."""
        self._follow_county()
        swept = sweep.sweep(self._cell, self._clock.now())
        if swept.matters or swept.mails or swept.opened:
            log.info("swept", matters=swept.matters, opened=swept.opened, notices=swept.notices, mails=swept.mails)
        if not self._is_ready:
            self._is_ready = True
            self._on_ready()

    def deliver(self) -> bool:
        """Try to send one mail; whether there may be more."""
        return deliver_one(self._cell.database, self._transport, self._clock.now, self._worker)

    def _follow_county(self) -> None:
        """Go by the organisation and calendar in force, whoever took them over meanwhile."""
        with self._cell.database.read() as tx:
            seen = edition(tx)
        in_force = (seen.organisation, seen.calendar)
        if self._in_force == in_force:
            return
        self._cell = refreshed(self._cell, self._county)
        if self._in_force is not None:
            log.info("county_changed", organisation=seen.organisation, calendar=seen.calendar)
        self._in_force = in_force

    def housekeeping(self) -> None:
        """Say in the journal, once for each change, that the county folder is no longer what is in force."""
        try:
            folder = read_folder(self._county.folder)
        except Faults as found:
            self._tell("folder_faulty", found.faults, "run `duban check`; what the folder said before is gone by")
        else:
            found_changes = differences(self._cell.database, folder.county, self._clock.now())
            hint = "run `duban check`, then `duban org apply` or `duban calendar load`"
            self._tell("folder_differs", found_changes, hint)

    def _tell(self, event: str, told: tuple[object, ...], hint: str) -> None:
        if told and told != self._told:
            log.warning(event, count=len(told), hint=hint)
        self._told = told

    def next_wake(self) -> timedelta:
        return self._clock.until(sweep.next_wake(self._cell, self._clock.now()))

    def next_delivery(self) -> timedelta:
        """How long until a mail is to be tried again; long, while sending is held or none waits."""
        with self._cell.database.read() as tx:
            at = None if settings.get(tx, settings.HOLD) else outbox.next_try(tx)
        return self._clock.until(at) if at else LONG


def serve(opened: Opened, transport: Transport, *, clock: Clock | None = None, on_ready: Callable[[], None]) -> None:
    """Serve a cell until SIGTERM or SIGINT; what is being done then is done to its end.

    Raises AlreadyServed when another process does.
    """
    with sole_service(opened.url), _told_to_end() as end:
        service = Service(opened, transport, clock or SystemClock(), on_ready)
        monitor = Monitor(
            tick=service.tick,
            deliver=service.deliver,
            housekeeping=service.housekeeping,
            next_wake=service.next_wake,
            next_delivery=service.next_delivery,
            now=SystemClock().now,
        )
        close_bell = opened.bell.listen(monitor.wake)
        try:
            if opened.copy:
                log.warning("tables_upgraded", copy=str(opened.copy))
            service.housekeeping()
            monitor.start()
            log.info("started", pid=os.getpid(), workflows=len(opened.cell.rules.machines))
            end.wait()
            log.info("ending")
        finally:
            close_bell()
            monitor.stop()
            log.info("ended")


@contextmanager
def _told_to_end() -> Iterator[Event]:
    """An event that SIGTERM and SIGINT set. Only for the main thread, as signals are."""
    end = Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        end.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield end
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
