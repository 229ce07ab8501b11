"""A county folder of a few lines, whose line numbers a test may name; and how to change one of them."""

from pathlib import Path

from config.county import read_county
from config.yaml_reader import Faults

FILES = {
    "county.yaml": """\
name: {zh: 小县教育局, en: Small Bureau}
zone: Asia/Shanghai
seed: drawn
admin:
  post: office_supervision
mail:
  host: smtp.example.org
  security: ssl
  user: duban@example.org
  password_env: DUBAN_MAIL_PASSWORD
  from: duban@example.org
month_sets:
  term_months: [3-6, 9-12]
terms:
  autumn: {zh: 秋, en: Autumn, months: 9-1}
  spring: {zh: 春, en: Spring, months: 2-7}
""",
    "people.yaml": """\
people:
  boss: {name: 局长, email: boss@example.org}
  deputy: {name: 副局长, email: deputy@example.org}
  clerk_a:
    name: 经办人甲
    email: clerk-a@example.org
    lang: zh
  clerk_b: {name: 经办人乙, email: clerk-b@example.org}
""",
    "organisation.yaml": """\
units:
  bureau:
    name: {zh: 小县教育局, en: Small Bureau}
    kind: bureau
    posts:
      head: boss
      deputy: deputy
  office:
    name: {zh: 办公室, en: Office}
    parent: bureau
    deputy: deputy
    posts:
      head: clerk_b
      office_supervision:
        a: clerk_a
        b: clerk_b
schools:
  school_1:
    name: {zh: 一小, en: School 1}
    level: primary
    values: {boarding: yes}
    posts: {head: clerk_a}
""",
}


def small_county(folder: Path) -> Path:
    """Write the small county into a new folder."""
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Put `new` in the one place where a file says `old`."""
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{name} says {old!r} {text.count(old)} times"
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def faults_of(folder: Path) -> list[str]:
    """Every fault of the folder as a clerk sees it; none when it is read."""
    try:
        read_county(folder)
    except Faults as found:
        return [str(fault) for fault in found.faults]
    return []
