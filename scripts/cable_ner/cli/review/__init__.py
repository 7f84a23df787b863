"""`cable-ner review`: a person decides what the audit found, the most useful questions first."""

import typer

from . import agreement, browser, exchange, label_studio, serve_model, spread, status, terminal

app = typer.Typer(help="Review the labels that the audit flagged.", no_args_is_help=True, add_completion=False)
app.command("terminal")(terminal.main)
app.command("browser")(browser.main)
app.command("export")(exchange.export)
app.command("import")(exchange.import_)
app.add_typer(label_studio.app, name="label-studio")
app.command("serve-model")(serve_model.main)
app.command("spread")(spread.main)
app.command("revoke")(spread.revoke)
app.command("accept")(spread.accept)
app.command("status")(status.main)
app.command("agreement")(agreement.main)
app.command("adjudicate")(agreement.adjudicate)

__all__ = ["app"]
