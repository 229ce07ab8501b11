"""Clocks from duties, verifications, waits and limits, and the side duties beside them.

Here: one ClockRule from its declaration. Not here: what a limit's text means (limits.py), what a ladder
says (ladders.py).
"""

from collections.abc import Iterator
from typing import Any

from engine.core.machine import (
    BACKDATING,
    EXTENSION,
    TRANSFER,
    VERIFY,
    ClockKind,
    ClockRule,
    ExtendRule,
    Ladder,
    PassedRule,
    Text,
)  # fmt: skip
from workflows import limit_text, scalar
from workflows.book import Plain
from workflows.compiler.events import RECEIVING_HEAD, backdate
from workflows.compiler.ladders import ladder
from workflows.compiler.limits import NO_REMINDERS, limit_rule, profiles
from workflows.compiler.source import Source, as_list, names, text, title

APPROVER_LADDER = "approver"
TRANSFER_LADDER = "to_section_only"
NO_LADDER = "none"


class Clocks:
    """Makes the clocks of one rulebook."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._passed = passed_rules(source)
        self._paused: dict[str, set[str]] = {}
        for wait, data in source.waits:
            for clock in as_list(data.get("pauses")):
                self._paused.setdefault(clock, set()).add(wait)

    def all(self) -> Iterator[ClockRule]:
        """Every clock, in the order of the rulebook."""
        for duty, data in self._source.duties:
            yield from self._of_duty(duty, data)
        for wait, data in self._source.waits:
            yield self._of_wait(wait, data)
        for name, data in self._source.spans:
            yield from self._of_span(name, data)
        if offers_transfer(self._source):
            yield self._transfer()
        if backdaters(self._source):
            yield self._backdating()

    def _of_duty(self, duty: str, data: Plain) -> Iterator[ClockRule]:
        held = frozenset({duty + VERIFY}) if "verify" in data else frozenset[str]()
        if "limit" in data:
            back = [event for event, each in data.get("done", {}).items() if duty in targets(each)]
            clock = self._clock(duty, data, "duty", title(data), frozenset({duty}), held, frozenset(back))
            yield clock
            yield from self._extension(clock, data)
        if "verify" in data:
            titled = verify_title(data)
            yield self._clock(duty + VERIFY, data["verify"], "verify", titled, held)

    def _of_span(self, name: str, data: Plain) -> Iterator[ClockRule]:
        duties = self._source.rulebook["duties"]
        held = frozenset(duty + VERIFY for duty in as_list(data["over"]) if "verify" in duties[duty])
        clock = self._clock(name, data, "span", title(data), frozenset(as_list(data["over"])), held)
        yield clock
        yield from self._extension(clock, data)

    def _of_wait(self, wait: str, data: Plain) -> ClockRule:
        if "limit" in data:
            return self._clock(wait, data, "wait", title(data), frozenset({wait}))
        return ClockRule(
            name=wait,
            title=title(data),
            kind="look_in",
            over=frozenset({wait}),
            limit=limit_rule(self._source.shared["look_in"]),
            profile={"": NO_REMINDERS},
            ladder=None,
            scored=False,
            watcher=data.get("watch", ""),
        )

    def _clock(
        self,
        name: str,
        data: Plain,
        kind: ClockKind,
        titled: Text,
        over: frozenset[str],
        held: frozenset[str] = frozenset(),
        restart: frozenset[str] = frozenset(),
    ) -> ClockRule:
        shared, rule = self._source.shared, limit_rule(data["limit"])
        return ClockRule(
            name=name,
            title=titled,
            kind=kind,
            over=over,
            limit=rule,
            held_in=held,
            paused_in=frozenset(self._paused.get(name, ())),
            restart_by=restart,
            starts_from=data.get("from", ""),
            profile=profiles(_remind(data, kind), rule, shared),
            ladder=self._ladder(data, kind),
            roll_forward=data.get("roll", shared["roll"]["promised"]) == "forward",
            extend=extend_rule(data["extend"]) if "extend" in data else None,
            passed=self._passed.get(name),
            due_day_cc=names(shared.get("due_day_cc")),
            watcher=data.get("watch", "") if kind == "wait" else "",
        )

    def _ladder(self, data: Plain, kind: ClockKind) -> Ladder | None:
        name = ladder_name(data, kind, self._source.rulebook)
        return None if name == NO_LADDER else ladder(name, self._source.shared)

    def _extension(self, clock: ClockRule, data: Plain) -> Iterator[ClockRule]:
        if "extend" in data:
            answer = data["extend"].get("answer") or self._source.shared["answer"]["extension"]
            titled = Text(f"答复延期申请：{clock.title.zh}", f"Answer the request for extension: {clock.title.en}")
            yield self._side(
                clock.name + EXTENSION,
                "extension",
                titled,
                answer,
                APPROVER_LADDER,
                clock.extend.by if clock.extend else "",
            )

    def _transfer(self) -> ClockRule:
        titled = Text("接收移交或退回", "Accept or refuse the transfer")
        answer = self._source.shared["answer"]["transfer"]
        return self._side(TRANSFER, "transfer", titled, answer, TRANSFER_LADDER, RECEIVING_HEAD)

    def _backdating(self) -> ClockRule:
        titled = Text("批准补登", "Approve or refuse an earlier date")
        answer = self._source.shared["answer"]["backdating"]
        return self._side(BACKDATING, "backdating", titled, answer, APPROVER_LADDER, backdaters(self._source)[0])

    def _side(self, name: str, kind: ClockKind, titled: Text, answer: str, rungs: str, role: str) -> ClockRule:
        rule = limit_rule(answer)
        shared = self._source.shared
        return ClockRule(
            name=name,
            title=titled,
            kind=kind,
            over=frozenset(),
            limit=rule,
            profile=profiles(None, rule, shared),
            ladder=ladder(rungs, shared),
            roll_forward=shared["roll"]["promised"] == "forward",
            scored=False,
            side_role=role,
        )


def _remind(data: Plain, kind: ClockKind) -> Any:
    """The reminders a clock names. A wait that nobody watches has nobody to remind."""
    unwatched = kind == "wait" and "watch" not in data
    return data.get("remind", NO_REMINDERS.name if unwatched else None)


def ladder_name(data: Plain, kind: ClockKind, rulebook: Plain) -> str:
    """The ladder a clock has. A wait that passes by itself has none unless it names one."""
    if "ladder" in data:
        return str(data["ladder"])
    if kind == "wait" and "passed" in data:
        return NO_LADDER
    return str(rulebook.get("ladder", "standard"))


def verify_title(data: Plain) -> Text:
    """The title of a verification: its own, else made from the duty's."""
    verify, duty = data["verify"], title(data)
    return Text(verify.get("zh", f"核查：{duty.zh}"), verify.get("en", f"Verify: {duty.en}"))


