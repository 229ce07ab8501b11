"""A made-up county: any number of schools, complete, and the same for the same seed."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.county import County, read_county
from config.generate import MOST_SCHOOLS, generate
from config.initial import HERE, InitRefused
from config.organisation import LEVELS
from config.yaml_reader import MOST_CHARACTERS
from engine.core.organisation import Unit
from tests import remembered
from tests.config.roles import posts_of_the_county, posts_of_units
from tests.config.test_sample import OF_A_SCHOOL, ONCE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("generated") / "county"
    generate(made)
    return made


@pytest.fixture(scope="module")
def county(folder: Path) -> County:
    return read_county(folder)


def _schools(county: County) -> list[Unit]:
    return [unit for unit in county.organisation.units.values() if unit.kind == "school"]


def _files(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_county_has_300_schools_unless_another_number_is_given(county: County, tmp_path: Path) -> None:
    generate(tmp_path / "county", 12)

    assert len(_schools(county)) == 300
    assert len(_schools(read_county(tmp_path / "county"))) == 12


def test_it_passes_the_check_without_a_note(county: County) -> None:
    assert county.notes == ()


def test_a_county_of_300_is_read_within_two_seconds_of_processor_time(folder: Path) -> None:
    remembered.forget()
    began = time.process_time()
    read_county(folder)

    assert time.process_time() - began < 2


def test_every_post_the_rulebooks_ask_for_is_held(county: County) -> None:
    organisation = county.organisation
    held = {post.kind for post in organisation.posts if post.a}
    alone = {"head", *ONCE} | posts_of_the_county()

    assert posts_of_units() - held == set()
    assert {kind for kind in alone if organisation.post(kind) is None} == set()


def test_every_school_has_its_posts_filled_with_an_a_and_a_b(county: County) -> None:
    posts = {(post.unit, post.kind): post for post in county.organisation.posts}

    for school in _schools(county):
        for kind in OF_A_SCHOOL:
            post = posts[school.code, kind]
            assert post.a
            assert post.b


def test_its_bureau_is_that_of_the_sample(county: County) -> None:
    sample = read_county(HERE / "sample").organisation
    units = {code: unit for code, unit in sample.units.items() if unit.kind != "school"}

    assert {code: unit for code, unit in county.organisation.units.items() if unit.kind != "school"} == units
    assert [post for post in county.organisation.posts if post.unit in units] == [
        post for post in sample.posts if post.unit in units
    ]


def test_its_schools_know_the_values_of_the_sample(county: County) -> None:
    assert county.value_types == read_county(HERE / "sample").value_types


def test_its_schools_are_made_up_and_so_are_their_townships(county: County) -> None:
    names = {school.name.zh for school in _schools(county)}
    townships = {str(school.values["township"]) for school in _schools(county)}

    assert len(names) == 300
    assert all(name.startswith("示例") for name in names)
    assert all(name.startswith("示例") or name == "县城" for name in townships)
    assert "示例中心小学002" in names


def test_a_county_of_eight_schools_has_every_level(tmp_path: Path) -> None:
    generate(tmp_path / "county", len(LEVELS))

    assert {school.values["level"] for school in _schools(read_county(tmp_path / "county"))} == set(LEVELS)


def test_the_same_seed_writes_the_same_folder(folder: Path, tmp_path: Path) -> None:
    generate(tmp_path / "again")

    assert _files(folder) == _files(tmp_path / "again")


def test_another_seed_draws_other_schools_and_other_samples(folder: Path, tmp_path: Path) -> None:
    generate(tmp_path / "other", seed=2)

    changed = {name for name, content in _files(tmp_path / "other").items() if _files(folder)[name] != content}

    assert changed == {"county.yaml", "organisation.yaml", "people.yaml"}


def test_a_larger_county_begins_with_the_schools_of_the_smaller(county: County, tmp_path: Path) -> None:
    generate(tmp_path / "small", 40)

    assert _schools(read_county(tmp_path / "small")) == _schools(county)[:40]


def test_the_largest_county_still_fits_into_its_files(tmp_path: Path) -> None:
    generate(tmp_path / "county", MOST_SCHOOLS)

    for file in (tmp_path / "county").glob("*.yaml"):
        assert len(file.read_text(encoding="utf-8")) < MOST_CHARACTERS


@pytest.mark.parametrize("schools", [-1, 0, MOST_SCHOOLS + 1])
def test_a_number_of_schools_that_cannot_be_is_refused_and_nothing_written(tmp_path: Path, schools: int) -> None:
    with pytest.raises(InitRefused, match=f"1 to {MOST_SCHOOLS} schools"):
        generate(tmp_path / "county", schools)

    assert list(tmp_path.iterdir()) == []


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "config.generate", *words]
    return subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True)


def test_it_is_a_command(folder: Path, tmp_path: Path) -> None:
    done = _run(str(tmp_path / "county"), "--schools", "300", "--seed", "1")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert _files(tmp_path / "county") == _files(folder)


def test_the_command_refuses_a_folder_that_holds_anything(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()

    done = _run(str(tmp_path))

    assert done.returncode == 2
    assert "is not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
