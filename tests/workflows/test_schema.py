"""The schema itself: every key explained in both languages, every example readable."""

from collections.abc import Iterator

from workflows.schema import RULEBOOK
from workflows.schema import SHARED as SHARED_KEYS
from workflows.shape import Cases, Either, Form, Key, Keys, ListOf, Names, Scalar


def _keys(form: Form) -> Iterator[Key]:
    match form:
        case Keys(keys=keys):
            for key in keys:
                yield key
                yield from _keys(key.form)
        case ListOf(item=inner):
            yield from _keys(inner)
        case Names(value=inner, fixed=fixed):
            yield from fixed
            yield from _keys(inner)
        case Cases(plain=plain):
            yield from _keys(plain)
        case Either(items=items, map=inner_map):
            for part in (items, inner_map):
                if part is not None:
                    yield from _keys(part)
        case Scalar():
            return


def test_every_key_is_explained_in_both_languages() -> None:
    for key in (*_keys(RULEBOOK), *_keys(SHARED_KEYS)):
        assert key.en.endswith("."), key.name
        assert key.zh.endswith("。"), key.name


def test_every_example_of_a_single_value_can_be_read() -> None:
    for key in (*_keys(RULEBOOK), *_keys(SHARED_KEYS)):
        form = key.form.scalar if isinstance(key.form, Either) else key.form
        if isinstance(form, Scalar) and key.example and key.example[0] not in "[{":
            assert form.read(key.example) is not None, key.name
