"""The county folder: read whole, checked whole, one value out.

Here: County and `read_county`. Not here: what a file says (settings.py, organisation.py, people.py,
schooldays.py), which files there are (folder.py). Rulebooks, overrides and templates are only listed here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from config.calendars import load_years
from config.folder import county_files, open_file, required_file
from config.form import Form
from config.keys import CALENDAR, COUNTY, ORGANISATION, PEOPLE
from config.organisation import read_organisation
from config.people import read_people
from config.report import Report
from config.schooldays import OwnDays, Term, read_calendar, read_month_sets, read_terms
from config.settings import Settings, read_settings
from config.yaml_reader import Fault, did_you_mean
from engine.core.calendar import YearPlan
from engine.core.organisation import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    folder: Path
    settings: Settings
    organisation: Organisation
    value_types: Mapping[str, type]  #: of the values units have: what a rulebook may select them by
    plans: tuple[YearPlan, ...]  #: the years this county announces itself
    closed: tuple[date, ...]  #: days off on top of any year
    month_sets: Mapping[str, frozenset[int]]
    terms: tuple[Term, ...]  #: in the order of the school year
    workflow_files: tuple[Path, ...]
    override_files: tuple[Path, ...]
    template_folder: Path | None
    notes: tuple[Fault, ...]  #: what is strange and yet accepted

    def plans_for(self, years: Iterable[int]) -> tuple[YearPlan, ...]:
        """The plans of these years and of those the county has days in, as far as they are announced."""
        wanted = {*years, *(day.year for day in self.closed)}
        return load_years(wanted, written=self.plans, closed=self.closed)

    @property
    def administrator(self) -> str:
        """Who looks after the service now."""
        admin = self.settings.admin
        post = self.organisation.post(admin.post, admin.unit) if admin.post else None
        return post.a if post else admin.person


def read_county(folder: Path, home: Path | None = None) -> County:
    """Read a county folder; raise Faults with everything that is wrong in it.

    `home`: the county's folder, beside which its database stands, where another one is read in its place.
    """
    home = home or folder
    report = Report()
    form = required_file(folder, COUNTY, report)
    settings = read_settings(form, home)
    organisation, value_types = _read_organisation(folder, form, settings, report)
    days = _read_days(folder, report)
    templates = home / "templates"
    county = County(
        folder=home,
        settings=settings,
        organisation=organisation,
        value_types=value_types,
        plans=tuple(days.plans[year] for year in sorted(days.plans)),
        closed=tuple(sorted(days.closed)),
        month_sets=read_month_sets(form),
        terms=read_terms(form),
        workflow_files=county_files(folder, "workflows", report),
        override_files=county_files(folder, "overrides", report),
        template_folder=templates if templates.is_dir() else None,
        notes=(),
    )
    report.settle()
    return replace(county, notes=tuple(sorted(set(report.notes))))


def _read_organisation(
    folder: Path, form: Form, settings: Settings, report: Report
) -> tuple[Organisation, Mapping[str, type]]:
    people_form = required_file(folder, PEOPLE, report)
    units_form = required_file(folder, ORGANISATION, report)
    people = read_people(people_form, settings.languages)
    # Where people or units could not be read at all, looking anybody up would only add false faults.
    organisation, value_types = read_organisation(units_form, people if people_form.shape("people") == "map" else None)
    if people_form.shape("people") == units_form.shape("units") == "map":
        _check_administrator(form.inner("admin"), settings, organisation)
    return organisation, value_types


def _read_days(folder: Path, report: Report) -> OwnDays:
    files = county_files(folder, "calendar", report)
    nodes = [open_file(folder, path.relative_to(folder).as_posix(), report) for path in files]
    forms = [Form(node, CALENDAR, report, place=node.place) for node in nodes if node]
    return read_calendar(forms, report)


def _check_administrator(form: Form, settings: Settings, organisation: Organisation) -> None:
    admin = settings.admin
    if admin.person and admin.person not in organisation.people:
        form.fault("person", "names no person", did_you_mean(admin.person, organisation.people))
    if admin.unit and admin.unit not in organisation.units:
        form.fault("unit", "names no unit", did_you_mean(admin.unit, organisation.units))
    elif admin.post and organisation.post(admin.post, admin.unit) is None:
        near = did_you_mean(admin.post, {post.kind for post in organisation.posts if post.kind != admin.post})
        form.fault("post", "is no post, or several units have it", near or "declare the post, or write admin.unit")
