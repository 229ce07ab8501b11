"""Papers in a real browser: one A4 page each, nothing beyond the sheet on a phone."""

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from notifications.words import LANGUAGES
from tests.notifications.browser import find_browser, options, print_pages
from tests.notifications.test_papers import KINDS, paper

BROWSER = find_browser()
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not BROWSER, reason="no chromium to print with")]

A4 = (595, 842)  #: points
MEASURE = """<script>document.body.append(
`measured ${document.documentElement.scrollWidth - document.documentElement.clientWidth}`);</script>"""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_is_one_a4_page(tmp_path: Path, kind: str, lang: str) -> None:
    page = tmp_path / "paper.html"
    page.write_text(paper(KINDS[kind], lang), "utf-8")

    sizes = print_pages(BROWSER, page, tmp_path / "paper.pdf")

    assert sizes == [pytest.approx(A4, abs=1)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_fits_a_phone(tmp_path: Path, kind: str) -> None:
    page = tmp_path / "paper.html"
    free = re.sub(r"<meta http-equiv=[^>]*>", "", paper(KINDS[kind]))  # or the measuring would not run
    page.write_text(free.replace("</body>", f"{MEASURE}</body>"), "utf-8")

    with TemporaryDirectory() as profile:
        command = [BROWSER, *options(profile, 500, 800), "--dump-dom", page.as_uri()]
        dom = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()

    assert "measured 0" in dom.rpartition("</script>")[2]
