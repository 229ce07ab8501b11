"""The county's own days: calendar files, sets of months, school terms.

Here: reading them, with places. Not here: what the State Council announced (calendars.py), counting along
working days (engine.core.calendar).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from config import value
from config.calendars import CalendarFault, days_in, load_years, plan_from_days, plan_from_holidays
from config.form import Form
from config.report import Report
from config.yaml_reader import Place
from engine.core.calendar import YearPlan
from engine.core.machine import Text

Places = dict[date, Place]


@dataclass(frozen=True, slots=True)
class Term:
    """One school term, as the months it has, in order; it may run over the new year."""

    code: str
    title: Text
    months: tuple[int, ...]


@dataclass(slots=True)
class OwnDays:
    """What the calendar files say: years announced here, days closed on top of any year."""

    plans: dict[int, YearPlan] = field(default_factory=dict)
    closed: Places = field(default_factory=dict)


def read_calendar(forms: Iterable[Form], report: Report) -> OwnDays:
    """All calendar files together; faults go into the report."""
    days = OwnDays()
    for form in forms:
        _read_year(form, days, report)
    _check_closed(days, report)
    return days


def _read_year(form: Form, days: OwnDays, report: Report) -> None:
    before = len(report.faults)
    off, work = _days(form, "off"), _days(form, "work")
    is_readable = len(report.faults) == before
    for day, place in _days(form, "closed").items():
        days.closed[day] = place
    year = form.read("year", value.year, 0)
    source = form.read("source", value.name, "")
    if not form.has("year"):
        if off or work:
            form.fault_here("has days off or worked but no year", "write year, or list single days under closed")
        return
    if year and not off and is_readable:
        # Every holiday of the year would become a working day.
        hint = "write all days off of the year under off; to close further days only, leave out year and source"
        form.fault("year", "is announced without one day off", hint)
    if year in days.plans:
        form.fault("year", "is announced in another file too", "keep the whole year in one file")
    elif off:
        _note_worked_holidays(form, year, off)
    try:
        days.plans[year] = plan_from_days(year, off, work, source)
    except CalendarFault as error:
        place = (off | work).get(error.day or date.min, form.place)
        report.fault(place, _sentence(error), "correct the day, or move it to where it belongs")


def _note_worked_holidays(form: Form, year: int, off: Places) -> None:
    """A year that is known is written anew: holidays it leaves out are worked, which is seldom meant."""
    known = plan_from_holidays(year)
    worked = sorted(known.off - off.keys()) if known else []
    if worked:
        shown = ", ".join(str(day) for day in worked[:3]) + (", …" if worked[3:] else "")
        hint = "to close further days only, leave out year and off"
        form.note("off", f"leaves out {len(worked)} national holidays, which are worked then: {shown}", hint)


def _days(form: Form, key: str) -> Places:
    """The days of a list, each with the place of the entry it comes from."""
    return {day: place for place, days in form.read_list(key, _entry) for day in days}


def _entry(text: str) -> tuple[date, ...]:
    first, last = text[:4], text.rpartition("..")[2].strip()[:4]
    if first != last:
        # A slip in a year would otherwise be thousands of years, day by day.
        raise value.Unreadable("must begin and end in the same year", "write one range for each year")
    try:
        return days_in(text)
    except CalendarFault as error:
        if error.day is not None:
            raise value.Unreadable("is a range that ends before it begins", "write the earlier day first") from error
        raise value.Unreadable(
            "must be a day or a range of days", "write 2027-01-01, or 2027-02-05..2027-02-13"
        ) from error


def _check_closed(days: OwnDays, report: Report) -> None:
    """A closed day cannot announce its year."""
    for day, place in sorted(days.closed.items()):
        try:
            load_years([day.year], written=days.plans.values(), closed=[day])
        except CalendarFault as error:
            report.fault(place, _sentence(error), "write a file for that year, or wait until it is announced")


def _sentence(error: CalendarFault) -> str:
    return error.message


def read_month_sets(form: Form) -> Mapping[str, frozenset[int]]:
    """The named sets of months."""
    sets = form.inner("month_sets")
    return {
        code: frozenset(month for _, months in sets.read_list(code, value.months) for month in months)
        for code in sets.codes()
    }


def read_terms(form: Form) -> tuple[Term, ...]:
    """The school terms, in the order of the school year."""
    terms = form.inner("terms")
    found: list[Term] = []
    for code in terms.codes():
        inner = terms.inner(code)
        title = Text(inner.read("zh", value.name, ""), inner.read("en", value.name, ""))
        term = Term(code, title, inner.read("months", value.months, ()))
        shared = [other.code for other in found if set(other.months) & set(term.months)]
        if shared:
            inner.fault("months", f"overlaps with the term {shared[0]}", "give each month to one term")
        found.append(term)
    return tuple(found)
