"""The demo: the film as a process of its own, and its parts: the mail server, the reader, days, the clock, the prompt."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from config.calendars import load_years
from engine.core.calendar import Calendar, DayHours
from notifications.transport import Account, Transport
from service.clock import FastClock, SystemClock, going_by, published
from service.demo import days
from service.demo.film import Film
from service.demo.house import House, house
from service.demo.mailroom import Mailroom
from service.demo.orders import give
from service.demo.people import People
from service.demo.place import write_county
from service.demo.prompt import Prompt
from service.demo.reading import read
from service.demo.screen import Screen
from service.demo.sink import HOST, mail_server
from service.demo.story import BEGINS, ZONE
from service.main import app
from tests.service.conftest import VISIT, printed
from tests.service.process import DUBAN

#: Schools that the plan names. One of them is part of the name of a sample school, which is taken out first.
PLAN = ("一小", "冷水铺", "允山", "潇浦", "上江圩", "松柏")
LATE = re.compile("超期|催办|督办单|通报批评")
FAST = ("--days-per-second", "10000")


@pytest.fixture(scope="module")
def film() -> list[str]:
    """What the demo prints to a file."""
    done = subprocess.run(
        [DUBAN, "demo", *FAST], stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=110
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def day_line(film: list[str], day: str) -> int:
    return next(number for number, line in enumerate(film) if line.startswith(f"── {day}"))


def test_a_matter_starts_climbs_and_is_closed_and_then_nobody_is_urged_about_it(film: list[str]) -> None:
    about = ("开始提醒", "催办 E1", "催办 E2", "登记答复结果（转学手续", "√ 已确认办结")

    found = [next(number for number, line in enumerate(film) if words in line) for words in about]
    assert found == sorted(found)
    later = film[found[-1] + 1 : film.index("台账（duban list）")]
    assert not [line for line in later if "转学手续" in line]


def test_spring_festival_passes_in_silence(film: list[str]) -> None:
    passed = film[day_line(film, "2026-02-15") : day_line(film, "2026-02-24")]

    assert len(passed) == 9
    assert all(line.endswith("放假（春节），不发提醒") for line in passed)


def test_no_line_about_lateness_names_a_school_of_the_plan(film: list[str]) -> None:
    late = [line for number, line in enumerate(film) if LATE.search("".join(film[max(0, number - 2) : number + 2]))]

    assert late
    assert not [line for line in late for name in PLAN if name in line.replace("示例一小", "")]


def test_a_late_school_and_one_that_hands_in_are_told_apart(film: list[str]) -> None:
    urged = [line for line in film if "■督办单" in line]

    assert any("示例九年一" in line for line in urged)
    assert not [line for line in urged if "示例一小" in line]


def test_a_pipe_gets_no_colours_no_prompt_and_lines_of_80_columns(film: list[str]) -> None:
    told = [line for line in film[: film.index("台账（duban list）")] if not line.startswith("县文件夹")]

    assert "\x1b" not in "".join(film)
    assert "督办>" not in "".join(film)
    assert [line for line in told if cell_len(line) > 80] == []


def test_the_county_is_gone_afterwards(film: list[str]) -> None:
    folder = Path(next(line for line in film if line.startswith("县文件夹：")).removeprefix("县文件夹："))

    assert film[-1] == "演示结束，县文件夹已删除。"
    assert not folder.parent.exists()


def test_orders_from_another_terminal_go_by_its_clock_and_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    county = tmp_path / "county"
    command = [str(DUBAN), "demo", "--days-per-second", "0.1", "--folder", str(county), "--lang", "en"]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as demo:
        assert demo.stdout is not None
        told = [next(demo.stdout)]
        while not told[-1].startswith("── 2026-02-13 Fri"):
            told.append(next(demo.stdout))
        order = ("open", "first_contact", *VISIT, "--json")
        number = printed(CliRunner().invoke(app, ["demo", "--county", str(county), *order]))["number"]
        shown = printed(CliRunner().invoke(app, ["demo", "--county", str(county), "show", number, "--json"]))
        demo.send_signal(signal.SIGINT)
        rest = demo.stdout.read()

    assert str(shown["opened_at"]).startswith("2026-02-13T")
    assert rest.endswith("The demo has ended.\n")
    assert demo.returncode == 0
    assert county.is_dir()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--county", "{tmp}", "list"), "里没有正在运行的演示。"),
        (("list",), "要写明它的县文件夹"),
    ],
)
def test_an_order_without_a_running_demo_is_refused(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    result = CliRunner().invoke(app, ["demo", *(word.format(tmp=tmp_path) for word in words)])

    assert result.exit_code == 2
    assert told in result.stderr


# --- the mail server and the reader ---


def test_a_mail_that_the_transport_sent_is_read_as_it_was_written() -> None:
    mail = EmailMessage()
    mail["To"] = "首问岗 <front-desk@edu.example>"
    mail["Subject"] = "【▲今日 17:30】答复来访人"
    mail["Message-ID"] = "<duban.1@edu.example>"
    mail.set_content("督办\n\n今天先办一件\n一件已超期。\n\n  为何收到\n\n-- \n由系统发出\n")

    with mail_server() as sink:
        transport = Transport(Account(host=HOST, port=sink.port, sender="duban@edu.example", security="none"))
        transport.send("front-desk@edu.example", mail.as_bytes())
        transport.close()
        (content,) = sink.take()

    seen = read(content)
    assert (seen.name, seen.address) == ("首问岗", "front-desk@edu.example")
    assert (seen.subject, seen.message_id) == ("【▲今日 17:30】答复来访人", "<duban.1@edu.example>")
    assert seen.lines == ("督办", "", "今天先办一件", "一件已超期。", "", "  为何收到")
    assert seen.opening == ("今天先办一件", "一件已超期。")


HOSTILE = "\x1b[2J\x1b]0;owned\x07" + "a\u202eb\u2028c\x9bd\r"


def test_nothing_in_a_mail_can_move_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    raw = (
        "To: =?utf-8?b?G1sySg==?= <x@edu.example>\r\n"
        "Subject: =?utf-8?q?=1B[2J_=0D=0A_evil_=E2=80=AE?=\r\n"
        'Content-Type: text/plain; charset="utf-8"\r\n\r\n'
        f"  {HOSTILE}\r\n\r\n{HOSTILE}\r\n"
    ).encode()

    seen = read(raw)
    Screen("zh").whole(seen, "head", seen.name)

    shown = capsys.readouterr().out.splitlines()
    assert "evil" in seen.subject
    assert seen.lines[0].startswith("  ")
    assert all(line.isprintable() for line in (seen.subject, seen.name, *seen.lines, *shown))


def test_a_mail_without_anything_is_read_all_the_same() -> None:
    seen = read(b"\r\n")
    assert (seen.name, seen.subject, seen.opening) == ("", "", ())


# --- days and the clock ---


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 2, 13), "working day"),
        (date(2026, 2, 14), "worked, to make up for a holiday"),  # a Saturday
        (date(2026, 2, 15), "day off (Spring Festival): nothing is sent"),  # a Sunday inside it
        (date(2026, 2, 23), "day off (Spring Festival): nothing is sent"),
        (date(2026, 3, 1), "day off (weekend)"),
        (date(2026, 10, 7), "day off (National Day): nothing is sent"),
    ],
)
def test_a_day_is_named_with_its_reason(day: date, kind: str) -> None:
    calendar = Calendar(DayHours(zone=ZONE), load_years([2026]))

    assert days.kind_of(day, calendar).en == kind


def test_another_process_can_go_by_a_clock_that_leaps_and_never_back(tmp_path: Path) -> None:
    clock = FastClock(datetime(2026, 2, 13, tzinfo=UTC), 1)
    clock.leap(datetime(2026, 3, 1, tzinfo=UTC))
    clock.leap(datetime(2026, 2, 20, tzinfo=UTC))
    clock.publish(tmp_path / "clock")

    heard = published(tmp_path / "clock")

    assert clock.now() >= datetime(2026, 3, 1, tzinfo=UTC)
    assert abs(heard.now() - clock.now()) < timedelta(seconds=30)


def test_a_command_goes_by_another_clock_only_for_the_block() -> None:
    with going_by(FastClock(datetime(2000, 1, 1, tzinfo=UTC), 1)):
        assert SystemClock().now().year == 2000

    assert SystemClock().now().year > 2000


# --- the prompt ---


@dataclass
class Stage:
    house: House
    film: Film
    screen: Screen


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """The demo on its first morning, in English."""
    with mail_server() as sink:
        write_county(tmp_path / "county", host=HOST, port=sink.port, lang="en")
        with house(tmp_path / "county", BEGINS, sink, os.environ) as built:
            screen, organisation = Screen("en"), built.county.organisation
            people = People(built.cell, {code: one.name for code, one in organisation.people.items()}, "en")
            mailroom = Mailroom(screen, built.cell.database, organisation)
            yield Stage(built, Film(built, screen, people, mailroom, 0), screen)


@contextmanager
def typed(text: str, monkeypatch: pytest.MonkeyPatch, *, is_ended: bool = True) -> Iterator[None]:
    """Standard input with these lines, ended or waiting for more."""
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    if is_ended:
        os.close(writing)
    with os.fdopen(reading) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        yield
    if not is_ended:
        os.close(writing)


def test_a_typed_order_is_done_and_its_mail_shown(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    urgent = "open first_contact --as front_desk -f visitor=x -f channel=visit -f 'request=lost child' -f urgent=yes"
    orders = (urgent, "duban show SW-2026-0001", "next", "bogus", "next x", "act 'open", "quit", "list")

    with typed("\n".join(orders) + "\n", monkeypatch):
        Prompt(stage.house, stage.film, stage.screen, 30).run()

    told = capsys.readouterr().out
    assert "Opened: SW-2026-0001, now to be handed over." in told
    assert "lost child" in told.partition("┌─ Mail 1")[2]
    assert "── 2026-02-13 Fri · working day" in told
    assert "Register the request - Changing schools SW-2026-0002" in told
    assert "There is no command bogus" in told
    assert "1 to 60" in told
    assert "number  " not in told  # nothing after `quit`


def test_what_somebody_does_elsewhere_is_noticed_and_without_more_it_ends(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.house.leap(BEGINS.replace(hour=10))
    prompted = stage.screen.prompt

    def act_elsewhere() -> None:
        prompted()
        monkeypatch.setattr(stage.screen, "prompt", prompted)
        give(("open", "first_contact", *VISIT), stage.house.county.folder, stage.house.clock, "en")

    monkeypatch.setattr(stage.screen, "prompt", act_elsewhere)
    with typed("", monkeypatch, is_ended=False):
        Prompt(stage.house, stage.film, stage.screen, 3).run()

    told = capsys.readouterr().out
    assert "┌─ Mail 1 · start" in told
    assert told.count("duban> ") == 2
