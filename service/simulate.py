"""`duban simulate`: a scenario file is played, what was sent is printed, and every difference with its line.

Here: the command. Not here: playing and comparing (service/scenario/), the look of the page (service/scenario/page.py).
"""

from pathlib import Path
from typing import Annotated

import typer

from service.command.guard import guarded
from service.command.option import COUNTY, AsJson, CountyFolder, Lang, Language
from service.printing import Printer
from service.scenario.page import as_plain, show
from service.scenario.run import run_scenario

DIFFERENT = 1

ScenarioFile = Annotated[
    Path, typer.Argument(metavar="SCENARIO.yaml", help="情景文件 A scenario file (docs/scenarios.md).")
]


@guarded
def simulate(
    ctx: typer.Context,
    scenario: ScenarioFile,
    county: CountyFolder = COUNTY,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """演练 Play a scenario file on a virtual clock and compare with what it expects: exit 1 on a difference.

    例 Example: duban simulate first_contact.yaml
    """
    source = ctx.get_parameter_source("county")
    # A folder that was only set in the environment does not override what the file says about itself.
    named = county if source is not None and source.name == "COMMANDLINE" else None
    report = run_scenario(scenario, named, otherwise=county)
    if as_json:
        Printer(lang).json(as_plain(report), report.zone)
    else:
        show(report, lang)
    if not report.is_fine:
        raise typer.Exit(DIFFERENT)
