"""Values of fields: what a person typed becomes a value of the field's type, or is refused with the field's name.

Here: parsing and nothing else. Not here: whether a value is needed (act.py).
"""

import difflib
import math
from collections.abc import Mapping
from datetime import date

from engine.core.machine import FieldRule, Machine
from engine.core.organisation import Organisation
from engine.core.refusal import Refused

LONGEST = 4000  #: characters of a text
YES = frozenset({"yes", "true", "是", "y", "1"})
NO = frozenset({"no", "false", "否", "n", "0"})


def parse_fields(
    machine: Machine, given: Mapping[str, object], organisation: Organisation, *, extra: bool = False
) -> dict[str, object]:
    """Every given value, parsed. `extra`: names that are no fields pass as they are (the length of an extension)."""
    parsed: dict[str, object] = {}
    for name, value in given.items():
        rule = machine.fields.get(name)
        if rule is not None:
            parsed[name] = parse(rule, value, organisation)
        elif extra:
            parsed[name] = value
        else:
            near = difflib.get_close_matches(name, list(machine.fields), n=1)
            raise Refused("unknown_field", workflow=machine.title, field=name, hint=f" ({near[0]}?)" if near else "")
    return parsed


def parse(rule: FieldRule, value: object, organisation: Organisation) -> object:
    """One value of the field's type; Refused names the field and what was expected."""
    if value is None or value == "":
        return None
    match rule.type:
        case "yes_no":
            return _yes_no(rule, value)
        case "date":
            return _date(rule, value)
        case "number":
            return _number(rule, value)
        case "choice":
            return _known(rule, value, rule.of)
        case "person":
            return _known(rule, value, tuple(organisation.people))
        case "unit":
            return _known(rule, value, tuple(organisation.units))
        case "list":
            items = value if isinstance(value, list | tuple) else str(value).split(",")
            return tuple(_text(rule, item) for item in items)
        case _:
            return _text(rule, value)


def _wrong(rule: FieldRule, value: object, expected: str) -> Refused:
    shown = "…" if rule.private else str(value)[:80]
    return Refused("bad_value", field=rule.name, value=shown, expected=expected)


def _yes_no(rule: FieldRule, value: object) -> bool:
    text = str(value).lower()
    if text in YES | NO:
        return text in YES
    raise _wrong(rule, value, "yes / no")


def _date(rule: FieldRule, value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _wrong(rule, value, "2026-06-30") from None


def _number(rule: FieldRule, value: object) -> int | float:
    try:
        number = float(str(value))
    except ValueError:
        raise _wrong(rule, value, "0-9") from None
    if not math.isfinite(number):
        raise _wrong(rule, value, "0-9")
    return int(number) if number.is_integer() else number


def _known(rule: FieldRule, value: object, known: tuple[str, ...]) -> str:
    if str(value) in known:
        return str(value)
    near = difflib.get_close_matches(str(value), known, n=1)
    raise _wrong(rule, value, f"{near[0]}?" if near else "/".join(known[:12]))


def _text(rule: FieldRule, value: object) -> str:
    text = str(value).strip()
    if len(text) > LONGEST or "\x00" in text:
        raise _wrong(rule, value, f"<= {LONGEST}")
    return text
