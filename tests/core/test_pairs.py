"""Every pair of a state and an event of every rulebook: in the table, or refused without change.

And every state walks to an end: the table is what a diagram shows, so nothing in it may be unreachable from the opening.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from engine.core.act import Act, act_on
from engine.core.course import Course
from engine.core.machine import ENGINE, Machine, Transition
from engine.core.matter import Deed, Matter, Mode, Run
from engine.core.moving import Move, new_run
from engine.core.refusal import Refused
from tests.core.play import Play, at, play, setting
from tests.core.rulebooks import every_machine

MACHINES = every_machine()
NOON = at("2026-03-04 12:00")
VALUES = {
    "text": "文", "number": "3", "date": "2026-03-20", "yes_no": "yes", "person": "handler_a", "unit": "jijian",
    "file": "a.pdf", "list": "甲,乙",
}  # fmt: skip


def names() -> list[str]:
    return sorted(MACHINES)


def values_for(machine: Machine) -> dict[str, object]:
    """Every field filled with something that fits it."""
    return {name: rule.of[0] if rule.type == "choice" else VALUES[rule.type] for name, rule in machine.fields.items()}


def in_state(name: str, state: str) -> Play:
    """A matter of that rulebook, put into a state as the transition rule would leave it."""
    machine = MACHINES[name]
    county = play(machine)
    opener, unit = setting(machine)
    values = {
        key: value
        for key, value in values_for(machine).items()
        if key in (*machine.openings[0].transition.needs, "handler", "due_on", "expected_end")
        or machine.fields[key].required
    }
    county.open("2026-03-02 10:00", opener, unit, "2026-03", **values)
    matter = county.case.matter
    runs = {key: run_in(county, key, state, matter) for key in machine.clocks if not machine.clocks[key].side_role}
    closed = NOON if machine.states[state].kind == "end" else None
    report = next((move.event for (where, _), move in machine.table.items() if move.verified and where), "")
    deeds = {**matter.deeds, report: Deed(actor="nobody_else", at=matter.opened_at, on=matter.opened_on)}
    county.matter = replace(
        matter,
        state=state,
        runs={key: run for key, run in runs.items() if run},
        closed_at=closed,
        report=report,
        deeds=deeds,
        pending=(),
        turns={**matter.turns, state: 1},
    )
    return county


def run_in(county: Play, clock: str, state: str, matter: Matter) -> Run | None:
    rule = county.machine.clocks[clock]
    mode = Mode.RUNS if state in rule.over else Mode.HELD if state in rule.held_in else Mode.STOPPED
    old = matter.runs.get(clock)
    if mode is Mode.STOPPED and old is None:
        return None

    day = matter.opened_on
    step = Move(to=state, event="", actor="x", at=matter.opened_at, receipt_on=day, counts_on=day)
    run = old or new_run(Course(county.case), rule, step)
    return replace(run, mode=mode)


def pairs() -> Iterator[tuple[str, str, str]]:
    for name in names():
        machine = MACHINES[name]
        for state in machine.states:
            for event in sorted({event for _, event in machine.table}):
                yield name, state, event


def actor_of(county: Play, move: Transition) -> str:
    """Somebody who may do it."""
    if ENGINE in move.by:
        return ENGINE
    for role in move.by:
        holder = county.case.holder(role)
        if holder is not None:
            return holder.person
    return "handler_a"


@pytest.mark.parametrize("name", names())
def test_every_pair_is_in_the_table_or_refused_without_change(name: str) -> None:
    """Rule 3: what is not in the table is refused and changes nothing; what is in it leads where the table says."""
    machine = MACHINES[name]
    for each, state, event in pairs():
        if each != name:
            continue
        county = in_state(name, state)
        before = county.case.matter
        move = machine.table.get((state, event))
        actor = actor_of(county, move) if move else "handler_a"
        act = Act(event=event, actor=actor, at=NOON, values=given(machine, move))
        try:
            after = act_on(county.case, act).change.matter
        except Refused as error:
            code = error.code
            assert county.case.matter == before, (state, event)
            assert code in (EXPECTED if move else ("closed", "not_in_state")), (state, event, code)
        else:
            assert move is not None, (state, event)
            assert after.state in possible(machine, move, state), (state, event)


#: refusals of an event that the table knows: it asks for something that is not there
EXPECTED = {
    "no_request",
    "no_transfer",
    "no_backdating",
    "closed",
    "not_yours",
    "own_report",
    "condition",
    "no_extension",
}


def given(machine: Machine, move: Transition | None) -> dict[str, object]:
    if move is None:
        return {}
    if move.event == "ask_extension":
        return {"n": "1", "clock": move.clocks[0]}
    if move.kind in ("grant_extension", "refuse_extension", "accept_transfer", "refuse_transfer"):
        return {}
    return {key: value for key, value in values_for(machine).items() if key in move.needs}


def possible(machine: Machine, move: Transition, state: str) -> set[str]:
    """Where a transition can lead."""
    found = {branch.to for branch in move.branches} or {state}
    if move.verified:
        found.add(f"{state}.verify")
    if move.kind == "verify_pass":
        duty = machine.states[state].duty
        reports = [each for (where, _), each in machine.table.items() if where == duty and each.verified]
        found = {branch.to for report in reports for branch in report.branches}
    return found


@pytest.mark.parametrize("name", names())
def test_a_wrong_person_is_refused_in_every_state_without_change(name: str) -> None:
    """Guards: nobody is allowed what is not his, in any state, whatever he tries."""
    machine = MACHINES[name]
    for (state, event), move in machine.table.items():
        if "anyone" in move.by:
            continue
        county = in_state(name, state)
        before = county.case.matter
        with pytest.raises(Refused) as refused:
            act_on(county.case, Act(event=event, actor="principal_x", at=NOON, values=given(machine, move)))
        unasked = ("no_request", "no_transfer", "no_backdating")  # nothing was asked: there is nothing to answer
        assert refused.value.code in ("not_yours", "engine_only", *unasked), (state, event)
        assert county.case.matter == before


@pytest.mark.parametrize("name", names())
def test_every_state_is_reached_and_reaches_an_end(name: str) -> None:
    """Language 5: no unreachable state, no trap."""
    machine = MACHINES[name]
    steps = {state: set[str]() for state in machine.states}
    for (state, _), move in machine.table.items():
        steps[state] |= possible(machine, move, state)
    openings = {branch.to for opening in machine.openings for branch in opening.transition.branches}

    assert reach(openings, steps) == set(machine.states)
    ends = {state.name for state in machine.states.values() if state.kind == "end"}
    for state in machine.states:
        assert reach({state}, steps) & ends, state


def reach(start: set[str], steps: dict[str, set[str]]) -> set[str]:
    found, waiting = set(start), list(start)
    while waiting:
        for following in steps[waiting.pop()] - found:
            found.add(following)
            waiting.append(following)
    return found


@pytest.mark.parametrize("name", names())
def test_every_clock_is_silent_where_it_does_not_run(name: str) -> None:
    """Rule 12: a clock as a function from state to mode: over, held, paused; no state is two of them."""
    for clock in MACHINES[name].clocks.values():
        assert not clock.over & clock.held_in
        assert not clock.over & clock.paused_in
        assert not clock.held_in & clock.paused_in
        assert bool(clock.over) != bool(clock.side_role)
