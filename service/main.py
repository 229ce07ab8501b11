"""The `duban` command: its families put together. What a command does is in service/command/."""

import sys

import typer

from service import simulate
from service.command import begin, demo, explain, listing, matter, organisation, record, serving, undoing

app = typer.Typer(
    name="duban",
    help="Duban 督办：每件事有人负责、有时限、有着落。 Keeps an organisation's promises.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("init")(begin.init_county)
app.command("check")(begin.check)
app.command("serve")(serving.serve_county)
app.command("demo", context_settings=demo.SETTINGS)(demo.demo)
app.command("open")(matter.open_matter)
app.command("act")(matter.act)
app.command("list")(listing.list_matters)
app.command("show")(record.show)
app.command("explain")(explain.explain)
app.command("correct")(undoing.correct)
app.command("void")(undoing.void)
app.command("absent")(organisation.absent)
app.command("draw")(explain.draw_workflow)
app.command("simulate")(simulate.simulate)
app.command("version")(begin.tell_version)


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show Chinese shows `?`, and the command goes on.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()
