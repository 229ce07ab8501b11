"""One link of the history chain: how an entry's hash is made. Pure; who writes and checks chains is in history.py and seals.py.

Each entry's hash covers everything in its row and the hash before it, so no row can be changed, moved or taken out unseen.
Private values stand outside: the entry holds a salted hash of each, and without the salt that hash tells nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from engine.core.notice import Entry
from engine.store.codec import plain, write_instant
from engine.store.tables.base import canonical

#: The hash before the first entry, and before the first checkpoint.
START = ""


def link(entry: Entry, *, seq: int, prev_hash: str, stored_at: datetime, digests: str = "") -> dict[str, Any]:
    """The row of an entry, chained to the one before."""
    row: dict[str, Any] = {
        "matter": entry.matter,
        "seq": seq,
        "at": entry.at,
        "stored_at": stored_at,
        "kind": entry.kind,
        "actor": entry.actor,
        "data": canonical(plain(entry.data)),
        "digests": digests,
        "prev_hash": prev_hash,
    }
    return row | {"hash": entry_hash(row)}


def entry_hash(row: Mapping[str, Any]) -> str:
    """The hash of an entry's row."""
    instants = write_instant(row["at"]), write_instant(row["stored_at"])
    rest = [row[name] for name in ("matter", "seq", "kind", "actor", "data", "digests", "prev_hash")]
    return digest([*instants, *rest])


def digest(values: list[Any]) -> str:
    """A hash over plain values, in an unambiguous spelling."""
    return sha256(canonical(values).encode()).hexdigest()


def private_digest(salt: str, value: str) -> str:
    """What the chain knows of a private value (its canonical JSON text)."""
    return sha256(f"{salt}{value}".encode()).hexdigest()
