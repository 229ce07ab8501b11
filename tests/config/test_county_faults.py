"""Every fault of a county folder: what is wrong, at which file, line and column."""

from pathlib import Path

import pytest

from config.county import read_county
from config.yaml_reader import Faults
from tests.config.small import change, faults_of, small_county

COUNTY, PEOPLE, UNITS = "county.yaml", "people.yaml", "organisation.yaml"

#: What county.yaml says, what it says instead, how its one fault begins.
SETTINGS = {
    "unknown zone": ("Asia/Shanghai", "Asia/Shanghei", "2:7: `zone` is not a known time zone (did you mean"),
    "a folder of zones": ("Asia/Shanghai", "Asia", "2:7: `zone` is not a known time zone"),
    "no zone at all": ("Asia/Shanghai", "../../etc/passwd", "2:7: `zone` is not a known time zone"),
    "unknown key": ("zone:", "zon:", "2:1: `zon` is not a known key (did you mean `zone`?)"),
    "missing key": ("seed: drawn\n", "", "1:1: `seed` is missing (add the key `seed`:"),
    "line break in a name": ("zh: 小县教育局", 'zh: "小县\\n局"', "1:12: `name.zh` must not hold a line break"),
    "bidi in a name": ("zh: 小县教育局", "zh: 小县\u202e局", "1:12: `name.zh` must not hold a line break"),
    "a list for a value": ("zh: 小县教育局", "zh: [小县]", "1:12: `name.zh` must be a single value, not a list"),
    "a value for a map": ("{zh: 小县教育局, en: Small Bureau}", "小县", "1:7: `name` must be a map of keys"),
    "administrator's post": ("_supervision", "_supervisor", "5:9: `admin.post` is no post, or several units"),
    "administrator": ("post: office_supervision", "person: clark_a", "5:11: `admin.person` names no person"),
    "two of them": ("_supervision", "_supervision\n  person: boss", "6:11: `admin.person` or admin.post must be"),
    "none of them": ("post: office_supervision", "person:", "5:10: `admin.person` or admin.post must be"),
    "its unit": ("_supervision", "_supervision\n  unit: offise", "6:9: `admin.unit` names no unit (did you mean"),
    "server": ("host: smtp.", "host: smtp://smtp.", "7:9: `mail.host` is not the name of a server"),
    "security": ("security: ssl", "security: tls", "8:13: `mail.security` must be one of: ssl, starttls, none"),
    "login in clear": ("security: ssl", "security: none", "8:13: `mail.security` none would send the password"),
    "port too high": ("security: ssl", "port: 65536", "8:9: `mail.port` must be a port number from 1 to 65535"),
    "port too low": ("security: ssl", "port: 0", "8:9: `mail.port` must be a port number from 1 to 65535"),
    "port in words": ("security: ssl", "port: many", "8:9: `mail.port` must be a port number from 1 to 65535"),
    "time-out": ("security: ssl", "timeout: 0", "8:12: `mail.timeout` must be a whole number of seconds"),
    "two places": ("_env: DUBAN", "_file: /run/a\n  password_env: D", "10:18: `mail.password_file` stands beside"),
    "password within": ("_env: DUBAN_MAIL_PASSWORD", "_file: a", "10:18: `mail.password_file` must lie outside"),
    "no login": ("  user: duban@example.org\n", "", "9:17: `mail.password_env` has no mail.user beside it"),
    "no password": ("  password_env: DUBAN_MAIL_PASSWORD\n", "", "9:9: `mail.user` has no password"),
    "sender": ("from: duban@", "from: 督办 <duban@", "11:9: `mail.from` is not an e-mail address"),
    "web address": ("zone:", "base_url: example.org\nzone:", "2:11: `base_url` must be a web address"),
    "language": ("zone:", "languages: [zh, de]\nzone:", "2:17: `languages` must be one of: zh, en"),
    "language twice": ("zone:", "languages: [zh, zh]\nzone:", "2:12: `languages` names a language twice"),
    "database": ("zone:", "database: {url: mysql://a/b}\nzone:", "2:17: `database.url` must be an address of"),
    "in memory": ("zone:", "database: {url: 'sqlite://'}\nzone:", "2:17: `database.url` must be an address of"),
    "no database": ("zone:", "database: {url: 'postgresql://db'}\nzone:", "2:17: `database.url` must be an address of"),
    "no slashes": ("zone:", "database: {url: 'postgresql:duban'}\nzone:", "2:17: `database.url` must be an address of"),
    "month": ("[3-6, 9-12]", "[3-6, 13]", "13:22: `month_sets.term_months` must be a month from 1 to 12"),
    "terms": ("months: 2-7", "months: 1-7", "16:39: `terms.spring.months` overlaps with the term autumn"),
}

