"""What is remembered between tests is what would have been read and compiled anew."""

import pytest
from jinja2 import DictLoader

import config.folder
import workflows.loader
from config.yaml_reader import Faults
from notifications.environment import Environment
from tests import remembered


def test_whoever_reads_a_file_asks_the_memory() -> None:
    for module in (config.folder, workflows.loader):
        assert vars(module)["read"] is remembered.read


def test_a_text_is_read_once_for_each_file_it_stands_in() -> None:
    assert remembered.read("a: 1", "a.yaml") is remembered.read("a: 1", "a.yaml")
    assert remembered.read("a: 1", "a.yaml").place.file == "a.yaml"
    assert remembered.read("a: 1", "b.yaml").place.file == "b.yaml"


def test_a_fault_is_told_every_time() -> None:
    for _ in range(2):
        with pytest.raises(Faults, match="ends inside a bracket"):
            remembered.read("a: [", "a.yaml")


def test_each_language_has_its_own_code_for_the_same_template() -> None:
    """A filter of what is constant is worked out while compiling."""
    said = [
        Environment(lang, DictLoader({"x": "{{ 2 | numeral }}"})).get_template("x").render() for lang in ("zh", "en")
    ]

    assert said == ["两", "two"]


def test_a_template_of_the_same_name_with_another_text_is_another() -> None:
    said = [Environment("zh", DictLoader({"x": text})).get_template("x").render() for text in ("a", "b")]

    assert said == ["a", "b"]
