"""`python -m tests.bench`: measures, and prints tables. With `--quick` in less than a minute, with numbers that prove nothing."""

import argparse
import logging
from dataclasses import dataclass

import structlog

from tests.bench import measure, size, start, table
from tests.bench.ground import Ground, ground


@dataclass(frozen=True)
class Plan:
    """What to measure, and how much of it."""

    databases: tuple[str, ...]
    parts: tuple[str, ...]
    sweeps: tuple[int, ...]
    among: tuple[int, ...]
    rounds: int
    ticks: int
    schools: int
    template: int


MOST_WITH_MAILS = 10_000  #: overdue clocks
PARTS = ("sweep", "tick", "start", "lines")
FULL = Plan(
    databases=("sqlite", "postgresql"),
    parts=PARTS,
    sweeps=(10_000, 100_000),
    among=(1_000, 100_000, 1_000_000),
    rounds=3,
    ticks=21,
    schools=300,
    template=measure.TEMPLATE,
)


def main(given: list[str] | None = None) -> None:
    plan = _plan(given)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    table.machine()
    for kind in plan.databases if {"sweep", "tick"} & set(plan.parts) else ():
        with ground(kind) as stood_on:
            _measure(stood_on, plan)
    if "start" in plan.parts:
        table.starting(plan.schools, start.starts(plan.rounds, plan.schools))
    if "lines" in plan.parts:
        table.sizes(size.lines())


def _measure(stood_on: Ground, plan: Plan) -> None:
    lived = measure.template(stood_on, plan.template)
    name = measure.name_of(stood_on, lived)
    for count in plan.sweeps if "sweep" in plan.parts else ():
        # Real mails of a hundred thousand lines would fill the memory with what nobody will ever read.
        for plain in (True, False) if count <= MOST_WITH_MAILS else (True,):
            found = measure.sweeping(stood_on, lived, count, plan.template, plan.rounds, plain=plain)
            table.sweeping(name, found)
    if "tick" in plan.parts:
        ticks = {count: measure.ticking(stood_on, lived, count, plan.template, plan.ticks) for count in plan.among}
        table.ticking(name, ticks)


def _plan(given: list[str] | None) -> Plan:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="little of everything, to see that it works")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="only these parts")
    parser.add_argument("--database", nargs="+", choices=FULL.databases, help="only on these")
    parser.add_argument("--sweeps", nargs="+", type=int, help="overdue clocks, in thousands of matters")
    parser.add_argument("--among", nargs="+", type=int, help="matters among which one is due")
    parser.add_argument("--rounds", type=int, help="rounds of each sweep and its floor")
    asked = parser.parse_args(given)
    base = _quick() if asked.quick else FULL
    return Plan(
        databases=tuple(asked.database or base.databases),
        parts=tuple(asked.only or base.parts),
        sweeps=tuple(asked.sweeps or base.sweeps),
        among=tuple(asked.among or base.among),
        rounds=asked.rounds or base.rounds,
        ticks=base.ticks,
        schools=base.schools,
        template=base.template,
    )


def _quick() -> Plan:
    return Plan(
        databases=FULL.databases,
        parts=PARTS,
        sweeps=(100,),
        among=(100, 200),
        rounds=1,
        ticks=3,
        schools=8,
        template=50,
    )


if __name__ == "__main__":
    main()
