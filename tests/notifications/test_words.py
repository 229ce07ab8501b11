"""The phrases: both languages in step, none missing, none left over, text folded as Chinese is."""

import re
from pathlib import Path

import pytest

import notifications
from notifications.day import Days
from notifications.sample import TODAY
from notifications.sample_letters import every_letter
from notifications.template import BUILT_IN, Templates
from notifications.text import clean, cut, fold, width
from notifications.words import LANGUAGES, phrases
from tests.notifications.test_compose import LINKED

ROOM = Path(next(iter(notifications.__path__)))
FILES = {lang: phrases(lang, BUILT_IN) for lang in LANGUAGES}


def test_both_languages_have_the_same_phrases_with_the_same_arguments() -> None:
    zh, en = ({name: macro.arguments for name, macro in FILES[lang].items()} for lang in LANGUAGES)  # type: ignore[attr-defined]

    assert zh == en


def said_in_code() -> set[str]:
    source = "\n".join(path.read_text("utf-8") for path in ROOM.glob("*.py"))
    return set(re.findall(r'words\(\s*"([a-z_]+)"', source))


def test_every_phrase_the_code_says_is_there() -> None:
    assert said_in_code() <= set(FILES["zh"])


def test_every_phrase_is_used() -> None:
    """Names that the code puts together (`open_` + place) count by their beginning."""
    source = "\n".join(path.read_text("utf-8") for path in ROOM.glob("*.py"))
    beginnings = tuple(re.findall(r'words\(f"([a-z_]+_)\{', source))
    quoted = set(re.findall(r'"([a-z_]+)"', source))

    assert [name for name in FILES["zh"] if name not in quoted and not name.startswith(beginnings)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_phrase_of_the_other_language_slips_in(lang: str) -> None:
    """An English mail has Chinese only in names; those of the samples are known."""
    everything = "\n".join(
        str(sentence(*("x" for _ in sentence.arguments)))  # type: ignore[attr-defined]
        for name, sentence in FILES[lang].items()
        if name not in ("role", "units", "doc_label")
        and not {"n", "parts", "ways", "to", "papers", "numbers"} & set(sentence.arguments)  # type: ignore[attr-defined]
    )

    assert bool(re.search("[一-鿿]", everything)) is (lang == "zh")


def test_composing_says_nothing_but_known_phrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt name would be a KeyError: every letter is written, with the cache put aside."""
    for lang in LANGUAGES:
        for letter in every_letter(lang).values():
            assert LINKED.compose(letter).content


# --- overriding one phrase -----------------------------------------------------------------------------------------------------


def test_a_county_changes_one_phrase_and_keeps_the_others(tmp_path: Path) -> None:
    (tmp_path / "words.zh.j2").write_text("{% macro brand() %}催办通{% endmacro %}", "utf-8")

    words = Templates("zh", tmp_path).words

    assert words("brand") == "催办通"
    assert words("label_why") == "为何收到"
    assert Templates("en", tmp_path).words("brand") == "Duban"


# --- text ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "columns", "folded"),
    [
        ("短", 10, ["短"]),
        ("一二三四五六", 10, ["一二三四五", "六"]),
        # Closing punctuation never begins a line, an opening bracket never ends one, a Latin word stays whole.
        ("一二三四五，六", 10, ["一二三四", "五，六"]),
        ("一二三四（五）", 10, ["一二三四", "（五）"]),
        ("一二三 abcdefg", 10, ["一二三", "abcdefg"]),
        ("  最迟：一二三四五六", 14, ["  最迟：一二三", "        四五六"]),
        ("■ 一二三四五", 10, ["■ 一二三", "   四五"]),
        ("x" * 25, 10, ["x" * 10, "x" * 10, "x" * 5]),
        ("https://duban.county.example/m/1", 10, ["https://duban.county.example/m/1"]),
        ("-- ", 10, ["-- "]),
    ],
)
def test_lines_are_folded_as_chinese_is(line: str, columns: int, folded: list[str]) -> None:
    lines = fold(line, ("最迟：",), columns).split("\n")

    assert lines == folded
    assert all(width(each) <= columns or "://" in each for each in lines)


@pytest.mark.parametrize(
    ("typed", "clean_text"),
    [
        ("学区划分", "学区划分"),
        (" 一\r\n二\t三 ", "一 二 三"),
        ("\u202e倒\u2066过来\u200b", "倒过来"),
        ("a\x00b", "ab"),
        ("\ud800", ""),
        ("👨\u200d👩", "👨\u200d👩"),
        ("שלום", "\u2068שלום\u2069"),
        (17, "17"),
    ],
)
def test_typed_text_is_one_harmless_line(typed: object, clean_text: str) -> None:
    assert clean(typed) == clean_text


def test_a_cut_never_splits_a_composed_character() -> None:
    assert cut("ab👨\u200d👩", 4) == "ab…"
    assert cut("e\u0301e\u0301", 2) == "…"
    assert cut("abc", 3) == "abc"


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2026-09", "9月", "Sep"),
        ("2026-Q2", "二季度", "Q2"),
        ("2026", "2026年", "2026"),
        ("handler", "", ""),
        ("2026-13", "", ""),
    ],
)
def test_a_period_as_people_say_it(period: str, zh: str, en: str) -> None:
    close = LINKED.calendar.hours.close

    assert Days("zh", TODAY, close).month(period) == zh
    assert Days("en", TODAY, close).month(period) == en
