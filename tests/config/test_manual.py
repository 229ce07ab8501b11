"""The reference page of the county folder: complete and up to date."""

from pathlib import Path

import pytest

from config.keys import KEYS, Key, children
from config.manual import settings_page

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
MODELS = Path(__file__).parents[2] / "config"


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page(), "run: python -m config.manual docs/settings.md"


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.file}: {key.path}")
def test_every_key_is_on_the_page_with_its_meaning_in_both_languages(key: Key) -> None:
    assert f"| `{key.path}` | {key.zh}<br>{key.en} |" in settings_page()
    assert not key.zh.isascii()
    assert key.en.isascii()


def test_no_key_is_declared_twice() -> None:
    assert len({(key.file, key.path) for key in KEYS}) == len(KEYS)


def test_a_required_key_has_no_default() -> None:
    assert [key for key in KEYS if key.required and key.default] == []


@pytest.mark.parametrize("key", [key for key in KEYS if "." in key.path], ids=lambda key: f"{key.file}: {key.path}")
def test_every_key_stands_under_a_key(key: Key) -> None:
    above = key.path.rpartition(".")[0]

    assert above.rpartition(".")[2] in children(key.file, above.rpartition(".")[0])


@pytest.mark.parametrize("model", ["sample", "skeleton"])
def test_every_top_key_of_the_settings_is_explained_in_the_folder(model: str) -> None:
    text = (MODELS / model / "county.yaml").read_text(encoding="utf-8")

    assert [name for name in children("county.yaml") if f"{name}:" not in text] == []
