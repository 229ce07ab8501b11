"""Checkpoints: one chain over all chains, sealed after every batch, so that no history can be cut short unseen.

Writers of different matters never wait for each other: each has its own chain, and only `seal` sees them all.
Checking them is in verification.py.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select, text

from engine.store.chain import START, digest
from engine.store.codec import write_instant
from engine.store.history import COUNTY
from engine.store.tables.history import checkpoint, entry, seal
from engine.store.tables.matter import matter
from engine.store.transaction import CHUNK, Transaction

#: As in the partial indexes: SQLite uses them only for the very same words.
_OF_COUNTY = text("seal.matter = ''")
_UNSEALED = text("matter.sealed_seq < matter.seq")
#: A chain's name, its last entry and that entry's hash.
Head = tuple[str, int, str]


def seal_heads(tx: Transaction, *, at: datetime) -> int:
    """Seal the heads of all chains that grew since the last checkpoint; how many. Nothing new makes no checkpoint.

    A matter that another process is just writing is left for the next one; Conflict if another process seals too.
    """
    heads = [*_county_head(tx), *_grown(tx)]
    if not heads:
        return 0
    last = tx.execute(select(checkpoint).order_by(checkpoint.c.number.desc()).limit(1)).first()
    number, prev_hash = (last.number + 1, last.hash) if last else (1, START)
    row = {"number": number, "at": at, "sealed": len(heads), "prev_hash": prev_hash}
    row["hash"] = checkpoint_hash(number, at, prev_hash, heads)
    tx.insert_new(checkpoint, [row], clash="another process is just making a checkpoint")
    seals = [{"checkpoint": number, "matter": name, "seq": seq, "head": head} for name, seq, head in heads]
    tx.insert_all(seal, seals)
    return len(heads)


def checkpoint_hash(number: int, at: datetime, prev_hash: str, heads: Iterable[Head]) -> str:
    """The hash of a checkpoint; the databases sort texts differently, so the heads are sorted here."""
    return digest([number, write_instant(at), prev_hash, sorted([list(head) for head in heads])])


def _grown(tx: Transaction) -> list[Head]:
    """Some at a time: PostgreSQL takes a third of all matters to have grown, and would rather read all than so many by their index."""
    some = select(matter.c.number, matter.c.seq, matter.c.head).where(_UNSEALED).order_by(matter.c.number).limit(CHUNK)
    heads: list[Head] = []
    while True:
        found = [(row.number, row.seq, row.head) for row in tx.execute(some.with_for_update(skip_locked=True))]
        tx.update_all(matter, [{"old_number": number, "sealed_seq": seq} for number, seq, _ in found])
        heads += found
        if len(found) < CHUNK:
            return heads


def _county_head(tx: Transaction) -> list[Head]:
    sealed = tx.execute(select(func.max(seal.c.seq)).where(_OF_COUNTY)).scalar() or 0
    newer = select(entry.c.seq, entry.c.hash).where(entry.c.matter == COUNTY, entry.c.seq > sealed)
    last = tx.execute(newer.order_by(entry.c.seq.desc()).limit(1)).first()
    return [(COUNTY, last.seq, last.hash)] if last else []
