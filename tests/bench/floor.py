"""The floor: what a sweep wrote, written again by raw set-based SQL on the same kind of database.

1. A sweep runs on a copy of the prepared database; the rows it wrote are carried into staging tables of the original.
2. Measured: INSERT ... SELECT and UPDATE ... FROM out of the staging tables, in as many transactions as the sweep
   needs for them, with what changed and nothing else. No Python touches a row.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from engine.run.bringing_up import CHUNK
from engine.run.sweep import PEOPLE
from engine.store.database import Database

_MATTER = ("facts", "next_at", "version", "seq", "head")
_CLOCK = ("facts", "next_at")


@dataclass(frozen=True)
class Work:
    """How much a sweep wrote."""

    chunks: int
    mail_chunks: int
    matters: int
    clocks: int
    entries: int
    notices: int
    mails: int
    bytes: int  #: of mails


class Floor:
    """Staging tables in a database, and the writing out of them."""

    def __init__(self, database: Database) -> None:
        self._mark = "%s" if database.is_postgresql else "?"
        self._is_postgresql = database.is_postgresql

    # --- preparing ---

    def stage(self, start: Database, swept: Database) -> Work:
        """Carry what the sweep wrote into staging tables of the database it began with."""
        with _raw(start) as to, _raw(swept) as of:
            ids = {name: _one(to, f"SELECT coalesce(max(id), 0) FROM {name}") for name in ("notice", "mail", "score")}
            entries = self._new_entries(to, of)
            changed = {row[0] for row in entries[1]}
            waking = _all(to, "SELECT number FROM matter WHERE next_at IS NOT NULL ORDER BY next_at, number")
            order = [number for (number,) in waking if number in changed]
            chunks = {number: index // CHUNK for index, number in enumerate(order)}
            self._keep(to, "stage_entry", entries, lambda row: chunks.get(row[0], 0))
            new = _rows(of, f"SELECT * FROM notice WHERE id > {ids['notice']} ORDER BY id")
            place = new[0].index("matter")
            blank = new[0].index("mail_id")
            unsent = (new[0], [(*row[:blank], None, *row[blank + 1 :]) for row in new[1]])
            self._keep(to, "stage_notice", unsent, lambda row: chunks.get(row[place], 0))
            matters = _rows(of, f"SELECT number, {', '.join(_MATTER)} FROM matter")
            matters = (matters[0], [row for row in matters[1] if row[0] in changed])
            self._keep(to, "stage_matter", matters, lambda row: chunks.get(row[0], 0))
            clocks = self._changed_clocks(to, of)
            self._keep(to, "stage_clock", clocks, lambda row: chunks.get(row[0], 0))
            scores = _rows(of, f"SELECT * FROM score WHERE id > {ids['score']}")
            whose = scores[0].index("matter")
            self._keep(to, "stage_score", scores, lambda row: chunks.get(row[whose], 0))
            mails = _rows(of, f"SELECT * FROM mail WHERE id > {ids['mail']} ORDER BY person")
            turn = {row[0]: index // PEOPLE for index, row in enumerate(mails[1])}
            self._keep(to, "stage_mail", mails, lambda row: turn[row[0]])
            carried = _rows(of, f"SELECT id, mail_id FROM notice WHERE mail_id > {ids['mail']}")
            self._keep(to, "stage_carried", carried, lambda row: turn[row[1]])
            stale = _rows(of, f"SELECT id, superseded_by FROM mail WHERE superseded_by > {ids['mail']}")
            self._keep(to, "stage_stale", stale, lambda row: turn[row[1]])
            last = _one(to, "SELECT coalesce(max(number), 0) FROM checkpoint")
            self._keep(to, "stage_checkpoint", _rows(of, f"SELECT * FROM checkpoint WHERE number > {last}"), None)
            self._keep(to, "stage_seal", _rows(of, f"SELECT * FROM seal WHERE checkpoint > {last}"), None)
            to.commit()
        return Work(
            chunks=-(-len(chunks) // CHUNK),
            mail_chunks=-(-len(mails[1]) // PEOPLE),
            matters=len(matters[1]),
            clocks=len(clocks[1]),
            entries=len(entries[1]),
            notices=len(new[1]),
            mails=len(mails[1]),
            bytes=sum(len(row[mails[0].index("bytes")]) for row in mails[1]),
        )

    def _new_entries(self, to: Any, of: Any) -> "Rows":
        last = dict(_all(to, "SELECT number, seq FROM matter"))
        found = _rows(of, "SELECT * FROM entry ORDER BY matter, seq")
        return found[0], [row for row in found[1] if row[1] > last.get(row[0], 0) and row[0]]

    def _changed_clocks(self, to: Any, of: Any) -> "Rows":
        query = f"SELECT matter, name, run, {', '.join(_CLOCK)} FROM clock"
        before = set(_all(to, query))
        columns, after = _rows(of, query)
        return columns, [row for row in after if row not in before]

    def _keep(self, to: Any, name: str, rows: "Rows", chunk: Any) -> None:
        source = name.removeprefix("stage_")
        like = {"carried": "notice", "stale": "mail"}.get(source, source)
        columns = ", ".join(f'"{column}"' for column in rows[0])
        cursor = to.cursor()
        cursor.execute(f"CREATE TABLE {name} AS SELECT {columns}, 0 AS chunk FROM {like} WHERE 1 = 0")
        marks = ", ".join([self._mark] * (len(rows[0]) + 1))
        written = [(*row, chunk(row) if chunk else 0) for row in rows[1]]
        if self._is_postgresql:
            with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                for row in written:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", written)
        cursor.execute(f"CREATE INDEX ix_{name} ON {name} (chunk)")

    # --- measured ---

    def write(self, database: Database, work: Work) -> None:
        with _raw(database) as connection:
            for chunk in range(work.chunks):
                self._transact(connection, _CHUNK, chunk)
            for chunk in range(work.mail_chunks):
                self._transact(connection, _MAILS, chunk)
            self._transact(connection, _SEAL, 0)

    def _transact(self, connection: Any, statements: Sequence[str], chunk: int) -> None:
        cursor = connection.cursor()
        if not self._is_postgresql:
            cursor.execute("BEGIN IMMEDIATE")
        for statement in statements:
            cursor.execute(statement.replace(":chunk", str(chunk)))
        connection.commit()


def _sets(columns: Sequence[str]) -> str:
    return ", ".join(f"{name} = s.{name}" for name in columns)


_ENTRY_COLUMNS = "matter, seq, at, stored_at, kind, actor, data, digests, prev_hash, hash"
_NOTICE_COLUMNS = (
    "id, matter, clock, run, kind, basis, person, at, state, turn, about, capacity, role, because, data, mail_id, "
    "reached_at, superseded_reason"
)
_MAIL_COLUMNS = (
    "id, person, address, subject, at, message_id, bytes, state, attempts, next_try_at, lease_until, lease_by, sent_at, "
    "last_error, superseded_by"
)
_SCORE_COLUMNS = "unit, year, matter, clock, run, reason, points, at"
_CHUNK = (
    f"UPDATE matter SET {_sets(_MATTER)} FROM stage_matter s WHERE s.chunk = :chunk AND matter.number = s.number",
    (
        f"UPDATE clock SET {_sets(_CLOCK)} FROM stage_clock s WHERE s.chunk = :chunk AND clock.matter = s.matter "
        "AND clock.name = s.name AND clock.run = s.run"
    ),
    f"INSERT INTO entry ({_ENTRY_COLUMNS}) SELECT {_ENTRY_COLUMNS} FROM stage_entry WHERE chunk = :chunk",
    f"INSERT INTO score ({_SCORE_COLUMNS}) SELECT {_SCORE_COLUMNS} FROM stage_score WHERE chunk = :chunk",
    f"INSERT INTO notice ({_NOTICE_COLUMNS}) SELECT {_NOTICE_COLUMNS} FROM stage_notice WHERE chunk = :chunk",
)
_MAILS = (
    f"INSERT INTO mail ({_MAIL_COLUMNS}) SELECT {_MAIL_COLUMNS} FROM stage_mail WHERE chunk = :chunk",
    "UPDATE notice SET mail_id = s.mail_id FROM stage_carried s WHERE s.chunk = :chunk AND notice.id = s.id",
    (
        "UPDATE mail SET state = 'superseded', superseded_by = s.superseded_by FROM stage_stale s "
        "WHERE s.chunk = :chunk AND mail.id = s.id"
    ),
)
_SEAL = (
    (
        "INSERT INTO checkpoint (number, at, sealed, prev_hash, hash) "
        "SELECT number, at, sealed, prev_hash, hash FROM stage_checkpoint"
    ),
    "INSERT INTO seal (checkpoint, matter, seq, head) SELECT checkpoint, matter, seq, head FROM stage_seal",
    "UPDATE matter SET sealed_seq = seq WHERE sealed_seq < seq",
)

Rows = tuple[list[str], list[tuple[Any, ...]]]


@contextmanager
def _raw(database: Database) -> Iterator[Any]:
    """The driver's connection, with every PRAGMA of the store."""
    with closing(database.engine.raw_connection()) as pooled:
        yield pooled.driver_connection


def _rows(connection: Any, query: str) -> Rows:
    cursor = connection.cursor()
    cursor.execute(query)
    return [column[0] for column in cursor.description], cursor.fetchall()


def _all(connection: Any, query: str) -> list[tuple[Any, ...]]:
    return _rows(connection, query)[1]


def _one(connection: Any, query: str) -> Any:
    return _all(connection, query)[0][0]
