"""Lines that no change of a matter causes: digest and administrator's lines into the table of notices.

Here: the one other way a notice is written, with the same identity. Not here: notices of a change (saving.py).
"""

from collections.abc import Sequence

from engine.core.notice import Notice
from engine.store.rows import IDENTITY
from engine.store.saving import notice_rows
from engine.store.tables.mail import notice
from engine.store.transaction import Transaction


def add_notices(tx: Transaction, lines: Sequence[Notice]) -> int:
    """Say lines; how many were new (rule 14)."""
    return tx.insert_all(notice, list(notice_rows(lines)), unless=IDENTITY)
