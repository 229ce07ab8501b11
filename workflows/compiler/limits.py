"""Limits and the reminder profiles they take.

Here: LimitRule from its text, Profile by name or by `for`. Not here: the text of one limit (limit_text.py),
clocks (clocks.py).
"""

from collections.abc import Mapping
from typing import Any

from engine.core.limit import AfterField, Bound, Count, Limit, LimitRule, OnField
from engine.core.machine import Profile
from workflows import limit_text, scalar
from workflows.book import Plain
from workflows.compiler.source import names

NO_REMINDERS = Profile(name="NONE", points=())


def limit_rule(data: Any) -> LimitRule:
    """A limit, promised and statutory, or cases of a field."""
    if isinstance(data, dict) and "choose" in data:
        cases = {case: _limit(part) for case, part in sorted(data.items()) if case != "choose"}
        return LimitRule(cases=cases, choose=data["choose"])
    return LimitRule(cases={"": _limit(data)})


def _limit(data: str | Plain) -> Limit:
    if isinstance(data, str):
        return Limit(promised=limit_text.bound(data))
    return Limit(
        **{kind: limit_text.bound(data[kind]) for kind in ("promised", "statutory") if kind in data},
    )


def profile(name: str, shared: Plain) -> Profile:
    """A profile of the shared file."""
    data = shared["profiles"][name]
    before = data.get("before_statutory")
    return Profile(
        name=name,
        points=tuple(scalar.point(point) for point in data["points"]),
        statutory_point=scalar.point(before["at"]) if before else None,
        statutory_to=names(before["to"]) if before else (),
    )


def profiles(remind: Any, rule: LimitRule, shared: Plain) -> Mapping[str, Profile]:
    """The profile of each case of a limit: the one that is named, else the one whose `for` covers it."""
    if remind is None:
        return {case: profile(_default(limit.governing, shared), shared) for case, limit in rule.cases.items()}
    if isinstance(remind, str):
        return dict.fromkeys(rule.cases, profile(remind, shared))
    base = profiles(remind.get("profile"), rule, shared)
    added = tuple((role, scalar.point(point)) for role, point in remind.get("add", {}).items())
    return {case: _with_added(found, added) for case, found in base.items()}


def _with_added(found: Profile, added: tuple[tuple[str, Any], ...]) -> Profile:
    return Profile(
        name=found.name,
        points=found.points,
        statutory_point=found.statutory_point,
        statutory_to=found.statutory_to,
        added=added,
    )


def _default(bound: Bound, shared: Plain) -> str:
    found = default_profile(bound, shared)
    if found is None:
        raise LookupError("no profile covers this limit")  # the checks have refused it before
    return found


def default_profile(bound: Bound, shared: Plain) -> str | None:
    """The name of the profile whose `for` covers a limit."""
    kind, length = _kind(bound)
    for name, data in shared["profiles"].items():
        if "for" in data:
            covers, least, most = scalar.length_range(data["for"])
            if covers == kind and (kind != "wd" or least <= length <= most):
                return str(name)
    return None


def _kind(bound: Bound) -> tuple[str, int]:
    span = bound.span.count if isinstance(bound.span, AfterField) else bound.span
    match span:
        case Count(n=n, unit="wd"):
            return "wd", n
        case Count():
            return "calendar", 0
        case OnField():
            return "date", 0
    return "period", 0
