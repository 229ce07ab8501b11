"""A matter that cannot be computed: nothing of it is written, and nobody else waits for it."""

from collections.abc import Iterator, MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from engine.core.refusal import Refused
from engine.run import bringing_up, commands
from engine.run.bringing_up import failing
from engine.store import matters
from engine.store.database import Database
from tests.core.play import at
from tests.run.county import RunningCounty, running_county
from workflows.loaded import Rulebooks
from workflows.loader import SHIPPED, load_rulebooks

CHILD = """\
workflow: {name}
title: {{zh: 子件, en: Child}}
number: {prefix}
subject: [topic]
basis: 试
opens: {{event: begin, zh: 立项, en: Begin, by: engine, next: work}}
fields:
  topic: {{zh: 事由, en: Topic, type: text}}
duties:
  work:
    zh: 办理
    en: Work
    who: desk
    limit: 5 wd @A
    done: {{finish: {{zh: 办结, en: Finish, next: closed}}}}
ends: {{closed: {{zh: 已办结, en: closed}}}}
"""
PARENT = """\
workflow: inquiry
title: {zh: 问询, en: Inquiry}
number: IQ
subject: [topic]
basis: 试
opens: {event: begin, zh: 立项, en: Begin, by: desk, next: ask, needs: [topic]}
fields:
  topic: {zh: 事由, en: Topic, type: text}
duties:
  ask:
    zh: 回复
    en: Answer
    who: desk
    limit: 2 wd @A
    done: {finish: {zh: 办结, en: Finish, next: closed}}
    passed:
      event: lapse
      zh: 逾期转办
      en: Lapse
      next: closed
      open: [{workflow: first_child}, {workflow: second_child}]
ends: {closed: {zh: 已办结, en: closed}}
"""


def _books(folder: Path) -> Rulebooks:
    for name, prefix in (("first_child", "FC"), ("second_child", "SC")):
        (folder / f"{name}.yaml").write_text(CHILD.format(name=name, prefix=prefix), encoding="utf-8")
    (folder / "inquiry.yaml").write_text(PARENT, encoding="utf-8")
    return load_rulebooks([SHIPPED, folder])


@pytest.fixture(autouse=True)
def log() -> Iterator[list[MutableMapping[str, Any]]]:
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def county(database: Database, tmp_path: Path) -> RunningCounty:
    county = running_county(database, "2026-03-02 09:00")
    books = _books(tmp_path)
    rules = replace(county.cell.rules, machines=books.machines, resolved=books.resolved)
    county.cell = replace(county.cell, rules=rules)
    return county


LAPSES = "2026-03-05 08:30"


def _ask(county: RunningCounty, count: int) -> list[str]:
    """Asked on Mon 2 Mar with 2 working days: due on Wed 4 Mar, lapsed in the batch of Thu 5 Mar."""
    return [county.open("2026-03-02 10:00", "inquiry", "desk_a", "office", topic="问询") for _ in range(count)]


def _without(county: RunningCounty, workflow: str) -> None:
    """The rulebook is taken out of the folder while matters run that will want it, and comes back with `county.cell` as it was."""
    machines = {name: machine for name, machine in county.cell.rules.machines.items() if name != workflow}
    county.cell = replace(county.cell, rules=replace(county.cell.rules, machines=machines))


def _open(county: RunningCounty) -> list[str]:
    """The inquiries and their children that are open."""
    with county.cell.database.read() as tx:
        return [number for number in matters.open_numbers(tx, 100) if number[:2] in ("IQ", "FC", "SC")]


def _failing(county: RunningCounty) -> list[str]:
    with county.cell.database.read() as tx:
        return list(failing(tx))


def test_a_matter_that_fails_leaves_nothing_behind_however_often_it_is_tried(
    county: RunningCounty, log: list[MutableMapping[str, Any]]
) -> None:
    """Its first child could be opened, its second not: hour after hour neither is there, nor is a number spent."""
    (number,) = _ask(county, 1)
    whole = county.cell
    _without(county, "second_child")

    county.pass_to("2026-03-05 17:30")
    assert _open(county) == [number]
    assert _failing(county) == [number]
    assert [(line["event"], line["matter"]) for line in log] == [
        ("matter_failed", number)
    ] * 10  # 8:30 to 17:30, hourly

    county.cell = whole
    county.pass_to("2026-03-05 19:00")
    assert _open(county) == ["FC-2026-0001", "SC-2026-0001"]
    assert _failing(county) == []


def test_matters_that_fail_do_not_stop_the_others_of_their_chunk(
    county: RunningCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that fail, in the first chunk and in the second; of the others (asked on 3 Mar, due on 4 Mar) E1 is said."""
    monkeypatch.setattr(bringing_up, "CHUNK", 3)
    asked = _ask(county, 2)
    handed = [
        county.open(
            "2026-03-03 11:00",
            "first_contact",
            "officer_l",
            "jijiao",
            visitor="某家长",
            channel="visit",
            request="学区划分",
        )
        for _ in range(4)
    ]
    _without(county, "second_child")
    county.pass_to("2026-03-04 20:00")
    county.arrived.clear()

    county.pass_to(LAPSES)

    told = " ".join(subject for _, _, subject in county.mails())
    assert _failing(county) == asked
    assert [number for number in handed if number in told] == handed


def test_who_acts_on_such_a_matter_is_told_which_rulebook_is_missing(county: RunningCounty) -> None:
    (number,) = _ask(county, 1)
    _without(county, "second_child")
    county.pass_to(LAPSES)

    with pytest.raises(Refused) as refused:
        commands.act(county.cell, number, "finish", "desk_a", {}, at("2026-03-05 09:00"))

    assert (refused.value.code, refused.value.params) == (
        "no_child_rules",
        {"number": number, "workflow": "second_child"},
    )
