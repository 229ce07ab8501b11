"""The journal: one line for each event, in either form, and never a value of a variable."""

import io
import json
import logging
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import structlog

from service import journal
from service.clock import FastClock
from service.journal import Form

CLOCK = FastClock(datetime(2026, 11, 9, 0, 30, tzinfo=UTC), 1, seconds=lambda: 0.0)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def written(form: Form, *, library: bool) -> str:
    out = io.StringIO()
    journal.set_up(CLOCK, SHANGHAI, form, stream=out)
    log = logging.getLogger("a.library") if library else structlog.get_logger()
    try:
        fail("某" + "家长")
    except ValueError:
        log.exception("it_failed")
    return out.getvalue()


def fail(secret: str) -> None:
    raise ValueError(f"{len(secret)} characters")


@pytest.mark.parametrize("library", [True, False])
def test_json_is_one_line_with_the_countys_time(library: bool) -> None:
    (line,) = written(Form.JSON, library=library).splitlines()

    event = json.loads(line)
    assert (event["event"], event["level"], event["at"]) == ("it_failed", "error", "2026-11-09T08:30:00.000+08:00")
    assert event["exception"].endswith("ValueError: 3 characters")


@pytest.mark.parametrize("library", [True, False])
@pytest.mark.parametrize("form", list(Form))
def test_a_traceback_shows_no_values(form: Form, library: bool) -> None:
    told = written(form, library=library)

    assert "ValueError: 3 characters" in told
    assert "某家长" not in told


def test_what_libraries_only_mention_is_left_out() -> None:
    out = io.StringIO()
    journal.set_up(CLOCK, SHANGHAI, Form.JSON, stream=out)

    logging.getLogger("a.library").info("chatter")

    assert out.getvalue() == ""
