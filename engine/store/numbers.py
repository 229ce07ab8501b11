"""Numbers of matters and papers: without gaps, for they are taken back when their transaction is."""

from sqlalchemy.dialects.postgresql import Insert

from engine.store.tables.matter import number_series
from engine.store.transaction import Transaction


def take(tx: Transaction, prefix: str, year: int, count: int) -> int:
    """The first of the next `count` numbers of a series; others who want one wait for this transaction to end."""
    start: Insert = tx.insert(number_series).values(prefix=prefix, year=year, last=count)
    step = start.on_conflict_do_update(
        index_elements=["prefix", "year"], set_={"last": number_series.c.last + count}
    ).returning(number_series.c.last)
    return int(tx.execute(step).scalar_one()) - count + 1


def next_numbers(tx: Transaction, prefix: str, year: int, count: int) -> list[str]:
    """The next `count` numbers of matters: SW-2026-0001 and on."""
    first = take(tx, prefix, year, count)
    return [f"{prefix}-{year}-{number:04}" for number in range(first, first + count)]


def next_number(tx: Transaction, prefix: str, year: int) -> str:
    return next_numbers(tx, prefix, year, 1)[0]
