"""From a county's settings to whoever writes its mails, and whoever carries them; and anew when the county has changed while
the service runs. Nothing is sent or worded here.

The room for mails is entered when the first mail is: most commands write none, and its templates take a while to load.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from config.county import County
from config.settings import MailAccount
from engine.core.calendar import Calendar
from engine.core.machine import Text
from engine.run.cell import Cell
from engine.run.letter import Composed, Letter
from engine.run.world import load_calendar
from engine.store.organisation import load_organisation
from service.fault import BadInput

if TYPE_CHECKING:
    from notifications.compose import MailComposer
    from notifications.mime import File
    from notifications.transport import Security, Transport


class Composer:
    """The county's composer, made for its first mail."""

    def __init__(self, county: County, calendar: Calendar) -> None:
        self._make = cache(lambda: _composer(county, calendar))

    def compose(self, letter: Letter) -> Composed:
        return self._make().compose(letter)


def refreshed(cell: Cell, county: County) -> Cell:
    """The cell by the calendar and organisation that are in force now: who is told of faults, how mails count days."""
    with cell.database.read() as tx:
        days = load_calendar(cell, tx)
        in_force = load_organisation(tx)
    admin = replace(county, organisation=in_force).administrator if in_force else county.administrator
    return replace(cell, composer=Composer(county, days), admin=admin)


def paper_files(cell: Cell, county: County, letter: Letter) -> "list[File]":
    """The papers of a letter, as files to print."""
    with cell.database.read() as tx:
        days = load_calendar(cell, tx)
    return _composer(county, days).files(letter)


def _composer(county: County, calendar: Calendar) -> "MailComposer":
    from notifications.compose import MailComposer
    from notifications.mime import Sender

    settings = county.settings
    account = settings.mail
    return MailComposer(
        county=settings.name,
        calendar=calendar,
        sender=Sender(account.sender, account.sender_name, account.reply_to),
        base_url=settings.base_url,
        papers=settings.papers,
        calendar_files=settings.calendar_files,
        templates=county.template_folder,
    )


def transport_of(account: MailAccount, environ: Mapping[str, str]) -> "Transport":
    """Raises SecretMissing, and BadInput for an account that cannot be used safely."""
    from notifications.transport import Account, Transport

    password = account.password.read(environ) if account.password else ""
    securities: Mapping[str, Security] = {"ssl": "ssl", "starttls": "starttls", "none": "none"}
    try:
        usable = Account(
            host=account.host,
            port=account.port,
            sender=account.sender,
            security=securities[account.security],
            user=account.user,
            password=password,
            timeout=account.timeout,
        )
    except ValueError as fault:
        raise BadInput(Text(f"county.yaml 的 mail：{fault}", f"mail in county.yaml: {fault}")) from fault
    return Transport(usable)
