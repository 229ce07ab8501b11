"""A made-up county of any size, for benches, demonstrations and tests: the sample's bureau and as many schools as asked.

Here: its schools and people, drawn by a seed. Run `python -m config.generate DIR --schools 300`. Not here: the
bureau (sample/), making a folder (initial.py).
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from config.county import read_county
from config.initial import InitRefused, init
from config.keys import ORGANISATION, PEOPLE
from config.lineage import SCHOOL
from engine.core.machine import Text
from engine.core.organisation import Organisation, Person, Post, Unit

MOST_SCHOOLS = 600  #: of more, organisation.yaml would be longer than a file may be
_DEPUTY = "deputy_teaching"
_TOWN = "县城"
_MADE_UP = "示例"  #: no made-up school is in a township that exists


@dataclass(frozen=True, slots=True)
class _Level:
    code: str
    name: Text
    share: int  #: in a hundred schools
    boarding: float  #: how likely it has boarders
    head: str = "校长"
    academic: str = "教导主任"


_LEVELS = (
    _Level("kindergarten", Text("示例幼儿园", "Sample Kindergarten"), 34, 0.0, "园长", "保教主任"),
    _Level("primary", Text("示例中心小学", "Sample Central Primary School"), 42, 0.4),
    _Level("junior", Text("示例中学", "Sample Middle School"), 12, 0.8, academic="教务主任"),
    _Level("nine_year", Text("示例学校", "Sample School"), 5, 0.8, academic="教务主任"),
    _Level("senior", Text("示例高中", "Sample Senior Middle School"), 3, 1.0, academic="教务主任"),
    _Level("complete", Text("示例完全中学", "Sample Complete Middle School"), 2, 1.0, academic="教务主任"),
    _Level("vocational", Text("示例职业学校", "Sample Vocational School"), 1, 1.0, academic="教务主任"),
    _Level("special", Text("示例特殊教育学校", "Sample School for Special Education"), 1, 0.5, academic="教务主任"),
)
#: Kind of post, who of the school is A, who is B.
_POSTS = (
    ("head", "head", "academic"),
    ("academic_office", "academic", "handler"),
    ("safety_contact", "safety", "handler"),
    ("handler", "handler", "academic"),
    ("school_contact", "handler", "academic"),
)


def generate(folder: Path, schools: int = 300, *, seed: int = 1) -> None:
    """Write a county folder with that many schools; the same seed writes the same folder.

    A larger county of the same seed begins with the schools of the smaller one. The first schools go through the
    levels once, so that a county of eight has them all.
    """
    if not 1 <= schools <= MOST_SCHOOLS:
        raise InitRefused(f"a county has 1 to {MOST_SCHOOLS} schools here, not {schools}")
    init(folder, sample=True, seed=f"generated-{seed}")
    bureau = _without_schools(read_county(folder).organisation)
    made = _schools(schools, _towns(bureau), Random(seed))  # noqa: S311 - which school has boarders is no secret
    _write(folder / ORGANISATION, _organisation(bureau, [school for school, _ in made]))
    _write(folder / PEOPLE, _people([*bureau.people.values(), *(person for _, staff in made for person in staff)]))


def _without_schools(whole: Organisation) -> Organisation:
    units = {code: unit for code, unit in whole.units.items() if unit.kind != SCHOOL}
    posts = tuple(post for post in whole.posts if post.unit in units)
    holders = {person for post in posts for person in (post.a, post.b)}
    return Organisation(units, {code: whole.people[code] for code in whole.people if code in holders}, posts)


def _towns(bureau: Organisation) -> list[str]:
    names = (unit.name.zh for unit in bureau.units.values() if unit.kind == "township")
    return [_TOWN, *(name for name in names if name.startswith(_MADE_UP))]


def _schools(count: int, towns: Sequence[str], chance: Random) -> list[tuple[Unit, tuple[Person, ...]]]:
    made = []
    for number in range(1, count + 1):
        # Drawn in any case, so that the first schools draw no differently from the others.
        drawn = chance.choices(_LEVELS, [level.share for level in _LEVELS])[0]
        level = _LEVELS[number - 1] if number <= len(_LEVELS) else drawn
        school = _school(number, level, chance.choice(towns), chance)
        made.append((school, _staff(school, level)))
    return made


def _school(number: int, level: _Level, town: str, chance: Random) -> Unit:
    return Unit(
        code=f"school_{number:03}",
        name=Text(f"{level.name.zh}{number:03}", f"{level.name.en} {number:03}"),
        kind=SCHOOL,
        deputy=_DEPUTY,
        values={
            "level": level.code,
            "township": town,
            "boarding": chance.random() < level.boarding,
            "school_bus": chance.random() < (0.1 if town == _TOWN else 0.6),
        },
    )


def _staff(school: Unit, level: _Level) -> tuple[Person, ...]:
    titles = {"head": level.head, "academic": level.academic, "safety": "安全员", "handler": "经办人"}
    host = f"{school.code.replace('_', '-')}.example"
    return tuple(
        Person(code=f"{school.code}_{role}", name=f"{school.name.zh}{title}", email=f"{role}@{host}")
        for role, title in titles.items()
    )


def _organisation(bureau: Organisation, schools: Iterable[Unit]) -> Iterator[str]:
    yield "# 单位与岗位（自动生成） Units and posts, generated"
    yield "units:"
    for unit in bureau.units.values():
        yield from _unit(unit, [post for post in bureau.posts if post.unit == unit.code])
    yield "schools:"
    for school in schools:
        code = school.code
        yield from _unit(
            school, [Post(kind=kind, unit=code, a=f"{code}_{a}", b=f"{code}_{b}") for kind, a, b in _POSTS]
        )


def _unit(unit: Unit, posts: Iterable[Post]) -> Iterator[str]:
    values = dict(unit.values)
    level = values.pop("level", "")
    yield f"  {unit.code}:"
    yield f"    name: {{zh: {_quoted(unit.name.zh)}, en: {_quoted(unit.name.en)}}}"
    yield f"    level: {level}" if unit.kind == SCHOOL else f"    kind: {unit.kind}"
    if unit.parent:
        yield f"    parent: {unit.parent}"
    if unit.deputy:
        yield f"    deputy: {unit.deputy}"
    if values:
        yield f"    values: {{{', '.join(f'{name}: {_value(value)}' for name, value in values.items())}}}"
    yield "    posts:"
    for post in posts:
        yield f"      {post.kind}: {{a: {post.a}, b: {post.b}}}" if post.b else f"      {post.kind}: {post.a}"


def _people(people: Iterable[Person]) -> Iterator[str]:
    yield "# 人员（自动生成） People, generated"
    yield "people:"
    for person in people:
        yield f"  {person.code}: {{name: {_quoted(person.name)}, email: {person.email}}}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    """A string of JSON is one of YAML."""
    return json.dumps(text, ensure_ascii=False)


def _write(file: Path, lines: Iterable[str]) -> None:
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m config.generate", description="Write a made-up county folder.")
    parser.add_argument("folder", type=Path, metavar="DIR", help="the new folder")
    parser.add_argument("--schools", type=int, default=300, help=f"how many, 1 to {MOST_SCHOOLS} (default 300)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed writes the same county (default 1)")
    given = parser.parse_args()
    try:
        generate(given.folder, given.schools, seed=given.seed)
    except InitRefused as refused:
        parser.error(str(refused))


if __name__ == "__main__":
    main()
