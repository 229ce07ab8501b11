"""The shipped rulebooks in words: every duty in both languages."""

import re
from dataclasses import replace

import pytest

from notifications.sample import item, letter, standing
from notifications.words import LANGUAGES
from tests.core.rulebooks import shipped, shipped_names
from tests.notifications.reading import text_of
from tests.notifications.test_compose import COMPOSER


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("machine", [pytest.param(name, id=name) for name in shipped_names()])
def test_every_duty_of_every_shipped_rulebook_can_be_put_in_words(machine: str, lang: str) -> None:
    """No code name shows, in Chinese no English title, in English no Chinese one."""
    book = shipped(machine)
    lines = [
        replace(
            item("assigned", {**standing(0), "by": "b"}, state=state, clock=state, role="x"), machine=book, fields={}
        )
        for state in book.states
    ]

    for line in lines:
        text = text_of(COMPOSER.compose(letter([line], lang))).partition("\n\n")[2].partition("-- \n")[0]
        assert not re.search(r"[a-z]+_[a-z]+|\.verify", text)
        known = re.sub(r"SW-2026-0412|[A-Z]\b|经办人[甲乙]", "", text)
        assert not re.search("[A-Za-z]{2,}" if lang == "zh" else "[一-鿿]", known)