#: The same for people.yaml.
PERSONS = {
    "twice": ("  deputy: {", "  boss: {", "3:3: the key `boss` stands here twice"),
    "e-mail": ("boss@example.org", "boss at example.org", "2:27: `people.boss.email` is not an e-mail address"),
    "two addresses": ("boss@example.org", "a@b.cn;c@d.cn", "2:27: `people.boss.email` is not an e-mail address"),
    "a mail header": ("boss@example.org", '"a@b.cn\\nBcc: c@d.cn"', "2:27: `people.boss.email` is not an e-mail"),
    "language": ("lang: zh", "lang: en", "7:11: `people.clerk_a.lang` must be one of: zh"),
    "no name": ("    name: 经办人甲\n", "", "4:3: `people.clerk_a.name` is missing"),
}

A_AND_B = "units.office.posts.office_supervision"

#: The same for organisation.yaml.
ORGANISATION = {
    "holder": ("head: boss", "head: bos", "6:13: `units.bureau.posts.head` names no person (did you mean `boss`?)"),
    "a list of heads": ("head: boss", "head: [boss, deputy]", "6:13: `units.bureau.posts.head` must be one person"),
    "two heads": ("head: boss", "head: boss\n      head: deputy", "7:7: the key `head` stands here twice"),
    "no head": ("      head: boss\n", "", "2:3: `units.bureau` has no post head"),
    "nobody": ("head: boss", "head:", "6:12: `units.bureau.posts.head` names nobody"),
    "A is B": ("b: clerk_b", "b: clerk_a", f"16:12: `{A_AND_B}.b` is the same person as a"),
    "A": ("a: clerk_a\n", "a: clerk\n", f"15:12: `{A_AND_B}.a` names no person (did you mean"),
    "B": ("        b: clerk_b", "        b: nobody", f"16:12: `{A_AND_B}.b` names no person"),
    "no A": ("        a: clerk_a\n", "", f"14:7: `{A_AND_B}.a` is missing"),
    "two roots": ("    parent: bureau\n", "", "8:3: `units.office` has no parent, but bureau is on top already"),
    "parent": ("parent: bureau", "parent: bureua", "10:13: `units.office.parent` names no unit (did you mean `bureau`"),
    "deputy": ("bureau\n    deputy: de", "bureau\n    deputy: d", "11:13: `units.office.deputy` names no post of"),
    "circle": ("kind: bureau", "parent: office", "4:13: `units.bureau.parent` leads back to itself: bureau > office >"),
    "a circle of one": (
        "parent: bureau",
        "parent: office",
        "10:13: `units.office.parent` leads back to itself: office",
    ),
    "kind": ("kind: bureau", "kind: burau", "4:11: `units.bureau.kind` must be one of: bureau, section"),
    "level": ("level: primary", "level: primery", "20:12: `schools.school_1.level` must be one of: kindergarten"),
    "no level": ("    level: primary\n", "", "18:3: `schools.school_1.level` is missing"),
    "unit twice": ("  school_1:", "  office:", "18:3: `schools.office` is declared twice, as a unit and as a school"),
    "code": ("  school_1:", "  School 1:", "18:3: a key under `schools` is not a code"),
    "a word of Python": ("  school_1:", "  class:", "18:3: a key under `schools` is not a code"),
    "a taken word": ("boarding: yes", "level: yes", "21:21: `schools.school_1.values.level` is a word with a meaning"),
    "no such day": ("boarding: yes", "opened: 2026-02-30", "21:22: `schools.school_1.values.opened` is a day that"),
    "two types": (
        "    parent: bureau\n",
        "    parent: bureau\n    values: {boarding: 3}\n",
        "22:24: `schools.school_1.values.boarding` must be a whole number, as in the units above",
    ),
}

