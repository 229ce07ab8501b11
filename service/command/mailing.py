"""`duban mail test`: the mail account of the county is tried for real, with one mail to one address."""

import os
import secrets
import smtplib
import socket
import ssl
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from config import value
from config.county import County, read_county
from config.settings import MailAccount
from engine.core.machine import Text
from service.clock import SystemClock
from service.command.guard import guarded
from service.command.option import COUNTY, AsJson, CountyFolder, Lang, Language
from service.composing import transport_of
from service.fault import BadInput, Outside
from service.printing import Printer

if TYPE_CHECKING:
    from notifications.transport import DeliveryError

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="收件地址 Where the test mail goes.")]

#: Answers by which a server refuses who logs in.
_LOGIN = frozenset({530, 534, 535, 538})

_SUBJECT = Text("督办系统试邮件", "Duban: a test mail")
_BODY = Text(
    "这是一封试邮件：督办系统的发信账号可以使用。不用回复。\n",
    "This is a test mail: the account Duban sends from works. No answer is needed.\n",
)


@guarded
def try_account(
    address: Address, county: CountyFolder = COUNTY, as_json: AsJson = False, lang: Lang = Language.ZH
) -> None:
    """试发一封邮件 Try the mail account for real: connect, log in, send one mail. Needs no database.

    例 Example: duban mail test me@edu.example
    """
    to = _address(address)
    found = read_county(county)
    account = found.settings.mail
    message_id, content = _mail(found, to, SystemClock().now(), lang)
    with closing(transport_of(account, os.environ)) as transport:
        from notifications.transport import DeliveryError

        try:
            transport.send(to, content)
        except DeliveryError as fault:
            raise Outside(_told(fault, account, to)) from fault
    printer = Printer(lang)
    if as_json:
        printer.json({"to": to, "server": f"{account.host}:{account.port}", "message_id": message_id})
        return
    printer.say(
        Text(
            f"{account.host}:{account.port} 已收下发给 {to} 的试邮件，请到收件箱（或垃圾箱）查看。",
            f"{account.host}:{account.port} took the test mail to {to}: look into the inbox (or the junk folder).",
        )
    )


def _address(text: str) -> str:
    try:
        return value.email(text)
    except value.Unreadable as fault:
        raise BadInput(Text(f"{text} 不是邮箱地址。", f"{text} is not an e-mail address.")) from fault


def _mail(county: County, to: str, now: datetime, lang: str) -> tuple[str, bytes]:
    """The mail's Message-ID and bytes."""
    from notifications.mime import Draft, Sender, build

    account = county.settings.mail
    sender = Sender(account.sender, account.sender_name, account.reply_to)
    body = _BODY.get(lang)
    draft = Draft(
        to=to,
        to_name="",
        subject=_SUBJECT.get(lang),
        message_id=f"<duban.test.{secrets.token_hex(8)}@{sender.domain}>",
        at=now.astimezone(county.settings.zone),
        lang=lang,
        text=body,
        html=f"<p>{body.strip()}</p>",
    )
    return draft.message_id, build(sender, draft)


def _told(fault: "DeliveryError", account: MailAccount, to: str) -> Text:
    """What went wrong, and what to look at: one line."""
    server, said, cause = f"{account.host}:{account.port}", str(fault), fault.__cause__
    if fault.code in _LOGIN or isinstance(cause, smtplib.SMTPAuthenticationError):
        return Text(
            f"{server} 不接受登录（{said}）：请核对 mail.user 和密码（多数邮箱要用授权码）。",
            f"{server} refuses the login ({said}): check mail.user and its password (often an app password).",
        )
    if fault.permanent:
        return Text(f"{server} 拒收发给 {to} 的邮件：{said}", f"{server} refuses mail to {to}: {said}")
    if isinstance(cause, ssl.SSLError):
        return Text(
            f"与 {server} 的加密连接不成立（{said}）：请核对 mail.security 和 mail.port。",
            f"No encrypted connection to {server} ({said}): check mail.security and mail.port.",
        )
    if isinstance(cause, socket.gaierror):
        return Text(
            f"找不到邮件服务器 {account.host}（{said}）：请核对 mail.host。",
            f"There is no mail server {account.host} ({said}): check mail.host.",
        )
    if fault.code == 0 and isinstance(cause, OSError):
        return Text(
            f"连不上 {server}（{said}）：请核对 mail.host、mail.port、mail.security 和防火墙。",
            f"{server} cannot be reached ({said}): check mail.host, mail.port, mail.security and the firewall.",
        )
    return Text(f"{server} 没有收下试邮件：{said}", f"{server} did not take the test mail: {said}")
