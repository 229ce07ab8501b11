"""What a printable paper says: a step's facts as an order, a notice, a draft or a report.

Here: which clauses and rows each kind of paper has. Not here: the clauses (clauses.py), the phrases and layouts (templates/), the
short form inside a mail (paper.py), files (enclosing.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from engine.run.letter import Item
from notifications.clauses import (
    Brief,
    brief_of,
    copies,
    demand,
    facts,
    follows,
    inheritance,
    lapsed,
    number_of,
    rows,
    steps,
    to_roles,
)
from notifications.document import Document
from notifications.lines import left_out
from notifications.pen import Pen
from notifications.text import cut

_LONGEST_NAME = 60  #: characters of a matter's name in a heading
_ROWS = (("unit", "person"), ("source", "since"), ("promised", "late"), ("statutory",))
_SLIP = ("signed_by", "signed_at", "phone")


def document_of(pen: Pen, item: Item, name: str) -> Document:
    """The paper of a step or breach flag, as of the day it was said: whoever gets it, and however late, it is one paper."""
    brief = brief_of(pen, item, name)
    said, is_drafted = brief.said, brief.step.draft
    on = said("doc_blank_day", brief.pen.days.today.year) if is_drafted else brief.on
    document = Document(
        kind=brief.step.paper,
        title=brief.title,
        head=(pen.county, brief.heading),
        number=number_of(brief),
        draft=said("doc_draft") if is_drafted else "",
        to=said("paper_to", brief.unit) if brief.unit else to_roles(brief),
        rows=rows(brief, (("matter",), *_ROWS)),
        lines=(facts(brief), demand(brief)),
        signer=said("doc_office", pen.county),
        day=on,
        seal=said("doc_seal"),
        copies=copies(brief),
        office=said("doc_office", pen.county),
        printed=said("doc_printed", on),
        hint=said("doc_hint_draft" if is_drafted else "doc_hint"),
    )
    writer = _WRITERS.get(brief.step.paper)
    return replace(document, **writer(brief)) if writer else document


# --- the kinds ---------------------------------------------------------------------------------------------------------------

Changes = dict[str, Any]


def _order(brief: Brief) -> Changes:
    """督办单: the register's table, an order, a box, and a slip that comes back."""
    said, promised = brief.said, brief.standing.promised
    head = brief.pen.names.role(brief.item, "unit_head")
    order = said("doc_order", list(steps(brief)), brief.standing.late, head, bool(brief.step.demand))
    stays = said("doc_stays", brief.pen.days.say(promised)) if promised else ""
    asked = brief.paragraphs((order, stays, left_out(brief.pen, brief.standing), inheritance(brief)), (follows(brief),))
    return {
        "beside": said("doc_urgent"),
        "rows": rows(brief, (("ordered",), *_ROWS, ("demand",))),
        "lines": (facts(brief), lapsed(brief)) if lapsed(brief) else asked,
        "remarks": said("doc_remarks"),
        "slip": said("doc_slip", number_of(brief)),
        "slip_fields": tuple(said("doc_label", name, "") for name in _SLIP),
        "copies": "",
    }


def _urging(_brief: Brief) -> Changes:
    """催办通知: plain text."""
    return {"rows": ()}


def _criticism(brief: Brief) -> Changes:
    """通报批评: a document of the bureau, about a unit."""
    said, county = brief.said, brief.pen.county
    unit = brief.unit or said("doc_unit")
    return {
        "head": (said("doc_head_formal", county),),
        "beside": said("doc_signer"),
        "heading": said("doc_criticism_title", unit, cut(brief.name, _LONGEST_NAME)),
        "to": said("doc_everybody"),
        "rows": (),
        "lines": (facts(brief), said("doc_criticism", county, unit)),
        "enclosures": said("doc_enclosures", unit),
        "signer": county,
        "copies": said("doc_criticism_copies"),
    }


def _talk(brief: Brief) -> Changes:
    """约谈建议: a leader decides whether."""
    said = brief.said
    unit = brief.unit or said("doc_unit")
    return {
        "beside": said("doc_signer"),
        "heading": said("doc_talk_title", unit),
        "to": to_roles(brief),
        "rows": (),
        "lines": (facts(brief), said("doc_talk", unit)),
        "remarks": said("doc_remarks"),
    }


def _gap(brief: Brief) -> Changes:
    """岗位空缺: who is away, and that somebody must be named."""
    wanted = (("matter",), ("unit", "away"), ("since", "promised"), ("late",))
    return {
        "to": to_roles(brief),
        "rows": rows(brief, wanted),
        "lines": brief.paragraphs(
            (brief.said("doc_gap", brief.unit, brief.standing.late), left_out(brief.pen, brief.standing)),
            (brief.said("doc_gap_ask"), follows(brief)),
        ),
    }


def _breach(brief: Brief) -> Changes:
    """超法定时限: to the leaders, with a box."""
    limit = brief.standing.statutory or brief.standing.promised
    on = brief.pen.days.say(limit) if limit else ""
    return {
        "to": to_roles(brief),
        "lines": brief.paragraphs(
            (brief.said("doc_breach", brief.unit, brief.name, on, list(steps(brief))), inheritance(brief)),
            (brief.said("doc_breach_ask"),),
        ),
        "remarks": brief.said("doc_remarks"),
    }


_WRITERS: Mapping[str, Callable[[Brief], Changes]] = {
    "supervision_order": _order,
    "urging_notice": _urging,
    "criticism_notice": _criticism,
    "talk_proposal": _talk,
    "uncovered_post": _gap,
    "statutory_breach": _breach,
}
