"""A mail as a person reads it: to whom, subject, text. From its bytes alone, as any mail program has to.

Here: taking a mail apart, and making it harmless to a terminal. Not here: printing (screen.py), why it came (occasion.py).
"""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from notifications.text import SIGNATURE, clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a person sees of a mail. Nothing in it can move a cursor."""

    message_id: str
    name: str  #: of the receiver
    address: str
    subject: str
    lines: tuple[str, ...]  #: the text part without the foot
    papers: tuple[str, ...] = ()  #: names of attached files

    @property
    def opening(self) -> tuple[str, ...]:
        """The sentences it opens with: the paragraph after the letterhead."""
        rest = list(self.lines)
        while rest and rest[0]:
            rest.pop(0)
        while rest and not rest[0]:
            rest.pop(0)
        end = rest.index("") if "" in rest else len(rest)
        return tuple(rest[:end])


def read(content: bytes) -> Seen:
    """A mail from its bytes, whoever wrote them."""
    message = message_from_bytes(content, policy=policy.default)
    name, address = _receiver(message)
    return Seen(
        message_id=clean(message["Message-ID"] or ""),
        name=name,
        address=address,
        subject=clean(message["Subject"] or ""),
        lines=_text(message),
        papers=tuple(clean(part.get_filename() or "") for part in message.iter_attachments()),
    )


def _receiver(message: EmailMessage) -> tuple[str, str]:
    receivers = getattr(message["To"], "addresses", ())
    if not receivers:
        return "", ""
    return clean(receivers[0].display_name), clean(receivers[0].addr_spec)


def _text(message: EmailMessage) -> tuple[str, ...]:
    body = message.get_body(("plain",))
    text = str(body.get_content()) if body else ""
    lines = text.replace("\r\n", "\n").split("\n")
    if SIGNATURE in lines:
        lines = lines[: lines.index(SIGNATURE)]
    return tuple(_harmless(line) for line in "\n".join(lines).strip("\n").split("\n"))


def _harmless(line: str) -> str:
    """One line, its indent kept."""
    bare = line.lstrip(" ")
    return " " * (len(line) - len(bare)) + clean(bare) if bare.strip() else ""
