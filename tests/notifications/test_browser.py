"""Mails in a real browser: nothing sticks out, narrow or wide, light or dark."""

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from notifications.words import LANGUAGES
from tests.notifications.browser import WIDTHS, find_browser, options, photograph
from tests.notifications.mornings import leader, morning
from tests.notifications.reading import html_of
from tests.notifications.test_compose import LINKED

BROWSER = find_browser()
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not BROWSER, reason="no chromium to look at mails with")]

#: Writes how far the page reaches beyond the window, and how high its lowest button is.
MEASURE = """<script>
const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
const heights = [...document.querySelectorAll('td.btn, td.bn2')].map(each => each.getBoundingClientRect().height);
document.body.append(`measured ${over} ${Math.min(...heights)}`);
</script>"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("make", [morning, leader])
def test_a_mail_fits_the_screen(tmp_path: Path, make, lang: str, width: int) -> None:  # type: ignore[no-untyped-def]
    page = tmp_path / "mail.html"
    page.write_text(html_of(LINKED.compose(make(lang))).replace("</body>", f"{MEASURE}</body>"), "utf-8")

    with TemporaryDirectory() as profile:
        command = [BROWSER, *options(profile, width, 800), "--dump-dom", page.as_uri()]
        dom = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()

    over, height = map(float, re.search(r"measured ([0-9.]+) ([0-9.]+)", dom.rpartition("</script>")[2]).groups())  # type: ignore[union-attr]
    assert over == 0
    assert height >= 40


@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_can_be_taken(tmp_path: Path, dark: bool) -> None:
    page, picture = tmp_path / "mail.html", tmp_path / "mail.png"
    page.write_text(html_of(LINKED.compose(morning())), "utf-8")

    photograph(BROWSER, page, picture, width=360, height=800, dark=dark)

    assert picture.stat().st_size > 10_000
