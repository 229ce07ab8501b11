"""Refusals: one sentence in both languages, each with a use."""

import re
from pathlib import Path

from engine.core.refusal import SENTENCES, Refused

ROOMS = ("engine", "service")


def test_every_sentence_is_raised_somewhere() -> None:
    root = Path(__file__).parent.parent.parent
    files = [path for room in ROOMS for path in (root / room).rglob("*.py") if path.name != "refusal.py"]
    source = "".join(path.read_text(encoding="utf-8") for path in files)

    assert [code for code in SENTENCES if f'"{code}"' not in source] == []


def test_no_sentence_says_in_one_language_what_it_does_not_say_in_the_other() -> None:
    for code, sentence in SENTENCES.items():
        zh, en = (set(re.findall(r"{(\w+)", text)) for text in (sentence.zh, sentence.en))
        assert zh == en, code


def test_a_refusal_is_worded_in_the_language_it_is_asked_in() -> None:
    refused = Refused("unknown_matter", number="SW-2026-0009")

    assert refused.text("en") == "There is no matter SW-2026-0009."
    assert refused.text("zh") == "没有编号为 SW-2026-0009 的事项。"