def targets(data: Plain) -> list[str]:
    """The states an event can lead to."""
    branches = as_list(data.get("next"))
    found = [branch if isinstance(branch, str) else branch.get("to") for branch in branches]
    return [target for target in found if target]


def extend_rule(data: Plain) -> ExtendRule:
    told = text(data.get("told"))
    return ExtendRule(
        by=data["by"],
        up_to=limit_text.same_or_counted(data["up_to"]),
        times=scalar.tagged_times(data["times"]),
        told=told.zh if told else "",
    )


def offers_transfer(source: Source) -> bool:
    """Whether any event offers the matter to another unit."""
    groups = [data.get("notes", {}) for _, data in source.duties]
    return any("unit" in event.get("set", {}) for group in groups for event in group.values())


def backdaters(source: Source) -> tuple[str, ...]:
    """The roles that approve an act dated back, if any event of the rulebook can be."""
    groups = ("done", "refused", "suspended", "notes", "ends")
    parts = [data.get(group, {}) for _, data in [*source.duties, *source.waits] for group in groups]
    events = [event for part in [*parts, source.rulebook.get("anywhere", {})] for event in part.values()]
    found = [backdate(event["backdate"])[1] for event in events if "backdate" in event]
    return tuple(dict.fromkeys(found))


def passed_rules(source: Source) -> dict[str, PassedRule]:
    """Which clocks act when they have passed: by name of the clock."""
    found: dict[str, PassedRule] = {}
    for state, data in [*source.duties, *source.waits]:
        if "passed" not in data:
            continue
        passed = data["passed"]
        clock = passed.get("limit", state)
        of = passed.get("of") or default_passed(limit_of(source.rulebook, clock))
        states = (*found[clock].states, state) if clock in found else (state,)
        found[clock] = PassedRule(event=passed["event"], of=of, states=states)
    return found


def default_passed(limit: Any) -> Any:
    """The statutory limit where every case has one, else the promised."""
    return "statutory" if all(case.statutory for case in limit_rule(limit).cases.values()) else "promised"


def limit_of(rulebook: Plain, clock: str) -> Any:
    """The declared limit of a clock."""
    return next(
        rulebook[part][clock]["limit"] for part in ("duties", "waits", "limits") if clock in rulebook.get(part, {})
    )
