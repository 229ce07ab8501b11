"""`duban unreached`: who has no e-mail is found, with his lines and whoever stands in, and slips that print."""

from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from engine.core.notice import Notice
from engine.run import commands, reorganising
from engine.run.sweep import sweep
from engine.store import outbox
from engine.store.lines import add_notices
from service import words
from service.bootstrap import Opened, open_cell
from service.unreached import sheets
from tests.service.conftest import NOW, VISIT, Run, printed

VALUES = {"visitor": "某家长", "channel": "visit", "request": "答复来访家长"}
WEEK = timedelta(days=7)


def take_address(folder: Path, *people: str) -> None:
    """These people have no e-mail."""
    file = folder / "people.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    for n, line in enumerate(lines):
        if line.strip().partition(":")[0] in people and ", email" in line:
            lines[n] = line.partition(", email")[0] + "}"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def told(opened: Opened, *, since: timedelta = WEEK) -> dict[str, list[tuple[str, str]]]:
    found = sheets(opened.cell, NOW, NOW - since)
    return {sheet.person: [(line.how, said.kind) for line in sheet.lines for said in line.said] for sheet in found}


def open_one(opened: Opened) -> str:
    return commands.open_matter(opened.cell, "first_contact", "front_desk", VALUES, NOW).number


def test_with_an_address_for_everybody_nobody_is_on_paper(county: Path) -> None:
    with open_cell(county, NOW, {}) as opened:
        open_one(opened)

        assert told(opened) == {}


def test_a_line_by_a_stand_in_and_one_that_reaches_nobody(county: Path) -> None:
    """The front desk's lines go to the other of the pair; without an address there, to its head; then to nobody."""
    for gone, through in (((), "office_clerk"), (("office_clerk",), "office_head"), (("office_head",), "")):
        take_address(county, "front_desk", *gone)
        with open_cell(county, NOW, {}) as opened:
            reorganising.apply_organisation(opened.cell, opened.county.organisation, "director", NOW)
            open_one(opened)
            sheet = next(each for each in sheets(opened.cell, NOW, NOW - WEEK) if each.person == "front_desk")

        assert sheet.through == ((through,) if through else ())
        assert {line.how for line in sheet.lines} == {"stand_in" if through else "nobody"}


def test_a_line_that_waits_for_nobody_stays_until_its_matter_ends(county: Path) -> None:
    take_address(county, "front_desk", "office_clerk", "office_head")
    with open_cell(county, NOW - timedelta(days=20), {}) as opened:
        begun = NOW - timedelta(days=20)
        number = commands.open_matter(opened.cell, "first_contact", "front_desk", VALUES, begun).number

        assert told(opened)["front_desk"]
        values = {"sent_where": "人社局"}
        commands.act(opened.cell, number, "guide", "front_desk", values, begun + timedelta(minutes=5))
        assert told(opened)["front_desk"] == []  # nobody would pass a line on, so he stays on the list


def test_a_mail_that_came_back_is_on_paper_too(county: Path) -> None:
    with open_cell(county, NOW, {}) as opened:
        open_one(opened)
        sweep(opened.cell, NOW)
        with opened.cell.database.write() as tx:
            mail = outbox.claim(tx, NOW, worker="t", lease=WEEK)
            assert mail is not None
            outbox.undeliverable(tx, mail.id, worker="t", error="550")

        assert told(opened)["front_desk"] == [("returned", "start")]
        assert told(opened, since=-timedelta(seconds=1)) == {}


def test_who_has_left_with_lines_still_waiting_is_listed_last(county: Path) -> None:
    with open_cell(county, NOW, {}) as opened:
        with opened.cell.database.write() as tx:
            add_notices(tx, [Notice(matter="", clock="", run=0, kind="gap", basis="1", person="gone", at=NOW, data={})])
        (sheet,) = sheets(opened.cell, NOW, NOW - WEEK)

    assert (sheet.person, sheet.name, sheet.units, sheet.through) == ("gone", "gone", (), ())
    assert sheet.lines[0].matter == ""


# --- as it is typed ---


@pytest.fixture
def mute(run: Run, used_county: Path) -> None:
    """The front desk and all who could stand in have no address."""
    take_address(used_county, "front_desk", "office_clerk", "office_head")
    assert run("org", "apply", "--as", "director", "--yes").exit_code == 0
    assert run("open", "first_contact", *VISIT).exit_code == 0


@pytest.mark.usefixtures("mute")
def test_the_table_names_who_and_how(run: Run) -> None:
    shown = run("unreached").stdout

    assert "首问岗工作人员" in shown
    assert "没有邮箱，也无人代收" in shown
    assert "某家长" not in shown


