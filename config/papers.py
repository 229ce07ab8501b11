"""How a county numbers its papers: 教督〔2026〕17号 has the bureau's word, the kind's word, the year, the number.

Here: the words. Not here: giving numbers (engine/run/numbering.py), writing them (notifications/serial.py), the words a county has
by default (keys.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from config import value
from config.form import Form
from config.keys import PAPER_PREFIX, PAPER_SERIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    prefix: str = PAPER_PREFIX
    series: Mapping[str, str] = field(default_factory=lambda: PAPER_SERIES)  #: kind of paper -> its word


DEFAULT_PAPERS = Papers()


def read_papers(form: Form) -> Papers:
    """The `papers` of county.yaml. Two kinds with one word would give the same number twice: that is a fault."""
    inner = form.inner("series")
    kinds = dict.fromkeys((*PAPER_SERIES, *inner.codes()))
    series = {kind: word for kind in kinds if (word := inner.read(kind, value.name, ""))}
    for kind, word in series.items():
        first = next(other for other, same in series.items() if same == word)
        if first != kind:
            inner.fault(kind, f"is the same word as for {first}", "two series need two words, or numbers repeat")
    return Papers(prefix=form.read("prefix", value.name, PAPER_PREFIX), series=series)
