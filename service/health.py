"""How the service is doing, as values with a light each: for people, and for the monitor that asks every few minutes.

Here: the questions, and when an answer is amber or red. Not here: printing (command/status.py). Nothing is changed by asking.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import column, func, select, table, text

from engine.core.calendar import Calendar
from engine.core.machine import Text
from engine.run import bringing_up, sweep
from engine.run.affairs import Hold, hold_of
from engine.run.cell import Cell
from engine.run.desk import Desk
from engine.run.reach import routes, unreachable
from engine.run.world import load_world
from engine.store import outbox, schema, settings, verification
from engine.store.faces import people_waiting
from engine.store.notices import unmailed
from engine.store.tables.base import UtcDateTime
from engine.store.transaction import Transaction

GREEN, AMBER, RED = "green", "amber", "red"

SILENT = timedelta(minutes=15)  #: a service that has not swept for so long is not running
SLOW, STUCK = timedelta(minutes=30), timedelta(hours=2)  #: a mail that has waited so long
RECENT = timedelta(days=30)
FRESH = timedelta(days=1)  #: an outage or a delivery fault is news for so long
DECEMBER = 12
SHOWN = 5  #: numbers of matters in one line

_MAILS = table("v_mails", column("state"), column("at", UtcDateTime), column("next_try_at", UtcDateTime))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mails:
    waiting: int  #: queued, or being sent
    deferred: int
    undeliverable: int
    parked: int
    oldest_at: datetime | None  #: of those that are still to leave


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is found, without judgement."""

    now: datetime
    swept_at: datetime | None
    next_wake_at: datetime
    mails: Mails
    undeliverable_lately: int  #: written in the last day
    failing: tuple[str, ...]  #: matters that cannot be computed
    unreached: int  #: people for whom lines wait that reach nobody, or would
    hold: Hold | None
    outages: tuple[tuple[datetime, datetime], ...]  #: that ended in the last 30 days, oldest first
    missing_years: tuple[int, ...]  #: the present year, and in December the next, while they are not announced
    chain_faults: int | None  #: None: not looked at
    database: str  #: sqlite or postgresql
    size: int  #: bytes
    schema: str
    folder_faults: int = 0  #: of the county folder, which is gone by as it was before them


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One question with its answer."""

    name: str
    light: str
    told: Text


def figures(cell: Cell, now: datetime, *, verify: bool = False, folder_faults: int = 0) -> Figures:
    """Everything there is to know; but for the faults of the folder, which are handed in, asked of the database alone."""
    next_wake_at = sweep.next_wake(cell, now)
    with cell.database.read() as tx:
        world = load_world(cell, tx)
        seen = settings.get(tx, sweep.SWEPT)
        return Figures(
            now=now,
            swept_at=seen if isinstance(seen, datetime) else None,
            next_wake_at=next_wake_at,
            mails=_mails(tx),
            undeliverable_lately=_count(tx, "undeliverable", now - FRESH),
            failing=tuple(sorted(bringing_up.failing(tx))),
            unreached=len(_unreached_people(cell, tx, now)),
            hold=hold_of(tx),
            outages=tuple(one for one in settings.outages(tx) if one[1] > now - RECENT),
            missing_years=tuple(_missing(world.calendar, now)),
            chain_faults=len(verification.verify(tx)) if verify else None,
            database="postgresql" if tx.is_postgresql else "sqlite",
            size=_size(tx),
            schema=schema.revision(tx.connection),
            folder_faults=folder_faults,
        )


def _unreached_people(cell: Cell, tx: Transaction, now: datetime) -> set[str]:
    """Who has nobody to pass a line on, and for whom lines wait that go to nobody."""
    desk = Desk(cell, tx, now)
    people = desk.world.organisation.people
    mute = [code for code in people_waiting(tx, now) if code not in people or not people[code].email]
    waiting = [one for lines in unmailed(tx, now, people=mute).values() for one in lines]
    to = routes(desk, waiting)
    return {*unreachable(desk.world.organisation), *(one.notice.person for one in waiting if not to[one.id])}


def _mails(tx: Transaction) -> Mails:
    counts = outbox.counts(tx)
    waits = _MAILS.c.state.in_(("queued", "sending", "deferred"))
    return Mails(
        waiting=counts.get("queued", 0) + counts.get("sending", 0),
        deferred=counts.get("deferred", 0),
        undeliverable=counts.get("undeliverable", 0),
        parked=counts.get("parked", 0),
        oldest_at=tx.execute(select(_MAILS.c.at).where(waits).order_by(_MAILS.c.at).limit(1)).scalar(),
    )


def _count(tx: Transaction, state: str, since: datetime) -> int:
    query = select(func.count()).select_from(_MAILS).where(_MAILS.c.state == state, _MAILS.c.at > since)
    return int(tx.execute(query).scalar_one())


def _missing(calendar: Calendar, now: datetime) -> Iterator[int]:
    today = calendar.today(now)
    if not calendar.announced(today.year):
        yield today.year
    if today.month == DECEMBER and not calendar.announced(today.year + 1):
        yield today.year + 1


def _size(tx: Transaction) -> int:
    if tx.is_postgresql:
        return int(tx.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    pages, size = (tx.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("page_count", "page_size"))
    return int(pages) * int(size)


# --- what is to be thought of it ---------------------------------------------------------------------------------------


def checks(found: Figures, calendar: Calendar) -> tuple[Check, ...]:
    """Every answer with its light, in the order in which one would look."""
    return (
        _service(found, calendar),
        _sending(found, calendar),
        _waiting(found, calendar),
        _undelivered(found),
        _failing(found),
        _unreached(found),
        _outages(found, calendar),
        _calendar(found, calendar),
        _folder(found),
        _chain(found),
        _database(found),
    )


def worst(found: tuple[Check, ...]) -> str:
    lights = {each.light for each in found}
    return next(light for light in (RED, AMBER, GREEN) if light in lights or light == GREEN)


def _service(found: Figures, calendar: Calendar) -> Check:
    wake = _when(found.next_wake_at, calendar)
    if found.swept_at is None:
        return Check(name="service", light=RED, told=Text("服务还没有运行过", "the service has never run"))
    seen = _when(found.swept_at, calendar)
    if found.now - found.swept_at > SILENT:
        told = Text(f"服务没有运行：最近一次巡查 {seen}", f"the service is not running: its last sweep was {seen}")
        return Check(name="service", light=RED, told=told)
    told = Text(f"最近一次巡查 {seen}，下一次最迟 {wake}", f"last sweep {seen}, next one by {wake}")
    return Check(name="service", light=GREEN, told=told)


def _sending(found: Figures, calendar: Calendar) -> Check:
    if found.hold is None:
        return Check(name="sending", light=GREEN, told=Text("正常发信", "mails are sent"))
    since, by, reason = _when(found.hold.since, calendar), found.hold.by, found.hold.reason
    told = Text(f"{since} 起由 {by} 暂停发信：{reason}", f"held since {since} by {by}: {reason}")
    return Check(name="sending", light=AMBER, told=told)


def _waiting(found: Figures, calendar: Calendar) -> Check:
    mails, oldest = found.mails, found.mails.oldest_at
    count = Text(f"待发 {mails.waiting}，暂缓 {mails.deferred}", f"{mails.waiting} waiting, {mails.deferred} deferred")
    if oldest is None:
        return Check(name="mails", light=GREEN, told=count)
    waited = found.now - oldest
    light = RED if waited > STUCK else AMBER if waited > SLOW else GREEN
    since = _when(oldest, calendar)
    return Check(
        name="mails", light=light, told=Text(f"{count.zh}，最早一封 {since}", f"{count.en}, the oldest of {since}")
    )


def _undelivered(found: Figures) -> Check:
    all_, parked, lately = found.mails.undeliverable, found.mails.parked, found.undeliverable_lately
    look = Text("：见 duban mail parked", ": see `duban mail parked`") if parked else Text("", "")
    told = Text(
        f"送达故障 {all_}（近一天 {lately}），搁置 {parked}{look.zh}",
        f"{all_} undeliverable ({lately} in the last day), {parked} parked{look.en}",
    )
    return Check(name="undelivered", light=AMBER if lately or parked else GREEN, told=told)


def _failing(found: Figures) -> Check:
    if not found.failing:
        return Check(name="matters", light=GREEN, told=Text("事项都能推算", "every matter can be computed"))
    shown = ", ".join(found.failing[:SHOWN]) + (" …" if len(found.failing) > SHOWN else "")
    told = Text(
        f"{len(found.failing)} 件事项推算不了、无人被提醒：{shown}；原因见服务日志 matter_failed",
        f"{len(found.failing)} matter(s) cannot be computed, so nobody is reminded: {shown}; why is in the log at matter_failed",
    )
    return Check(name="matters", light=RED, told=told)


def _unreached(found: Figures) -> Check:
    n = found.unreached
    told = (
        Text(f"{n} 人收不到提醒：见 duban unreached", f"{n} people cannot be reached: see `duban unreached`")
        if n
        else Text("人人可以送达", "everybody can be reached")
    )
    return Check(name="unreached", light=AMBER if n else GREEN, told=told)


def _outages(found: Figures, calendar: Calendar) -> Check:
    if not found.outages:
        return Check(name="outages", light=GREEN, told=Text("近30天没有中断", "no outage in the last 30 days"))
    first, last = found.outages[-1]
    n, since, until = len(found.outages), _when(first, calendar), _when(last, calendar)
    told = Text(
        f"近30天中断 {n} 次，最近一次 {since} 至 {until}",
        f"{n} outage(s) in the last 30 days, the last from {since} to {until}",
    )
    return Check(name="outages", light=AMBER if last > found.now - FRESH else GREEN, told=told)


def _calendar(found: Figures, calendar: Calendar) -> Check:
    if not found.missing_years:
        return Check(name="calendar", light=GREEN, told=Text("日历齐全", "the calendar is complete"))
    year = found.missing_years[0]
    light = RED if year <= calendar.today(found.now).year else AMBER
    told = Text(
        f"缺 {year} 年的日历：放假安排公布后运行 duban calendar load",
        f"the calendar of {year} is missing: run `duban calendar load` once its holidays are announced",
    )
    return Check(name="calendar", light=light, told=told)


def _folder(found: Figures) -> Check:
    n = found.folder_faults
    if not n:
        return Check(name="folder", light=GREEN, told=Text("县文件夹没有错误", "the county folder has no fault"))
    told = Text(
        f"县文件夹有 {n} 处错误，仍按改动前的执行：见 duban check",
        f"{n} fault(s) in the county folder, what it said before is gone by: see `duban check`",
    )
    return Check(name="folder", light=AMBER, told=told)


def _chain(found: Figures) -> Check:
    if found.chain_faults is None:
        return Check(
            name="chain", light=GREEN, told=Text("记录链未核验（--verify）", "the chain was not looked at (--verify)")
        )
    if found.chain_faults:
        n = found.chain_faults
        told = Text(
            f"记录链有 {n} 处问题：见 duban audit verify", f"{n} fault(s) in the chain: see `duban audit verify`"
        )
        return Check(name="chain", light=RED, told=told)
    return Check(name="chain", light=GREEN, told=Text("记录链完整", "the chain holds"))


def _database(found: Figures) -> Check:
    size = f"{found.size / 1_000_000:.1f} MB"
    told = Text(f"{found.database} {size}，版本 {found.schema}", f"{found.database} {size}, schema {found.schema}")
    return Check(name="database", light=GREEN, told=told)


def _when(at: datetime, calendar: Calendar) -> str:
    return f"{calendar.local(at):%Y-%m-%d %H:%M}"
