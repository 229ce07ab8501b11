"""The table of a machine: which event is possible in which state.

Here: putting declared and derived events into states. Not here: the events themselves (events.py).
"""

from collections.abc import Iterator
from dataclasses import replace

from engine.core.machine import BACKDATING, TRANSFER, VERIFY, ClockRule, Transition
from workflows import scalar
from workflows.book import Plain
from workflows.compiler.clocks import backdaters
from workflows.compiler.events import KINDS, RECEIVING_HEAD, derived, transition, verification
from workflows.compiler.source import Source

Table = dict[tuple[str, str], Transition]


def table(source: Source, clocks: dict[str, ClockRule]) -> Table:
    """Every (state, event) of the rulebook, in the order in which it is written."""
    found: Table = {}
    for state, moves in _declared(source):
        for move in moves:
            found[state, move.event] = move
    _add_extensions(found, clocks)
    if TRANSFER in clocks:
        # In every state that is not an end: the matter may have moved on since the offer.
        for state in dict.fromkeys(state for state, _ in found):
            for event in ("accept_transfer", "refuse_transfer"):
                found[state, event] = derived(event, event, (RECEIVING_HEAD,), clocks=(TRANSFER,))
    if BACKDATING in clocks:
        _add_backdating(found, source)
    return found


def _add_backdating(found: Table, source: Source) -> None:
    """Approving or refusing an earlier date: in every state that is not an end, for the matter may have moved on."""
    by = backdaters(source)
    for state in dict.fromkeys(state for state, _ in found):
        for event in ("approve_backdating", "refuse_backdating"):
            found[state, event] = derived(event, event, by, clocks=(BACKDATING,))


def _declared(source: Source) -> Iterator[tuple[str, list[Transition]]]:
    anywhere = [transition(source, name, data, "anywhere") for name, data in source.named("anywhere")]
    for duty, data in source.duties:
        own = [_reported(move, data) for move in _own(source, data, ("done", "refused", "suspended", "notes"))]
        yield duty, [*own, *_passed(source, data), *anywhere]
        if "verify" in data:
            yield duty + VERIFY, [*verification(duty, data["verify"]), *anywhere]
    for wait, data in source.waits:
        yield wait, [*_own(source, data, ("ends", "notes")), *_passed(source, data), *anywhere]


def _own(source: Source, data: Plain, groups: tuple[str, ...]) -> Iterator[Transition]:
    for group in groups:
        for name, event in source.ordered(data.get(group, {})):
            yield transition(source, name, event, KINDS[group])


def _reported(move: Transition, data: Plain) -> Transition:
    """A `done` event of a duty with verification is a report: it waits for the verifier."""
    if move.kind != "done" or "verify" not in data:
        return move
    sample = data["verify"].get("sample")
    return replace(move, verified=True, sample=scalar.share(sample) if sample else None)


def _passed(source: Source, data: Plain) -> Iterator[Transition]:
    if "passed" in data:
        yield transition(source, data["passed"]["event"], data["passed"], "passed")


def _add_extensions(found: Table, clocks: dict[str, ClockRule]) -> None:
    """Asking where a clock runs; answering also where it is paused or held: the request stays open there."""
    asked: dict[str, list[ClockRule]] = {}
    answered: dict[str, list[ClockRule]] = {}
    for clock in clocks.values():
        if clock.extend is None:
            continue
        for state in sorted(clock.over):
            asked.setdefault(state, []).append(clock)
        for state in sorted(clock.over | clock.held_in | clock.paused_in):
            answered.setdefault(state, []).append(clock)
    for state, about in asked.items():
        names = tuple(clock.name for clock in about)
        found[state, "ask_extension"] = derived("ask_extension", "ask_extension", ("responsible",), clocks=names)
    for state, about in answered.items():
        names = tuple(clock.name for clock in about)
        by = tuple(dict.fromkeys(clock.extend.by for clock in about if clock.extend))
        found[state, "grant_extension"] = derived("grant_extension", "grant_extension", by, clocks=names)
        found[state, "refuse_extension"] = derived("refuse_extension", "refuse_extension", by, clocks=names)
