"""The resolved rulebook: plain, sorted, whole, and the same machine whenever it is compiled again."""

import json
import random

import pytest

from tests.workflows.text import load
from workflows.compiler import compile_machine
from workflows.loader import load_rulebooks


def shuffled(data: object) -> object:
    """The same JSON with the keys of every map in another order, as a database may give it back."""
    if isinstance(data, dict):
        items = list(data.items())
        random.Random(7).shuffle(items)
        return {key: shuffled(value) for key, value in items}
    return [shuffled(item) for item in data] if isinstance(data, list) else data


@pytest.mark.parametrize("workflow", sorted(load_rulebooks().machines))
def test_a_stored_rulebook_compiles_to_the_same_machine(workflow: str) -> None:
    """Old matters are compiled from the snapshot alone, in whatever order it comes back."""
    rulebooks = load_rulebooks()

    stored = shuffled(json.loads(json.dumps(rulebooks.resolved[workflow])))
    assert isinstance(stored, dict)
    again = compile_machine(stored)
    assert again == rulebooks.machines[workflow]
    assert list(again.table) == list(rulebooks.machines[workflow].table)
    assert list(again.fields) == list(rulebooks.machines[workflow].fields)


def test_a_resolved_rulebook_is_plain_and_sorted() -> None:
    resolved = load().resolved["small"]

    assert json.loads(json.dumps(resolved)) == resolved
    assert list(resolved) == sorted(resolved)
    assert list(resolved["rulebook"]) == sorted(resolved["rulebook"])


def test_what_a_rulebook_does_not_use_is_not_in_it() -> None:
    shared = load().resolved["small"]["shared"]

    assert set(shared["profiles"]) == {"WD1", "WD_SHORT", "WD_LONG", "MILESTONE"}
    assert set(shared["ladders"]) == {"standard", "approver"}
    assert "group_leader" in shared["roles"]
    assert "day" not in shared


def test_what_is_not_used_does_not_change_the_hash_and_what_is_used_does() -> None:
    plain = load().machines["small"].hash
    unused = load(overrides={"o.yaml": "shared.ladders.leaders.E1.after: 12 wd @A"}).machines["small"].hash
    used = load(overrides={"o.yaml": "shared.ladders.standard.E4.after: 12 wd @A"}).machines["small"].hash

    assert plain == unused
    assert plain != used


def test_a_ladder_takes_over_the_steps_it_does_not_write() -> None:
    machine = load(("    watch: clerk", "    watch: clerk\n    ladder: petition")).machines["small"]

    ladder = machine.clocks["experts"].ladder
    assert ladder is not None
    assert [(step.name, step.after) for step in ladder.steps] == [("E1", 1), ("E2", 3), ("E3", 6), ("E4", 10)]
    assert ladder.steps[1].to == ("head", "deputy")
    assert (ladder.steps[3].weekly, ladder.steps[2].draft, ladder.steps[1].demand) == (True, True, True)
    assert ladder.breach is not None
    assert ladder.breach.to == ("head", "discipline_office")
