"""The monitor wakes: the one importer of apscheduler, and the one place with timers.

Here: when the tick, the delivery and the housekeeping are called. Not here: what they do (service/serve.py).

Nothing depends on a timer being kept. Jobs live in memory; the tick comes at every heartbeat whatever happens
and finds by itself what is due. It is called:
1. by a heartbeat job, moved up to the next wake-up after every tick, and to now by `wake`;
2. by a plain thread on a monotonic clock, when a heartbeat has gone by without a tick: with the system clock
   set back an hour, the scheduler would wait for an hour. A call while the same work runs makes it run once
   more afterwards, never twice at once.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Lock, Thread
from time import monotonic

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from engine.store.errors import StoreError

#: Between ticks at least, so that a wake-up that does not go away never makes the processor hot.
LEAST = timedelta(seconds=0.1)
#: After the first failure; doubled with each further one, up to a heartbeat.
FIRST_RETRY = timedelta(seconds=1)
HOUR = timedelta(hours=1)

log = structlog.get_logger()


class Monitor:
    """Threads around three pieces of work. An exception in one is logged, and the work is called again later."""

    def __init__(
        self,
        *,
        tick: Callable[[], object],
        deliver: Callable[[], bool],
        housekeeping: Callable[[], object],
        next_wake: Callable[[], timedelta],
        next_delivery: Callable[[], timedelta] | None = None,
        now: Callable[[], datetime],
        heartbeat: timedelta = timedelta(seconds=60),
    ) -> None:
        """`deliver` is called until it answers that nothing is left. `next_wake`: how long until a tick is needed;
        `next_delivery`: until a mail is to be tried again.

        `now` is the system's own clock, which the scheduler goes by, also where the work has a clock of its own.
        """
        self._stopping = Event()
        self._tick = _Work("tick", tick, self._stopping)
        self._deliver = _Work("deliver", lambda: self._until_nothing_is_left(deliver), self._stopping)
        self._housekeeping = _Work("housekeeping", housekeeping, self._stopping)
        self._next_wake = next_wake
        self._next_delivery = next_delivery or (lambda: heartbeat)
        self._now = now
        self._heartbeat = heartbeat
        self._ticked_at = monotonic()
        self._failures = 0
        self._executor = ThreadPoolExecutor(3)
        self._scheduler = self._build_scheduler()
        self._backstop = Thread(target=self._stand_by, name="backstop", daemon=True)

    def start(self) -> None:
        """Begin with a tick, and go on in the background."""
        self._scheduler.start()
        self._backstop.start()

    def wake(self) -> None:
        """Tick and deliver as soon as possible; from any thread."""
        self._tick.wish()
        self._deliver.wish()
        self._move("tick", timedelta(0))
        self._move("deliver", timedelta(0))

    def stop(self) -> None:
        """Let what is running finish its present unit of work, and end all threads."""
        self._stopping.set()
        if self._scheduler.running:
            # Waiting inside would hold a lock that a running job may need.
            self._scheduler.shutdown(wait=False)
        self._executor.shutdown(wait=True)
        if self._backstop.is_alive():
            self._backstop.join()

    def _build_scheduler(self) -> BackgroundScheduler:
        # Its own words at every wake-up would drown ours; `_Work` logs what matters.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        scheduler = BackgroundScheduler(executors={"default": self._executor}, job_defaults=defaults, timezone=UTC)
        for job, work, every in (
            ("tick", self._ticked, self._heartbeat),
            ("deliver", self._delivered, self._heartbeat),
            ("housekeeping", self._housekeeping, HOUR),
        ):
            scheduler.add_job(work, "interval", seconds=every.total_seconds(), id=job, next_run_time=self._now())
        scheduler.add_listener(self._on_end, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        return scheduler

    def _on_end(self, event: JobExecutionEvent) -> None:
        """Set the next wake-up. Here and not inside the job: one that comes before the job has ended is dropped."""
        if event.job_id == "tick":
            self._rearm()
        elif event.job_id == "deliver" and self._deliver.is_wished:
            self._move("deliver", timedelta(0))

    # Both jobs end by moving a job. That takes the scheduler's lock, so they never end while it is still writing down their
    # next time, which would overwrite what `_on_end` sets.

    def _ticked(self) -> None:
        """Tick, and hand over to the delivery what the tick has queued."""
        self._tick()
        self._ticked_at = monotonic()
        self._deliver.wish()
        self._move("deliver", timedelta(0))

    def _delivered(self) -> None:
        self._deliver()
        self._move("deliver", self._until_delivery())

    def _until_delivery(self) -> timedelta:
        """How long until a mail is due again; a heartbeat when that cannot be known, or the last delivery failed."""
        if self._deliver.has_failed:
            return self._heartbeat
        try:
            return min(max(self._next_delivery(), LEAST), self._heartbeat)
        except StoreError as fault:
            log.error("next_delivery_failed", reason=str(fault))  # noqa: TRY400 - no traceback wanted
        except Exception:
            log.exception("next_delivery_failed")
        return self._heartbeat

    def _rearm(self) -> None:
        self._move("tick", timedelta(0) if self._tick.is_wished else self._wait())
        # A wake that came while the wait was computed has just been overwritten.
        if self._tick.is_wished:
            self._move("tick", timedelta(0))

    def _wait(self) -> timedelta:
        """How long until the next tick; after failures ever longer, but never longer than a heartbeat."""
        if self._tick.has_failed:
            return self._after_failure()
        try:
            wanted = self._next_wake()
        except StoreError as fault:
            log.error("next_wake_failed", reason=str(fault))  # noqa: TRY400 - no traceback wanted
            return self._after_failure()
        except Exception:
            log.exception("next_wake_failed")
            return self._after_failure()
        self._failures = 0
        return min(max(wanted, LEAST), self._heartbeat)

    def _after_failure(self) -> timedelta:
        self._failures += 1
        return min(FIRST_RETRY * (1 << min(self._failures - 1, 10)), self._heartbeat)

    def _move(self, job: str, wait: timedelta) -> None:
        if self._stopping.is_set() or not self._scheduler.running:
            return
        try:
            self._scheduler.modify_job(job, next_run_time=self._now() + wait)
        except JobLookupError:  # it is being shut down at this moment
            log.debug("too_late_to_wake", job=job)

    def _until_nothing_is_left(self, deliver: Callable[[], bool]) -> None:
        while not self._stopping.is_set() and deliver():
            pass

    def _stand_by(self) -> None:
        """The backstop: whenever a heartbeat has passed without a tick, do what the jobs should have done."""
        heartbeat = self._heartbeat.total_seconds()
        while not self._stopping.wait(max(self._ticked_at + heartbeat - monotonic(), LEAST.total_seconds())):
            if monotonic() - self._ticked_at < heartbeat:
                continue
            self._ticked()
            self._rearm()
            self._deliver()


class _Work:
    """A piece of work that never runs twice at once: a call while it runs makes it run once more."""

    def __init__(self, name: str, do: Callable[[], object], stopping: Event) -> None:
        self.has_failed = False
        self._name = name
        self._do = do
        self._stopping = stopping
        self._lock = Lock()
        self._wished = Event()

    @property
    def is_wished(self) -> bool:
        return self._wished.is_set()

    def wish(self) -> None:
        """Have it run, by the next call or by the one that is running."""
        self._wished.set()

    def __call__(self) -> None:
        self._wished.set()
        # Whoever holds the lock looks for wishes again after letting go of it, so none is lost.
        while self._wished.is_set() and self._lock.acquire(blocking=False):
            try:
                self._wished.clear()
                if not self._stopping.is_set():
                    self._do_and_survive()
            finally:
                self._lock.release()

    def _do_and_survive(self) -> None:
        try:
            self._do()
            self.has_failed = False
        except StoreError as fault:  # the database is away: its own words say it all
            self.has_failed = True
            log.error("work_failed", work=self._name, reason=str(fault))  # noqa: TRY400 - no traceback wanted
        except Exception:
            self.has_failed = True
            log.exception("work_failed", work=self._name)
