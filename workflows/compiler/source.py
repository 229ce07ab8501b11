"""The resolved rulebook as the compiler reads it.

Here: access to its parts in the order in which they were written, and small values made of them. Not here:
what is made of duties, waits and limits (the other files of this folder).
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from engine.core.machine import FieldRef, FieldRule, Role, Text
from workflows import scalar
from workflows.book import Plain


def hash_of(resolved: Plain) -> str:
    """The name under which a resolved rulebook is kept with its matters."""
    canonical = json.dumps(resolved, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


class Source:
    """A resolved rulebook. Its `order` lists names as they were written, because a stored map has none."""

    def __init__(self, resolved: Plain) -> None:
        self.hash = hash_of(resolved)
        self.rulebook: Plain = resolved["rulebook"]
        self.shared: Plain = resolved["shared"]
        self._rank = {name: index for index, name in enumerate(resolved["order"])}
        self.fields = {name: _field(name, data) for name, data in self.named("fields")}
        self.roles: dict[str, Role] = {
            name: tuple(scalar.role_term(term) for term in as_list(terms))
            for roles in (self.shared.get("roles", {}), self.rulebook.get("roles", {}))
            for name, terms in roles.items()
        }

    def named(self, section: str) -> list[tuple[str, Plain]]:
        """The entries of a section of the rulebook, in order."""
        return self.ordered(self.rulebook.get(section, {}))

    def ordered(self, entries: dict[str, Any]) -> list[tuple[str, Any]]:
        return sorted(entries.items(), key=lambda entry: (self._rank.get(entry[0], 0), entry[0]))

    @property
    def duties(self) -> list[tuple[str, Plain]]:
        return self.named("duties")

    @property
    def waits(self) -> list[tuple[str, Plain]]:
        return self.named("waits")

    @property
    def spans(self) -> list[tuple[str, Plain]]:
        return self.named("limits")

    def constant(self, field: str, text: str) -> object:
        """What `set: {FIELD: TEXT}` puts there: another field's value, or a constant of the field's type."""
        rule = self.fields.get(field)
        if rule is None or text in self.fields:
            return FieldRef(text)
        return typed(rule.type, text)


def as_list(data: Any) -> list[Any]:
    """One thing or several, as a list."""
    if data is None:
        return []
    return list(data) if isinstance(data, list) else [data]


def title(data: Plain) -> Text:
    return Text(data["zh"], data["en"])


def text(data: Plain | str | None) -> Text | None:
    """A title that may be one text for both languages."""
    if data is None:
        return None
    return Text(data, data) if isinstance(data, str) else title(data)


def names(data: Iterable[str] | str | None) -> tuple[str, ...]:
    return tuple(as_list(data))


def typed(kind: str, value: str) -> object:
    """A constant of a field's type; raise Unreadable when it is none."""
    match kind:
        case "yes_no":
            return scalar.yes_no(value)
        case "number":
            return _number(value)
        case "date":
            try:
                return date.fromisoformat(value)
            except ValueError as error:
                raise scalar.Unreadable(f"`{value}` is not a date", "e.g. 2026-06-30") from error
    return value


def _number(value: str) -> int | float:
    try:
        return int(value) if value.lstrip("-").isdecimal() else float(value)
    except ValueError as error:
        raise scalar.Unreadable(f"`{value}` is not a number") from error


def _field(name: str, data: Plain) -> FieldRule:
    default = data.get("default")
    return FieldRule(
        name=name,
        title=title(data),
        type=data["type"],
        of=names(data.get("of")),
        default=None if default is None else typed(data["type"], default),
        private=data.get("private") == "yes",
        required=data.get("required") == "yes",
    )
