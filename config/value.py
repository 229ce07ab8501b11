"""Single values of the county folder: what is written there, as text, becomes what is meant.

Here: one function for each kind of value; it returns the value or raises Unreadable. No message repeats the
value itself: it may be private. Not here: where a value stands (form.py), which key takes which kind (keys.py).
"""

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import date, timedelta
from keyword import iskeyword
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from config.yaml_reader import did_you_mean

LONGEST_NAME = 100
LONGEST_ADDRESS = 254  #: of an e-mail address, by RFC 5321
LONGEST_WAIT = 300  #: seconds; a mail server that is silent for longer will stay silent

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*|\[?[0-9a-fA-F:.]+\]?")
_MONTHS = re.compile(r"([0-9]{1,2})(?:\s*-\s*([0-9]{1,2}))?")
#: Control, formatting (bidi, zero width), line and paragraph separators, halves of a character, private use.
_UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn")


class Unreadable(ValueError):
    """A value that is not of its kind: what it must be, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def name(text: str) -> str:
    """A name that can stand in a mail header and on paper as it is."""
    if any(unicodedata.category(character) in _UNSEEN for character in text):
        raise Unreadable("must not hold a line break or an invisible character", "type it anew on one line")
    if len(text) > LONGEST_NAME:
        raise Unreadable(f"must have at most {LONGEST_NAME} characters", "shorten it")
    return text.strip()


def code(text: str) -> str:
    """A short name used in commands, addresses and rulebooks."""
    if not _CODE.fullmatch(text) or iskeyword(text):
        raise Unreadable(
            "is not a code", "a code is up to 40 lower-case letters, digits and _, and begins with a letter"
        )
    return text


def email(text: str) -> str:
    local = text.partition("@")[0]
    if not _EMAIL.fullmatch(text) or len(text) > LONGEST_ADDRESS or len(local) > 64:
        raise Unreadable("is not an e-mail address", "write one bare address, such as somebody@example.org")
    return text


def host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise Unreadable("is not the name of a server", "write the bare name, such as smtp.example.org")
    return text


def port(text: str) -> int:
    return _whole(text, 1, 65535, "must be a port number from 1 to 65535")


def seconds(text: str) -> timedelta:
    limit = f"must be a whole number of seconds from 1 to {LONGEST_WAIT}"
    return timedelta(seconds=_whole(text, 1, LONGEST_WAIT, limit))


def year(text: str) -> int:
    return _whole(text, 2000, 2999, "must be a year, such as 2027")


def months(text: str) -> tuple[int, ...]:
    """`9`, or `9-12` with both ends; a range may run over the end of the year (`9-1`)."""
    match = _MONTHS.fullmatch(text)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not (1 <= first <= 12 and 1 <= last <= 12):
        raise Unreadable("must be a month from 1 to 12, or a range such as 9-12")
    return tuple((first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1))


def zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError) as error:
        near = did_you_mean(text, available_timezones())
        raise Unreadable("is not a known time zone", near or "in China write Asia/Shanghai") from error


def web_address(text: str) -> str:
    """The address of the web pages, without the slash at its end."""
    wrong = Unreadable(
        "must be a web address without user, query or fragment", "write it such as https://duban.example.org"
    )
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - asking for it is what checks it
    except ValueError as error:
        raise wrong from error
    bare = not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.hostname or "") or not bare:
        raise wrong
    if not text.isascii() or any(character.isspace() for character in text):
        raise wrong
    return text.rstrip("/")


def variable(text: str) -> str:
    if not _VARIABLE.fullmatch(text):
        raise Unreadable(
            "must be the name of an environment variable, not the password",
            "write a name in capital letters, such as DUBAN_MAIL_PASSWORD",
        )
    return text


def one_of(*known: str) -> Callable[[str], str]:
    """A reader of words of a fixed list."""

    def read(text: str) -> str:
        if text not in known:
            near = did_you_mean(text, known)
            raise Unreadable(f"must be one of: {', '.join(known)}", near)
        return text

    return read


def known(what: str, codes: Collection[str]) -> Callable[[str], str]:
    """A reader of codes that are declared elsewhere."""

    def read(text: str) -> str:
        if text in codes:
            return text
        raise Unreadable(
            f"names no {what}", did_you_mean(code(text), codes) or f"declare the {what}, or correct the code"
        )

    return read


def plain(text: str) -> object:
    """A value a rulebook may compare with: yes or no, a whole number, a day, else text."""
    if text in ("yes", "no"):
        return text == "yes"
    if re.fullmatch(r"-?[0-9]{1,15}", text):
        return int(text)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise Unreadable("is a day that does not exist") from error
    return name(text)


def _whole(text: str, least: int, most: int, wrong: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise Unreadable(wrong)
    return int(text)
