"""The county folder: what is read from it, and what is strange and yet accepted."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from config.county import read_county
from config.secret import Secret
from config.settings import Administrator
from engine.core.machine import Text
from engine.core.organisation import Person, Post
from tests.config.small import change, small_county

COUNTY, PEOPLE, UNITS = "county.yaml", "people.yaml", "organisation.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_county(tmp_path / "county")


def test_a_county_is_read_whole(folder: Path) -> None:
    county = read_county(folder)

    assert county.settings.name == Text("小县教育局", "Small Bureau")
    assert county.settings.zone.key == "Asia/Shanghai"
    assert county.settings.admin == Administrator(post="office_supervision")
    assert county.administrator == "clerk_a"
    assert county.organisation.root == "bureau"
    assert county.organisation.people["deputy"] == Person(
        code="deputy", name="副局长", email="deputy@example.org", lang="zh"
    )
    assert county.organisation.post("office_supervision") == Post(
        kind="office_supervision", unit="office", a="clerk_a", b="clerk_b"
    )
    assert county.month_sets == {"term_months": frozenset({3, 4, 5, 6, 9, 10, 11, 12})}
    assert [term.months for term in county.terms] == [(9, 10, 11, 12, 1), (2, 3, 4, 5, 6, 7)]


def test_a_school_belongs_to_the_bureau_unless_it_says_otherwise(folder: Path) -> None:
    school = read_county(folder).organisation.units["school_1"]

    assert (school.kind, school.parent) == ("school", "bureau")
    assert school.values == {"boarding": True, "level": "primary"}


def test_the_types_of_the_values_of_units_are_known(folder: Path) -> None:
    assert read_county(folder).value_types == {"boarding": bool, "level": str}


@pytest.mark.parametrize(("security", "port"), [("ssl", 465), ("starttls", 587)])
def test_the_port_follows_from_the_security_when_it_is_not_written(folder: Path, security: str, port: int) -> None:
    change(folder, COUNTY, "security: ssl", f"security: {security}")

    mail = read_county(folder).settings.mail

    assert mail.port == port
    assert mail.sender_name == "小县教育局"
    assert mail.timeout == timedelta(seconds=30)


def test_the_database_lies_in_the_folder_unless_it_says_otherwise(folder: Path) -> None:
    assert read_county(folder).settings.database.url == f"sqlite:///{folder.resolve()}/duban.db"


def test_the_file_of_a_database_is_found_from_the_folder(folder: Path) -> None:
    change(folder, COUNTY, "seed: drawn", "seed: drawn\ndatabase: {url: 'sqlite:///data/a.db'}")

    assert read_county(folder).settings.database.url == f"sqlite:///{folder.resolve()}/data/a.db"


def test_a_password_may_lie_in_a_file_outside_the_folder(folder: Path, tmp_path: Path) -> None:
    change(folder, COUNTY, "password_env: DUBAN_MAIL_PASSWORD", "password_file: ../mail.password")

    password = read_county(folder).settings.mail.password

    assert password == Secret(file=tmp_path.resolve() / "mail.password")


def test_an_own_calendar_announces_a_year_and_closes_days(folder: Path) -> None:
    (folder / "calendar").mkdir()
    (folder / "calendar" / "2031.yaml").write_text(
        "year: 2031\nsource: 国办\noff: [2031-01-01..2031-01-03]\nwork: [2031-01-04]\nclosed: 2031-07-15\n",
        encoding="utf-8",
    )

    county = read_county(folder)
    (plan,) = county.plans_for([2031])

    assert county.closed == (date(2031, 7, 15),)
    assert plan.makeup == {date(2031, 1, 4)}
    assert date(2031, 7, 15) in plan.off


def test_files_that_are_read_elsewhere_are_listed_by_name(folder: Path) -> None:
    for name in ("workflows/b.yaml", "workflows/a.yaml", "workflows/README.md", "overrides/o.yaml", "templates/t"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()

    county = read_county(folder)

    assert [path.name for path in county.workflow_files] == ["a.yaml", "b.yaml"]
    assert [path.name for path in county.override_files] == ["o.yaml"]
    assert county.template_folder == folder / "templates"
    assert county.notes == ()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://duban@db/duban",
        "postgresql:///duban",
        "postgresql:///duban?host=/run/postgresql",
        "sqlite:////srv/x.db",
    ],
)
def test_a_database_may_be_a_file_a_server_or_the_socket_of_this_machine(folder: Path, url: str) -> None:
    change(folder, COUNTY, "zone:", f"database: {{url: '{url}'}}\nzone:")

    assert read_county(folder).settings.database.url == url


def test_a_county_without_templates_has_no_template_folder(folder: Path) -> None:
    assert read_county(folder).template_folder is None


@pytest.mark.parametrize(
    ("file", "old", "new", "note"),
    [
        (PEOPLE, "clerk-a@", "clerk-b@", "people.yaml:8:32: `people.clerk_b.email` is the address of clerk_a too"),
        (PEOPLE, "    email: clerk-a@example.org\n", "", "people.yaml:4:3: `people.clerk_a.email` is empty"),
        (UNITS, "      head: clerk_b\n", "", "organisation.yaml:8:3: `units.office` has no post head"),
        (
            UNITS,
            "head: clerk_b",
            "head: clerk_b\n      handlr: boss",
            "organisation.yaml:14:15: `units.office.posts.handlr`",
        ),
        (COUNTY, "security: ssl", "port: 587", "county.yaml:8:9: `mail.port` is the usual one of starttls"),
    ],
)
def test_what_is_strange_is_noted_and_accepted(folder: Path, file: str, old: str, new: str, note: str) -> None:
    change(folder, file, old, new)

    notes = [str(found) for found in read_county(folder).notes]

    assert [found[: len(note)] for found in notes] == [note]


def test_a_known_year_written_anew_without_its_holidays_is_noted(folder: Path) -> None:
    (folder / "calendar").mkdir()
    (folder / "calendar" / "2026.yaml").write_text("year: 2026\noff: [2026-10-01]\n", encoding="utf-8")

    (note,) = map(str, read_county(folder).notes)

    # 2026 has 33 days off, 13 of them on a Saturday or Sunday without these rules; 1 October is kept.
    assert note.startswith("calendar/2026.yaml:2:6: `off` leaves out ")
    assert "national holidays, which are worked then: 2026-01-01, 2026-01-02, 2026-02-16, …" in note
