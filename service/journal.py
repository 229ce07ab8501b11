"""What the program writes about itself while it runs: one line for each event, as JSON or for the eye.

Here: setting up structlog. Not here: the history of matters (engine/store). People and matters are named by their codes;
a traceback shows no values of variables, for those may be private.
"""

import logging
import sys
from datetime import tzinfo
from enum import StrEnum
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor

from service.clock import Clock


class Form(StrEnum):
    """How a line looks."""

    JSON = "json"
    CONSOLE = "console"


def set_up(clock: Clock, zone: tzinfo, form: Form, *, stream: TextIO | None = None) -> None:
    """Write every event of this process to `stream` (standard error), what libraries warn of included."""
    out = stream or sys.stderr

    def stamp(_logger: object, _name: str, event: EventDict) -> EventDict:
        event["at"] = clock.now().astimezone(zone).isoformat(timespec="milliseconds")
        return event

    shared: list[Processor] = [stamp, structlog.processors.add_log_level]
    structlog.configure(
        processors=[*shared, *_last(form, out)],
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_last(form, out)],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def only_warnings() -> None:
    """For a command that does the service's work: what goes wrong in it, to standard error, in one line each."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, _without_traceback, *_last(Form.CONSOLE, sys.stderr)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _without_traceback(_logger: object, _name: str, event: EventDict) -> EventDict:
    """The service meets the same fault again, and its journal keeps all of it."""
    event.pop("exc_info", None)
    return event


def _last(form: Form, out: TextIO) -> list[Processor]:
    if form is Form.JSON:
        as_text = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
        return [structlog.processors.format_exc_info, as_text]
    colours = out.isatty()
    # The usual tracebacks of the console show local variables.
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain, timestamp_key="at")]
