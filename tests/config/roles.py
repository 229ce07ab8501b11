"""The posts that the rulebooks which come with the program ask for, read from their `roles:` alone."""

import re
from collections.abc import Iterator
from pathlib import Path

from config.yaml_reader import Node, read

RULEBOOKS = Path(__file__).parents[2] / "workflows" / "rulebooks"
_POST = re.compile(r"post (\w+)( of unit)?")


def posts_of_the_county() -> set[str]:
    """Kinds of post that are found without naming a unit."""
    return {kind for kind, of_unit in _posts() if not of_unit}


def posts_of_units() -> set[str]:
    """Kinds of post that are looked for in the unit of a matter."""
    return {kind for kind, of_unit in _posts() if of_unit}


def _posts() -> Iterator[tuple[str, bool]]:
    for file in sorted(RULEBOOKS.glob("*.yaml")):
        roles = read(file.read_bytes(), file.name).get("roles")
        for text in _texts(roles) if roles else ():
            yield from ((kind, bool(of_unit)) for kind, of_unit in _POST.findall(text))


def _texts(node: Node) -> Iterator[str]:
    yield node.text
    for inner in (*node.items, *(value for _, _, value in node.entries)):
        yield from _texts(inner)
