"""Every fault of the county's files that a test knows is told in Chinese too."""

import re
from pathlib import Path

import pytest

from config import chinese
from config.county import read_county
from config.yaml_reader import Faults
from tests.config.small import change, small_county
from tests.config.test_county_faults import ALL

_CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize(("file", "old", "new", "fault"), ALL)
def test_a_fault_is_told_in_chinese(tmp_path: Path, file: str, old: str, new: str, fault: str) -> None:
    folder = small_county(tmp_path / "county")
    change(folder, file, old, new)

    with pytest.raises(Faults) as found:
        read_county(folder)

    (one,) = found.value.faults
    told = chinese.sentence(one.message)
    key = re.match("`[^`]*`", one.message)
    assert _CHINESE.search(told.removeprefix(key[0] if key else "")), one.message
    assert key is None or key[0] in told
    assert fault


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("`year` is announced without one day off", "`year` 写了年份，却没有一天放假"),
        ("this file has days off or worked but no year", "本文件 写了放假或上班的日子，却没有写 year"),
        ("2031-01-01 is a weekday: only a Saturday or Sunday can be made up", "2031-01-01 是工作日，只有周六、周日才需调休上班"),
        ("The environment variable MAIL holds no password: set it.", "环境变量 MAIL 里没有密码，请先设置。"),
        ("this cannot be read as YAML", "不是合格的 YAML"),
        ("`x` is something nobody has translated", "`x` is something nobody has translated"),
        ("nobody has translated this", "nobody has translated this"),
    ],
)  # fmt: skip
def test_sentences_keep_their_key_and_their_values(english: str, told: str) -> None:
    assert chinese.sentence(english) == told


def test_a_hint_is_translated_where_it_is_known() -> None:
    assert chinese.hint("did you mean `boss`?") == "是不是 `boss`？"
    assert chinese.hint("think again") == "think again"
