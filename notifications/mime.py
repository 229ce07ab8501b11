"""The bytes of a mail: headers, a text part, an HTML part and files, in a form every server passes on unchanged.

Here: MIME by hand, because the standard library's message objects cost more than writing the mail; its parser is what
the tests read it with. Not here: what the parts say. All parts travel as base64: no line is too long, no byte above
127, nothing to rewrite on the way.
"""

from binascii import b2a_base64
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import quote

_BREAK = b"\r\n"
_MOST = 76  #: characters of a line, in a header and in a part (a multiple of four)
_FRAME = len("=?utf-8?b??=")
#: Base64 never holds `=_`, so this cannot occur in a part.
_BOUNDARY = "=_duban"
_OUTER = "=_files"  #: neither begins with the other
_LANGUAGES = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True, slots=True)
class Sender:
    address: str
    name: str
    reply_to: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """What is attached to a mail: text that a browser or a calendar opens."""

    kind: str  #: of text, with its parameters: html | calendar; method=PUBLISH
    name: str  #: as people read it
    plain_name: str  #: for programs that know ASCII only
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What becomes one mail."""

    to: str
    to_name: str
    subject: str
    message_id: str
    at: datetime  #: on the county's clock
    lang: str
    text: str
    html: str
    files: tuple[File, ...] = ()


def build(sender: Sender, draft: Draft) -> bytes:
    """The mail as it is stored and sent."""
    headers = (
        ("Date", format_datetime(draft.at)),
        ("Message-ID", draft.message_id),
        ("Content-Language", _LANGUAGES[draft.lang]),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("MIME-Version", "1.0"),
    )
    people = (("From", sender.address, sender.name), ("To", draft.to, draft.to_name), ("Reply-To", sender.reply_to, ""))
    head = b"".join(_mailbox(*each) for each in people if any(each[1:]))
    head += _line("Subject", _phrase(draft.subject, len("Subject: "))) + b"".join(_line(*each) for each in headers)
    body = _multipart("alternative", _BOUNDARY, _part("plain", draft.text) + _part("html", draft.html))
    if not draft.files:
        return head + body
    files = b"".join(map(_file, draft.files))
    return head + _multipart("mixed", _OUTER, f"--{_OUTER}\r\n".encode() + body + files)


def _multipart(kind: str, boundary: str, parts: bytes) -> bytes:
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'
    return head.encode() + parts + f"--{boundary}--\r\n".encode()


def _line(name: str, value: str) -> bytes:
    return f"{name}: {value}".encode("ascii") + _BREAK


def _phrase(text: str, used: int) -> str:
    """Free text in a header; encoded unless it is short and means the same to every reader as it stands."""
    is_plain = text.isascii() and text.isprintable() and "=?" not in text and used + len(text) <= _MOST
    return text if is_plain else _encoded(text, used)


def _encoded(text: str, used: int) -> str:
    """RFC 2047 words of whole characters, each on a line of its own; `used` is what the first line holds already."""
    words, chunk, room = [], b"", (_MOST - used - _FRAME) // 4 * 3
    for each in text:
        raw = each.encode("utf-8", "replace")
        if chunk and len(chunk) + len(raw) > room:
            words.append(chunk)
            chunk, room = b"", (_MOST - 1 - _FRAME) // 4 * 3
        chunk += raw
    return "\r\n ".join(f"=?utf-8?b?{b2a_base64(word, newline=False).decode()}?=" for word in (*words, chunk))


@lru_cache(maxsize=1024)
def _mailbox(header: str, address: str, name: str) -> bytes:
    """`Name <address>`; a group without members where the address is none: the server refuses it by the envelope."""
    used = len(header) + 2
    words = _phrase(name, used) if not name.isascii() else _phrase(_quoted(name), used)
    is_address = address.isascii() and address.isprintable() and not set(address) & set(' <>,;:\\"()[]')
    spec = f"<{address}>" if is_address and 0 < address.find("@") < len(address) - 1 else ""
    return _line(header, f"{words}\r\n {spec}".strip() if spec else f"{words or 'undisclosed-recipients'}:;")


def _quoted(name: str) -> str:
    """An ASCII name as RFC 5322 wants it; one that must be encoded or folded is not quoted as well."""
    if all(each.isalnum() or each in " -_" for each in name) or "=?" in name or len(name) > _MOST // 2:
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _part(kind: str, content: str) -> bytes:
    head = (
        f'--{_BOUNDARY}\r\nContent-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: base64\r\nContent-Disposition: inline\r\n\r\n"
    )
    return head.encode() + _base64(content.replace("\n", "\r\n").encode())


def _file(file: File) -> bytes:
    """The ASCII name stands in the type, the full one in the disposition (RFC 2231): each reader takes what it knows.

    A name too long for one line stays ASCII: programs much used in China show a continued one as `tcmime.bin`.
    """
    name = _filename(file.name) if fits(file.name) else f' filename="{file.plain_name}"'
    head = (
        f'--{_OUTER}\r\nContent-Type: text/{file.kind}; charset="utf-8";\r\n name="{file.plain_name}"\r\n'
        f"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n{name}\r\n\r\n"
    )
    return head.encode("ascii") + _base64(file.content.encode())


def fits(name: str) -> bool:
    """Whether a file name can be given in one header line."""
    return len(_filename(name)) <= _MOST


def _filename(name: str) -> str:
    return f" filename*=utf-8''{quote(name.encode('utf-8', 'replace'), safe='')}"


def _base64(raw: bytes) -> bytes:
    coded = b2a_base64(raw, newline=False)
    return _BREAK.join([coded[start : start + _MOST] for start in range(0, len(coded), _MOST)]) + _BREAK
