"""A file that fits its schema: plain data, the values that were read from it, and where everything stands.

Here: Book and paths into it. Not here: making one (fit.py), judging one (checks/).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from config.yaml_reader import Fault, Node, Place

Path = tuple[str | int, ...]
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that stands for something declared elsewhere."""

    kind: str  #: state, event, field, role, ... (Scalar.refers)
    name: str
    place: Place
    path: Path


@dataclass(slots=True)
class Book:
    """One rulebook or shared file. What could not be read is in `data` as it stands, and has no value."""

    file: str
    data: Plain = field(default_factory=dict)
    values: dict[Path, object] = field(default_factory=dict)  #: what the text of a scalar means
    places: dict[Path, Place] = field(default_factory=dict)  #: of values
    keys: dict[Path, Place] = field(default_factory=dict)  #: of the keys that lead to them
    nodes: dict[Path, Node] = field(default_factory=dict)  #: of scalars, for places inside them
    references: list[Reference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def workflow(self) -> str:
        return str(self.data.get("workflow", ""))

    def where(self, *path: str | int) -> Place:
        """The place of a value, or of the nearest thing around it."""
        while path:
            if path in self.places:
                return self.places[path]
            path = path[:-1]
        return self.places.get((), Place(self.file))

    def key(self, *path: str | int) -> Place:
        """The place of the key that leads to a value."""
        return self.keys.get(path) or self.where(*path)

    def at(self, path: Path, offset: int) -> Place:
        """The place of a character inside a scalar."""
        node = self.nodes.get(path)
        return node.at(offset) if node else self.where(*path)

    def blame(self, place: Place, message: str, hint: str = "") -> None:
        """Note a fault."""
        self.faults.append(Fault(place, message, hint))

    def section(self, name: str) -> Mapping[str, Plain]:
        """A map from names to maps, without what is not one."""
        found = self.data.get(name)
        if not isinstance(found, dict):
            return {}
        return {key: value for key, value in found.items() if isinstance(value, dict)}

    def found(self, kind: type, *prefix: str | int) -> Iterator[tuple[Path, Any]]:
        """Every value of a kind under a path."""
        for path, value in self.values.items():
            if path[: len(prefix)] == prefix and isinstance(value, kind):
                yield path, value