@pytest.mark.usefixtures("mute")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_slips_fit_the_page_and_begin_a_new_one_for_each_person(run: Run, lang: str) -> None:
    result = run("unreached", "--print", "--lang", lang)
    count = sum(bool(sheet["lines"]) for sheet in printed(run("unreached", "--json")))

    pages = result.stdout.split("\f")
    assert len(pages) == count
    assert max(cell_len(line) for page in pages for line in page.splitlines()) <= 76
    assert all(("签收" if lang == "zh" else "Received") in page for page in pages)


@pytest.mark.usefixtures("mute")
def test_an_html_page_needs_nothing_from_outside_and_escapes_what_was_typed(run: Run, tmp_path: Path) -> None:
    run("open", "first_contact", *VISIT[:-3], "request=<b>x</b>", *VISIT[-2:])

    result = run("unreached", "--html", str(tmp_path / "slips.html"))

    page = (tmp_path / "slips.html").read_text(encoding="utf-8")
    assert result.exit_code == 0
    assert "slips.html" in result.stdout
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "http" not in page
    assert page.count("<section>") == sum(bool(sheet["lines"]) for sheet in printed(run("unreached", "--json")))
    assert "size: A4" in page


def test_when_all_are_reached_it_says_so(run: Run, tmp_path: Path) -> None:
    assert run("unreached").stdout == "人人都收得到邮件。\n"
    assert run("unreached", "--print").stdout == ""
    assert printed(run("unreached", "--json")) == []


def test_a_page_that_cannot_be_written_is_a_fault_outside(run: Run, tmp_path: Path) -> None:
    result = run("unreached", "--html", str(tmp_path / "no" / "slips.html"))

    assert (result.exit_code, result.stdout) == (3, "")
    assert len(result.stderr.splitlines()) == 1


def test_a_bad_number_of_days_is_refused(run: Run) -> None:
    assert run("unreached", "--days", "0").exit_code == 2


# --- before anything is said, and afterwards ---


def test_who_has_nobody_to_pass_a_line_on_is_listed_before_the_first_one(run: Run, used_county: Path) -> None:
    take_address(used_county, "village_primary_head", "village_primary_teacher")
    assert run("org", "apply", "--as", "director", "--yes").exit_code == 0

    assert "没有邮箱，也无人代收" in run("unreached").stdout
    assert "（还没有提醒）" in run("unreached").stdout
    assert run("unreached", "--print").stdout == ""
    assert "2 人收不到提醒" in run("status").stdout


@pytest.mark.usefixtures("mute")
def test_a_slip_is_recorded_as_handed_over_and_is_gone(run: Run) -> None:
    (slip,) = [sheet for sheet in printed(run("unreached", "--json")) if sheet["lines"]]
    page = run("unreached", "--print").stdout
    assert f"第 {slip['slip']} 号" in page
    assert f"duban handed front_desk {slip['slip']} --as" in page

    done = run("handed", "front_desk", str(slip["slip"]), "--as", "office_clerk")

    assert (done.exit_code, "首问岗工作人员" in done.stdout) == (0, True)
    assert run("unreached", "--print").stdout == ""
    assert "提醒单已送交 front_desk" in run("show", "SW-2026-0001").stdout
    again = run("handed", "front_desk", str(slip["slip"]), "--as", "office_clerk")
    assert (again.exit_code, len(again.stderr.splitlines())) == (1, 1)


@pytest.mark.usefixtures("mute")
def test_a_slip_handed_over_at_another_time_as_json(run: Run) -> None:
    (slip,) = [sheet for sheet in printed(run("unreached", "--json")) if sheet["lines"]]

    refused = run("handed", "front_desk", str(slip["slip"]), "--as", "office_clerk", "--at", "2020-01-01T10:00")
    unreadable = run("handed", "front_desk", str(slip["slip"]), "--as", "office_clerk", "--at", "gestern")
    done = run("handed", "front_desk", str(slip["slip"]), "--as", "office_clerk", "--json")

    assert (refused.exit_code, unreadable.exit_code, done.exit_code) == (1, 2, 0)
    assert printed(done)["matters"] == sorted({line["matter"] for line in slip["lines"]})


@pytest.mark.parametrize(
    ("step", "zh", "en"),
    [
        ("T-1 wd", "提前 1 个工作日", "1 working day ahead"),
        ("T-15 cd", "提前 15 天", "15 calendar days ahead"),
        ("E2", "E2", "E2"),
    ],
)
def test_a_point_is_said_in_the_reader_s_language(step: str, zh: str, en: str) -> None:
    assert (words.step(step, "zh"), words.step(step, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [("2026-05", "2026年5月", "May 2026"), ("2026-Q2", "2026年二季度", "Q2 2026"), ("2026", "2026年", "2026"), ("", "", ""),
     ("spring", "spring", "spring")],
)  # fmt: skip
def test_a_slip_names_the_period(period: str, zh: str, en: str) -> None:
    assert (words.period(period, "zh"), words.period(period, "en")) == (zh, en)