ALL = [
    pytest.param(file, *case, id=f"{file}: {name}")
    for file, cases in ((COUNTY, SETTINGS), (PEOPLE, PERSONS), (UNITS, ORGANISATION))
    for name, case in cases.items()
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_county(tmp_path / "county")


@pytest.mark.parametrize(("file", "old", "new", "fault"), ALL)
def test_a_fault_is_told_once_with_its_place(folder: Path, file: str, old: str, new: str, fault: str) -> None:
    change(folder, file, old, new)

    faults = faults_of(folder)

    assert [found[: len(file) + 1 + len(fault)] for found in faults] == [f"{file}:{fault}"]


def test_the_faults_of_all_files_are_told_at_once_in_order(folder: Path) -> None:
    change(folder, COUNTY, "Asia/Shanghai", "Asia/Shanghei")
    change(folder, COUNTY, "host: smtp.example.org", "hosts: smtp.example.org")
    change(folder, PEOPLE, "boss@example.org", "boss")
    change(folder, UNITS, "head: boss", "head: bos")
    change(folder, UNITS, "level: primary", "level: primery")

    places = [fault.split(": ")[0] for fault in faults_of(folder)]

    assert places == [
        "county.yaml:2:7",
        "county.yaml:6:1",
        "county.yaml:7:3",
        "organisation.yaml:6:13",
        "organisation.yaml:20:12",
        "people.yaml:2:27",
    ]


@pytest.mark.parametrize("file", [COUNTY, PEOPLE, UNITS])
def test_a_missing_file_is_the_only_fault_it_causes(folder: Path, file: str) -> None:
    (folder / file).unlink()

    assert faults_of(folder) == [f"{file}:1:1: this file is missing (`duban init` writes one)"]


def test_people_that_are_no_map_are_the_only_fault_they_cause(folder: Path) -> None:
    (folder / PEOPLE).write_text("people: [boss]\n", encoding="utf-8")

    assert faults_of(folder) == [f"{PEOPLE}:1:9: `people` must be a map of keys (write key: value)"]


def test_a_misspelt_file_is_found(folder: Path) -> None:
    (folder / UNITS).rename(folder / "organization.yaml")

    assert faults_of(folder) == [f"{UNITS}:1:1: this file is missing (did you mean `organization.yaml`?)"]


def test_a_folder_that_is_not_there_misses_all_its_files(tmp_path: Path) -> None:
    assert len(faults_of(tmp_path / "nowhere")) == 3


def test_a_folder_in_the_place_of_a_file_is_a_missing_file(folder: Path) -> None:
    (folder / PEOPLE).unlink()
    (folder / PEOPLE).mkdir()

    assert [fault.split(": ")[0] for fault in faults_of(folder)] == ["people.yaml:1:1"]


def test_a_rulebook_with_another_ending_is_not_passed_over(folder: Path) -> None:
    (folder / "workflows").mkdir()
    (folder / "workflows" / "drill.yml").touch()

    (fault,) = faults_of(folder)

    assert fault.startswith("workflows/drill.yml:1:1: this is not a file that ends in .yaml")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("year: 2031\noff: [2031-01-01, 2030-01-01]", "2:19: 2030-01-01 is not in 2031"),
        ("year: 2031\noff: [2031-01-02]\nwork: [2031-01-01]", "3:8: 2031-01-01 is a weekday"),
        ("year: 2031\noff: [soon]", "2:7: `off` must be a day or a range of days"),
        ("year: 2031\noff: [2031-01-03..2031-01-01]", "2:7: `off` is a range that ends before it begins"),
        ("year: 2026\nclosed: [2026-09-23]", "1:7: `year` is announced without one day off (write all days off"),
        ("year: 2026\noff: []\n", "1:7: `year` is announced without one day off"),
        ("closed: [2031-12-30..9031-01-02]", "1:10: `closed` must begin and end in the same year"),
        ("year: MMXXXI", "1:7: `year` must be a year, such as 2027"),
        ("off: [2031-01-01]", "1:1: this file has days off or worked but no year"),
        ("closed: [2098-01-01]", "1:10: 2098-01-01 is closed in 2098, a year that is not announced"),
        ("years: 2031", "1:1: `years` is not a known key (did you mean `year`?)"),
    ],
)
def test_a_fault_of_the_calendar_has_its_place(folder: Path, text: str, fault: str) -> None:
    (folder / "calendar").mkdir()
    (folder / "calendar" / "own.yaml").write_text(text, encoding="utf-8")

    (found,) = faults_of(folder)

    assert found.startswith(f"calendar/own.yaml:{fault}")


