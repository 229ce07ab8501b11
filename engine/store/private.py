"""Private values: kept outside the chain, so that they can be erased and the chain still holds.

The chain knows only a salted hash of each, in the history line that set it. Erasing takes value and salt away and
leaves a line that says so.
"""

from secrets import token_hex

from engine.core.change import Change
from engine.store.chain import private_digest
from engine.store.codec import plain
from engine.store.held import Held
from engine.store.rows import Rows
from engine.store.tables.base import canonical

ERASED = "erased"  #: the kind of the history line that tells of an erased value


def gather_private(rows: Rows, change: Change, base: Held | None, seq: int) -> str:
    """Add the private values that are new or changed; their hashes for entry `seq`, or "" if there are none."""
    digests = {}
    for name in sorted(change.private & change.matter.fields.keys()):
        if base and name in base.private and base.matter.fields.get(name) == change.matter.fields[name]:
            continue
        value, salt = canonical(plain(change.matter.fields[name])), token_hex(16)
        rows.private.append({"matter": change.matter.number, "field": name, "seq": seq, "value": value, "salt": salt})
        digests[name] = private_digest(salt, value)
    return canonical(digests) if digests else ""
