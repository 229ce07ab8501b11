"""On a terminal nobody is shown a code where there is a word for it."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.core.machine import FieldRule, Text
from engine.core.organisation import Organisation, Person
from engine.run import commands, reorganising
from engine.run.cell import Cell
from engine.run.sweep import sweep
from engine.run.world import load_world
from engine.store import outbox
from service import naming
from service.command import record
from service.dossier import dossier
from service.naming import Names
from service.printing import Printer
from tests.service.conftest import NOW, Run, printed

ASKED = {"visitor": "某家长", "channel": "visit", "request": "转学"}
DAY = timedelta(days=1)


def rule(kind: str, name: str = "x") -> FieldRule:
    return FieldRule(name=name, title=Text("", ""), type=kind)  # type: ignore[arg-type]


def opened(cell: Cell) -> str:
    number = commands.open_matter(cell, "first_contact", "front_desk", ASKED, NOW).number
    commands.act(cell, number, "offer", "front_desk", {"handler": "basic_clerk_a"}, NOW)
    commands.act(cell, number, "accept", "basic_clerk_a", {}, NOW)
    return number


def arrive(cell: Cell, at: datetime) -> None:
    """What is due is said, and every mail that waits reaches."""
    sweep(cell, at)
    with cell.database.write() as tx:
        while mail := outbox.claim(tx, at, worker="test", lease=DAY):
            outbox.sent(tx, mail.id, at)


def page(cell: Cell, number: str, capsys: pytest.CaptureFixture[str], days: int, lang: str = "zh") -> str:
    record._Page(Printer(lang), dossier(cell, number, NOW + days * DAY), cell.hours.zone).print()
    return capsys.readouterr().out


def test_values_are_said_by_the_type_of_their_field() -> None:
    house = Organisation({}, {"li": Person(code="li", name="李")}, ())
    names = Names(house, lambda: {"wang": "王", "li": "旧名"})

    assert names.value(rule("person"), "li").zh == "李"
    assert names.value(rule("person"), ["li", "wang", "x"]).en == "李, 王, x"
    assert names.value(rule("unit"), "gone") == Text("gone", "gone")
    assert names.value(rule("choice"), "visit") == Text("来访", "a visit")
    assert names.value(rule("choice"), "of_the_county_s_own").zh == "of_the_county_s_own"
    assert names.value(rule("text", "post"), "handler").zh == "经办人"
    assert names.value(rule("text", "post"), "cook").zh == "cook"
    assert names.value(rule("yes_no"), True).zh == "√"
    assert names.value(rule("text"), "visit").zh == "visit"


def test_reasons_and_lengths_are_words() -> None:
    assert naming.reason("higher_step").zh == "已到更高一级催办"
    assert naming.reason("dropped: 已电话告知").en == "dropped: 已电话告知"
    assert naming.reason("550 no such user").zh == "550 no such user"
    assert (naming.length("wd").zh, naming.length("x").zh) == ("个工作日", "x")


def test_every_reason_of_the_engine_has_its_word() -> None:
    source = "".join(Path("engine/core", file).read_text(encoding="utf-8") for file in ("saying.py", "batch.py"))

    for code in (
        "higher_step",
        "breach_said",
        "missed_batch",
        "beside_line",
        "later_point",
        "late_reminder",
        "step_said",
    ):
        assert f'"{code}"' in source
        assert code in naming.REASONS


def test_who_has_left_keeps_his_name(cell: Cell, capsys: pytest.CaptureFixture[str]) -> None:
    number = opened(cell)
    with cell.database.read() as tx:
        house = load_world(cell, tx).organisation
    gone = {code: person for code, person in house.people.items() if code != "basic_clerk_a"}
    posts = tuple(replace(post, a="basic_clerk_b", b="") if post.a == "basic_clerk_a" else post for post in house.posts)
    commands.act(cell, number, "tell_result", "basic_clerk_a", {"result": "x"}, NOW)
    reorganising.apply_organisation(cell, Organisation(house.units, gone, posts), "office_clerk", NOW + DAY)

    shown = page(cell, number, capsys, 1)

    assert "basic_clerk_a" not in shown
    assert "基教股经办人甲" in shown


def test_what_is_late_stays_late_when_it_is_done(cell: Cell, capsys: pytest.CaptureFixture[str]) -> None:
    number = opened(cell)
    for days in range(10):
        arrive(cell, NOW + days * DAY)
    commands.act(cell, number, "tell_result", "basic_clerk_a", {"result": "x"}, NOW + 10 * DAY)
    commands.act(cell, number, "verify_pass", "office_clerk", {}, NOW + 10 * DAY)

    shown = page(cell, number, capsys, 10)

    # 5 working days from Mon 9 November: Mon 16; done on Thu 19.
    assert "√ 已销号，超期 3 个工作日" in shown
    assert "渠道：来访" in shown


def test_lines_not_said_any_more_tell_why(cell: Cell, capsys: pytest.CaptureFixture[str]) -> None:
    number = opened(cell)
    sweep(cell, NOW + 25 * DAY)

    shown = page(cell, number, capsys, 25)

    (line,) = [line for line in shown.splitlines() if "未再发出的提醒" in line]
    assert "条）" in line.replace(" ", "")
    assert not any(code in line for code in naming.REASONS)


def test_what_was_opened_in_error_is_void_and_not_done(run: Run, number: str) -> None:
    run("void", number, "--as", "front_desk", "--reason", "重复登记")

    shown, listed = run("show", number), run("list", "--all", "--lang", "en")

    assert "状态：× 已作废" in shown.stdout
    assert "已销号" not in shown.stdout.split("时限")[0]
    assert "× voided" in listed.stdout
    assert printed(run("show", number, "--json"))["voided"] is True


def test_an_extension_is_offered_only_while_it_would_be_heard(cell: Cell) -> None:
    number = opened(cell)

    def possible(days: int) -> set[str]:
        return {one.event for one in dossier(cell, number, NOW + days * DAY).possible}

    assert ("ask_extension" in possible(0)) is ("ask_extension" in possible(7))
    assert "ask_extension" not in possible(8)


def test_acts_of_one_day_in_the_wrong_order_are_told_with_their_hours(run: Run, tmp_path: Path) -> None:
    past = tmp_path / "past.yaml"
    past.write_text("- {at: 2026-03-02T09:00, do: offer, as: front_desk, fields: {handler: basic_clerk_a}}\n", "utf-8")

    result = run("open", "first_contact", "--as", "front_desk", "-f", "visitor=a", "-f", "channel=visit", "-f",
                 "request=x", "--at", "2026-03-02T10:00", "--history", str(past))  # fmt: skip

    assert result.exit_code == 1
    assert "时间 2026-03-02 09:00 早于这件事项的上一次办理（2026-03-02 10:00）" in result.stderr
