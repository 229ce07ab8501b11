"""How the number of a paper is written: 教督〔2026〕17号.

Here: the form. Not here: giving numbers (engine/run/numbering.py), the county's words (config/papers.py). It is the same in every
language: it is the paper's name.
"""

from config.papers import Papers

BLANK = "\u3000\u3000"  #: of a draft: filled in by hand


def serial(papers: Papers, kind: str, title: str, year: int, number: str = BLANK) -> str:
    """The number of a paper. A kind without a word of its own goes by its title, so that no two kinds share a series."""
    return f"{papers.prefix}{papers.series.get(kind) or title or kind}〔{year}〕{number}号"
