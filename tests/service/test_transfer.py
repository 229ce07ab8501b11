"""`duban transfer`: a matter is offered to another unit, or handed to a colleague of the same one; both stay in its history."""

from pathlib import Path

import pytest

from tests.service.conftest import Run, printed
from tests.service.test_org import APPLY, change

MOVABLE = """
workflow: movable
title: {zh: 可移送事项, en: Movable}
number: YD
subject: [topic]
basis: 试验
opens: {event: order, zh: 交办, en: Order, by: desk, next: work}
roles:
  handler: post handler of unit
fields:
  topic:    {zh: 事由, en: Topic, type: text}
  new_unit: {zh: 移送单位, en: New unit, type: unit}
duties:
  work:
    zh: 办理
    en: Do the work
    who: handler
    limit: 5 wd @A
    notes: {move: {zh: 移送, en: Offer to another unit, needs: [new_unit], set: {unit: new_unit}}}
    done: {finish: {zh: 办结, en: Finish, next: closed}}
ends:
  closed: {zh: 已办结, en: closed}
"""


def people(run: Run, number: str) -> list[str]:
    found: list[str] = printed(run("show", number, "--json"))["row"]["people"]
    return found


def test_a_colleague_gets_a_matter_and_the_history_says_so(run: Run, law_matter: str) -> None:
    result = run("transfer", law_matter, "--to", "law_head", "--as", "law_clerk", "--reason", "轮岗")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"已移交：{law_matter}，现由")
    assert people(run, law_matter)[0] == "law_head"
    assert "移交：法制室经办人 → 法制室主任 轮岗" in run("show", law_matter).stdout


def test_a_matter_is_offered_to_another_unit_by_the_event_of_its_rulebook(run: Run, used_county: Path) -> None:
    (used_county / "workflows" / "movable.yaml").write_text(MOVABLE, encoding="utf-8")
    number = printed(run("open", "movable", "--as", "office_clerk", "--unit", "law", "-f", "topic=证", "--json"))[
        "number"
    ]

    done = printed(run("transfer", number, "--to", "finance", "--as", "law_clerk", "--json"))

    assert (done["offered"], done["state"]) == (True, "work")
    shown = printed(run("show", number, "--json"))
    assert [line["data"]["unit"] for line in shown["history"] if line["kind"] == "offered_transfer"] == ["finance"]
    again = run("transfer", number, "--to", "finance", "--as", "law_clerk", "--lang", "en")
    assert (again.exit_code, again.stderr) == (1, "A transfer is already waiting for its answer.\n")


def test_the_offer_is_told_with_who_answers_it(run: Run, used_county: Path) -> None:
    (used_county / "workflows" / "movable.yaml").write_text(MOVABLE, encoding="utf-8")
    number = printed(run("open", "movable", "--as", "office_clerk", "--unit", "law", "-f", "topic=证", "--json"))[
        "number"
    ]

    told = run("transfer", number, "--to", "finance", "--as", "law_clerk").stdout

    assert told.startswith(f"已提请移送：{number}，待")
    assert told.endswith("接收前仍由原单位负责。\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--to", "finance", "--as", "law_clerk"), "按其制度这一步不能移送给别的单位；可以："),
        (("--to", "finance_clerk_a", "--as", "law_clerk"), "没有岗位，不能接手"),
        (("--to", "law_head", "--as", "finance_clerk_a"), "应由"),
        (("--to", "law_clerk", "--as", "law_clerk"), "本来就由"),
        (("--to", "law_hed", "--as", "law_clerk"), "没有单位或人员 law_hed (law_head?)"),
        (("--to", "law_head", "--as", "nobody"), "没有 nobody"),
        (("--to", "law_head", "--as", "law_clerk", "--reason", " "), ""),
    ],
)
def test_what_cannot_be_handed_on_is_told_in_a_line(
    run: Run, law_matter: str, words: tuple[str, ...], told: str
) -> None:
    result = run("transfer", law_matter, *words)

    assert told in result.stderr
    assert (result.exit_code, len(result.stderr.splitlines())) == ((1, 1) if told else (0, 0))


def test_a_duty_of_a_post_says_how_it_passes(run: Run) -> None:
    number = printed(
        run("open", "time_limit", "-f", "applicant=某园", "-f", "item=办学许可", "--as", "window_officer_a", "--json")
    )
    result = run("transfer", number["number"], "--to", "window_officer_b", "--as", "window_officer_a")

    assert result.exit_code == 1
    assert "duban org apply" in result.stderr


def test_a_matter_that_is_handed_over_first_stands_in_nobody_s_way(
    run: Run, used_county: Path, law_matter: str
) -> None:
    """The section loses its handler's post: refused until the matter is its head's."""
    change(
        used_county, "organisation.yaml", "      handler: {a: law_clerk, b: law_head}\n", "      archive: law_head\n"
    )
    assert f"duban transfer {law_matter} --to" in run(*APPLY, "--yes").stderr

    run("transfer", law_matter, "--to", "law_head", "--as", "law_head")

    assert run(*APPLY, "--yes").exit_code == 0
    assert people(run, law_matter)[0] == "law_head"
