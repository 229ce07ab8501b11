"""Mails seen as people see them: pictures from a headless browser, narrow and wide, light and dark.

`python -m tests.notifications.browser FOLDER` writes the pages and their pictures there. What is looked at is tests/notifications/
test_browser.py's affair, and yours.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from notifications import sample
from notifications.compose import MailComposer
from notifications.mime import Sender
from tests.notifications.mornings import leader, morning
from tests.notifications.reading import html_of

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = (360, 640)
_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-device-scale-factor=1",
)  # fmt: skip
#: Chromium has no switch for prefers-color-scheme, but its settings do.
_DARK = ("--blink-settings=preferredColorScheme=0",)


def find_browser() -> str:
    """The path of a browser, or nothing."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), "")


def options(profile: str, width: int, height: int) -> list[str]:
    """A browser that knows nothing, shows nothing and goes nowhere."""
    return [*_QUIET, f"--user-data-dir={profile}", f"--window-size={width},{height}"]


def photograph(browser: str, page: Path, picture: Path, *, width: int, height: int, dark: bool) -> None:
    """One picture of one page."""
    with TemporaryDirectory() as profile:
        scheme = _DARK if dark else ()
        command = [browser, *options(profile, width, height), f"--screenshot={picture}", *scheme, page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=60)


def print_pages(browser: str, page: Path, file: Path) -> list[tuple[float, float]]:
    """Print a page; width and height of each sheet, in points."""
    with TemporaryDirectory() as profile:
        command = [
            browser,
            *options(profile, 900, 1200),
            "--no-pdf-header-footer",
            f"--print-to-pdf={file}",
            page.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    boxes = re.findall(rb"/MediaBox \[\s*0 0 ([0-9.]+) ([0-9.]+)\s*\]", file.read_bytes())
    return [(float(width), float(height)) for width, height in boxes]


def composer(base_url: str = "https://duban.county.example") -> MailComposer:
    return MailComposer(
        county=sample.COUNTY,
        calendar=sample.sample_calendar(),
        sender=Sender("duban@county.example", "示例县教育局督办", "office@county.example"),
        base_url=base_url,
    )


def main(folder: Path) -> None:
    browser = find_browser()
    folder.mkdir(parents=True, exist_ok=True)
    for lang in ("zh", "en"):
        for name, letter in {"morning": morning(lang), "leader": leader(lang)}.items():
            page = folder / f"{name}-{lang}.html"
            page.write_text(html_of(composer().compose(letter)), encoding="utf-8")
            for width in WIDTHS:
                for dark in (False, True):
                    picture = folder / f"{page.stem}-{width}-{'dark' if dark else 'light'}.png"
                    photograph(browser, page, picture, width=width, height=1500, dark=dark)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