def test_a_year_announced_twice_is_a_fault_of_the_second_file(folder: Path) -> None:
    (folder / "calendar").mkdir()
    for name in ("a.yaml", "b.yaml"):
        (folder / "calendar" / name).write_text("year: 2031\noff: [2031-01-01]\n", encoding="utf-8")

    (found,) = faults_of(folder)

    assert found.startswith("calendar/b.yaml:1:7: `year` is announced in another file too")


SECRET = "hunter2-geheim"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("password_env: DUBAN_MAIL_PASSWORD", f"password: {SECRET}"),
        ("password_env: DUBAN_MAIL_PASSWORD", f"密码: {SECRET}"),
        ("password_env: DUBAN_MAIL_PASSWORD", f"pasword: {SECRET}"),
        ("password_env: DUBAN_MAIL_PASSWORD", f"{SECRET}: yes"),
        ("password_env: DUBAN_MAIL_PASSWORD", f"password_env: {SECRET}"),
        ("password_env: DUBAN_MAIL_PASSWORD", f"password_file: {SECRET}"),
        ("password_env: DUBAN_MAIL_PASSWORD", f"password_env: [{SECRET}]"),
        ("zone:", f"database: {{url: 'postgresql://duban:{SECRET}@db/duban'}}\nzone:"),
        ("zone:", f"database: {{url: 'postgresql://db/duban?password={SECRET}'}}\nzone:"),
        ("zone:", f"base_url: https://li:{SECRET}@example.org\nzone:"),
        ("security", f"port: {SECRET}\n  security"),
        ("from: duban@example.org", f"from: {SECRET}"),
        ("seed: drawn", f'seed: "{SECRET}\\n"x'),
        ("seed: drawn", f'seed: "{SECRET}\u202e"'),
    ],
)
def test_no_message_repeats_a_secret(folder: Path, old: str, new: str) -> None:
    change(folder, COUNTY, old, new)

    faults = faults_of(folder)

    assert faults
    assert not [fault for fault in faults if SECRET in fault]


def test_a_password_in_the_folder_is_refused_with_what_to_do(folder: Path) -> None:
    change(folder, COUNTY, "password_env: DUBAN_MAIL_PASSWORD", f"password: {SECRET}")

    assert faults_of(folder)[-1] == (
        "county.yaml:10:3: a password must not stand in the county folder "
        "(write password_env with the name of an environment variable, or password_file)"
    )


def test_no_message_repeats_a_name_or_an_address(folder: Path) -> None:
    change(folder, PEOPLE, "  boss: {name: 局长, email: boss@example.org}", '  张三: {name: "李四\\n", email: wang@五}')

    faults = " ".join(faults_of(folder))

    assert "people.yaml:2:3" in faults
    assert not [word for word in ("张三", "李四", "wang") if word in faults]


def test_no_message_names_the_folder_itself(folder: Path) -> None:
    for file in (COUNTY, PEOPLE, UNITS):
        (folder / file).write_bytes(b"\xff")

    with pytest.raises(Faults) as caught:
        read_county(folder)

    assert str(folder) not in str(caught.value)
