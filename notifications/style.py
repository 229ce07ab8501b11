"""A template written with classes becomes one with inline styles: once when it is loaded, never for each mail.

Here: the way through css-inline and back, with Jinja's tags hidden meanwhile. Not here: any colour (templates/mail.css).

1. Tags stand between elements or inside text. The inliner reads HTML as a browser does, which throws text out of tables;
   comments stay where they are. So every block tag becomes a comment and every expression a word, both numbered.
2. css-inline writes the rules of the sheet into `style` attributes; `@media` rules go into the page's own <style>.
3. The tags come back; classes that only the inliner needed go.
"""

import re
from collections.abc import Callable

from css_inline import CSSInliner

_BLOCK = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_MEDIA = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STYLE = re.compile(r' style="([^"]*)"')
_CLASS = re.compile(r' class="([^"]*)"')
_USED = re.compile(r"\.([a-z][\w-]*)")
_STYLE_PLACE = "/* the rules for dark screens come here */"


def inlined(source: str, sheet: str) -> str:
    """The template with the sheet's rules written into its elements."""
    hidden: list[str] = []

    def hide(form: str) -> Callable[[re.Match[str]], str]:
        def replacement(found: re.Match[str]) -> str:
            hidden.append(found[0])
            return form.format(len(hidden) - 1)

        return replacement

    bare = _EXPRESSION.sub(hide("jinja{}expr"), _BLOCK.sub(hide("<!--jinja{}-->"), source))
    sheet = _COMMENT.sub("", sheet)
    media = "".join(_MEDIA.findall(sheet))
    inliner = CSSInliner(load_remote_stylesheets=False, extra_css=_MEDIA.sub("", sheet), inline_style_tags=False,
                         keep_style_tags=True)  # fmt: skip
    # A browser's reading of a table adds <tbody> around its rows, but would open it inside a loop and close it outside.
    page = re.sub("</?tbody>", "", inliner.inline(bare))
    page = re.sub(r"<!--jinja(\d+)-->|jinja(\d+)expr", lambda found: hidden[int(found[1] or found[2])], page)
    page = _STYLE.sub(lambda found: f' style="{_short(found[1]).rstrip(";")}"', page)
    return _without_unused_classes(page.replace(_STYLE_PLACE, _short(media)), set(_USED.findall(media)))


def _without_unused_classes(page: str, used: set[str]) -> str:
    def kept(found: re.Match[str]) -> str:
        names = [name for name in found[1].split() if name in used]
        return f' class="{" ".join(names)}"' if names else ""

    return _CLASS.sub(kept, page)


def _short(css: str) -> str:
    """Without the space nobody needs."""
    return re.sub(r"\s*([{};:,])\s*", r"\1", re.sub(r"\s+", " ", css)).strip()
