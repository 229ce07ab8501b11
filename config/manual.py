"""The reference page of the county folder, made from the keys: docs/settings.md.

Here: its text. Run `python -m config.manual docs/settings.md` after changing keys.py; a test fails while the
page is stale. Not here: the keys themselves.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from config.keys import CALENDAR, COUNTY, KEYS, ORGANISATION, PEOPLE, Key
from config.organisation import KINDS, LEVELS, USUAL_POSTS

FILES = {
    COUNTY: "本县设置 the settings",
    ORGANISATION: "单位与岗位 units and posts",
    PEOPLE: "人员 people",
    CALENDAR: "日历 calendar, one file for each year",
}
_HEAD = """\
# County folder: every key

Made from `config/keys.py`; do not edit by hand. `*` stands for a code of your own: lower-case letters, digits
and `_`. Every value is read as text: `on`, `no` and `08:30` mean what they look like. A key with nothing
after it counts as left out.
"""
_TABLE = """\
| key | 含义 meaning | value | default |
|---|---|---|---|
"""


def settings_page() -> str:
    """The whole page."""
    return "\n".join((_HEAD, *_sections(), _words()))


def _sections() -> Iterator[str]:
    for file, title in FILES.items():
        rows = "".join(_row(key) for key in KEYS if key.file == file)
        yield f"## `{file}`: {title}\n\n{_TABLE}{rows}"


def _row(key: Key) -> str:
    default = "**required**" if key.required else f"`{key.default}`" if key.default else "none"
    return f"| `{key.path}` | {key.zh}<br>{key.en} | {key.kind} | {default} |\n"


def _words() -> str:
    lists = {"Kinds of unit": KINDS, "Levels of school": LEVELS, "Posts the rulebooks name": USUAL_POSTS}
    lines = [f"- {title}: {', '.join(f'`{word}`' for word in words)}" for title, words in lists.items()]
    return "\n".join(("## Words", "", *lines, ""))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(settings_page(), encoding="utf-8", newline="\n")
