"""A printable paper as values: what its layout is filled with.

Here: these values, and for whom a step's paper is. Not here: their words (drafting.py), the layout (templates/paper*.html.j2).
"""

from dataclasses import dataclass

from engine.run.letter import Item

_IN_PLACE = frozenset({"one_up", "giver_head"})  #: stand in for who is addressed, or are copied by rule

Cell = tuple[str, str]  #: label, value

Identity = tuple[str, str, int, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One sheet. It is the same for everybody who gets it, whenever their mails leave."""

    kind: str  #: urging_notice, supervision_order, ...
    title: str
    head: tuple[str, ...]  #: in red: pieces that stay whole
    number: str
    draft: str  #: in a frame; "" = issued
    beside: str = ""  #: right of the number: how urgent, or who signs
    heading: str = ""
    to: str
    rows: tuple[tuple[Cell, ...], ...]  #: of the table: one cell, or two side by side
    lines: tuple[str, ...]
    enclosures: str = ""
    signer: str
    day: str
    seal: str
    remarks: str = ""  #: label of the box for what the leader decides
    slip: str = ""  #: heading of the part that comes back
    slip_fields: tuple[str, ...] = ()
    copies: str
    office: str
    printed: str
    hint: str  #: on the screen only


def issues_paper(item: Item) -> bool:
    """Whether a line comes with a paper for its reader: he is addressed or copied as the ladder says.

    The responsible person hears of every later step; a draft about him, or an order to his head, is not his paper.
    """
    notice = item.notice
    if notice.kind not in ("step", "breach") or not notice.data.get("paper"):
        return False
    named = [role for key in ("to", "cc") if isinstance(roles := notice.data.get(key), list | tuple) for role in roles]
    return notice.role in named or notice.role in _IN_PLACE


def identity(item: Item) -> Identity:
    """One paper, however many lines of a mail are about it."""
    notice = item.notice
    return (notice.matter, notice.clock, notice.run, notice.kind, notice.basis)
