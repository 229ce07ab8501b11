"""Why a mail was written, by what the engine noted: its most pressing line.

Here: looking it up by the mail's Message-ID. Not here: the mail itself (reading.py), what lines say (notifications/).
"""

from dataclasses import dataclass

from sqlalchemy import select

from engine.core.machine import Text
from engine.store.codec import from_plain
from engine.store.database import Database
from engine.store.tables.mail import mail, notice
from service import words
from service.scenario.witness import says

#: The most pressing first; everything else comes after.
_RANK = ("breach", "step", "before_statutory", "due", "returned", "point", "start")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    kind: str
    says: str  #: E1, T-3 wd, start, …
    capacity: str  #: to | cc

    @property
    def title(self) -> Text:
        """As the ledger calls it: 催办 E1, 到期前提醒 T-3."""
        name = words.NOTICES.get(self.kind, Text(self.kind, self.kind))
        step = f" {self.says.split()[0]}" if self.kind in ("step", "point") else ""
        return Text(f"{name.zh}{step}", f"{name.en}{step}")


NOTHING = Occasion(kind="", says="", capacity="to")


def occasion_of(database: Database, message_id: str) -> Occasion:
    """The most pressing line of a mail."""
    query = (
        select(notice.c.kind, notice.c.data, notice.c.capacity)
        .join(mail, mail.c.id == notice.c.mail_id)
        .where(mail.c.message_id == message_id)
        .order_by(notice.c.id)
    )
    with database.read() as tx:
        found = [
            Occasion(kind=row.kind, says=says(row.kind, from_plain(row.data)), capacity=row.capacity)
            for row in tx.execute(query)
        ]
    return min(found, key=_rank, default=NOTHING)


def _rank(one: Occasion) -> tuple[int, int]:
    """Of several steps the highest."""
    rank = _RANK.index(one.kind) if one.kind in _RANK else len(_RANK)
    rung = int(one.says[1:]) if one.says[:1] == "E" and one.says[1:].isdigit() else 0
    return rank, -rung
