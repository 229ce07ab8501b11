"""Organisation, calendar, rulebooks, settings."""

from datetime import date

from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from engine.core.calendar import Interval, YearPlan
from engine.core.machine import Text
from engine.core.organisation import Absence, Organisation, Person, Post, Unit
from engine.store import calendar, organisation, rulesets, settings
from engine.store.codec import codec_of
from engine.store.database import Database
from tests.store.arbitrary import PLAIN, VALUES, arbitrary
from tests.store.samples import DAY, NOW

BUREAU = Unit(code="bureau", name=Text("教育局", "Education Bureau"), kind="bureau")
SECTION = Unit(code="section", name=Text("基教科", "Basic education"), parent="bureau", values={"level": 1})
WANG = Person(code="wang", name="王", email="wang@example.org")
HEAD = Post(kind="head", unit="section", a="wang", b="li")


def an_organisation(*posts: Post) -> Organisation:
    # The root comes second: its place in the order must survive.
    return Organisation({"section": SECTION, "bureau": BUREAU}, {"wang": WANG}, posts)


def test_the_organisation_comes_back_with_its_absences(database: Database) -> None:
    away = Absence("wang", Interval(date(2026, 11, 2), date(2026, 11, 6)))
    with database.write() as tx:
        before = organisation.load_organisation(tx)
        organisation.save_organisation(tx, an_organisation(HEAD), at=NOW)
        absence = organisation.add_absence(tx, away, at=NOW, by="li")
        organisation.add_absence(tx, Absence("li", Interval(date(2026, 11, 2))), at=NOW, by="li")
        loaded = organisation.load_organisation(tx)
        organisation.drop_absence(tx, absence)
        left = organisation.absences(tx)

    assert before is None
    assert loaded is not None
    assert (dict(loaded.units), dict(loaded.people), loaded.posts) == (
        {"section": SECTION, "bureau": BUREAU},
        {"wang": WANG},
        (HEAD,),
    )
    assert (list(loaded.units), loaded.root) == (["section", "bureau"], "bureau")
    assert loaded.absences[0] == away
    assert [each.person for each in left.values()] == ["li"]


def test_a_changed_organisation_is_a_new_version_and_the_old_one_stays(database: Database) -> None:
    with database.write() as tx:
        saved = [
            organisation.save_organisation(tx, an_organisation(), at=NOW),
            organisation.save_organisation(tx, an_organisation(), at=NOW + DAY),
            organisation.save_organisation(tx, an_organisation(HEAD), at=NOW + 2 * DAY),
        ]
        then, now = organisation.load_organisation(tx, NOW + DAY), organisation.load_organisation(tx)

    assert saved == [True, False, True]
    assert then is not None
    assert now is not None
    assert (then.posts, now.posts) == ((), (HEAD,))


def test_a_year_comes_back_and_a_correction_is_a_new_version(database: Database) -> None:
    plan = YearPlan(
        year=2026, off=frozenset({date(2026, 10, 1)}), makeup=frozenset({date(2026, 10, 10)}), source="国办发明电"
    )
    corrected = YearPlan(year=2026, off=frozenset({date(2026, 10, 1), date(2026, 10, 2)}), makeup=frozenset())
    next_year = YearPlan(year=2027, off=frozenset(), makeup=frozenset())
    with database.write() as tx:
        saved = [calendar.save_plan(tx, each, at=NOW) for each in (plan, plan, next_year)]
        first = calendar.load_plans(tx)
        saved.append(calendar.save_plan(tx, corrected, at=NOW))
        second = calendar.load_plans(tx)

    assert saved == [True, False, True, True]
    assert (first, second) == ([plan, next_year], [corrected, next_year])


def test_a_rulebook_is_kept_once(database: Database) -> None:
    with database.write() as tx:
        for at in (NOW, NOW + DAY):
            rulesets.put(tx, "ab", "school_affairs", '{"duties": {}}', at=at)

        assert rulesets.get(tx, "ab") == '{"duties": {}}'
        assert rulesets.get(tx, "cd") is None
        assert rulesets.hashes(tx) == ["ab"]


@examples(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES)
def test_any_setting_comes_back(database: Database, value: object) -> None:
    with database.write() as tx:
        settings.put(tx, "last_batch", value)

        assert settings.get(tx, "last_batch") == value


def test_a_setting_can_be_dropped(database: Database) -> None:
    with database.write() as tx:
        settings.put(tx, "hold", True)
        settings.drop(tx, "hold")

        assert settings.get(tx, "hold") is None


@given(data=st.data())
def test_every_part_of_the_organisation_comes_back(data: st.DataObject) -> None:
    for part in (Unit, Person, Post, Absence):
        value, codec = data.draw(arbitrary(part)), codec_of(part)
        assert codec.encode is not None
        assert codec.decode is not None

        assert codec.decode(codec.encode(value)) == value


@given(value=PLAIN)
def test_what_looks_like_a_tag_is_kept_as_it_is(value: dict[str, object]) -> None:
    codec = codec_of(object)
    assert codec.encode is not None
    assert codec.decode is not None

    assert codec.decode(codec.encode(value)) == value
