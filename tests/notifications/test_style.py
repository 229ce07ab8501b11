"""How a mail looks, as far as numbers tell: contrast in light and dark, inline styles, one block for dark screens."""

import re
from itertools import product

import pytest

from notifications.style import inlined
from notifications.template import BUILT_IN, HTML, STYLE
from tests.notifications.mornings import leader, morning
from tests.notifications.reading import html_of
from tests.notifications.test_compose import LINKED

SHEET = re.sub(r"/\*.*?\*/", "", (BUILT_IN / STYLE).read_text("utf-8"), flags=re.DOTALL)
LIGHT, _, _DARK = SHEET.partition("@media")

#: Words on the page and on a sheet of paper; white words on the button.
TEXT = ("i1", "i2", "i3", "acc", "red", "amber", "green", "grey", "blue", "plain")
GROUNDS = ("bg", "sf")
#: Bars and borders, beside the ground they stand on.
SHAPES = ("b-red", "b-amber", "b-green", "b-grey", "b-blue", "b-plain", "btn", "bn2")


def colour(rules: str, name: str, what: str) -> str:
    found = re.search(rf"\.{name} {{[^}}]*?(?<![-\w]){what}: [^;#]*(#[0-9A-F]{{6}})", rules)
    assert found, f".{name} has no {what}"
    return found[1]


def luminance(code: str) -> float:
    channels = (int(code[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


SCHEMES = [pytest.param(LIGHT, id="light"), pytest.param(_DARK, id="dark")]


@pytest.mark.parametrize("rules", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), list(product(TEXT, GROUNDS)))
def test_words_can_be_read(rules: str, text: str, ground: str) -> None:
    assert contrast(colour(rules, text, "color"), colour(rules, ground, "background-color")) >= 4.5


@pytest.mark.parametrize("rules", SCHEMES)
def test_words_on_buttons_can_be_read(rules: str) -> None:
    assert contrast(colour(rules, "go", "color"), colour(rules, "btn", "background-color")) >= 4.5
    assert contrast(colour(rules, "see", "color"), colour(rules, "sf", "background-color")) >= 4.5


@pytest.mark.parametrize("rules", SCHEMES)
@pytest.mark.parametrize(("shape", "ground"), list(product(SHAPES, GROUNDS)))
def test_shapes_can_be_seen(rules: str, shape: str, ground: str) -> None:
    what = "(?:border|border-color)" if shape == "bn2" else "background-color"

    assert contrast(colour(rules, shape, what), colour(rules, ground, "background-color")) >= 3


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_every_colour_of_the_light_sheet_has_a_dark_one() -> None:
    """A class that sets a colour and is left out of the dark rules would stay dark on dark."""
    coloured = set(re.findall(r"\.([\w-]+) {[^}]*#", LIGHT)) - {"pre"}
    dark = set(re.findall(r"\.([\w-]+) {", _DARK))

    assert coloured <= dark


@pytest.mark.parametrize("letter", [morning(), leader()])
def test_without_its_style_block_a_mail_still_has_its_styles(letter: object) -> None:
    """Clients that drop the block show the light mail: every cell that holds words says its own colour."""
    html = re.sub(r"<style>.*?</style>", "", html_of(LINKED.compose(letter)), flags=re.DOTALL)  # type: ignore[arg-type]

    assert html.count("font-family:") > 5
    assert html.count("background-color:#FFFEFC") >= 2
    assert not re.search(r'class="[^"]*\b(f|card|title|key|val|t|gap)\b', html)


def test_the_dark_rules_stand_once_and_only_for_classes_that_are_left() -> None:
    html = html_of(LINKED.compose(morning()))

    assert html.count("prefers-color-scheme:dark") == 1
    kept = {name for names in re.findall(r'class="([^"]+)"', html) for name in names.split()}
    assert kept <= set(re.findall(r"\.([\w-]+)\{", html))


def test_buttons_are_at_least_40_px_high() -> None:
    padding, line = re.search(r"\.go {[^}]*padding: (\d+)px[^}]*line-height: (\d+)px", LIGHT).groups()  # type: ignore[union-attr]

    assert 2 * int(padding) + int(line) + 2 >= 40


def test_inlining_leaves_every_tag_of_the_template_where_it_was() -> None:
    source = (BUILT_IN / HTML).read_text("utf-8")
    tags = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)

    assert tags.findall(inlined(source, SHEET)) == tags.findall(source)
