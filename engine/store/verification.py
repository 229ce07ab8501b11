"""Proving the history: every chain and checkpoint recomputed from what the rows say. Nothing is changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from json import loads
from typing import Any

from sqlalchemy import Row, and_, func, or_, select

from engine.store.chain import START, entry_hash, private_digest
from engine.store.history import COUNTY
from engine.store.private import ERASED
from engine.store.seals import checkpoint_hash
from engine.store.tables.history import checkpoint, entry, private_value, seal
from engine.store.tables.matter import matter
from engine.store.transaction import Transaction

#: Rows fetched at a time: a whole history need not fit into memory.
_STREAM = {"yield_per": 5000}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the history that cannot have come about by itself."""

    where: str  #: a matter's number, "county", or "checkpoint 12"
    what: str


def verify(tx: Transaction) -> list[Fault]:
    """Every fault of the chains, the heads the matters remember, the private values and the checkpoints."""
    return [*_chain_faults(tx), *_checkpoint_faults(tx), *_sealed_faults(tx)]


class _Chain:
    """What was seen of one chain so far."""

    def __init__(self) -> None:
        self.seq = 0
        self.head = START
        self.digests: dict[tuple[str, int], str] = {}
        self.erased: set[str] = set()

    def follow(self, row: Mapping[Any, Any]) -> Iterator[str]:
        """Take the next entry; its faults."""
        if row["seq"] != self.seq + 1:
            yield f"entry {self.seq + 1} is missing"
        elif row["prev_hash"] != self.head:
            yield f"entry {row['seq']} does not follow the one before it"
        if entry_hash(row) != row["hash"]:
            yield f"entry {row['seq']} was changed"
        self.seq, self.head = row["seq"], row["hash"]
        if row["digests"]:
            self.digests |= {(field, self.seq): known for field, known in loads(row["digests"]).items()}
        if row["kind"] == ERASED:
            self.erased.add(str(loads(row["data"]).get("field")))


def _chain_faults(tx: Transaction) -> Iterator[Fault]:
    remembered = select(matter.c.number, matter.c.seq, matter.c.head)
    heads = {row.number: (row.seq, row.head) for row in tx.execute(remembered)}
    private = _private_values(tx)
    rows = tx.execute(select(entry).order_by(entry.c.matter, entry.c.seq).execution_options(**_STREAM)).mappings()
    for number, entries in groupby(rows, key=lambda row: str(row["matter"])):
        chain, where = _Chain(), number or "county"
        for row in entries:
            yield from (Fault(where, what) for what in chain.follow(row))
        if number != COUNTY and heads.pop(number, None) != (chain.seq, chain.head):
            yield Fault(where, "the last entry is not the one its matter remembers")
        yield from (Fault(where, what) for what in _private_faults(chain, private.pop(number, {})))
    yield from (Fault(number, "its whole history is missing") for number, (seq, _) in heads.items() if seq)
    yield from (Fault(number, "it has a private value and no history") for number in private)


_Values = dict[tuple[str, int], tuple[str | None, str | None]]


def _private_values(tx: Transaction) -> dict[str, _Values]:
    values: dict[str, _Values] = {}
    for row in tx.execute(select(private_value)):
        values.setdefault(row.matter, {})[row.field, row.seq] = (row.salt, row.value)
    return values


def _private_faults(chain: _Chain, values: _Values) -> Iterator[str]:
    for (field, seq), known in chain.digests.items():
        salt, value = values.pop((field, seq), (None, None))
        if value is None:
            if field not in chain.erased:
                yield f"the private value {field} of entry {seq} is missing, and no entry says it was erased"
        elif private_digest(salt or "", value) != known:
            yield f"the private value {field} of entry {seq} was changed"
    for field, seq in values:
        yield f"entry {seq} knows of no private value {field}"


def _checkpoint_faults(tx: Transaction) -> Iterator[Fault]:
    seals = tx.execute(select(seal).order_by(seal.c.checkpoint).execution_options(**_STREAM))
    groups = groupby(seals, key=lambda row: int(row.checkpoint))
    sealed = {number: [(row.matter, row.seq, row.head) for row in rows] for number, rows in groups}
    number, prev_hash = 0, START
    for row in tx.execute(select(checkpoint).order_by(checkpoint.c.number)):
        number += 1
        heads = sealed.get(row.number, [])
        if row.number != number:
            yield Fault(f"checkpoint {number}", "it is missing")
        elif row.prev_hash != prev_hash:
            yield Fault(f"checkpoint {number}", "it does not follow the one before it")
        if checkpoint_hash(row.number, row.at, row.prev_hash, heads) != row.hash or len(heads) != row.sealed:
            yield Fault(f"checkpoint {row.number}", "it was changed")
        number, prev_hash = row.number, row.hash


def _sealed_faults(tx: Transaction) -> Iterator[Fault]:
    """Sealed entries that are gone or not what was sealed, and sealed heads that no checkpoint counts."""
    same = and_(entry.c.matter == seal.c.matter, entry.c.seq == seal.c.seq)
    lost = select(seal).outerjoin(entry, same).where(or_(entry.c.hash.is_(None), entry.c.hash != seal.c.head))
    for row in tx.execute(lost):
        yield Fault(row.matter or "county", f"entry {row.seq} is not the one that checkpoint {row.checkpoint} sealed")
    last: Row[Any] | None = tx.execute(select(func.max(matter.c.sealed_seq - matter.c.seq))).first()
    if last is not None and (last[0] or 0) > 0:
        yield Fault("matters", "more entries were sealed than there are")
