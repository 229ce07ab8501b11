"""A whole machine from a resolved rulebook.

Here: compile_machine, states, openings, scoring. Not here: clocks (clocks.py), events (events.py, table.py).
"""

from collections.abc import Iterator, Mapping

from engine.core.limit import Count
from engine.core.machine import (
    TRANSFER,
    VERIFY,
    Machine,
    Opening,
    Recurring,
    Role,
    RoleTerm,
    Scoring,
    State,
    Text,
)  # fmt: skip
from workflows import limit_text, scalar
from workflows.book import Plain
from workflows.compiler.clocks import Clocks, verify_title
from workflows.compiler.events import RECEIVING_HEAD, transition
from workflows.compiler.source import Source, as_list, names, text, title
from workflows.compiler.table import table


def compile_machine(resolved: Plain) -> Machine:
    """The machine of a resolved rulebook, which has passed every check."""
    source = Source(resolved)
    rulebook = source.rulebook
    clocks = {clock.name: clock for clock in Clocks(source).all()}
    amber = source.shared["lights"]["amber"]
    return Machine(
        workflow=rulebook["workflow"],
        title=title(rulebook["title"]),
        prefix=rulebook["number"],
        basis=rulebook.get("basis", ""),
        subject=names(rulebook.get("subject")),
        hash=source.hash,
        openings=tuple(_opening(source, data) for data in as_list(rulebook["opens"])),
        fields=source.fields,
        roles=_roles(source, has_transfer=TRANSFER in clocks),
        states={state.name: state for state in _states(source)},
        table=table(source, clocks),
        clocks=clocks,
        urgent=scalar.condition(rulebook["at_once"]) if "at_once" in rulebook else None,
        scoring=scoring(source.shared),
        amber_short=scalar.amber(amber["short"]),
        amber_long=scalar.amber(amber["long"]),
        look_in=_days(source.shared["look_in"]),
    )


def _days(data: str) -> int:
    span = limit_text.calendar_days(data).span
    return span.n if isinstance(span, Count) else 0


def _roles(source: Source, *, has_transfer: bool) -> Mapping[str, Role]:
    found = dict(sorted(source.roles.items()))
    if has_transfer:
        found[RECEIVING_HEAD] = (RoleTerm("head", "", "line"),)
    return found


def _states(source: Source) -> Iterator[State]:
    for duty, data in source.duties:
        yield State(
            name=duty,
            kind="duty",
            title=title(data),
            awaiting=_awaiting(data, Text(f"待办：{data['zh']}", f"To do: {data['en']}")),
            who=data["who"],
            to=text(data.get("to")),
        )
        if "verify" in data:
            yield _verification(duty, data)
    for wait, data in source.waits:
        yield State(
            name=wait,
            kind="wait",
            title=title(data),
            awaiting=_awaiting(data, title(data)),
            who=data.get("watch", ""),
            to=text(data["for"]),
        )
    for end, data in source.named("ends"):
        yield State(name=end, kind="end", title=title(data), awaiting=title(data))


def _verification(duty: str, data: Plain) -> State:
    verify = data["verify"]
    titled = verify_title(data)
    how = text(verify.get("how"))
    return State(
        name=duty + VERIFY,
        kind="verify",
        title=titled,
        awaiting=_awaiting(verify, Text(f"核查中：{data['zh']}", f"Being verified: {data['en']}")),
        who=verify["by"],
        to=text(data.get("to")),
        duty=duty,
        how=how.zh if how else "",
    )


def _awaiting(data: Plain, otherwise: Text) -> Text:
    return title(data["state"]) if "state" in data else otherwise


def _opening(source: Source, data: Plain) -> Opening:
    each = scalar.for_each(data["for_each"]) if "for_each" in data else scalar.Each("", None)
    return Opening(
        transition=transition(source, data["event"], data, "open"),
        recurring=_recurring(data) if "every" in data else None,
        for_each=each.kind,
        where=each.where,
    )


def _recurring(data: Plain) -> Recurring:
    sample = data.get("sample", {})
    return Recurring(
        every=data["every"],
        on=scalar.period_day(data["on"]),
        within=data.get("in", ""),
        sample_count=scalar.tagged_times(sample["count"]) if "count" in sample else 0,
        sample_share=scalar.share(sample["share"]) if "share" in sample else 0,
    )


def scoring(shared: Plain) -> Scoring | None:
    """What lateness costs."""
    if "scoring" not in shared:
        return None
    data = shared["scoring"]
    early = data.get("early", {})
    return Scoring(
        base=scalar.tagged_number(data["base"]),
        steps={step: scalar.tagged_number(cost) for step, cost in sorted(data["steps"].items())},
        false_report=scalar.tagged_number(data["false_report"]),
        breach=scalar.tagged_number(data["breach"]),
        early_each=scalar.tagged_number(early["each"]) if early else 0.0,
        early_cap=scalar.tagged_number(early["cap"]) if early else 0.0,
    )
