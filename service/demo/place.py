"""The county of the demo on disk: the sample, mailing to a server on this machine.

Here: where it is written and what is changed in it. Not here: the sample itself (config/), that server (sink.py).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from config.initial import init
from config.keys import COUNTY

#: Decides which reports are drawn for a check, so every showing goes alike.
SEED = "demo"
CLOCK = "demo.clock"  #: the time of the demo, for commands given in another terminal
JOURNAL = "demo.log"

_MAIL = re.compile(r"^mail:\n(?:  .*\n)+", re.MULTILINE)
_LANGUAGES = re.compile(r"^languages: \[.*?\]", re.MULTILINE)


@contextmanager
def place(wanted: Path | None) -> Iterator[Path]:
    """The folder to write: the wanted one, which stays, or one that is gone afterwards."""
    if wanted is not None:
        yield wanted
        return
    with TemporaryDirectory(prefix="duban-demo-", ignore_cleanup_errors=True) as room:
        yield Path(room) / "county"


def write_county(folder: Path, *, host: str, port: int, lang: str) -> None:
    """The sample county; its mails are in `lang` and go to a server that is spoken to without TLS. Raises InitRefused."""
    init(folder, sample=True, seed=SEED)
    file = folder / COUNTY
    text = file.read_text(encoding="utf-8")
    account = _MAIL.search(text)
    assert account is not None
    changed = text.replace(account.group(), _local(account.group(), host, port))
    order = "[en, zh]" if lang == "en" else "[zh, en]"
    file.write_text(_LANGUAGES.sub(f"languages: {order}", changed, count=1), encoding="utf-8")


def _local(account: str, host: str, port: int) -> str:
    """The account with another server and without a login; sender and names stay."""
    kept = [line for line in account.splitlines() if not re.match(r"  (host|port|security|user|password\w*):", line)]
    return "\n".join([kept[0], f"  host: {host}", f"  port: {port}", "  security: none", *kept[1:], ""])
