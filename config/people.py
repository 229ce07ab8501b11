"""The people of the county, read from people.yaml.

Here: codes, names, addresses, languages. Not here: what anybody holds (organisation.yaml).
"""

from config import value
from config.form import Form
from engine.core.organisation import Person


def read_people(form: Form, languages: tuple[str, ...]) -> dict[str, Person]:
    """The people by their codes; what is wrong with them goes into the form's report."""
    people = form.inner("people")
    found: dict[str, Person] = {}
    owners: dict[str, str] = {}
    for code in people.codes():
        inner = people.inner(code)
        found[code] = person = _person(inner, code, languages)
        _note_address(inner, person, owners.setdefault(person.email.lower(), code))
    return found


def _person(form: Form, code: str, languages: tuple[str, ...]) -> Person:
    return Person(
        code=code,
        name=form.read("name", value.name, ""),
        email=form.read("email", value.email, ""),
        lang=form.read("lang", value.one_of(*languages), languages[0]),
    )


def _note_address(form: Form, person: Person, owner: str) -> None:
    if not form.has("email"):
        form.note("email", "is empty: this person gets no mail", "write an address")
    elif person.email and owner != person.code:
        # Whoever reads another's mail can act as the other: reporter and verifier would be one.
        form.note("email", f"is the address of {owner} too", "give everybody an address of their own")
