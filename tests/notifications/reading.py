"""Mails read back, the way a mail program does: strictly. No mail is written here."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape

from engine.run.letter import Composed

STRICT = policy.default.clone(raise_on_defect=True)
_TAG = re.compile(r"<[^>]*>")
_UNSEEN = re.compile(r"<!--.*?-->|<head>.*?</head>|<div[^>]*display: ?none.*?</div>", re.DOTALL)


def parsed(mail: Composed) -> EmailMessage:
    """The message; any defect raises."""
    message = message_from_bytes(mail.content, policy=STRICT)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    assert all(not part.defects for part in message.walk())
    return message


def text_of(mail: Composed) -> str:
    return _part(mail, "plain")


def html_of(mail: Composed) -> str:
    return _part(mail, "html")


def files_of(mail: Composed) -> dict[str, str]:
    """What is attached, by file name."""
    return {str(part.get_filename()): _content(part) for part in parsed(mail).iter_attachments()}


def _content(part: EmailMessage) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


def _part(mail: Composed, kind: str) -> str:
    body = parsed(mail).get_body((kind,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n")


def runs(html: str) -> list[str]:
    """What a person reads of a page, in pieces between tags: no head, no hidden line."""
    return [unescape(run).strip() for run in _TAG.split(_UNSEEN.sub("<>", html)) if run.strip()]


def seen(html: str) -> str:
    return " ".join(runs(html))
