"""Text as mails need it: harmless, measured in columns, folded into lines.

Here: cleaning what people typed, emphasis marks, folding. Not here: any wording, any HTML but escaping.
"""

import re
import unicodedata
from functools import lru_cache

from markupsafe import Markup, escape

#: Around a stressed word while it is on its way into a template. Private use characters: `clean` takes them out of
#: whatever people typed, so nobody can forge them.
STRONG, WEAK = "\ue000", "\ue001"

COLUMNS = 72  #: of the text part: 36 full-width characters
SIGNATURE = "-- "  #: begins the foot; the space belongs to it

_SPACE = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
_JOINERS = "\u200c\u200d"  # parts of some emoji and of Indian scripts
_EMPHASIS = {ord(STRONG): None, ord(WEAK): None}

#: No line begins with these, or ends with those.
_NOT_FIRST = frozenset("，。：；！？、）〕】》〉”’％…—·,.:;!?)]}")
_NOT_LAST = frozenset("（〔【《〈“‘([{")
_EMPTY = re.compile(r"\n{3,}")
_MARK = re.compile(r"( *[■▲●‖◎√○※] )")


def clean(text: object) -> str:
    """One line without anything that hides, reverses or breaks: control and bidi characters, lone surrogates, tags."""
    line = str(text)
    if not line.isprintable():
        line = _SPACE.sub(" ", line)
        line = "".join(each for each in line if each.isprintable() or each in _JOINERS)
    line = line.strip()
    # What is written from right to left is kept from turning its neighbours round.
    return f"\u2068{line}\u2069" if _RIGHT_TO_LEFT.search(line) else line


def strong(text: object) -> str:
    """Stress a word: bold in HTML, as it is in text."""
    return f"{STRONG}{text}{WEAK}"


def plain(text: str) -> str:
    """The same without emphasis."""
    return text.translate(_EMPHASIS)


def rich(text: str) -> Markup:
    """The same as HTML: escaped, emphasis as <b>."""
    return Markup(str(escape(text)).replace(STRONG, "<b>").replace(WEAK, "</b>"))  # noqa: S704 - escaped just here


def cut(text: str, most: int) -> str:
    """At most so many characters; what is missing shows as an ellipsis. Never through a composed character."""
    if len(text) <= most:
        return text
    end = most - 1
    while end and (unicodedata.combining(text[end]) or text[end] in _JOINERS or text[end - 1] in _JOINERS):
        end -= 1
    return text[:end].rstrip() + "…"


def width(text: str) -> int:
    """How many columns a line takes; a full-width character takes two, an ambiguous one too, to be safe."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def tidy(text: str) -> str:
    """At most one empty line in a row, none at the ends; a template need not count them."""
    return _EMPTY.sub("\n\n", text).strip() + "\n"


def fold(text: str, labels: tuple[str, ...] = (), columns: int = COLUMNS) -> str:
    """Break every line that is too long, the rest hanging under its beginning. Addresses stay whole."""
    return "\n".join(folded for line in text.split("\n") for folded in _fold_line(line, labels, columns))


@lru_cache(maxsize=8192)
def _columns(each: str) -> int:
    if unicodedata.combining(each):
        return 0
    return 2 if unicodedata.east_asian_width(each) in "WFA" else 1


def _fold_line(line: str, labels: tuple[str, ...], columns: int) -> list[str]:
    line = line if line == SIGNATURE else line.rstrip()
    # In GB 18030 no character takes fewer bytes than it has columns.
    if len(line.encode("gb18030", "replace")) <= columns or "://" in line or width(line) <= columns:
        return [line]
    indent = " " * _hang(line, labels)
    end = _end_of(line, 0, columns)
    lines = [line[:end].rstrip()]
    while end < len(line):
        start = end
        end = _end_of(line, start, columns - len(indent))
        lines.append(indent + line[start:end].strip())
    return [each for each in lines if each.strip()]


def _hang(line: str, labels: tuple[str, ...]) -> int:
    """Under the word after a label or a mark; else under the line's own beginning."""
    bare = line.lstrip()
    label = next((each for each in labels if bare.startswith(each)), "")
    found = _MARK.match(line)
    return width(found[1]) if found else len(line) - len(bare) + width(label)


def _end_of(line: str, start: int, columns: int) -> int:
    """Where the line that begins at `start` ends: at the last place a line may break, else where the room ends."""
    used, here = 0, start
    while here < len(line):
        used += _columns(line[here])
        if used > columns:
            break
        here += 1
    else:
        return here
    first = start + len(line[start:]) - len(line[start:].lstrip())
    best = here
    while best > first + 1 and not _may_break(line[best - 1], line[best]):
        best -= 1
    return best if best > first + 1 else max(here, start + 1)


def _may_break(before: str, after: str) -> bool:
    """Not inside a Latin word, not before closing or after opening punctuation, not inside a composed character."""
    if after in _NOT_FIRST or before in _NOT_LAST or after in _JOINERS or before in _JOINERS:
        return False
    if before == " " or after == " ":
        return before == " " and after != " "
    return _columns(before) == 2 or _columns(after) == 2
