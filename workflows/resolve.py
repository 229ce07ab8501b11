"""The resolved rulebook: what a rulebook says with what it uses of the shared file, plain and complete.

Here: resolving and pruning. Not here: reading files (loader.py), compiling (compiler/). A resolved rulebook
is kept with every matter that begins under it, so nothing it depends on may be missing from it.
"""

from collections.abc import Iterable, Iterator, Mapping

from engine.core.machine import Ladder, Machine, Role
from workflows.book import Plain
from workflows.compiler import compile_machine
from workflows.compiler.source import as_list

LANGUAGE = 1  #: of the keys a resolved rulebook is written in
_ALWAYS = ("roll", "due_day_cc", "lights", "look_in", "answer", "digests", "scoring")


def resolve(rulebook: Plain, shared: Plain) -> Plain:
    """A rulebook with what it uses of the shared file."""
    whole = _whole(rulebook, shared)
    machine = compile_machine(whole)
    return _whole(rulebook, _used(machine, shared))


def _whole(rulebook: Plain, shared: Plain) -> Plain:
    return _sorted(
        {
            "language": LANGUAGE,
            "order": list(dict.fromkeys(_keys(rulebook))),
            "rulebook": rulebook,
            "shared": shared,
        }
    )


def _keys(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from _keys(value)
    elif isinstance(data, list):
        for item in data:
            yield from _keys(item)


def _sorted(data: Plain) -> Plain:
    return {key: _sorted(value) if isinstance(value, dict) else value for key, value in sorted(data.items())}


def _used(machine: Machine, shared: Plain) -> Plain:
    profiles = {profile.name for clock in machine.clocks.values() for profile in clock.profile.values()}
    ladders = _with_likes({clock.ladder.name for clock in machine.clocks.values() if clock.ladder}, shared)
    roles = _closure({*roles_of(machine), *_digest_roles(shared)}, machine.roles)
    kept = {key: shared[key] for key in _ALWAYS if key in shared}
    return {
        **kept,
        "profiles": {name: data for name, data in shared["profiles"].items() if name in profiles},
        "ladders": {name: data for name, data in shared["ladders"].items() if name in ladders},
        "roles": {name: data for name, data in shared["roles"].items() if name in roles},
    }


def _with_likes(names: Iterable[str], shared: Plain) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name and name not in found:
            found.add(name)
            waiting.append(shared["ladders"][name].get("like", ""))
    return found


def _digest_roles(shared: Plain) -> Iterator[str]:
    for digest in shared.get("digests", {}).values():
        yield from as_list(digest["to"])


def _closure(names: set[str], roles: Mapping[str, Role]) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [term.name for term in roles.get(name, ()) if term.kind == "role"]
    return found


def roles_of(machine: Machine) -> set[str]:
    """Every role a machine names: who owes, who may, who is told."""
    found = {state.who for state in machine.states.values()}
    for move in [*machine.table.values(), *(opening.transition for opening in machine.openings)]:
        found |= {*move.by, *move.tells, move.backdate_by}
    for clock in machine.clocks.values():
        found |= {*clock.due_day_cc, clock.watcher, clock.side_role, clock.extend.by if clock.extend else ""}
        found |= set(_ladder_roles(clock.ladder))
        for profile in clock.profile.values():
            found |= {*profile.statutory_to, *(role for role, _ in profile.added)}
    return found - {""}


def _ladder_roles(ladder: Ladder | None) -> Iterator[str]:
    if ladder is not None:
        for step in [*ladder.steps, *([ladder.breach] if ladder.breach else [])]:
            yield from (*step.to, *step.cc)
