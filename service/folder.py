"""A county folder with the rulebooks it uses, read whole and checked whole: every fault of every file at once.

Here: putting the readers together. Not here: what any file says (config/, workflows/), the database (bootstrap.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from config.county import County, read_county
from config.folder import county_files
from config.report import Report
from config.yaml_reader import Fault, Faults, Place
from workflows.county import CountyView
from workflows.loaded import Rulebooks
from workflows.loader import SHIPPED, load_texts

#: What conditions call the types of the values a county gives its units.
_TYPES: Mapping[type, str] = {bool: "yes_no", int: "number", date: "date", str: "text"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """All that a county says about itself."""

    county: County
    rulebooks: Rulebooks
    notes: tuple[Fault, ...]  #: what is strange and yet accepted


def read_folder(path: Path, home: Path | None = None) -> Folder:
    """Read and check the folder; raise Faults with everything wrong in it. Files are named as seen from the folder.

    `home`: the county's folder, where another one is read in its place.
    """
    faults: list[Fault] = []
    county: County | None = None
    try:
        county = read_county(path, home)
    except Faults as found:
        faults += found.faults
    try:
        rulebooks = _read_rulebooks(path, county)
    except Faults as found:
        raise Faults([*faults, *found.faults]) from found
    if county is None:
        raise Faults(faults)
    notes = [*county.notes, *(Fault(note.place, note.message) for note in rulebooks.notes)]
    return Folder(county=county, rulebooks=rulebooks, notes=tuple(sorted(set(notes))))


def check_folder(path: Path) -> Folder:
    """Read the folder as `read_folder` does, and try its templates with letters of every kind. Raises Faults."""
    faults: list[Fault] = []
    folder: Folder | None = None
    try:
        folder = read_folder(path)
    except Faults as found:
        faults += found.faults
    faults += _template_faults(path / "templates", folder)
    if faults or folder is None:
        raise Faults(faults)
    return folder


def _template_faults(templates: Path, folder: Folder | None) -> list[Fault]:
    """Nothing is tried where a county has none of its own: the built-in ones are sound, and there are many letters."""
    if not any(templates.glob("*.j2")) and not any(templates.glob("*.css")):
        return []
    from notifications.check import check_templates

    rules = (
        [rule for machine in folder.rulebooks.machines.values() for rule in machine.fields.values()] if folder else []
    )
    private = {rule.name for rule in rules if rule.private}
    public = {rule.name for rule in rules} - private if folder else None
    return [
        Fault(Place(f"templates/{found.file}", max(found.line, 1)), found.message)
        for found in check_templates(templates, private, public)
    ]


def _read_rulebooks(path: Path, county: County | None) -> Rulebooks:
    """The rulebooks that come with the program and the county's own, with its overrides.

    Where the county could not be read, they are checked for themselves.
    """
    # What is strange about these names is in the county's own report.
    own = county.workflow_files if county else county_files(path, "workflows", Report())
    overrides = county.override_files if county else county_files(path, "overrides", Report())
    faults: list[Fault] = []
    shipped = {f"rulebooks/{file.name}": file.read_bytes() for file in sorted(SHIPPED.glob("*.yaml"))}
    texts = shipped | _texts(path, own, faults)
    changes = _texts(path, overrides, faults)
    view = county_view(county) if county else None
    try:
        rulebooks = load_texts(texts, changes, county=view)
    except Faults as found:
        raise Faults([*faults, *found.faults]) from found
    if faults:
        raise Faults(faults)
    return rulebooks


def _texts(path: Path, files: Iterable[Path], faults: list[Fault]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for file in files:
        name = file.relative_to(path).as_posix()
        try:
            found[name] = file.read_bytes()
        except OSError as error:
            hint = "check who may read it"
            faults.append(Fault(Place(name), f"this file cannot be opened: {error.strerror}", hint))
    return found


def county_view(county: County) -> CountyView:
    """The county as the checks of rulebooks see it."""
    organisation = county.organisation
    return CountyView(
        units={unit.code: unit.kind for unit in organisation.units.values()},
        root=organisation.root,
        posts=frozenset((post.kind, post.unit) for post in organisation.posts if post.a or post.b),
        month_sets=frozenset(county.month_sets),
        unit_values={name: _TYPES[kind] for name, kind in county.value_types.items()},
    )
