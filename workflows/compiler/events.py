"""Events as transitions: those a rulebook writes and those the engine derives.

Here: one Transition from its declaration, and the derived ones. Not here: in which states they stand
(table.py).
"""

from collections.abc import Mapping
from typing import Any

from engine.core.condition import Condition
from engine.core.machine import ENGINE, RESPONSIBLE, Branch, EventKind, OpenChild, Tell, Text, Transition
from workflows import limit_text, scalar
from workflows.book import Plain
from workflows.compiler.source import Source, as_list, names, title

APPROVER_OF_DATES = "unit_head"  #: who approves back-dating when the rulebook names nobody
RECEIVING_HEAD = "receiving_head"  #: the head of the unit a transfer is offered to

#: the group of a declaration -> the kind of its events
KINDS: Mapping[str, EventKind] = {
    "done": "done", "refused": "refused", "suspended": "suspend", "notes": "note", "ends": "resume",
    "anywhere": "anywhere",
}  # fmt: skip
_TITLES: Mapping[str, Text] = {
    "verify_pass": Text("通过核查", "Pass the verification"),
    "verify_insufficient": Text("退回补办", "Return it: not enough"),
    "verify_false": Text("退回：报告不实", "Return it: the report is untrue"),
    "ask_extension": Text("申请延期", "Ask for an extension"),
    "grant_extension": Text("批准延期", "Grant the extension"),
    "refuse_extension": Text("不予延期", "Refuse the extension"),
    "accept_transfer": Text("接收移交", "Accept the transfer"),
    "refuse_transfer": Text("不接收移交", "Refuse the transfer"),
    "approve_backdating": Text("批准补登", "Approve the earlier date"),
    "refuse_backdating": Text("不予补登", "Refuse the earlier date"),
}


def transition(source: Source, name: str, data: Plain, kind: EventKind) -> Transition:
    """One declared event."""
    by = (ENGINE,) if kind == "passed" else names(data.get("by")) or (RESPONSIBLE,)
    up_to, approver = backdate(data.get("backdate"))
    return Transition(
        event=name,
        title=title(data),
        kind=kind,
        branches=_branches(data.get("next")),
        by=by,
        needs=names(data.get("needs")),
        when=_condition(data.get("when")),
        sets={field: source.constant(field, text) for field, text in source.ordered(data.get("set", {}))},
        opens=tuple(_child(child) for child in as_list(data.get("open"))),
        tell=tuple(
            Tell(whom=whom, event=data["tell"][whom]) for whom in ("children", "parent") if whom in data.get("tell", {})
        ),
        tells=names(data.get("tells")),
        effective=data.get("effective", ""),
        backdate=limit_text.working_days(up_to) if up_to else None,
        backdate_by=approver,
        other_than=data.get("other_than", ""),
    )


def backdate(data: Any) -> tuple[str, str]:
    """How far back, and who approves; `3 wd @A` alone leaves it to the unit head."""
    if isinstance(data, dict):
        return data["up_to"], data["by"]
    return data or "", APPROVER_OF_DATES if data else ""


def _branches(data: Any) -> tuple[Branch, ...]:
    if isinstance(data, str):
        return (Branch(data),)
    return tuple(Branch(branch["to"], _condition(branch.get("when"))) for branch in as_list(data))


def _condition(data: str | None) -> Condition | None:
    return scalar.condition(data) if data else None


def _child(data: Plain) -> OpenChild:
    each = scalar.for_each(data["for_each"]) if "for_each" in data else scalar.Each("", None)
    return OpenChild(workflow=data["workflow"], for_each=each.kind, where=each.where, give=names(data.get("with")))


def derived(
    event: str,
    kind: EventKind,
    by: tuple[str, ...],
    *,
    to: str = "",
    needs: tuple[str, ...] = (),
    clocks: tuple[str, ...] = (),
) -> Transition:
    """An event the engine derives from `verify`, `extend` or an offered transfer."""
    branches = (Branch(to),) if to else ()
    return Transition(
        event=event, title=_TITLES[event], kind=kind, branches=branches, by=by, needs=needs, clocks=clocks
    )


def verification(duty: str, data: Plain) -> tuple[Transition, ...]:
    """The three results of a verification. A pass goes where the report was going, so it has no branches."""
    by = (data["by"],)
    return (
        derived("verify_pass", "verify_pass", by, needs=names(data.get("pass_needs"))),
        derived("verify_insufficient", "verify_fail", by, to=duty),
        derived("verify_false", "verify_fail", by, to=duty),
    )
