"""`cable-ner review`: a person decides what the audit found, the most useful questions first."""

import typer

from . import agreement, browser, exchange, spread, status, terminal

app = typer.Typer(help="Review the labels that the audit flagged.", no_args_is_help=True, add_completion=False)
app.command("terminal")(terminal.main)
app.command("browser")(browser.main)
app.command("export")(exchange.export)
app.command("import")(exchange.import_)
app.command("spread")(spread.main)
app.command("revoke")(spread.revoke)
app.command("accept")(spread.accept)
app.command("status")(status.main)
app.command("agreement")(agreement.main)
app.command("adjudicate")(agreement.adjudicate)

__all__ = ["app"]
