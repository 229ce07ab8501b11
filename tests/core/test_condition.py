"""Conditions: what can be written, what is answered, which types fit. Every branch."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.condition import (
    AllOf,
    AnyOf,
    Compare,
    ConditionUnreadable,
    Constant,
    Name,
    Not,
    evaluate,
    parse,
)
from engine.core.condition_check import check

VALUES = {
    "sent": True,
    "kind": "hard",
    "copies": 3,
    "cost": Decimal("2.5"),
    "held_on": date(2026, 5, 20),
    "empty": None,
    "met_at": datetime(2026, 5, 20, 9),  # noqa: DTZ001 - an instant is no constant of the language
    "files": ("a", "b"),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sent", True),
        ("not sent", False),
        ("not not sent", True),
        ("kind == 'hard'", True),
        ("kind != 'hard'", False),
        ("'hard' == kind", True),
        ("copies > 2", True),
        ("copies >= 3.0", True),
        ("copies < 3", False),
        ("copies <= -1", False),
        ("cost == 2.5", True),
        ("sent == yes", True),
        ("sent == no", False),
        ("2026-05-01 <= held_on <= 2026-05-31", True),
        ("2026-05-01 <= held_on <= 2026-05-19", False),
        ("sent and kind == 'hard'", True),
        ("no_such or sent", True),
        ("sent and (kind == 'soft' or copies == 3) and not no_such", True),
        # a missing value: every comparison with it is false, and so is the name alone
        ("empty", False),
        ("not empty", True),
        ("empty == 'x'", False),
        ("empty != 'x'", False),
        ("no_such == no_other", False),
        # values of different kinds are never equal, and never in an order
        ("copies == '3'", False),
        ("held_on > 3", False),
        ("sent == 1", False),
        ("met_at >= 2026-05-20", False),
        ("files == 'a'", False),
        # a name is true only when its value is yes
        ("kind", False),
        ("yes", True),
    ],
)
def test_it_answers(text: str, expected: bool) -> None:
    assert evaluate(parse(text), VALUES) is expected


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("", "breaks off", 0),
        ("sent and", "breaks off", 8),
        ("sent or or copies", "`or` cannot stand here; it is a word of the language", 8),
        ("class == 'x'", "`class` cannot stand here; it is a word of the language", 0),
        ("kind in ('a')", "`in` is not known here; write `a == 'x' or a == 'y'`", 5),
        ("copies = 3", "`= 3` cannot be read; write `==`", 7),
        ("sent && copies", "write `and`", 5),
        ("sent || copies", "write `or`", 5),
        ("! sent", "write `not`", 0),
        ("copies == 3 $", "`$` cannot be read", 12),
        ("(sent", "this parenthesis is not closed", 0),
        ("sent)", "`)` cannot stand here", 4),
        ("sent copies", "`copies` cannot stand here", 5),
        ("== 3", "`==` cannot stand here", 0),
        ("(sent and sent) == yes", "only names and constants can be compared", 0),
        ("yes == (sent and sent)", "only names and constants can be compared", 7),
        ("held_on == 2026-02-30", "2026-02-30 is not a day of the calendar", 11),
        ("copies == 3a", "cannot be read", 10),
        ("copies." , "cannot be read", 6),
        ("f(copies)", "`(` cannot stand here", 1),
        ("kind == \"hard\"", "cannot be read", 8),
        ("(" * 30 + "sent" + ")" * 30, "nested more than 20 deep", 20),
        ("not " * 30 + "sent", "nested more than 20 deep", 80),
        ("a" * 501, "at most 500 characters", 0),
    ],
)  # fmt: skip
def test_it_says_where_it_breaks(text: str, message: str, offset: int) -> None:
    with pytest.raises(ConditionUnreadable) as caught:
        parse(text)

    assert message in caught.value.message
    assert caught.value.offset == offset
    assert str(caught.value) == caught.value.message


def test_it_is_a_value_with_the_names_it_uses() -> None:
    condition = parse("not sent or kind == 'x' and 1 < copies <= 最多")

    assert condition == parse("not sent or kind == 'x' and 1 < copies <= 最多")
    assert condition.names == {"sent", "kind", "copies", "最多"}
    assert condition.tree == AnyOf(
        (
            Not(Name("sent", 4)),
            AllOf(
                (
                    Compare((Name("kind", 12), Constant("x", 20)), ("==",), 12),
                    Compare((Constant(1, 28), Name("copies", 32), Name("最多", 42)), ("<", "<="), 28),
                )
            ),
        )
    )
    assert hash(condition)


TYPES = {
    "sent": "yes_no",
    "kind": "choice:simple,hard",
    "other_kind": "choice:simple,hard",
    "copies": "number",
    "held_on": "date",
    "request": "text",
    "helper": "person",
    "unit": "unit",
    "files": "list",
    "proof": "file",
    "level": "any",
}


@pytest.mark.parametrize(
    "text",
    [
        "sent",
        "not sent and level",
        "sent == yes",
        "kind == 'hard' or 'hard' != kind",
        "1 <= copies < 5",
        "held_on > 2026-01-01",
        "request == 'x'",
        "helper == 'director'",
        "helper == unit",
        "level > 3 and level == 'x'",
    ],
)
def test_types_that_fit(text: str) -> None:
    assert check(parse(text), TYPES) == []


@pytest.mark.parametrize(
    ("text", "message", "offset", "hint"),
    [
        ("snt", "there is no field `snt`", 0, "did you mean `sent`?"),
        ("sent and xyzzy == 3", "there is no field `xyzzy`", 9, ""),
        ("sent or request", "`request` is a text: compare it with something", 8, ""),
        ("proof", "`proof` is a file: compare it with something", 0, ""),
        ("kind", "`kind` is a choice: compare it with something", 0, ""),
        ("yes", "a constant alone asks nothing", 0, ""),
        ("not 3", "a constant alone asks nothing", 4, ""),
        ("3 == 3", "two constants are compared; one side must be a field", 0, ""),
        ("held_on == 'hard'", "a date is compared with a text", 11, ""),
        ("copies == held_on", "a number is compared with a date", 10, ""),
        ("sent == 1", "a yes or no is compared with a number", 8, ""),
        ("files == 'a'", "a list cannot be compared", 0, ""),
        ("'a' != proof", "a file cannot be compared", 7, ""),
        ("request < 'x'", "`<` is for numbers and dates, not for a text", 0, ""),
        ("kind == 'hart'", "`kind` can only be compared with its choices 'simple', 'hard'", 8, "did you mean 'hard'?"),
        ("'zzz' == kind", "`kind` can only be compared with its choices 'simple', 'hard'", 0, ""),
        ("kind == other_kind", "`kind` can only be compared with its choices 'simple', 'hard'", 8, ""),
        ("kind == level", "`kind` can only be compared with its choices 'simple', 'hard'", 8, ""),
    ],
)
def test_types_that_do_not_fit(text: str, message: str, offset: int, hint: str) -> None:
    faults = check(parse(text), TYPES)

    assert [(fault.message, fault.offset, fault.hint) for fault in faults] == [(message, offset, hint)]


def test_all_faults_are_told_in_the_order_of_the_text() -> None:
    faults = check(parse("request and snt and kind < 'hard'"), TYPES)

    assert [fault.offset for fault in faults] == [0, 12, 20]


@given(st.text(max_size=60) | st.text(alphabet="ab ()'=<>!&12-.andornotyes", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text breaks it; what can be read can be checked and answered, whatever the values."""
    condition, offset = None, 0
    try:
        condition = parse(text)
    except ConditionUnreadable as error:
        offset = error.offset

    assert 0 <= offset <= len(text)
    if condition is not None:
        assert check(condition, dict.fromkeys(condition.names, "any")) is not None
        assert evaluate(condition, dict.fromkeys(condition.names, "a")) in (True, False)
