"""The `duban` command: its families put together. What a command does is in service/command/."""

import sys

import typer

from service import simulate
from service.command import (
    absence,
    begin,
    demo,
    explain,
    keeping,
    listing,
    mailing,
    matter,
    papers,
    parked,
    record,
    restoring,
    serving,
    status,
    takeover,
    transfer,
    undoing,
    unreached,
    upgrading,
    years,
)

app = typer.Typer(
    name="duban",
    help="Duban 督办：每件事有人负责、有时限、有着落。 Keeps an organisation's promises.",
    no_args_is_help=True,
    add_completion=True,
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
app.command("paper")(papers.paper)
app.command("correct")(undoing.correct)
app.command("void")(undoing.void)
app.command("absent")(absence.absent)
app.command("transfer")(transfer.transfer)
app.command("draw")(explain.draw_workflow)
app.command("simulate")(simulate.simulate)
app.command("unreached")(unreached.unreached)
app.command("handed")(unreached.handed)
app.command("status")(status.status)
app.command("backup")(keeping.backup)
app.command("restore")(restoring.restore)
app.command("upgrade")(upgrading.upgrade)
app.command("hold")(keeping.hold)
app.command("release")(keeping.release)
app.command("version")(begin.tell_version)


def _family(name: str, words: str) -> typer.Typer:
    """Commands of two words."""
    family = typer.Typer(help=words, no_args_is_help=True)
    app.add_typer(family, name=name)
    return family


_absence = _family("absence", "请假 Absences that were entered (`duban absent`).")
_absence.command("list")(absence.list_absences)
_absence.command("end")(absence.end_absence)
_absence.command("drop")(absence.drop_absence)
_family("org", "机构和人员 Organisation: units, posts, people.").command("apply")(takeover.apply)
_family("calendar", "日历 Calendar.").command("load")(years.load)
_mail = _family("mail", "邮件 Mails: the account, and those that are parked.")
_mail.command("test")(mailing.try_account)
_mail.command("parked")(parked.list_parked)
_mail.command("release")(parked.release_parked)
_mail.command("sent")(parked.found_sent)
_mail.command("drop")(parked.drop_parked)
_family("audit", "记录 The record.").command("verify")(keeping.verify)


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show Chinese shows `?`, and the command goes on.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()
