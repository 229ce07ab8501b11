"""The mail about an uncovered post: who is away, and until when."""

from datetime import date

import pytest

from engine.core.machine import RESPONSIBLE
from engine.core.notice import Notice
from engine.run.letter import Item
from notifications.sample import AT, letter, standing
from notifications.sample_letters import GAP
from tests.notifications.reading import files_of, html_of, seen, text_of
from tests.notifications.test_compose import composer
from tests.run.county import shipped_rulebooks

AWAY = {
    "post": "handler",
    "away": "a",
    "away_until": date(2026, 11, 30),
    "backup": "b",
    "backup_until": date(2026, 11, 12),
}


def gap(kind: str, role: str, *, number: str = "KG-2026-0001", fields: dict[str, object] | None = None) -> Item:
    facts = {**standing(1), "clock": "cover", "by": "engine"}
    if kind == "step":
        facts |= {**standing(-1), **GAP, "paper_no": 3, "next": {}}
    line = Notice(
        matter=number,
        clock="cover",
        run=1,
        kind=kind,
        basis="1",
        person="head",
        at=AT,
        state="cover",
        role=role,
        data=facts,
    )
    machine = shipped_rulebooks().machines["post_gap"]
    return Item(
        id=1, notice=line, machine=machine, unit="jijiao", state="cover", fields=AWAY if fields is None else fields
    )


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "经办人甲（至11月30日）和经办人乙（至11月12日）请假，岗位无人在岗。"),
        ("en", "经办人甲 (until 30 Nov) and 经办人乙 (until 12 Nov) are away and nobody covers the post."),
    ],
)
def test_the_head_reads_who_is_away_and_until_when(lang: str, said: str) -> None:
    mail = composer().compose(letter([gap("start", RESPONSIBLE)], lang))

    assert said in text_of(mail).replace("\n", "") if lang == "zh" else said in " ".join(text_of(mail).split())
    assert said in seen(html_of(mail))
    assert "经办人甲" not in mail.subject


def test_the_deputy_reads_it_a_day_later_in_the_mail_and_on_the_paper() -> None:
    mail = composer().compose(letter([gap("step", "deputy")]))

    assert "经办人甲（至11月30日）和经办人乙（至11月12日）请假" in seen(html_of(mail))
    (paper,) = files_of(mail).values()
    assert "经办人甲（至11月30日）、经办人乙（至11月12日）" in paper


def test_a_gap_found_under_older_rules_names_who_it_knows() -> None:
    mail = composer().compose(letter([gap("start", RESPONSIBLE, fields={"post": "handler", "away": "a"})], "en"))

    assert "经办人甲 is away and nobody covers the post." in " ".join(text_of(mail).split())


def test_somebody_who_was_named_in_person_stands_in_no_subject() -> None:
    mail = composer().compose(letter([gap("start", RESPONSIBLE, fields={"post": "a", "away": "a"})]))

    assert "经办人甲" not in mail.subject
    assert "基教股" in mail.subject
