"""The forms a schema is made of: what may stand where, in words for people and for the reader.

Here: the values a schema is written in. Not here: the schemas themselves (schema/), fitting a file to one
(fit.py), the reference made of them (reference.py).
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scalar:
    """One word or phrase. `read` turns its text into a value or raises Unreadable."""

    read: Callable[[str], object]
    en: str  #: what it is, as in "where … belongs"
    zh: str
    refers: str = ""  #: what it names, when that is declared elsewhere


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; a single scalar may stand without brackets where `lone`."""

    item: "Form"
    lone: bool = True


@dataclass(frozen=True, slots=True)
class Names:
    """A map from names that the rulebook chooses, with a few fixed keys among them."""

    name: Scalar
    value: "Form"
    fixed: "tuple[Key, ...]" = ()


@dataclass(frozen=True, slots=True)
class Key:
    """A key the language knows."""

    name: str
    form: "Form"
    en: str
    zh: str
    example: str = ""
    required: bool = False
    structure: bool = False  #: a county's override may not touch it
    later: bool = False  #: known, and refused until it is built


@dataclass(frozen=True, slots=True)
class Keys:
    """A map with the keys of the language."""

    called: str  #: "a duty"
    zh: str
    keys: tuple[Key, ...]

    def find(self, name: str) -> Key | None:
        return next((key for key in self.keys if key.name == name), None)


@dataclass(frozen=True, slots=True)
class Cases:
    """`{choose: FIELD, CASE: …}`, or the plain form for a limit that needs no choosing."""

    field: Scalar
    plain: Keys
    case: "Form"  #: what stands behind each choice


@dataclass(frozen=True, slots=True)
class Either:
    """Different forms for a scalar, a list and a map."""

    scalar: Scalar | None = None
    items: ListOf | None = None
    map: "Keys | Names | Cases | None" = None


Form = Scalar | ListOf | Names | Keys | Cases | Either
