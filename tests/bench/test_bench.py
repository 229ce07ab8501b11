"""The bench runs; what it measures is for people to judge."""

import pytest

from tests.bench.__main__ import main


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_the_bench_measures_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick"])

    told = capsys.readouterr().out
    for part in ("SQLite", "PostgreSQL", "the floor", "one clock is due", "duban serve", "engine/core"):
        assert part in told
