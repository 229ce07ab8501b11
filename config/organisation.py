"""Units, schools, posts and their A and B, read from organisation.yaml.

Here: one unit at a time, and that A and B are people. Not here: how the units hang together (lineage.py), the
people themselves (people.py), what a role means on a day (engine.core.organisation).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from config import value
from config.form import Form
from config.lineage import SCHOOL, check_lineage
from config.yaml_reader import did_you_mean
from engine.core.organisation import HEAD, Organisation, Person, Post, Unit

BUREAU = "bureau"
#: Kinds of unit besides schools, which have a block of their own.
KINDS = (BUREAU, "section", "centre", "window", "team", "group", "township")
LEVELS = ("kindergarten", "primary", "junior", "nine_year", "senior", "complete", "vocational", "special")
_TYPES = {bool: "yes or no", int: "a whole number", date: "a day", str: "text"}
#: Words a rulebook already understands of a unit.
TAKEN = ("level", "kind", "code", "name", "unit", "parent", "deputy")
#: Kinds of post the rulebooks name. A county may have others; one that nearly bears such a name is a slip.
USUAL_POSTS = (
    HEAD,
    "handler",
    "deputy",
    "window_officer",
    "window_supervisor",
    "office_supervision",
    "inspection_team",
    "discipline_office",
    "group_leader",
    "research_centre",
    "basic_education_desk",
    "safety_section",
    "academic_office",
    "safety_contact",
    "school_contact",
)


@dataclass(slots=True)
class Draft:
    """What was read so far: units with the forms they came from, so that later checks know the place."""

    people: Mapping[str, Person] | None  #: None: people.yaml could not be read, so nobody can be looked up
    units: dict[str, Unit] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    value_types: dict[str, type] = field(default_factory=dict)


def read_organisation(form: Form, people: Mapping[str, Person] | None) -> tuple[Organisation, Mapping[str, type]]:
    """The organisation, and the type of each value its units have; faults go into the form's report.

    While the report has faults the organisation may be incoherent: it must not be used.
    """
    draft = Draft(people)
    for block in ("units", "schools"):
        blocks = form.inner(block)
        for code in blocks.codes():
            _read_unit(draft, blocks.inner(code), block, code)
    check_lineage(form, draft.units, draft.forms)
    _check_deputies(draft)
    _check_heads(draft)
    return Organisation(draft.units, people or {}, tuple(draft.posts)), draft.value_types


def _read_unit(draft: Draft, form: Form, block: str, code: str) -> None:
    if code in draft.units:
        form.fault_here("is declared twice, as a unit and as a school", "keep one, or give the school another code")
        return
    is_school = block == "schools"
    draft.forms[code] = form
    draft.units[code] = Unit(
        code=code,
        name=form.title("name"),
        kind=SCHOOL if is_school else form.read("kind", value.one_of(*KINDS), "section"),
        parent=form.read("parent", value.code, _root(draft) if is_school else ""),
        deputy=form.read("deputy", value.code, ""),
        values=_values(draft, form, is_school),
    )
    _read_posts(draft, form.inner("posts"), code)


def _root(draft: Draft) -> str:
    """The unit without a parent: a school that names none belongs to it."""
    tops = (unit.code for unit in draft.units.values() if not unit.parent and unit.kind != SCHOOL)
    return next(tops, "")


def _values(draft: Draft, form: Form, is_school: bool) -> dict[str, object]:
    """What rulebooks may select units by: the same name has the same type in every unit."""
    own = form.inner("values")
    found: dict[str, object] = {name: _fact(own, name) for name in own.codes()}
    for name, written in found.items():
        if name in TAKEN:
            own.fault(name, "is a word with a meaning of its own", "choose another name for the value")
        usual = draft.value_types.setdefault(name, type(written))
        if type(written) is not usual:
            own.fault(
                name,
                f"must be {_TYPES[usual]}, as in the units above",
                "write the same kind of value everywhere",
            )
    if is_school:
        draft.value_types["level"] = str
        found["level"] = form.read("level", value.one_of(*LEVELS), "")
    return found


def _fact(form: Form, name: str) -> object:
    nothing: object = ""
    return form.read(name, value.plain, nothing)


def _read_posts(draft: Draft, posts: Form, unit: str) -> None:
    for kind in posts.codes():
        near = get_close_matches(kind, USUAL_POSTS, n=1, cutoff=0.88)
        if near and kind not in USUAL_POSTS:
            posts.note(kind, "is not a usual kind of post", f"did you mean `{near[0]}`?")
        draft.posts.append(_read_post(draft, posts, kind, unit))


def _read_post(draft: Draft, posts: Form, kind: str, unit: str) -> Post:
    person = value.code if draft.people is None else value.known("person", draft.people)
    if not posts.has(kind):
        posts.fault(kind, "names nobody", "write a person's code, or leave the post out")
        return Post(kind=kind, unit=unit)
    shape = posts.shape(kind)
    if shape == "list":
        posts.fault(kind, "must be one person, not a list", "a post has one A and one B: write a: and b:")
        return Post(kind=kind, unit=unit)
    if shape == "scalar":
        return Post(kind=kind, unit=unit, a=posts.read(kind, person, ""))
    pair = posts.inner(kind)
    post = Post(kind=kind, unit=unit, a=pair.read("a", person, ""), b=pair.read("b", person, ""))
    if post.a and post.a == post.b:
        pair.fault("b", "is the same person as a", "name somebody else, or leave b out")
    return post


def _check_deputies(draft: Draft) -> None:
    root = _root(draft)
    if not root:
        return
    kinds = [post.kind for post in draft.posts if post.unit == root]
    for unit in draft.units.values():
        if unit.deputy and unit.deputy not in kinds:
            near = did_you_mean(unit.deputy, kinds)
            draft.forms[unit.code].fault(
                "deputy",
                "names no post of the bureau",
                near or "declare that post among the posts of the bureau",
            )


def _check_heads(draft: Draft) -> None:
    """Without its head a bureau has nobody to escalate to; elsewhere the step goes on to the deputy."""
    headed = {post.unit for post in draft.posts if post.kind == HEAD}
    root = _root(draft)
    for code in draft.units.keys() - headed:
        if code == root:
            draft.forms[code].fault_here("has no post head", "write head under its posts")
        else:
            draft.forms[code].note_here("has no post head", "its urging notices go on to the deputy in charge")
